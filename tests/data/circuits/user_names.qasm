// Names of the extended gate file, used for the text's own things.
OPENQASM 2.0;
include "qelib1.inc";
gate swap a,b { cx a,b; cx b,a; cx a,b; }
gate rzz(theta) a,b { cx a,b; u1(theta) b; cx a,b; }
qreg r[2];
qreg p[1];
x r[0];
swap r[0],p[0];
rzz(0.25) r[1],p[0];
