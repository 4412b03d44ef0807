OPENQASM 3.0;
include "stdgates.inc";
qubit[2] q; bit[3] c; bit d;
if (c == 3) x q[0]; else if (!d && c[1] == 0) { y q; }
if (c != 2) z q[0];
while (d) { d = measure q[1]; if (int[3](c) == 1) reset q; }
if (c[0:1] == "01") { delay[1.5us] q; } if (false) x q; if (c == 0b1_01) barrier;
