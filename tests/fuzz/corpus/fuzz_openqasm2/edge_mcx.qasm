OPENQASM 2.0;
include "qelib1.inc";
qreg q[3];
creg c[3];
creg d[2];
mcx q[0],q[1],q[2]; mcphase(pi/7) q[2],q[1],q[0];