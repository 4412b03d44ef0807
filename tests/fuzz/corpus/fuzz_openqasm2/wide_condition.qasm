OPENQASM 2.0;
include "qelib1.inc";
qreg q[1];
creg big[80];
x q[0];
measure q[0] -> big[79];
// 2^79
if(big==604462909807314587353088) h q[0];
measure q[0] -> big[0];
