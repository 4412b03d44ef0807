// Every gate of the table, plain and with extra controls, must mean the same after it was written and read again. The
// controls stand in superposition, so that a wrong relative phase shows.

#include <random>

#include "language/reading.hpp"

namespace ketway::language_tests {
namespace {

class GateAndControls : public testing::TestWithParam<std::tuple<std::uint16_t, std::uint32_t>> {};

TEST_P(GateAndControls, MeansTheSameAfterWritingAndReading) {
  const auto [op, controls] = GetParam();
  const gate_info* info = find_op(op);
  ASSERT_NE(info, nullptr);
  const std::uint32_t n = info->num_qubits + controls;
  std::mt19937_64 random(op * 100U + controls);
  std::uniform_real_distribution<double> turn(-3, 3);
  std::vector<std::uint32_t> qubits(n);
  for (std::uint32_t i = 0; i < n; ++i) qubits[i] = n - 1 - i;
  std::vector<angle> angles;
  for (std::uint32_t i = 0; i < info->num_params; ++i) angles.emplace_back(turn(random));
  circuit c(n);
  c.gate(op, qubits, angles);
  const auto text = write_openqasm2(c);
  ASSERT_TRUE(text) << text.error().to_string();
  EXPECT_TRUE(equivalent(c, must_read(*text)).value()) << *text;
}

std::vector<std::tuple<std::uint16_t, std::uint32_t>> gates_and_controls() {
  std::vector<std::tuple<std::uint16_t, std::uint32_t>> out;
  for (std::uint16_t op = KW_OP_FIRST_GATE; op < KW_OP_LIMIT; ++op) {
    if (find_op(op) == nullptr) continue;
    // A phase that nothing controls is dropped.
    for (std::uint32_t controls = op == KW_OP_GPHASE ? 1 : 0; controls <= 3; ++controls) out.emplace_back(op, controls);
  }
  return out;
}
std::string name_of(const testing::TestParamInfo<std::tuple<std::uint16_t, std::uint32_t>>& what) {
  return std::string(find_op(std::get<0>(what.param))->name) + "_" + std::to_string(std::get<1>(what.param));
}
INSTANTIATE_TEST_SUITE_P(AllGates, GateAndControls, testing::ValuesIn(gates_and_controls()), name_of);

class ManyControls : public testing::TestWithParam<std::uint32_t> {};

TEST_P(ManyControls, OfXAreTakenApartExactly) {
  const std::uint32_t n = GetParam() + 1;
  std::vector<std::uint32_t> qubits(n);
  for (std::uint32_t i = 0; i < n; ++i) qubits[i] = i;
  circuit c(n);
  c.gate(KW_OP_X, qubits);
  const auto text = write_openqasm2(c);
  ASSERT_TRUE(text) << text.error().to_string();
  EXPECT_TRUE(equivalent(c, must_read(*text), 1e-9, 12).value()) << *text;
}
TEST_P(ManyControls, OfAPhaseAreTakenApartExactly) {
  const std::uint32_t n = GetParam() + 1;
  std::vector<std::uint32_t> qubits(n);
  for (std::uint32_t i = 0; i < n; ++i) qubits[i] = i;
  circuit c(n);
  const std::vector<angle> angles{0.7};
  c.gate(KW_OP_P, qubits, angles);
  const auto text = write_openqasm2(c);
  ASSERT_TRUE(text) << text.error().to_string();
  EXPECT_TRUE(equivalent(c, must_read(*text), 1e-9, 12).value()) << *text;
}
INSTANTIATE_TEST_SUITE_P(Counts, ManyControls, testing::Range(1U, 10U));

TEST(VeryManyControls, GrowWithTheSquareOfTheirNumber) {
  std::vector<std::uint32_t> qubits(101);
  for (std::uint32_t i = 0; i < 101; ++i) qubits[i] = i;
  circuit c(101);
  c.gate(KW_OP_X, qubits);
  const auto text = write_openqasm2(c);
  ASSERT_TRUE(text) << text.error().to_string();
  EXPECT_LT(must_read(*text).size(), 16U * 100 * 100);
}
TEST(VeryManyControls, AreRefusedAboveTwoHundred) {
  std::vector<std::uint32_t> qubits(202);
  for (std::uint32_t i = 0; i < 202; ++i) qubits[i] = i;
  circuit c(202);
  c.gate(KW_OP_X, qubits);
  const auto text = write_openqasm2(c);
  ASSERT_FALSE(text);
  EXPECT_CONTAINS(text.error().message(), "record 0 (x)");
}
TEST(VeryManyControls, MayBeTwoHundred) {
  std::vector<std::uint32_t> qubits(201);
  for (std::uint32_t i = 0; i < 201; ++i) qubits[i] = i;
  circuit c(201);
  c.gate(KW_OP_X, qubits);
  const auto text = write_openqasm2(c);
  ASSERT_TRUE(text) << text.error().to_string();
  EXPECT_GT(must_read(*text).size(), 0U);
}

}  // namespace
}  // namespace ketway::language_tests
