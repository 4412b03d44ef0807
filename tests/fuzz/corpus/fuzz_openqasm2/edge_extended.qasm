OPENQASM 2.0;
include "qelib1.inc";
qreg q[3];
creg c[3];
creg d[2];
sx q[0]; rzz(.5) q[0],q[1]; c3x q[0],q[1],q[2],q[0]; cu(1,2,3,4) q[0],q[1]; ryy(1) q[0],q[1]; ecr q[1],q[2]; u0(1) q[0];