OPENQASM 2.0;
include "qelib1.inc";
qreg q[3];
creg c[3];
creg d[2];
if(c==1) x q; measure q -> c; cx q[0],q[1]; barrier q[0],q[0]; reset q;