/* ketway/ops.h: the numbers of every operation that a circuit's columns may hold. Part of ketway/plugin.h. C99.
 *
 * A number is never reused and never changes its meaning; new ones are appended, with a higher ABI minor.
 *
 * Conventions
 *  - Angles are radians. Matrices act on basis states whose index has operand 0 as its LOWEST bit.
 *  - O1 A gate record with more operands than the table gives is CONTROLLED: the extra operands come first, each is a
 *    control (on 1). So `x` with three operands is the Toffoli gate, and equals `ccx`. The host writes the named form
 *    where one exists.
 *  - O2 A record whose `symbol` is not 0 has symbolic parameters: symbols[symbol + i] is the expression of parameter i
 *    (grammar below); where it is empty the number in the params column holds. A device without KW_DEVICE_SWEEP never
 *    sees one: the host binds first.
 *  - O3 Expression grammar: sum of products with + - * / ^ (right associative, binds tighter than unary minus),
 *    parentheses, decimal numbers, `pi`, names [A-Za-z_][A-Za-z0-9_]*, functions sin cos tan exp ln sqrt asin
 *    acos atan.
 *
 * Structure records (operands, then parameters)
 *  measure   qubit, bit                 outcome of Z goes to the bit; the qubit stays
 *  reset     qubit
 *  barrier   any number of qubits
 *  delay     any number of qubits; 1 param: the duration, in seconds, or in device cycles where symbols[symbol] == "dt"
 *            (the one record where O2 does not hold)
 *  unitary   k qubits; 2 * 4^k params: re, im of the matrix, row by row; symbols[symbol] may be a label. Extra controls
 *            are not allowed (k is the operand count).
 *  opaque    any number of qubits; params[param] is n, then n values; symbols[symbol] is the name of the gate,
 *            symbols[symbol + 1 + i] the expression of value i. A gate that is declared and not defined.
 *  if        operands are literals, (bit << 1) | value; the block runs if every literal holds. The condition is read once,
 *            before the block. No literals: always. `symbol` is reserved and 0.
 *  else      between `if` and its `end`; no operands
 *  while     as `if`; the condition is read before each turn
 *  end       closes the innermost `if` or `while`
 */
#ifndef KW_OPS_H
#define KW_OPS_H
#define KW_ANY 0xFFFFu /* any number */

/* ROW(name in C, number, name in text, operands, params) */
#define KW_STRUCTURE_TABLE(ROW)              \
  ROW(MEASURE, 1, "measure", 2, 0)           \
  ROW(RESET, 2, "reset", 1, 0)               \
  ROW(BARRIER, 3, "barrier", KW_ANY, 0)      \
  ROW(DELAY, 4, "delay", KW_ANY, 1)          \
  ROW(UNITARY, 5, "unitary", KW_ANY, KW_ANY) \
  ROW(OPAQUE, 6, "opaque", KW_ANY, KW_ANY)   \
  ROW(IF, 7, "if", KW_ANY, 0)                \
  ROW(ELSE, 8, "else", 0, 0)                 \
  ROW(WHILE, 9, "while", KW_ANY, 0)          \
  ROW(END, 10, "end", 0, 0)

/* Matrices, with c = cos(t/2), s = sin(t/2), i the imaginary unit, e(a) = exp(i a):
 *  gphase(a)      e(a) on everything (no operand; with one control it is p(a))
 *  s, t, sdg, tdg diag(1, e(pi/2)), diag(1, e(pi/4)) and their inverses
 *  sx, sxdg       1/2 [[1+i, 1-i], [1-i, 1+i]] and its inverse
 *  p(a)           diag(1, e(a))                         (u1)
 *  rx ry rz (t)   exp(-i t/2 P);  rz = diag(e(-t/2), e(t/2))
 *  r(t, f)        exp(-i t/2 (cos f X + sin f Y))       (prx)
 *  u2(f, l)       u(pi/2, f, l)
 *  u(t, f, l)     [[c, -e(l) s], [e(f) s, e(f+l) c]]    (u3, U of OpenQASM 2)
 *  gpi(f)         [[0, e(-f)], [e(f), 0]]
 *  gpi2(f)        1/sqrt2 [[1, -i e(-f)], [-i e(f), 1]]
 *  phasedxz(x, z, a)  Z^(z/pi) Z^(a/pi) X^(x/pi) Z^(-a/pi), with Z^k = diag(1, e(pi k)), X^k = H Z^k H
 *  cX             the gate controlled by operand 0; cu3 = controlled u; cu(t, f, l, g) = controlled e(g) u(t, f, l)
 *  iswap          [[1,0,0,0],[0,0,i,0],[0,i,0,0],[0,0,0,1]]; siswap its principal root; ...dg the inverses
 *  dcx            cx(0,1) then cx(1,0)
 *  ecr            1/sqrt2 [[0,1,0,i],[1,0,-i,0],[0,i,0,1],[-i,0,1,0]], that is 1/sqrt2 (IX - XY), right letter on operand 0
 *  rxx ryy rzz (t)    exp(-i t/2 PP);  rzx(t) = exp(-i t/2 X(1) Z(0)), Z on operand 0
 *  xx_plus_yy(t, b)   rz(b) on operand 0, then exp(-i t/4 (XX + YY)), then rz(-b) on operand 0
 *  xx_minus_yy(t, b)  rz(-b) on operand 1, then exp(-i t/4 (XX - YY)), then rz(b) on operand 1
 *  ms(f0, f1, t)  exp(-i t/2 G(f0) G(f1)), G(f) = cos f X + sin f Y, f0 on operand 0
 *  fsim(t, f)     [[1,0,0,0],[0,cos t,-i sin t,0],[0,-i sin t,cos t,0],[0,0,0,e(-f)]]
 *  xy(t)          [[1,0,0,0],[0,cos(t/2),i sin(t/2),0],[0,i sin(t/2),cos(t/2),0],[0,0,0,1]]
 *  cphase00/01/10(a)  phase e(a) on that basis state, written |operand 0, operand 1>
 *  pswap(a)       [[1,0,0,0],[0,0,e(a),0],[0,e(a),0,0],[0,0,0,1]]
 *  rccx, rc3x     Margolus' gate and its three-control sibling, as in qelib1.inc
 *  c3sx           sx with three controls */
#define KW_GATE_TABLE(ROW)                  \
  ROW(GPHASE, 32, "gphase", 0, 1)           \
  ROW(ID, 33, "id", 1, 0)                   \
  ROW(X, 34, "x", 1, 0)                     \
  ROW(Y, 35, "y", 1, 0)                     \
  ROW(Z, 36, "z", 1, 0)                     \
  ROW(H, 37, "h", 1, 0)                     \
  ROW(S, 38, "s", 1, 0)                     \
  ROW(SDG, 39, "sdg", 1, 0)                 \
  ROW(T, 40, "t", 1, 0)                     \
  ROW(TDG, 41, "tdg", 1, 0)                 \
  ROW(SX, 42, "sx", 1, 0)                   \
  ROW(SXDG, 43, "sxdg", 1, 0)               \
  ROW(P, 44, "p", 1, 1)                     \
  ROW(RX, 45, "rx", 1, 1)                   \
  ROW(RY, 46, "ry", 1, 1)                   \
  ROW(RZ, 47, "rz", 1, 1)                   \
  ROW(R, 48, "r", 1, 2)                     \
  ROW(U2, 49, "u2", 1, 2)                   \
  ROW(U, 50, "u", 1, 3)                     \
  ROW(GPI, 51, "gpi", 1, 1)                 \
  ROW(GPI2, 52, "gpi2", 1, 1)               \
  ROW(PHASEDXZ, 53, "phasedxz", 1, 3)       \
  ROW(CX, 64, "cx", 2, 0)                   \
  ROW(CY, 65, "cy", 2, 0)                   \
  ROW(CZ, 66, "cz", 2, 0)                   \
  ROW(CH, 67, "ch", 2, 0)                   \
  ROW(CS, 68, "cs", 2, 0)                   \
  ROW(CSDG, 69, "csdg", 2, 0)               \
  ROW(CSX, 70, "csx", 2, 0)                 \
  ROW(CSXDG, 71, "csxdg", 2, 0)             \
  ROW(CP, 72, "cp", 2, 1)                   \
  ROW(CRX, 73, "crx", 2, 1)                 \
  ROW(CRY, 74, "cry", 2, 1)                 \
  ROW(CRZ, 75, "crz", 2, 1)                 \
  ROW(CU3, 76, "cu3", 2, 3)                 \
  ROW(CU, 77, "cu", 2, 4)                   \
  ROW(SWAP, 80, "swap", 2, 0)               \
  ROW(ISWAP, 81, "iswap", 2, 0)             \
  ROW(ISWAPDG, 82, "iswapdg", 2, 0)         \
  ROW(SISWAP, 83, "siswap", 2, 0)           \
  ROW(SISWAPDG, 84, "siswapdg", 2, 0)       \
  ROW(DCX, 85, "dcx", 2, 0)                 \
  ROW(ECR, 86, "ecr", 2, 0)                 \
  ROW(RXX, 87, "rxx", 2, 1)                 \
  ROW(RYY, 88, "ryy", 2, 1)                 \
  ROW(RZZ, 89, "rzz", 2, 1)                 \
  ROW(RZX, 90, "rzx", 2, 1)                 \
  ROW(XX_PLUS_YY, 91, "xx_plus_yy", 2, 2)   \
  ROW(XX_MINUS_YY, 92, "xx_minus_yy", 2, 2) \
  ROW(MS, 93, "ms", 2, 3)                   \
  ROW(FSIM, 94, "fsim", 2, 2)               \
  ROW(XY, 95, "xy", 2, 1)                   \
  ROW(CPHASE00, 96, "cphase00", 2, 1)       \
  ROW(CPHASE01, 97, "cphase01", 2, 1)       \
  ROW(CPHASE10, 98, "cphase10", 2, 1)       \
  ROW(PSWAP, 99, "pswap", 2, 1)             \
  ROW(CCX, 112, "ccx", 3, 0)                \
  ROW(CCZ, 113, "ccz", 3, 0)                \
  ROW(CSWAP, 114, "cswap", 3, 0)            \
  ROW(RCCX, 115, "rccx", 3, 0)              \
  ROW(C3X, 116, "c3x", 4, 0)                \
  ROW(C3SX, 117, "c3sx", 4, 0)              \
  ROW(RC3X, 118, "rc3x", 4, 0)              \
  ROW(C4X, 119, "c4x", 5, 0)

#define KW_OP_ENUM_(c, number, text, operands, params) KW_OP_##c = number,
enum { KW_STRUCTURE_TABLE(KW_OP_ENUM_) KW_GATE_TABLE(KW_OP_ENUM_) KW_OP_FIRST_GATE = 32, KW_OP_LIMIT = 120 };
#undef KW_OP_ENUM_
#endif
