OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
iswap q[0], q[1]; ecr q[0], q[1]; rxx(0.3) q[0], q[1]; ms(.1,.2,.3) q[0], q[1]; ctrl @ rzx(0.5) q[2], q[0], q[1]; cs q[0], q[1];
sxdg q[0]; csx q[0], q[1]; ccz q[0], q[1], q[2]; gpi(0.4) q[0]; rccx q[0], q[1], q[2]; ctrl @ cu(.1,.2,.3,.4) q[0], q[1], q[2];
