OPENQASM 2.0;
include "qelib1.inc";
qreg q[1];
rx(1/(2-2)) q[0];
ry(sqrt(-1)) q[0];
// expected 4:5: division by zero
// expected 5:4: sqrt needs a number that is not negative
