// The reader of OpenQASM 3: declarations, operands, gates, modifiers, parameters.

#include <numbers>

#include "language/openqasm3_round_trip.hpp"

namespace ketway::language_tests {
namespace {

const std::string head = "OPENQASM 3.0;\ninclude \"stdgates.inc\";\n";

TEST(Qasm3Reader, ReadsABellCircuitForADevice) {
  const auto c = must_read(
      "OPENQASM 3.0;\ninclude \"stdgates.inc\";\nbit[2] meas;\nrz(pi/2) $0; sx $0; rz(pi/2) $0;\n"
      "rz(pi/2) $1; sx $1; rz(pi/2) $1;\ncz $0, $1;\nrz(pi/2) $1; sx $1; rz(pi/2) $1;\n"
      "meas[0] = measure $0;\nmeas[1] = measure $1;\n");
  EXPECT_EQ(c.bit_registers()[0].name, "meas");
  circuit bell(2);
  bell.add_bits("meas", 2);
  bell.h(0).cx(0, 1).measure(0, 0).measure(1, 1);
  EXPECT_TRUE(equivalent(c, bell).value());
}
TEST(Qasm3Reader, ReadsAParametrisedCircuitWithFeedForwardForADevice) {
  const auto c = must_read(
      "OPENQASM 3.0;\ninclude \"stdgates.inc\";\ninput float[64] theta;\nbit[1] mid;\nbit[1] fin;\n"
      "rz(pi/2) $0; sx $0; rz(theta + pi) $0; sx $0; rz(pi/2) $0;\nmid[0] = measure $0;\nif (mid[0]) { x $1; }\n"
      "fin[0] = measure $1;\n");
  EXPECT_EQ(c.parameters(), std::vector<std::string>{"theta"});
  circuit wanted(2);
  wanted.add_bits("mid", 1), wanted.add_bits("fin", 1);
  wanted.rx(0.8, 0).measure(0, 0).begin_if(condition(0, true)).x(1).end().measure(1, 1);
  EXPECT_TRUE(equivalent(c.bind({{"theta", 0.8}}).value(), wanted).value());
}
TEST(Qasm3Reader, PhysicalQubitsGrowOneRegister) {
  const auto c = must_read(head + "x $3; y $1; cx $5, $0;");
  EXPECT_EQ(c.num_qubits(), 6U);
  ASSERT_EQ(c.qubit_registers().size(), 1U);
  EXPECT_EQ(c.qubit_registers()[0].size, 6U);
  EXPECT_EQ(listing(c), "x 3;y 1;cx 5 0;");
}
TEST(Qasm3Reader, TakesEveryDeclaration) {
  const auto c = must_read(head +
                           "qubit a; qubit[2] b; qreg d[3]; qreg e; bit f; bit[4] g; creg m[2]; creg k;"
                           "input float k1; input float[64] v; input angle w; input angle[32] n;"
                           "output bit[2] o; h b[1]; rx(k1+v+w+n) a; k = measure e;");
  EXPECT_EQ(c.num_qubits(), 7U);
  EXPECT_EQ(c.num_bits(), 10U);
  EXPECT_EQ(c.parameters(), (std::vector<std::string>{"k1", "n", "v", "w"}));
}
TEST(Qasm3Reader, TakesBothFormsOfMeasurement) {
  EXPECT_EQ(
      listing_of(header3 + "c[1] = measure q[0]; c = measure q; measure q -> c; measure q[2] -> c[0]; d = measure a;"),
      "measure 0 1;measure 0 0;measure 1 1;measure 2 2;measure 0 0;measure 1 1;measure 2 2;measure 2 0;measure 3 3;");
}
TEST(Qasm3Reader, ADeclarationMayMeasure) {
  EXPECT_EQ(listing_of(head + "qubit[2] q; bit[2] e = measure q; bit one = measure q[1];"),
            "measure 0 0;measure 1 1;measure 1 2;");
}
TEST(Qasm3Reader, ADeclarationMayBeZero) {
  EXPECT_EQ(must_read(head + "bit[2] e = \"00\"; bit f = 0; bit[3] g = 0; bit h1 = false;").num_bits(), 7U);
}
TEST(Qasm3Reader, BroadcastsOverRegistersAndParts) {
  EXPECT_EQ(listing_of(header3 + "h q; cx q[0:1], q[1:2]; cx a, q; reset q[{0,2}];"),
            "h 0;h 1;h 2;cx 0 1;cx 1 2;cx 3 0;cx 3 1;cx 3 2;reset 0;reset 2;");
}
TEST(Qasm3Reader, RangesHaveStepsAndCountFromTheEnd) {
  EXPECT_EQ(listing_of(header3 + "x q[0:2:2]; y q[2:-1:0]; z q[-1]; s q[:1]; t q[1:]; h q[-2:-1]; x q[2:1];"),
            "x 0;x 2;y 2;y 1;y 0;z 2;s 0;s 1;t 1;t 2;h 1;h 2;");
}
TEST(Qasm3Reader, IndicesAndSizesAreExpressionsOfConstants) {
  EXPECT_EQ(listing_of(head + "const int n = 2; const uint[8] m = 2*n - 1; qubit[n + m] q; x q[m]; y q[n*2 - m - 1];"),
            "x 3;y 0;");
}
TEST(Qasm3Reader, ResetsBarriersAndDelays) {
  EXPECT_EQ(
      listing_of(header3 + "reset q; barrier q[1], a; barrier; delay[100ns] q[0], a; delay[2 us] a; delay[4dt] q;"),
      "reset 0;reset 1;reset 2;barrier 1 3;barrier 0 1 2 3;delay(1e-07) 0 3;delay(2e-06) 3;delay(4) 0 1 2;");
}
TEST(Qasm3Reader, KnowsEveryUnitOfTime) {
  EXPECT_EQ(listing_of(header3 + "delay[1.5µs] a; delay[1.5μs] a; delay[3ms] a; delay[.25s] a; delay[20ns];"),
            "delay(1.5e-06) 3;delay(1.5e-06) 3;delay(0.003) 3;delay(0.25) 3;delay(2e-08) 0 1 2 3;");
}
TEST(Qasm3Reader, KnowsEveryGateOfTheLibrary) {
  EXPECT_EQ(
      listing_of(header3 + "p(.1) a; x a; y a; z a; h a; s a; sdg a; t a; tdg a; sx a; rx(.1) a; ry(.1) a; rz(.1) a;"),
      "p(0.1) 3;x 3;y 3;z 3;h 3;s 3;sdg 3;t 3;tdg 3;sx 3;rx(0.1) 3;ry(0.1) 3;rz(0.1) 3;");
  EXPECT_EQ(
      listing_of(header3 + "cx q[0],a; cy q[0],a; cz q[0],a; cp(.1) q[0],a; crx(.1) q[0],a; cry(.1) q[0],a;"
                           "crz(.1) q[0],a; ch q[0],a; swap q[0],a; ccx q[0],q[1],a; cswap q[0],q[1],a;"),
      "cx 0 3;cy 0 3;cz 0 3;cp(0.1) 0 3;crx(0.1) 0 3;cry(0.1) 0 3;crz(0.1) 0 3;ch 0 3;swap 0 3;ccx 0 1 3;cswap 0 1 3;");
  EXPECT_EQ(listing_of(header3 + "cu(.1,.2,.3,.4) q[0],a; CX q[0],a; phase(.1) a; cphase(.1) q[0],a; id a; u1(.1) a;"
                                 "u2(.1,.2) a; u3(.1,.2,.3) a; U(.1,.2,.3) a; gphase(.5);"),
            "cu(0.1,0.2,0.3,0.4) 0 3;cx 0 3;p(0.1) 3;cp(0.1) 0 3;id 3;p(0.1) 3;u2(0.1,0.2) 3;u(0.1,0.2,0.3) 3;"
            "u(0.1,0.2,0.3) 3;gphase(0.5);");
}
TEST(Qasm3Reader, WritesOutDefinedGatesWithTheirModifiers) {
  EXPECT_EQ(listing_of(header3 + "gate g(t) a, b { rx(t/2) a; ctrl @ x a, b; gphase(t); inv @ s b; } g(0.5) q[1], a;"),
            "rx(0.25) 1;cx 1 3;gphase(0.5);sdg 3;");
}
TEST(Qasm3Reader, ParametersGoThroughDefinedGates) {
  EXPECT_EQ(
      listing_of(head +
                 "input float w; qubit a; gate g(x1, y1) b { rx(2*x1 - y1/2) b; } g(w + 1, w) a; inv @ g(w, 0) a;"),
      "rx(3*w/2+2) 0;rx(-2*w) 0;");
}
TEST(Qasm3Reader, ConstantsGoIntoBodies) {
  EXPECT_EQ(listing_of(head + "const float tt = 1.5; qubit a; gate g b { rx(tt*2) b; } g a;"), "rx(3) 0;");
}
TEST(Qasm3Reader, AnInverseTurnsABodyAround) {
  EXPECT_EQ(listing_of(header3 + "gate g(t) a, b { s a; cx a, b; rz(t) b; } inv @ g(0.5) q[0], q[1];"),
            "rz(-0.5) 1;cx 0 1;sdg 0;");
}
TEST(Qasm3Reader, WholePowersRepeatAndNegativeOnesInvert) {
  EXPECT_EQ(listing_of(header3 + "pow(3) @ t a; pow(-2) @ s a; pow(0) @ x a; gate g b { h b; t b; } pow(2) @ g a;"),
            "t 3;t 3;t 3;sdg 3;sdg 3;h 3;t 3;h 3;t 3;");
}
TEST(Qasm3Reader, BrokenPowersAreThePrincipalOnes) {
  const auto root = [](const std::string& gate, std::uint32_t qubits) {
    return must_read(head + "qubit[" + std::to_string(qubits) + "] q; pow(0.5) @ " + gate +
                     (qubits == 1 ? " q[0];" : " q[0], q[1];"));
  };
  EXPECT_TRUE(same_with_phase(root("x", 1), circuit(1).sx(0)));
  EXPECT_TRUE(same_with_phase(root("z", 1), circuit(1).s(0)));
  EXPECT_TRUE(same_with_phase(root("inv @ s", 1), circuit(1).tdg(0)));
  EXPECT_TRUE(same_with_phase(root("cx", 2), circuit(2).gate(KW_OP_CSX, {0, 1})));
  EXPECT_TRUE(same_with_phase(root("rx(0.8)", 1), circuit(1).rx(0.4, 0)));
  EXPECT_TRUE(same_with_phase(root("id", 1), circuit(1)));
  EXPECT_TRUE(same_with_phase(root("rzz(0.8)", 2), circuit(2).rzz(0.4, 0, 1)));
}
TEST(Qasm3Reader, RootsOfDefinedGatesSquareToThem) {
  const std::string g = head + "qubit q; gate g a { h a; t a; ry(0.3) a; U(0.1, 0.2, 0.3) a; } ";
  const auto whole = must_read(g + "gate once a { pow(0.5) @ g a; } once q; once q;");
  EXPECT_TRUE(equivalent(whole, must_read(g + "g q;")).value());
  EXPECT_FALSE(equivalent(must_read(g + "pow(0.5) @ g q;"), must_read(g + "g q;")).value());
}
TEST(Qasm3Reader, OpenControlsActOnZero) {
  circuit wanted(2);
  wanted.x(0).gate(KW_OP_CH, {0, 1}).x(0);
  EXPECT_TRUE(equivalent(must_read(head + "qubit[2] q; negctrl @ h q[0], q[1];"), wanted).value());
}
TEST(Qasm3Reader, ControlsSeeThePhaseOfUAndOfItsKin) {
  // U of version 3 is e(theta/2) u; u2 and u3 of stdgates.inc have e(-(phi+lambda)/2).
  circuit u(2), u3(2), u2(2);
  u.gate(KW_OP_CU, {0, 1}, {0.4, 0.2, 0.3, 0.2});
  u3.gate(KW_OP_CU, {0, 1}, {0.4, 0.2, 0.3, -0.25});
  u2.gate(KW_OP_CU, {0, 1}, {std::numbers::pi / 2, 0.2, 0.3, -0.25});
  const std::string two = head + "qubit[2] q; ";
  EXPECT_TRUE(equivalent(must_read(two + "ctrl @ U(0.4,0.2,0.3) q[0], q[1];"), u).value());
  EXPECT_TRUE(equivalent(must_read(two + "ctrl @ u3(0.4,0.2,0.3) q[0], q[1];"), u3).value());
  EXPECT_TRUE(equivalent(must_read(two + "ctrl @ u2(0.2,0.3) q[0], q[1];"), u2).value());
  EXPECT_TRUE(equivalent(must_read(two + "gate g a { U(0.4,0.2,0.3) a; } ctrl @ g q[0], q[1];"), u).value());
}
TEST(Qasm3Reader, ExpressionsKnowTheFunctionsAndConstantsOfTheLanguage) {
  EXPECT_EQ(listing_of(header3 + "rx(arcsin(0.5) + log(2.0) + mod(5.5, 3)) a;"), "rx(3.71675) 3;");
  EXPECT_EQ(listing_of(header3 + "rx(pow(2, 3)) a; rx(floor(2.7)) a; rx(ceiling(2.1)) a; rx(-5.0 % 3) a;"),
            "rx(8) 3;rx(2) 3;rx(3) 3;rx(-2) 3;");
  EXPECT_EQ(listing_of(header3 + "rx(π/2) a; rx(tau/4) a; rx(τ/4) a; rx(euler) a; rx(ℇ) a;"),
            "rx(1.5708) 3;rx(1.5708) 3;rx(1.5708) 3;rx(2.71828) 3;rx(2.71828) 3;");
}
TEST(Qasm3Reader, NamesBeyondAsciiAreSpelledOut) {
  const auto c = must_read(head + "input float θ; qubit[1] ψ; bit Γ; rx(θ) ψ;");
  EXPECT_EQ(c.parameters(), std::vector<std::string>{"theta"});
  EXPECT_EQ(c.qubit_registers()[0].name, "psi");
  EXPECT_EQ(c.bit_registers()[0].name, "Gamma");
}
TEST(Qasm3Reader, ParametersWithTheNameOfAFunctionOfOursGetAnother) {
  const auto c = must_read(head + "input float asin; qubit q; rx(asin) q;");
  EXPECT_EQ(c.parameters(), std::vector<std::string>{"asin_"});
}
TEST(Qasm3Reader, TellsOfInputsThatNothingUses) {
  EXPECT_EQ(warnings_of(head + "input float w;"),
            "3:13: warning: input 'w' is never used; it is no parameter of the circuit\n");
}
TEST(Qasm3Reader, ReadsGatesOfToolsWithAWarningUnlessStrict) {
  EXPECT_EQ(listing_of("OPENQASM 3; qubit[2] q; cnot q[0], q[1]; rzz(0.5) q[0], q[1];"), "cx 0 1;rzz(0.5) 0 1;");
  EXPECT_CONTAINS(warnings_of("OPENQASM 3; qubit[2] q; cnot q[0], q[1];"),
                  "'cnot' is not in stdgates.inc and not defined; read as the gate commonly meant by that name");
  EXPECT_CONTAINS(refusal_of("OPENQASM 3; qubit[2] q; cnot q[0], q[1];", strictly()), "gate 'cnot' is not defined");
}
TEST(Qasm3Reader, ChoosesByTheFirstWordWhereThereIsNoVersion) {
  EXPECT_EQ(must_read("include \"stdgates.inc\"; qubit q; h q;").size(), 1U);
  EXPECT_EQ(must_read("qubit q; U(0.1,0.2,0.3) q;").size(), 1U);
  EXPECT_EQ(must_read("/* a */ // b\nOPENQASM 3.1; qubit q;").num_qubits(), 1U);
  EXPECT_EQ(must_read("// b\n@note\nqubit q;").num_qubits(), 1U);
}
TEST(Qasm3Reader, IncludesFilesOfItsFolder) {
  const temporary_folder folder;
  folder.write("gates/more.inc", "gate g a { h a; }\n");
  const auto file = folder.write("main.qasm", head + "include \"gates/more.inc\";\nqubit q;\ng q;\n");
  const auto read = read_circuit_file(file);
  ASSERT_TRUE(read) << read.error().to_string();
  EXPECT_EQ(listing(read->circuit), "h 0;");
}

}  // namespace
}  // namespace ketway::language_tests
