OPENQASM 2.0;
include "qelib1.inc";
opaque magic(a,b) x,y;
opaque pause() x;
gate around x,y { h x; magic(0.5,1) x,y; h x; }
qreg q[2];
around q[0],q[1];
pause q[1];
