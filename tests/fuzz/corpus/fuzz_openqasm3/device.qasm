OPENQASM 3.0;
include "stdgates.inc";
input float[64] theta;
bit[1] mid;
gate rzz(p0) a,b { cx a,b; rz(p0) b; cx a,b; }
rz(theta + pi) $0; sx $0; rzz(0.5) $0, $1;
mid[0] = measure $0;
if (mid[0]) { x $1; } else { reset $1; }
