OPENQASM 2.0;
include "qelib1.inc";
qreg q[3];
creg c[3];
creg d[2];
h q[9]; foo q[0]; cx q[0],q[0]; if(c==1) { x q[0]; } rx() q[0]
y q[0];