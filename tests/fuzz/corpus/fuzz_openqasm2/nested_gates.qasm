// Without any include: everything is built on U and CX.
OPENQASM 2.0;
gate h a { U(pi/2,0,pi) a; }
gate phase(t) a { U(0,0,t) a; }
gate cphase(t) a,b { phase(t/2) a; CX a,b; phase(-t/2) b; CX a,b; phase(t/2) b; }
gate step(t) a,b,c { h a; cphase(t) b,a; barrier a,b; cphase(t/2) c,a; }
gate nothing a,b,c { }
qreg x[3];
step(pi/2) x[0],x[1],x[2];
nothing x[0],x[1],x[2];
step(-pi/2) x[2],x[1],x[0];
