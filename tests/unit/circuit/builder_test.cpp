#include "reference.hpp"

namespace ketway {
namespace {

using reference::thrown_by;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

circuit sample() {
  circuit c(3, 2);
  c.h(0).cx(0, 1).rz(parameter("a"), 2).measure(0, 1);
  return c;
}

// The action is refused with this message, and the circuit is what it was.
void expect_refused(const std::function<void(circuit&)>& action, const std::string& message) {
  circuit c = sample();
  const circuit before = c;
  const std::uint64_t symbols = c.columns().num_symbols;
  const error e = thrown_by([&] { action(c); });
  EXPECT_EQ(e.code(), errc::invalid_argument) << message;
  EXPECT_EQ(e.message(), message);
  EXPECT_EQ(c, before) << message;
  EXPECT_EQ(c.columns().num_symbols, symbols) << message;
  EXPECT_EQ(c.num_bits(), before.num_bits()) << message;
  c.x(0);  // and goes on
  EXPECT_EQ(c.size(), before.size() + 1);
}

TEST(Builder, RefusesAQubitOutOfRange) {
  expect_refused([](circuit& c) { c.x(3); }, "record 4 (x): qubit 3 is out of range, the circuit has 3 qubits");
  expect_refused([](circuit& c) { c.cx(0, UINT32_MAX); },
                 "record 4 (cx): qubit 4294967295 is out of range, the circuit has 3 qubits");
  expect_refused([](circuit& c) { c.measure(7, 0); },
                 "record 4 (measure): qubit 7 is out of range, the circuit has 3 qubits");
  expect_refused([](circuit& c) { c.reset(3); }, "record 4 (reset): qubit 3 is out of range, the circuit has 3 qubits");
  expect_refused(
      [](circuit& c) {
        c.barrier(std::vector<std::uint32_t>{0, 9});
      },
      "record 4 (barrier): qubit 9 is out of range, the circuit has 3 qubits");
  expect_refused([](circuit& c) { c.delay(1, std::vector<std::uint32_t>{4}); },
                 "record 4 (delay): qubit 4 is out of range, the circuit has 3 qubits");
}

TEST(Builder, RefusesABitOutOfRange) {
  expect_refused([](circuit& c) { c.measure(0, 2); },
                 "record 4 (measure): bit 2 is out of range, the circuit has 2 bits");
  expect_refused(
      [](circuit& c) {
        c.begin_if({5, true});
      },
      "record 4 (if): bit 5 is out of range, the circuit has 2 bits");
  expect_refused(
      [](circuit& c) {
        c.begin_while({2, false});
      },
      "record 4 (while): bit 2 is out of range, the circuit has 2 bits");
}

TEST(Builder, RefusesAQubitTwice) {
  expect_refused([](circuit& c) { c.cx(1, 1); }, "record 4 (cx): qubit 1 occurs twice");
  expect_refused([](circuit& c) { c.gate(KW_OP_X, {0, 1, 2, 0}); }, "record 4 (x): qubit 0 occurs twice");
  expect_refused(
      [](circuit& c) {
        c.barrier(std::vector<std::uint32_t>{2, 0, 2});
      },
      "record 4 (barrier): qubit 2 occurs twice");
}

TEST(Builder, RefusesAQubitTwiceAmongVeryMany) {
  circuit c(1000);
  std::vector<std::uint32_t> qubits = reference::first_qubits(1000);
  EXPECT_NO_THROW(c.gate(KW_OP_X, qubits));
  qubits[999] = 17;
  EXPECT_EQ(thrown_by([&] { c.gate(KW_OP_X, qubits); }).message(), "record 1 (x): qubit 17 occurs twice");
}

TEST(Builder, RefusesAWrongNumberOfQubits) {
  expect_refused([](circuit& c) { c.gate(KW_OP_CX, {0}); }, "record 4 (cx): expected 2 qubits, got 1");
  expect_refused([](circuit& c) { c.gate(KW_OP_H, {}); }, "record 4 (h): expected 1 qubit, got 0");
  expect_refused([](circuit& c) { c.gate("toffoli", {0, 1}); }, "record 4 (ccx): expected 3 qubits, got 2");
}

TEST(Builder, RefusesAWrongNumberOfParameters) {
  expect_refused([](circuit& c) { c.gate(KW_OP_RX, {0}); }, "record 4 (rx): expected 1 parameter, got 0");
  expect_refused([](circuit& c) { c.gate(KW_OP_H, {0}, {0.1}); }, "record 4 (h): expected 0 parameters, got 1");
  expect_refused([](circuit& c) { c.gate(KW_OP_U, {0}, {0.1, 0.2}); }, "record 4 (u): expected 3 parameters, got 2");
  expect_refused(
      [](circuit& c) {
        c.gate(KW_OP_U, {0}, {0.1, 0.2, 0.3, 0.4, 0.5});
      },
      "record 4 (u): expected 3 parameters, got 5");
}

TEST(Builder, RefusesAnAngleThatIsNotFinite) {
  for (const double bad : {nan, infinity, -infinity}) {
    expect_refused([&](circuit& c) { c.rx(bad, 0); }, "record 4 (rx): a number is not finite");
    expect_refused([&](circuit& c) { c.u(0, parameter("b"), bad, 0); }, "record 4 (u): a number is not finite");
    expect_refused([&](circuit& c) { c.delay(bad, {}); }, "record 4 (delay): a number is not finite");
  }
  const parameter undefined = apply("ln", parameter::constant(-1));
  expect_refused([&](circuit& c) { c.rx(undefined, 0); }, "record 4 (rx): a number is not finite");
}

TEST(Builder, RefusesWhatIsNoGate) {
  expect_refused([](circuit& c) { c.gate(KW_OP_MEASURE, {0, 1}); }, "record 4 (measure): the operation is not a gate");
  expect_refused([](circuit& c) { c.gate(KW_OP_END, {}); }, "record 4 (end): the operation is not a gate");
  expect_refused([](circuit& c) { c.gate(std::uint16_t{60}, {0}); }, "record 4 (op 60): the operation is not a gate");
  expect_refused([](circuit& c) { c.gate(std::uint16_t{0xFFFF}, {0}); },
                 "record 4 (op 65535): the operation is not a gate");
  expect_refused([](circuit& c) { c.gate("qft", {0}); }, "record 4 (qft): there is no gate of this name");
  expect_refused([](circuit& c) { c.gate("barrier", {0}); }, "record 4 (barrier): the operation is not a gate");
}

TEST(Builder, RefusesAMatrixThatIsNotUnitary) {
  const std::vector<std::uint32_t> q = {0};
  expect_refused(
      [&](circuit& c) {
        c.unitary(std::vector<std::complex<double>>{1, 0, 0, 1.0 + 1e-7}, q);
      },
      "record 4 (unitary): the matrix is not unitary within 1e-8");
  expect_refused(
      [&](circuit& c) {
        c.unitary(std::vector<std::complex<double>>{1, 0, 1, 0}, q);
      },
      "record 4 (unitary): the matrix is not unitary within 1e-8");
  expect_refused(
      [&](circuit& c) {
        c.unitary(std::vector<std::complex<double>>{1, 0, 0, nan}, q);
      },
      "record 4 (unitary): a number is not finite");
  expect_refused(
      [&](circuit& c) {
        c.unitary(std::vector<std::complex<double>>{1, 0, 0}, q);
      },
      "record 4 (unitary): expected 4^1 entries of the matrix, got 3");
  expect_refused([&](circuit& c) { c.unitary(std::vector<std::complex<double>>{1}, {}); },
                 "record 4 (unitary): expected 1 to 10 qubits, got 0");
  circuit nearly(1);
  EXPECT_NO_THROW(nearly.unitary(std::vector<std::complex<double>>{1, 0, 0, 1.0 + 1e-10}, q));
}

TEST(Builder, RefusesANegativeDelay) {
  expect_refused([](circuit& c) { c.delay(-1e-9, {}); }, "record 4 (delay): a duration is negative");
  expect_refused([](circuit& c) { c.delay_cycles(-1, {}); }, "record 4 (delay): a duration is negative");
}

TEST(Builder, RefusesAnOpaqueGateWithoutAName) {
  expect_refused([](circuit& c) { c.opaque("", {}); }, "record 4 (opaque): a name is not an identifier");
  expect_refused([](circuit& c) { c.opaque("a b", {}); }, "record 4 (opaque): a name is not an identifier");
}

TEST(Builder, RefusesARegisterNameThatIsTakenOrNoIdentifier) {
  expect_refused([](circuit& c) { c.add_qubits("q", 1); }, "register name `q` is taken");
  expect_refused([](circuit& c) { c.add_bits("q", 1); }, "register name `q` is taken");
  expect_refused([](circuit& c) { c.add_qubits("c", 1); }, "register name `c` is taken");
  expect_refused([](circuit& c) { c.add_bits("2c", 1); }, "register name `2c` is not an identifier");
  expect_refused([](circuit& c) { c.add_bits("", 1); }, "register name `` is not an identifier");
}

TEST(Builder, RefusesARegisterBeyondTheLimits) {
  expect_refused([](circuit& c) { c.add_qubits("big", circuit_limits::max_qubits); },
                 "register big of 1048576 would exceed the limit of 1048576 qubits");
  expect_refused([](circuit& c) { c.add_bits("big", UINT32_MAX); },
                 "register big of 4294967295 would exceed the limit of 1048576 bits");
  EXPECT_EQ(thrown_by([] { circuit(UINT32_MAX); }).code(), errc::invalid_argument);
  EXPECT_EQ(circuit(circuit_limits::max_qubits).num_qubits(), circuit_limits::max_qubits);
}

TEST(Builder, NumbersRegistersInOrder) {
  circuit c;
  EXPECT_EQ(c.add_qubits("a", 2).first, 0U);
  EXPECT_EQ(c.add_qubits("b", 3).first, 2U);
  EXPECT_EQ(c.add_bits("m", 4).first, 0U);
  EXPECT_EQ(c.num_qubits(), 5U);
  EXPECT_EQ(c.num_bits(), 4U);
  EXPECT_EQ(c.qubit_registers()[1].name, "b");
  EXPECT_EQ(c.bit_registers()[0].size, 4U);
}

TEST(Builder, TheConstructorNamesItsRegisters) {
  const circuit c(2, 3);
  EXPECT_EQ(c.qubit_registers()[0].name, "q");
  EXPECT_EQ(c.bit_registers()[0].name, "c");
  EXPECT_TRUE(circuit().qubit_registers().empty());
  EXPECT_TRUE(circuit().bit_registers().empty());
}

TEST(Builder, MeasuresAllIntoANewRegister) {
  circuit c(2, 1);
  c.h(0).measure_all();
  ASSERT_EQ(c.bit_registers().size(), 2U);
  EXPECT_EQ(c.bit_registers()[1].name, "meas");
  circuit by_hand(2, 1);
  by_hand.add_bits("meas", 2);
  by_hand.h(0).measure(0, 1).measure(1, 2);
  EXPECT_EQ(c, by_hand);
}

TEST(Builder, MeasuresAllTwiceIntoARegisterOfAnotherName) {
  circuit c(1);
  c.measure_all().measure_all();
  EXPECT_EQ(c.bit_registers()[1].name, "meas1");
}

TEST(Builder, ABarrierWithoutQubitsIsOnAll) {
  circuit c(3), by_hand(3);
  c.barrier();
  by_hand.barrier(std::vector<std::uint32_t>{0, 1, 2});
  EXPECT_EQ(c, by_hand);
}

TEST(Builder, KnowsWhetherItMeasures) {
  circuit c(1, 1);
  EXPECT_FALSE(c.h(0).has_measurements());
  EXPECT_TRUE(c.measure(0, 0).has_measurements());
}

TEST(Builder, TakesTheOldPauseGateWithItsLength) {
  circuit c(1), by_hand(1);
  c.gate("u0", {0}, {1.0});
  by_hand.id(0);
  EXPECT_EQ(c, by_hand);
}

TEST(Builder, WritesAConstantExpressionAsANumber) {
  circuit c(1), by_hand(1);
  c.rx(parameter::parse("pi/2").value(), 0);
  by_hand.rx(reference::pi / 2, 0);
  EXPECT_EQ(c, by_hand);
  EXPECT_TRUE(c.parameters().empty());
}

TEST(Builder, NegatesNothingInAConditionOnARegister) {
  circuit c(1, 4);
  const condition when(c.bit_registers()[0], 5);
  const std::vector<std::uint32_t> literals(when.literals().begin(), when.literals().end());
  EXPECT_EQ(literals, (std::vector<std::uint32_t>{1, 2, 5, 6}));
}

TEST(Builder, RefusesAConditionThatNeverHolds) {
  circuit c(1, 3);
  const error e = thrown_by([&] { condition(c.bit_registers()[0], 8); });
  EXPECT_EQ(e.code(), errc::invalid_argument);
  EXPECT_EQ(e.message(), "the value 8 does not fit into the 3 bits of register c");
}

}  // namespace
}  // namespace ketway
