OPENQASM 2.0;
include "qelib1.inc";
qreg q[2];
h q[2];
// expected 4:5: index 2 is out of range
