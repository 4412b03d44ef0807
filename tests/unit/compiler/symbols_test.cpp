// Symbolic parameters survive: no value is needed, and every value gives the right circuit.
#include "targets.hpp"

namespace ketway::tests {
namespace {

const parameter a("a"), b("b");

std::vector<angle> symbols(std::uint32_t n) {
  const angle all[] = {a + b * 0.5, 2 * b - 0.3, a, b};
  return {all, all + n};
}

class Symbols : public ::testing::TestWithParam<names> {};

TEST_P(Symbols, SurviveInEveryGate) {
  for (std::uint32_t extra = 0; extra < 2; ++extra)
    for (const circuit& numeric : one_of_each(extra)) {
      const kw_gate& g = numeric.columns().gates[0];
      const gate_info* info = find_op(std::string_view(numeric.name()));
      if (info->num_params == 0) continue;
      circuit c(numeric.num_qubits());
      std::vector<std::uint32_t> qubits(numeric.columns().operands, numeric.columns().operands + g.num_operands);
      const std::vector<angle> angles = symbols(info->num_params);
      c.gate(info->op, qubits, angles);
      SCOPED_TRACE(numeric.name() + " with " + std::to_string(extra) + " more controls");
      const compiled out = lower(c, machine_of(4, GetParam()));
      EXPECT_EQ(out.circuit.parameters(), c.parameters());
      const std::map<std::string, double, std::less<>> values{{"a", -2.17}, {"b", 0.91}};
      std::map<std::string, double, std::less<>> mine;
      for (const std::string& name : c.parameters()) mine[name] = values.at(name);
      compiled bound(out.circuit.bind(mine).value());
      bound.initial_layout = out.initial_layout, bound.final_layout = out.final_layout;
      EXPECT_TRUE(verify(c.bind(mine).value(), bound).value().same);
    }
}

TEST_P(Symbols, KeepTheGlobalPhaseWhereAsked) {
  for (const circuit& numeric : one_of_each()) {
    const gate_info* info = find_op(std::string_view(numeric.name()));
    if (info->num_params == 0) continue;
    circuit c(numeric.num_qubits());
    std::vector<std::uint32_t> qubits;
    for (std::uint32_t q = 0; q < info->num_qubits; ++q) qubits.push_back(q);
    const std::vector<angle> angles = symbols(info->num_params);
    c.gate(info->op, qubits, angles);
    const compiled out = lower(c, machine_of(c.num_qubits(), GetParam()), compile_options().global_phase(true));
    const std::map<std::string, double, std::less<>> values{{"a", 1.9}, {"b", -0.66}};
    std::map<std::string, double, std::less<>> mine;
    for (const std::string& name : c.parameters()) mine[name] = values.at(name);
    ASSERT_EQ(out.initial_layout, out.final_layout);
    EXPECT_TRUE(
        equivalent(c.bind(mine).value().controlled().value(), out.circuit.bind(mine).value().controlled().value(), 1e-9)
            .value())
        << info->name;
  }
}

INSTANTIATE_TEST_SUITE_P(All, Symbols,
                         ::testing::Values(names{"cx", "rz", "sx", "x"}, names{"cz", "rz", "rx"}, names{"ecr", "u"},
                                           names{"ms", "gpi", "gpi2"}, names{"rzz", "r"}, names{"rxx", "rz", "h"},
                                           names{"iswap", "rx", "ry"}, names{"cp", "u3"}, names{"ryy", "rz", "ry"}));

TEST(Symbol, ExpressionsAreShort) {
  circuit c(1);
  c.rx(a, 0);
  const compiled out = lower(c, machine_of(1, {"cx", "rz", "sx", "x"}));
  const kw_circuit& k = out.circuit.columns();
  std::string all;
  for (std::uint64_t i = 1; i < k.num_symbols; ++i) all += std::string(k.symbols[i].data, k.symbols[i].size) + ";";
  EXPECT_EQ(all, "a+pi;");
}

TEST(Symbol, AGateThatTakesItStays) {
  circuit c(2);
  c.rzz(a, 0, 1).rz(b, 0);
  EXPECT_EQ(lower(c, machine_of(2, {"rzz", "rz", "sx"})).circuit.size(), 2U);
}

TEST(Symbol, AGateWithALimitTakesNone) {
  native_gate rzz("rzz");
  rzz.limits({parameter_limit(0, 1.5707963267948966)});
  circuit c(2);
  c.rzz(a, 0, 1);
  const compiled out = lower(c, machine_of(2, {"rz", "sx", "x"}).gate(rzz));
  EXPECT_EQ(out.two_qubit_gates, 2U);
  EXPECT_EQ(out.circuit.parameters(), c.parameters());
}

TEST(Symbol, WhereNoGateCanHoldItTheReasonNamesIt) {
  native_gate rz("rz");
  rz.limits({parameter_limit(-3.2, 3.2)});
  circuit c(1);
  c.rz(a, 0);
  const expected<compiled> out = compile(c, machine_of(1, {"sx", "cx"}).gate(rz));
  ASSERT_FALSE(out);
  EXPECT_NE(out.error().message().find("rz(a)"), std::string::npos) << out.error().message();
}

}  // namespace
}  // namespace ketway::tests
