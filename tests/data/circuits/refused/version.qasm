OPENQASM 2.1;
// expected 1:10: expected version 2.0, found version 2.1
