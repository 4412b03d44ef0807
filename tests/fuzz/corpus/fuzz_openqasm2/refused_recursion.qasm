OPENQASM 2.0;
gate loop a { CX a,a; loop a; }
// expected 2:15: a qubit is used twice in 'CX'
// expected 2:23: gate 'loop' cannot call itself
