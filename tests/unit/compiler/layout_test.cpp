// Layout, routing and directions.
#include "targets.hpp"

namespace ketway::tests {
namespace {

const names ibm{"cx", "rz", "sx", "x"};

TEST(Layout, IsTheIdentityWhereThatFits) {
  circuit c(4, 4);
  c.h(0).cx(0, 1).cx(1, 2).cx(2, 3).measure(3, 0);
  const compiled out = lower(c, machine_of(6, ibm, both_ways(line(6))));
  EXPECT_EQ(out.initial_layout, (std::vector<std::uint32_t>{0, 1, 2, 3}));
  EXPECT_EQ(out.swaps, 0U);
}

TEST(Layout, AStarIsPlacedAroundItsMiddle) {
  circuit c(4);
  c.cx(3, 0).cx(3, 1).cx(3, 2);
  target t = machine_of(7, ibm, both_ways({{0, 1}, {1, 2}, {2, 3}, {3, 4}, {3, 5}, {5, 6}}));
  EXPECT_EQ(lower(c, t).swaps, 0U);
}

TEST(Layout, AvoidsWhatIsNotToBeUsed) {
  native_gate cx("cx");
  for (const auto& [a, b] : both_ways(line(6))) cx.site({a, b}, 0.01, a + b != 1);
  target t(6);
  t.basis({"rz", "sx", "x"}).gate(cx).without(3);
  circuit c(2);
  c.h(0).cx(0, 1);
  const compiled out = lower(c, t);
  for (const std::uint32_t q : out.initial_layout) EXPECT_NE(q, 3U);
  const std::set<std::uint32_t> at(out.initial_layout.begin(), out.initial_layout.end());
  EXPECT_TRUE(at == (std::set<std::uint32_t>{1, 2}) || at == (std::set<std::uint32_t>{4, 5}));
}

TEST(Layout, PrefersTheBetterEdge) {
  native_gate cx("cx");
  cx.site({0, 1}, 0.2).site({1, 0}, 0.2).site({1, 2}, 0.1).site({2, 1}, 0.1).site({2, 3}, 0.001).site({3, 2}, 0.001);
  target t(4);
  t.basis({"rz", "sx", "x"}).gate(cx).without(0);
  circuit c(2);
  c.cx(0, 1);
  const compiled out = lower(c, t);
  EXPECT_EQ((std::set<std::uint32_t>(out.initial_layout.begin(), out.initial_layout.end())),
            (std::set<std::uint32_t>{2, 3}));
}

TEST(Layout, AQubitWithoutAGateThatTheOthersHaveIsLeftOut) {
  native_gate sx("sx");
  sx.site({0}, {}, false).everywhere(true);
  target t(3);
  t.basis({"rz", "cx"}).gate(sx).coupling(both_ways(line(3)));
  circuit c(2);
  c.h(0).cx(0, 1);
  for (const std::uint32_t q : lower(c, t).initial_layout) EXPECT_NE(q, 0U);
  EXPECT_FALSE(compile(circuit(3).h(0), t));
}

TEST(Routing, AGateInTheWrongDirectionIsTurned) {
  for (const char* two : {"cx", "ecr", "cz", "rzx"}) {
    circuit c(2);
    c.gate(two, {1, 0}, std::string(two) == "rzx" ? std::initializer_list<angle>{0.3} : std::initializer_list<angle>{});
    const compiled out = lower(c, machine_of(2, {two, "rz", "sx", "x"}, {{0, 1}}));
    EXPECT_EQ(out.two_qubit_gates, 1U) << two;
  }
}

TEST(Routing, ADistantGateIsBroughtTogether) {
  circuit c(5);
  c.h(0).cx(0, 1).cx(1, 2).cx(2, 3).cx(3, 4).cx(0, 4);
  const compiled out = lower(c, machine_of(5, ibm, both_ways(line(5))));
  EXPECT_GE(out.swaps, 1U);
  EXPECT_NE(out.final_layout, out.initial_layout);
}

TEST(Routing, GatesDifferFromEdgeToEdge) {
  native_gate cz("cz"), ecr("ecr"), iswap("iswap");
  cz.site({0, 1});
  ecr.site({2, 1});
  iswap.site({2, 3});
  target t(4);
  t.basis({"rz", "sx", "x"}).gate(cz).gate(ecr).gate(iswap);
  circuit c(4);
  c.h(0).cx(0, 1).cx(1, 2).cx(2, 3).cx(3, 0).ccx(0, 2, 3);
  const expected<compiled> out = compile(c, t);
  ASSERT_TRUE(out) << out.error().to_string();
  EXPECT_TRUE(verify(c, *out).value().same);
  const kw_circuit& k = out->circuit.columns();
  for (std::uint64_t i = 0; i < k.num_gates; ++i) {
    const kw_gate& g = k.gates[i];
    if (g.num_operands != 2) continue;
    const std::pair<std::uint32_t, std::uint32_t> at{k.operands[g.operand], k.operands[g.operand + 1]};
    const std::uint16_t here = at == std::pair{0U, 1U} ? KW_OP_CZ : at == std::pair{2U, 1U} ? KW_OP_ECR : KW_OP_ISWAP;
    EXPECT_EQ(g.op, here);
    EXPECT_TRUE(g.op != KW_OP_ISWAP || at == (std::pair{2U, 3U}));
  }
}

TEST(Routing, MeasurementsKeepTheirBitsWhereverTheirQubitsEnd) {
  circuit c(5, 3);
  c.x(0).cx(0, 4).cx(1, 3).cx(4, 2).cx(2, 0).cx(3, 0).cx(1, 4).measure(4, 0).measure(0, 2).measure(2, 1);
  const compiled out = lower(c, machine_of(5, ibm, both_ways(line(5))));
  EXPECT_GE(out.swaps, 1U);
}

TEST(Routing, WithoutMidCircuitMeasurementNothingFollowsAMeasurement) {
  circuit c(4, 4);
  c.h(0).cx(0, 3).measure(0, 0).cx(1, 3).cx(3, 2).cx(1, 2).measure(1, 1).measure(2, 2).measure(3, 3);
  target t = machine_of(4, ibm, both_ways(line(4)));
  t.mid_circuit(false);
  const compiled out = lower(c, t);
  const kw_circuit& k = out.circuit.columns();
  bool measured = false;
  for (std::uint64_t i = 0; i < k.num_gates; ++i) {
    measured = measured || k.gates[i].op == KW_OP_MEASURE;
    EXPECT_TRUE(!measured || k.gates[i].op == KW_OP_MEASURE);
  }
}

TEST(Routing, AReadBitIsNotLentWhereMeasurementsAreLast) {
  // Qubit 5 would be the only one to borrow.
  circuit c(6, 1);
  c.h(5).measure(5, 0);
  const std::uint32_t qubits[] = {0, 1, 2, 3, 4};
  c.gate(KW_OP_X, qubits);
  target t = machine_of(6, ibm);
  t.mid_circuit(false);
  lower(c, t);
}

}  // namespace
}  // namespace ketway::tests
