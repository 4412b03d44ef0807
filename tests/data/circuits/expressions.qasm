OPENQASM 2.0;
include "qelib1.inc";
gate turn(a, b) x { rx(-a^2/2) x; rz(sin(a)*cos(b)+tan(0.1)) x; u2(exp(-a), ln(5+b)) x; }
qreg q[2];
rx(2^3^2/512) q[0];   // 1
ry(-2^2+4.5) q[0];    // 0.5
rz(sqrt(2)/.5) q[1];
turn(0.25, pi*1.e-1) q[0];
turn(--1, (1+2)*(3-4)) q[1];
u3(pi/2, -pi, 5.) q[1];
