#include <cmath>
#include <complex>
#include <numbers>
#include <random>

#include "language/reading.hpp"

namespace ketway::language_tests {
namespace {

std::string written(const circuit& c) {
  const auto text = write_openqasm2(c);
  return text ? *text : "(refused) " + text.error().message();
}
std::string body_of(const circuit& c) {
  const std::string text = written(c), start = "OPENQASM 2.0;\ninclude \"qelib1.inc\";\n";
  return text.starts_with(start) ? text.substr(start.size()) : text;
}
std::string refused(const circuit& c) {
  const auto text = write_openqasm2(c);
  if (text) return "(it was written)";
  return std::string(to_string(text.error().code())) + ": " + text.error().message();
}
circuit with_bits(std::uint32_t qubits, std::uint32_t bits) { return circuit(qubits, bits); }

TEST(Qasm2Writer, WritesVersionIncludeRegistersAndGates) {
  circuit c(2, 2);
  c.h(0).cx(0, 1).measure(0, 1);
  EXPECT_EQ(written(c),
            "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[2];\ncreg c[2];\nh q[0];\ncx q[0],q[1];\nmeasure q[0] -> "
            "c[1];\n");
}
TEST(Qasm2Writer, KeepsTheNamesOfRegisters) {
  circuit c;
  c.add_qubits("alpha", 1);
  c.add_qubits("beta", 2);
  c.x(2);
  EXPECT_EQ(body_of(c), "qreg alpha[1];\nqreg beta[2];\nx beta[1];\n");
}
TEST(Qasm2Writer, ChangesNamesThatTheLanguageDoesNotAllow) {
  circuit c;
  c.add_qubits("Q", 1);
  c.add_bits("measure", 1);
  c.add_bits("_m", 1);
  EXPECT_EQ(body_of(c), "qreg r_Q[1];\ncreg r_measure[1];\ncreg r__m[1];\n");
}
TEST(Qasm2Writer, ChangesTheNameOfARegisterThatIsAGateInUse) {
  circuit c;
  c.add_qubits("swap", 2);
  c.add_qubits("r_swap", 1);
  c.swap(0, 1);
  EXPECT_EQ(body_of(c), "qreg r_swap_[2];\nqreg r_swap[1];\nswap r_swap_[0],r_swap_[1];\n");
}
TEST(Qasm2Writer, WritesTheNamesOfThePaperWhereThereAreTwo) {
  circuit c(2);
  c.p(0.5, 0).u(1, 2, 3, 0).cp(0.25, 0, 1);
  EXPECT_EQ(body_of(c), "qreg q[2];\nu1(0.5) q[0];\nu3(1,2,3) q[0];\ncu1(0.25) q[0],q[1];\n");
}
TEST(Qasm2Writer, WritesAnglesThatReadBackExactly) {
  circuit c(1);
  c.rx(0.1, 0).rx(std::numbers::pi, 0).rx(-1e-300, 0).rx(1e22, 0).rx(-0.0, 0);
  EXPECT_EQ(
      body_of(c),
      "qreg q[1];\nrx(0.1) q[0];\nrx(3.141592653589793) q[0];\nrx(-1.0e-300) q[0];\nrx(1.0e+22) q[0];\nrx(-0) q[0];\n");
  EXPECT_EQ(must_read(written(c)).digest(), c.digest());
}
TEST(Qasm2Writer, WritesNumbersThatStrictReadersTake) {
  circuit c(1);
  c.rx(1e-300, 0).rx(3, 0);
  EXPECT_EQ(must_read(written(c), strictly()).digest(), c.digest());
}
TEST(Qasm2Writer, WritesResetAndBarrier) {
  circuit c(2);
  c.reset(1).barrier();
  EXPECT_EQ(body_of(c), "qreg q[2];\nreset q[1];\nbarrier q[0],q[1];\n");
}
TEST(Qasm2Writer, DefinesAGateOutsideTheGateFileOnce) {
  circuit c(3);
  c.gate(KW_OP_ISWAP, {0, 1}).gate(KW_OP_ISWAP, {1, 2});
  EXPECT_EQ(body_of(c),
            "gate iswap a,b { s a; s b; h a; cx a,b; cx b,a; h b; }\nqreg q[3];\niswap q[0],q[1];\niswap q[1],q[2];\n");
}
TEST(Qasm2Writer, DropsAPhaseOfEverything) {
  circuit c(1);
  c.gate(KW_OP_GPHASE, {}, {0.5}).x(0);
  EXPECT_EQ(body_of(c), "qreg q[1];\nx q[0];\n");
}
TEST(Qasm2Writer, DeclaresOpaqueGates) {
  circuit c(2);
  const std::vector<std::uint32_t> both{0, 1};
  const std::vector<angle> angles{0.5, 1.5};
  c.opaque("magic", both, angles).opaque("magic", both, angles);
  EXPECT_EQ(body_of(c),
            "opaque magic(p0,p1) q0,q1;\nqreg q[2];\nmagic(0.5,1.5) q[0],q[1];\nmagic(0.5,1.5) q[0],q[1];\n");
  EXPECT_EQ(must_read(written(c)).digest(), c.digest());
}
TEST(Qasm2Writer, RefusesAnOpaqueGateNamedAsAGateOfThePaper) {
  circuit c(1);
  c.opaque("h", std::vector<std::uint32_t>{0});
  EXPECT_CONTAINS(refused(c),
                  "failed_precondition: record 0 (opaque) cannot be written in OpenQASM 2: 'h' cannot be the name");
}
TEST(Qasm2Writer, RefusesAnOpaqueGateNamedAsAnotherGateInUse) {
  circuit c(2);
  c.opaque("swap", std::vector<std::uint32_t>{0}).swap(0, 1);
  EXPECT_CONTAINS(refused(c), "swap");
}
TEST(Qasm2Writer, RefusesOneOpaqueNameForTwoShapes) {
  circuit c(2);
  c.opaque("magic", std::vector<std::uint32_t>{0}).opaque("magic", std::vector<std::uint32_t>{0, 1});
  EXPECT_CONTAINS(refused(c), "record 1 (opaque)");
}
TEST(Qasm2Writer, WritesAOneQubitMatrixAsU3) {
  std::mt19937_64 random(11);
  std::uniform_real_distribution<double> turn(-4, 4);
  for (int i = 0; i < 50; ++i) {
    circuit original(1);
    original.u(turn(random), turn(random), turn(random), 0);
    const auto& g = original.columns();
    auto matrix = gate_matrix(KW_OP_U, {g.params, 3}).value();
    const auto phase = std::polar(1.0, turn(random));
    for (auto& z : matrix) z *= phase;
    circuit c(1);
    c.unitary(matrix, std::vector<std::uint32_t>{0});
    EXPECT_TRUE(equivalent(c, must_read(written(c))).value()) << written(c);
  }
}
TEST(Qasm2Writer, WritesDiagonalAndAntidiagonalMatrices) {
  using z = std::complex<double>;
  for (const auto& m :
       {std::vector<z>{1, 0, 0, z(0, 1)}, std::vector<z>{0, z(0, 1), 1, 0}, std::vector<z>{z(0, 1), 0, 0, z(0, 1)}}) {
    circuit c(1);
    c.unitary(m, std::vector<std::uint32_t>{0});
    EXPECT_TRUE(equivalent(c, must_read(written(c))).value()) << written(c);
  }
}
TEST(Qasm2Writer, TakesNoAngleFromElementsThatAreNoise) {
  using z = std::complex<double>;
  const z small(3e-13, -2e-13), other(-1e-13, 4e-13);
  for (const auto& m : {std::vector<z>{small, -std::polar(1.0, 0.7), std::polar(1.0, 0.4), other},
                        std::vector<z>{std::polar(1.0, 0.7), small, other, std::polar(1.0, 0.4)}}) {
    circuit c(1);
    c.unitary(m, std::vector<std::uint32_t>{0});
    EXPECT_TRUE(equivalent(c, must_read(written(c))).value()) << written(c);
  }
}
TEST(Qasm2Writer, RefusesAMatrixOnTwoQubits) {
  circuit c(2);
  std::vector<std::complex<double>> identity(16);
  for (int i = 0; i < 4; ++i) identity[static_cast<std::size_t>(i) * 5] = 1;
  c.unitary(identity, std::vector<std::uint32_t>{0, 1});
  EXPECT_CONTAINS(refused(c), "failed_precondition: record 0 (unitary)");
}
TEST(Qasm2Writer, RefusesSymbolicParameters) {
  circuit c(1);
  c.h(0).rx(2.0 * parameter("theta"), 0);
  EXPECT_CONTAINS(refused(c),
                  "record 1 (rx) cannot be written in OpenQASM 2: it has no symbolic parameters, and '2*theta'");
}
TEST(Qasm2Writer, RefusesADelay) {
  circuit c(1);
  c.delay(1e-6, std::vector<std::uint32_t>{0});
  EXPECT_CONTAINS(refused(c), "record 0 (delay) cannot be written in OpenQASM 2: it has no delay");
}
TEST(Qasm2Writer, RefusesAnOpenBlock) {
  circuit c = with_bits(1, 1);
  c.begin_if(condition(0, true));
  EXPECT_CONTAINS(refused(c), "failed_precondition: a block of the circuit is not closed");
}

TEST(Qasm2WriterConditions, RepeatTheConditionBeforeEachStatement) {
  circuit c = with_bits(2, 2);
  c.begin_if(condition(c.bit_registers()[0], 2)).x(0).measure(1, 0).end();
  EXPECT_EQ(body_of(c), "qreg q[2];\ncreg c[2];\nif(c==2) x q[0];\nif(c==2) measure q[1] -> c[0];\n");
}
TEST(Qasm2WriterConditions, WriteARegisterOfAnySize) {
  circuit c = with_bits(1, 130);
  condition when;
  for (std::uint32_t i = 0; i < 130; ++i) when.also(i, i == 129);
  c.begin_if(when).x(0).end();
  EXPECT_CONTAINS(written(c), "if(c==680564733841876926926749214863536422912) x q[0];");
  EXPECT_EQ(must_read(written(c)).digest(), c.digest());
}
TEST(Qasm2WriterConditions, TakeTheLiteralsInAnyOrder) {
  circuit c = with_bits(1, 2);
  c.begin_if(condition(1, true).also(0, false)).x(0).end();
  EXPECT_CONTAINS(written(c), "if(c==2) x q[0];");
}
TEST(Qasm2WriterConditions, AreRefusedOnPartOfARegister) {
  circuit c = with_bits(1, 2);
  c.begin_if(condition(1, true)).x(0).end();
  EXPECT_CONTAINS(refused(c),
                  "record 0 (if) cannot be written in OpenQASM 2: a condition there compares one whole register");
}
TEST(Qasm2WriterConditions, AreRefusedOnTwoRegisters) {
  circuit c(1);
  c.add_bits("a", 1);
  c.add_bits("b", 1);
  c.begin_if(condition(0, true).also(1, true)).x(0).end();
  EXPECT_CONTAINS(refused(c), "compares one whole register");
}
TEST(Qasm2WriterConditions, AreRefusedBehindAMeasurementIntoTheirRegister) {
  circuit c = with_bits(1, 1);
  c.begin_if(condition(0, true)).measure(0, 0).x(0).end();
  EXPECT_CONTAINS(refused(c),
                  "record 2 (x) cannot be written in OpenQASM 2: the condition of its block reads register 'c'");
}
TEST(Qasm2WriterConditions, AllowAMeasurementIntoAnotherRegister) {
  circuit c(1);
  c.add_bits("a", 1);
  c.add_bits("b", 1);
  c.begin_if(condition(0, true)).measure(0, 1).x(0).end();
  EXPECT_EQ(body_of(c), "qreg q[1];\ncreg a[1];\ncreg b[1];\nif(a==1) measure q[0] -> b[0];\nif(a==1) x q[0];\n");
}
TEST(Qasm2WriterConditions, LeaveABarrierUnconditioned) {
  circuit c = with_bits(1, 1);
  c.begin_if(condition(0, true)).barrier().x(0).end();
  EXPECT_EQ(body_of(c), "qreg q[1];\ncreg c[1];\nbarrier q[0];\nif(c==1) x q[0];\n");
}
TEST(Qasm2WriterConditions, VanishWhereThereIsNothingToCompare) {
  circuit c = with_bits(1, 1);
  c.begin_if(condition()).x(0).end();
  EXPECT_EQ(body_of(c), "qreg q[1];\ncreg c[1];\nx q[0];\n");
}
TEST(Qasm2WriterConditions, DropABlockThatCannotRun) {
  circuit c = with_bits(1, 1);
  c.begin_if(condition(0, true).also(0, false)).x(0).begin_if(condition(0, true)).y(0).end().end().z(0);
  EXPECT_EQ(body_of(c), "qreg q[1];\ncreg c[1];\nz q[0];\n");
}
TEST(Qasm2WriterConditions, AreRefusedWithAnElse) {
  circuit c = with_bits(1, 1);
  c.begin_if(condition(0, true)).x(0).otherwise().y(0).end();
  EXPECT_CONTAINS(refused(c), "record 2 (else)");
}
TEST(Qasm2WriterConditions, AreRefusedInALoop) {
  circuit c = with_bits(1, 1);
  c.begin_while(condition(0, true)).x(0).end();
  EXPECT_CONTAINS(refused(c), "record 0 (while)");
}
TEST(Qasm2WriterConditions, AreRefusedWhereTheyNest) {
  circuit c(1);
  c.add_bits("a", 1);
  c.add_bits("b", 1);
  c.begin_if(condition(0, true)).begin_if(condition(1, true)).x(0).end().end();
  EXPECT_CONTAINS(refused(c), "record 1 (if) cannot be written in OpenQASM 2: blocks cannot be nested");
}

}  // namespace
}  // namespace ketway::language_tests
