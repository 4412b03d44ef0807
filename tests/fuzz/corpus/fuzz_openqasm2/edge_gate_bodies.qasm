OPENQASM 2.0;
include "qelib1.inc";
qreg q[3];
creg c[3];
creg d[2];
gate g(a,b) x,y { barrier x,y; rx(a^b/2) x; cx x,y; u2(sin(a),-pi) y; } g(1,2.5e-1) q[0],q[2]; gate i x {} i q;