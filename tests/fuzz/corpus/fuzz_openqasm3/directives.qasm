// a comment
OPENQASM 3.1; /* another */ include "stdgates.inc";
pragma some thing
#pragma other
@note words
qubit γ; gate ψ(θ) β { rx(θ) β; } ψ(π/2) γ;
delay[100ns] γ; delay[20dt] γ; barrier γ; gphase(0.25);
