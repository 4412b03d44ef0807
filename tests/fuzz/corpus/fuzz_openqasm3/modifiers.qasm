OPENQASM 3.0;
include "stdgates.inc";
qubit[4] q;
gate g(t) a, b { ctrl @ gphase(t) a; inv @ rx(t/2) b; pow(2) @ cx a, b; }
ctrl @ inv @ pow(2) @ t q[0], q[1];
negctrl(2) @ g(0.3) q[0], q[1], q[2], q[3];
pow(0.5) @ x q[0]; pow(-1) @ s q[1]; pow(0.25) @ cz q[0], q[1];
ctrl @ U(0.1, 0.2, 0.3) q[0], q[1]; ctrl @ u3(.1,.2,.3) q[2], q[3];
