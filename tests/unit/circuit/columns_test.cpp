#include "circuit/columns.hpp"

#include "reference.hpp"

namespace ketway {
namespace {

std::string_view text(const kw_str& s) { return {s.data == nullptr ? "" : s.data, s.size}; }

TEST(Columns, AreTheLayoutOfTheInterface) {
  static_assert(sizeof(kw_gate) == 16);
  const circuit c(3, 2);
  const kw_circuit& k = c.columns();
  EXPECT_EQ(k.struct_size, sizeof(kw_circuit));
  EXPECT_EQ(k.num_qubits, 3U);
  EXPECT_EQ(k.num_bits, 2U);
  EXPECT_EQ(k.reserved, 0U);
  EXPECT_EQ(k.num_gates, 0U);
  ASSERT_EQ(k.num_symbols, 1U);
  EXPECT_EQ(k.symbols[0].size, 0U);
  ASSERT_EQ(k.num_registers, 1U);
  EXPECT_EQ(text(k.registers[0].name), "c");
  EXPECT_EQ(k.registers[0].first, 0U);
  EXPECT_EQ(k.registers[0].size, 2U);
}

TEST(Columns, HoldOperandsAndParametersInOrder) {
  circuit c(3);
  c.h(2).u(0.1, 0.2, 0.3, 1).cx(0, 2).rz(0.4, 0);
  const kw_circuit& k = c.columns();
  ASSERT_EQ(k.num_gates, 4U);
  EXPECT_EQ(std::vector<std::uint32_t>(k.operands, k.operands + k.num_operands),
            (std::vector<std::uint32_t>{2, 1, 0, 2, 0}));
  EXPECT_EQ(std::vector<double>(k.params, k.params + k.num_params), (std::vector<double>{0.1, 0.2, 0.3, 0.4}));
  EXPECT_EQ(k.gates[1].op, KW_OP_U);
  EXPECT_EQ(k.gates[1].num_operands, 1U);
  EXPECT_EQ(k.gates[1].operand, 1U);
  EXPECT_EQ(k.gates[1].param, 0U);
  EXPECT_EQ(k.gates[1].symbol, 0U);
  EXPECT_EQ(k.gates[3].param, 3U);
}

TEST(Columns, HoldSymbolsBesideNumbers) {
  circuit c(1);
  c.u(parameter("a") / 2, 0.5, parameter("b"), 0);
  const kw_circuit& k = c.columns();
  const kw_gate& g = k.gates[0];
  ASSERT_EQ(k.num_symbols, 4U);
  EXPECT_EQ(text(k.symbols[g.symbol]), "a/2");
  EXPECT_EQ(text(k.symbols[g.symbol + 1]), "");
  EXPECT_EQ(text(k.symbols[g.symbol + 2]), "b");
  EXPECT_EQ(k.params[g.param], 0.0);
  EXPECT_EQ(k.params[g.param + 1], 0.5);
}

TEST(Columns, StoreARepeatedExpressionOnce) {
  circuit c(2);
  for (int i = 0; i < 100; ++i) c.rx(parameter("a"), 0).u(0, parameter("a"), parameter("b"), 1);
  EXPECT_EQ(c.columns().num_symbols, 1U + 1U + 3U);
}

TEST(Columns, KeepTextsInPlaceWhileTheyGrow) {
  circuit c(1);
  c.rx(parameter("first"), 0);
  const char* place = c.columns().symbols[1].data;
  for (int i = 0; i < 2000; ++i) c.rx(parameter("p" + std::to_string(i)), 0);
  const circuit copy = c;
  c.rx(parameter("last"), 0);
  EXPECT_EQ(c.columns().symbols[1].data, place);
  EXPECT_EQ(text(copy.columns().symbols[2000]), "p1998");
  EXPECT_EQ(text(c.columns().symbols[2002]), "last");
}

TEST(Columns, HoldAMatrixRowByRowWithItsLabel) {
  const std::complex<double> m[] = {{0, 0}, {0, 1}, {1, 0}, {0, 0}};
  const std::uint32_t q[] = {1};
  circuit c(2);
  c.unitary(m, q, "magic").unitary(m, q);
  const kw_circuit& k = c.columns();
  EXPECT_EQ(std::vector<double>(k.params + k.gates[0].param, k.params + k.gates[0].param + 8),
            (std::vector<double>{0, 0, 0, 1, 1, 0, 0, 0}));
  EXPECT_EQ(text(k.symbols[k.gates[0].symbol]), "magic");
  EXPECT_EQ(k.gates[1].symbol, 0U);
}

TEST(Columns, HoldAnOpaqueGateWithItsCountAndName) {
  const std::uint32_t q[] = {1, 0};
  circuit c(2);
  c.opaque("box", q, std::vector<angle>{0.5, parameter("t")}).opaque("empty", q);
  const kw_circuit& k = c.columns();
  const kw_gate &g = k.gates[0], &e = k.gates[1];
  EXPECT_EQ(k.params[g.param], 2.0);
  EXPECT_EQ(k.params[g.param + 1], 0.5);
  EXPECT_EQ(k.params[g.param + 2], 0.0);
  EXPECT_EQ(text(k.symbols[g.symbol]), "box");
  EXPECT_EQ(text(k.symbols[g.symbol + 1]), "");
  EXPECT_EQ(text(k.symbols[g.symbol + 2]), "t");
  EXPECT_EQ(k.params[e.param], 0.0);
  EXPECT_EQ(text(k.symbols[e.symbol]), "empty");
}

TEST(Columns, TellSecondsFromCycles) {
  const std::uint32_t q[] = {0};
  circuit c(1);
  c.delay(1e-6, q).delay_cycles(160, q);
  const kw_circuit& k = c.columns();
  EXPECT_EQ(k.params[k.gates[0].param], 1e-6);
  EXPECT_EQ(k.gates[0].symbol, 0U);
  EXPECT_EQ(k.params[k.gates[1].param], 160.0);
  EXPECT_EQ(text(k.symbols[k.gates[1].symbol]), "dt");
}

TEST(Columns, FollowEveryChange) {
  circuit c(1, 1);
  EXPECT_EQ(c.columns().num_gates, 0U);
  c.h(0);
  EXPECT_EQ(c.columns().num_gates, 1U);
  c.add_bits("more", 2);
  EXPECT_EQ(c.columns().num_bits, 3U);
  EXPECT_EQ(c.columns().num_registers, 2U);
  c.measure_all();
  EXPECT_EQ(text(c.columns().registers[2].name), "meas");
}

TEST(Columns, OfACircuitThatWasMovedFromAreEmpty) {
  circuit c(1);
  const circuit taken = std::move(c);
  EXPECT_EQ(c.columns().num_gates, 0U);  // NOLINT: that is what is asked here
  EXPECT_EQ(c.columns().num_symbols, 1U);
  EXPECT_EQ(c.num_qubits(), 0U);
  c.add_qubits("r", 2);
  EXPECT_EQ(c.h(1).size(), 1U);
  EXPECT_EQ(taken.num_qubits(), 1U);
}

TEST(LeanAppend, WritesTheSameRecordsAsTheBuilder) {
  circuit lean(3, 1), built(3, 1);
  circuit::storage& s = circuit::storage::open(lean);
  const auto gate = [&](std::uint16_t op, const std::vector<std::uint32_t>& q, const std::vector<double>& p) {
    EXPECT_EQ(s.gate(op, q, std::span<const double>(p)), refusal::none);
  };
  gate(KW_OP_H, {0}, {});
  gate(KW_OP_X, {0, 1, 2}, {});
  gate(KW_OP_U, {2}, {0.1, 0.2, 0.3});
  EXPECT_EQ(s.measure(0, 0), refusal::none);
  const std::uint32_t literal[] = {1};
  EXPECT_EQ(s.begin(KW_OP_IF, literal), refusal::none);
  EXPECT_EQ(s.otherwise(), refusal::none);
  EXPECT_EQ(s.end(), refusal::none);
  built.h(0).ccx(0, 1, 2).u(0.1, 0.2, 0.3, 2).measure(0, 0).begin_if({0, true}).otherwise().end();
  EXPECT_EQ(lean, built);
  EXPECT_TRUE(lean.has_measurements());
}

TEST(LeanAppend, SaysWhyItRefuses) {
  circuit c(2, 1);
  circuit::storage& s = circuit::storage::open(c);
  const std::vector<std::uint32_t> none, zero = {0}, two = {2}, same = {1, 1};
  const std::span<const double> no_angles;
  const double bad[] = {std::numeric_limits<double>::quiet_NaN()};
  EXPECT_EQ(s.gate(KW_OP_IF, zero, no_angles), refusal::not_a_gate);
  EXPECT_EQ(s.gate(KW_OP_H, none, no_angles), refusal::operand_count);
  EXPECT_EQ(s.gate(KW_OP_RX, zero, no_angles), refusal::parameter_count);
  EXPECT_EQ(s.gate(KW_OP_H, two, no_angles), refusal::qubit_range);
  EXPECT_EQ(s.gate(KW_OP_CX, same, no_angles), refusal::repeated_qubit);
  EXPECT_EQ(s.gate(KW_OP_RX, zero, bad), refusal::not_finite);
  EXPECT_EQ(s.measure(0, 1), refusal::bit_range);
  EXPECT_EQ(s.end(), refusal::no_open_block);
  EXPECT_EQ(s.otherwise(), refusal::no_open_if);
  EXPECT_EQ(c.size(), 0U);
}

TEST(LeanAppend, ATransactionThatIsNotKeptLeavesNoTrace) {
  circuit c(2, 1);
  c.rx(parameter("a"), 0).begin_if({0, true});
  const circuit before = c;
  {
    circuit::storage& s = circuit::storage::open(c);
    const circuit::storage::transaction undone(s);
    c.rx(parameter("b"), 1).end().measure_all();
    EXPECT_TRUE(c.has_measurements());
  }
  EXPECT_EQ(c, before);
  EXPECT_EQ(c.columns().num_symbols, 2U);
  EXPECT_FALSE(c.has_measurements());
  EXPECT_FALSE(c.validate());
  EXPECT_NO_THROW(c.add_bits("meas", 1));
  EXPECT_EQ(c.rx(parameter("b"), 1).columns().num_symbols, 3U);
}

}  // namespace
}  // namespace ketway
