OPENQASM 3.0;
include "stdgates.inc";
input float t; input angle[32] w; qubit q;
gate g(x1, y1) a { rx(x1*y1 - 2.0**x1) a; ry(sin(x1)/cos(y1)) a; }
g(t + pi, w) q; rx(arcsin(0.5) + log(2.0) + mod(5,3)) q; rz(-2.0**2 % 3 + τ/ℇ) q; rx(1/2) q;
inv @ g(t, 0.5) q;
