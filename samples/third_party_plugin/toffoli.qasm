// Classical bits only: what the toy machine can run. q[2] becomes 1 because q[0] and q[1] are; q[0] is then reset.
OPENQASM 2.0;
include "qelib1.inc";
qreg q[3];
creg c[3];
x q[0];
cx q[0],q[1];
swap q[1],q[2];
cx q[2],q[1];
reset q[0];
measure q -> c;
