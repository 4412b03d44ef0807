// The printer: registers, names, numbers, structure records, and what it refuses.

#include <numbers>

#include "language/openqasm3_round_trip.hpp"

namespace ketway::language_tests {
namespace {

TEST(Qasm3Writer, DeclaresRegistersAndMeasuresBitByBit) {
  circuit c;
  c.add_qubits("left", 1), c.add_qubits("right", 2), c.add_bits("out", 2);
  c.h(0).cx(0, 2).measure(2, 1);
  EXPECT_EQ(written3(c),
            "OPENQASM 3.0;\ninclude \"stdgates.inc\";\nbit[2] out;\nqubit[1] left;\nqubit[2] right;\n"
            "h left[0];\ncx left[0], right[1];\nout[1] = measure right[1];\n");
  EXPECT_EQ(must_read(written3(c)).digest(), c.digest());
}
TEST(Qasm3Writer, WritesPhysicalQubitsWithoutADeclaration) {
  circuit c(3, 1);
  c.sx(0).cz(0, 2).measure(2, 0);
  EXPECT_EQ(written3(c, openqasm3_options().physical_qubits(true)),
            "OPENQASM 3.0;\ninclude \"stdgates.inc\";\nbit[1] c;\nsx $0;\ncz $0, $2;\nc[0] = measure $2;\n");
  EXPECT_EQ(must_read(written3(c, openqasm3_options().physical_qubits(true))).digest(), c.digest());
}
TEST(Qasm3Writer, LeavesOutEmptyRegisters) {
  circuit c;
  c.add_qubits("none", 0), c.add_bits("nothing", 0), c.add_qubits("q", 1);
  EXPECT_EQ(written3(c), "OPENQASM 3.0;\ninclude \"stdgates.inc\";\nqubit[1] q;\n");
}
TEST(Qasm3Writer, RenamesWhatIsAWordOfTheLanguageOrOfPythonOrAGate) {
  circuit c;
  c.add_bits("bit", 1), c.add_bits("lambda", 1), c.add_bits("x", 1), c.add_bits("x_", 1), c.add_qubits("gate", 1);
  c.add_bits("meas", 1);
  const auto names = names_in_openqasm3(c).value();
  EXPECT_EQ(names.bit_registers, (std::vector<std::string>{"bit_", "lambda_", "x__", "x_", "meas"}));
  EXPECT_EQ(names.qubit_registers, std::vector<std::string>{"gate_"});
  EXPECT_EQ(must_read(written3(c)).num_bits(), 5U);
}
TEST(Qasm3Writer, RenamesARegisterWithTheNameOfAGateThatItDefines) {
  circuit c;
  c.add_qubits("rzz", 2);
  c.rzz(0.5, 0, 1);
  EXPECT_CONTAINS(written3(c), "qubit[2] rzz_;\nrzz(0.5) rzz_[0], rzz_[1];\n");
}
TEST(Qasm3Writer, DeclaresSymbolicParametersAsInputsInAlphabeticalOrder) {
  circuit c(1);
  c.rz(parameter("theta") + std::numbers::pi, 0).rx(2 * parameter("alpha"), 0);
  EXPECT_CONTAINS(written3(c),
                  "input float[64] alpha;\ninput float[64] theta;\nqubit[1] q;\n"
                  "rz(theta+3.141592653589793) q[0];\nrx(2.0*alpha) q[0];\n");
  EXPECT_EQ(must_read(written3(c)).digest(), c.digest());
}
TEST(Qasm3Writer, WritesEveryKindOfExpressionInItsWords) {
  circuit c(1);
  const char* const text = "sin(w)^2/3+ln(w)-asin(w)*acos(w/2)+atan(w)+exp(-w)+sqrt(w)+tan(w)*cos(w)-1e-7";
  c.rx(parameter::parse(text).value(), 0);
  EXPECT_CONTAINS(written3(c), "**");
  EXPECT_CONTAINS(written3(c), "log(w)");
  EXPECT_CONTAINS(written3(c), "arcsin(w)");
  const auto back = must_read(written3(c));
  EXPECT_TRUE(equivalent(back.bind({{"w", 0.37}}).value(), c.bind({{"w", 0.37}}).value()).value());
}
TEST(Qasm3Writer, RenamesParametersThatCollide) {
  circuit c(1);
  c.rx(parameter("lambda"), 0).ry(parameter("q"), 0);
  EXPECT_CONTAINS(written3(c), "input float[64] lambda_;\ninput float[64] q_;\n");
  EXPECT_EQ(names_in_openqasm3(c)->parameters.at("lambda"), "lambda_");
}
TEST(Qasm3Writer, NumbersReadBackToTheSameDouble) {
  circuit c(1);
  for (const double a : {0.1, 1.0, -2.0, 1e-300, 1e300, std::numbers::pi, 0x1.fffffffffffffp-3, 123456789.0})
    c.rx(a, 0);
  const auto text = written3(c);
  EXPECT_CONTAINS(text, "rx(1.0) q[0];\nrx(-2.0) q[0];\n");
  EXPECT_EQ(must_read(text).digest(), c.digest());
  EXPECT_EQ(warnings_of(text), "");
}
TEST(Qasm3Writer, DelaysKeepTheirUnitAndTheirValue) {
  circuit c(2);
  const std::vector<std::uint32_t> one{0}, both{0, 1};
  for (const double s : {100e-9, 1.5e-6, 20e-3, 3.0, 7.3e-10, 0.0, 1.0 / 3e7}) c.delay(s, one);
  c.delay_cycles(160, both);
  EXPECT_CONTAINS(body3(c),
                  "delay[100ns] q[0];\ndelay[1.5us] q[0];\ndelay[20ms] q[0];\ndelay[3s] q[0];\n"
                  "delay[0.73ns] q[0];\ndelay[0ns] q[0];\n");
  EXPECT_CONTAINS(body3(c), "delay[160dt] q[0], q[1];\n");
  EXPECT_EQ(must_read(written3(c)).digest(), c.digest());
}
TEST(Qasm3Writer, WritesResetAndBarrier) {
  circuit c(2);
  const std::vector<std::uint32_t> one{1};
  c.reset(0).barrier(one).barrier();
  EXPECT_EQ(body3(c), "reset q[0];\nbarrier q[1];\nbarrier q[0], q[1];\n");
}
TEST(Qasm3Writer, WritesConditionsOnBitsAndWholeRegisters) {
  circuit c(1, 3);
  c.begin_if(condition(1, true)).x(0).otherwise().y(0).end();
  c.begin_if(condition(0, false)).z(0).end();
  c.begin_if(condition(c.bit_registers()[0], 5)).h(0).end();
  c.begin_if(condition(0, true).also(2, false)).s(0).end();
  EXPECT_EQ(body3(c),
            "if (c[1]) {\n  x q[0];\n} else {\n  y q[0];\n}\nif (!c[0]) {\n  z q[0];\n}\nif (c == 5) {\n  h q[0];\n}\n"
            "if (c[0] && !c[2]) {\n  s q[0];\n}\n");
  EXPECT_EQ(must_read(written3(c)).digest(), c.digest());
}
TEST(Qasm3Writer, NestsBlocksAndLoops) {
  circuit c(1, 2);
  c.begin_while(condition(0, true)).begin_if(condition(1, false)).x(0).end().measure(0, 0).end();
  EXPECT_EQ(body3(c), "while (c[0]) {\n  if (!c[1]) {\n    x q[0];\n  }\n  c[0] = measure q[0];\n}\n");
  EXPECT_EQ(must_read(written3(c)).digest(), c.digest());
}
TEST(Qasm3Writer, LeavesOutWhatNeverRunsAndTheIfAroundWhatAlwaysDoes) {
  circuit c(1, 1);
  c.begin_if(condition(0, true).also(0, false)).x(0).begin_if(condition(0, true)).y(0).otherwise().y(0).end();
  c.otherwise().z(0).end();
  c.begin_if(condition()).h(0).otherwise().x(0).end();
  EXPECT_EQ(body3(c), "z q[0];\nh q[0];\n");
}
TEST(Qasm3Writer, TurnsAMatrixOnOneQubitIntoUAndAPhase) {
  circuit c(1);
  const std::vector<std::uint32_t> q{0};
  for (const auto op : {KW_OP_H, KW_OP_X, KW_OP_SX, KW_OP_TDG}) c.unitary(gate_matrix(op, {}).value(), q);
  EXPECT_CONTAINS(body3(c), "U(3.141592653589793, ");
  expect_survives_openqasm3(c);
}
TEST(Qasm3Writer, RefusesMatricesOnSeveralQubits) {
  circuit c(2);
  const std::vector<std::uint32_t> q{0, 1};
  c.h(0).unitary(gate_matrix(KW_OP_SWAP, {}).value(), q);
  EXPECT_EQ(refusal_to_write3(c),
            "record 1 (unitary) cannot be written in OpenQASM 3: it has no matrices, and only those on one qubit are "
            "turned into U");
}
TEST(Qasm3Writer, RefusesOpaqueGates) {
  circuit c(1);
  const std::vector<std::uint32_t> q{0};
  c.opaque("magic", q);
  EXPECT_CONTAINS(refusal_to_write3(c), "it has no opaque gates, and 'magic' is one");
}
TEST(Qasm3Writer, RefusesAnOpenBlock) {
  circuit c(1, 1);
  c.begin_if(condition(0, true));
  EXPECT_EQ(refusal_to_write3(c), "a block of the circuit is not closed");
}
TEST(Qasm3Writer, DropsIdentitiesAndPhasesOfEverythingOnDemand) {
  circuit c(1);
  c.id(0).gate(KW_OP_GPHASE, {}, {0.5}).x(0);
  EXPECT_EQ(body3(c), "id q[0];\ngphase(0.5);\nx q[0];\n");
  EXPECT_EQ(body3(c, openqasm3_options().drop_identities(true)), "x q[0];\n");
}

}  // namespace
}  // namespace ketway::language_tests
