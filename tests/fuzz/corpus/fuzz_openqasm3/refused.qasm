OPENQASM 3.0;
include "stdgates.inc";
qubit[2] q; bit c;
def f(qubit a) { h a; } for int i in [0:2] { h q[i]; }
switch (c) { case 0 { x q; } } let b = q[{0,1}]; cal { a { b } c }
if (c < 1) { x q; } else { y q; } h q[7]; foo q; cx q[0], q[0]; box[1ns] { x q; }
