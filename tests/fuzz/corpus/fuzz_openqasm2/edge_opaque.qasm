OPENQASM 2.0;
include "qelib1.inc";
qreg q[3];
creg c[3];
creg d[2];
opaque foo(a,b) x,y; foo(1,2) q[0],q[1]; opaque bar() x; bar() q[2];