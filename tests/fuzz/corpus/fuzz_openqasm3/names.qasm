OPENQASM 3.0;
include "stdgates.inc";
bit[2] lambda; bit[1] x_; qubit[1] gate_; input float alpha; rx(alpha) gate_[0]; lambda[1] = measure gate_[0];
