OPENQASM 3.0;
include "stdgates.inc";
qubit[5] q; qubit a; qreg r[2]; creg e[2]; const int n = 2;
h q[0:2]; x q[{0,3}]; y q[-1]; cx q[0:2:2], r; cx a, r; z q[4:-1:3]; t q[n+1];
measure r -> e; bit[2] f = measure r; bit g = 0; bit[2] k = "00";
