OPENQASM 2.0;
include "qelib1.inc";
qreg q[7];
h q;
mcx q[0],q[1],q[2],q[3],q[4],q[5],q[6];
mcphase(pi/3) q[6],q[4],q[2],q[0];
h q;
