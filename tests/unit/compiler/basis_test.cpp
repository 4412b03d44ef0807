// Every gate into every basis, compared by their matrices.
#include <numbers>

#include "targets.hpp"

namespace ketway::tests {
namespace {

constexpr double pi = std::numbers::pi;

class basis {
 public:
  basis(std::string n, target t) : name(std::move(n)), device(std::move(t)) {}
  std::string name;
  target device;
};

std::ostream& operator<<(std::ostream& out, const basis& b) { return out << b.name; }

native_gate limited(const char* name, std::vector<parameter_limit> limits) {
  native_gate g(name);
  g.limits(std::move(limits));
  return g;
}

std::vector<basis> all_bases(std::uint32_t n) {
  std::vector<basis> all;
  const auto plain = [&](const names& gates) {
    std::string text;
    for (const std::string& g : gates) text += (text.empty() ? "" : "_") + g;
    all.emplace_back(text, machine_of(n, gates));
  };
  for (const char* two : {"cx", "cz", "ecr", "iswap", "siswap", "rxx", "rzz", "ms"}) plain({two, "rz", "sx", "x"});
  plain({"cx", "rz", "sx"});
  plain({"cx", "rz", "rx"});
  plain({"cx", "rz", "ry"});
  plain({"cx", "rx", "ry"});
  plain({"cx", "u"});
  plain({"cx", "u3", "u2", "u1"});
  plain({"cz", "rz", "h"});
  plain({"cz", "r"});
  plain({"cz", "r", "rz"});
  plain({"cz", "phasedxz"});
  plain({"ms", "gpi", "gpi2"});
  plain({"cx", "u2", "p"});
  plain({"cx", "p", "sxdg"});
  for (const char* two :
       {"cy",       "ch", "csx",  "cs",  "cp", "crx",   "crz",        "ryy",         "rzx",      "dcx",     "iswapdg",
        "siswapdg", "xy", "fsim", "cu3", "cu", "pswap", "xx_plus_yy", "xx_minus_yy", "cphase00", "cphase01"})
    plain({two, "u"});
  all.emplace_back("rzz_to_half_pi", machine_of(n, {"rz", "sx", "x"}).gate(limited("rzz", {{0, pi / 2}})));
  all.emplace_back("rzz_at_half_pi",
                   machine_of(n, {"gpi", "gpi2"}).gate(limited("rzz", {parameter_limit(std::vector<double>{pi / 2})})));
  all.emplace_back("rigetti",
                   machine_of(n, {"rz", "cz"})
                       .gate(limited("rx", {parameter_limit(std::vector<double>{pi / 2, -pi / 2, pi, -pi})})));
  all.emplace_back("rz_in_one_turn", machine_of(n, {"sx", "cx"}).gate(limited("rz", {{-pi, pi}})));
  all.emplace_back("rz_from_zero", machine_of(n, {"h", "cx"}).gate(limited("rz", {{0, 2 * pi}})));
  all.emplace_back("everything", target(n));
  return all;
}

class Basis : public ::testing::TestWithParam<basis> {};

TEST_P(Basis, MakesEveryGateExactly) {
  for (const circuit& c : one_of_each()) {
    SCOPED_TRACE(c.name());
    lower(c, GetParam().device);
  }
}

TEST_P(Basis, MakesEveryGateUnderOneMoreControl) {
  for (const circuit& c : one_of_each(1)) {
    SCOPED_TRACE(c.name());
    lower(c, GetParam().device);
  }
}

TEST_P(Basis, MakesEveryGateByItselfWithoutOptimisation) {
  for (const circuit& c : one_of_each()) {
    SCOPED_TRACE(c.name());
    lower(c, GetParam().device, compile_options().optimization(0));
  }
}

TEST_P(Basis, KeepsTheGlobalPhaseWhereAsked) {
  for (const circuit& c : one_of_each()) {
    target wide = GetParam().device;
    const expected<compiled> out = compile(c, wide, compile_options().global_phase(true));
    ASSERT_TRUE(out) << c.name() << ": " << out.error().to_string();
    // Under a control the global phase is visible.
    circuit original(wide.num_qubits());
    std::vector<std::uint32_t> at = out->initial_layout;
    original.append(c, at);
    ASSERT_EQ(out->initial_layout, out->final_layout);
    const auto same = equivalent(original.controlled().value(), out->circuit.controlled().value(), 1e-9);
    ASSERT_TRUE(same) << same.error().to_string();
    EXPECT_TRUE(*same) << c.name();
  }
}

INSTANTIATE_TEST_SUITE_P(All, Basis, ::testing::ValuesIn(all_bases(6)),
                         [](const auto& info) { return info.param.name; });

TEST(Compile, ManyControlsTakeWhatIsIdleAndGiveItBack) {
  for (const std::uint32_t controls : {3U, 4U, 5U, 6U, 7U})
    for (const std::uint32_t idle : {0U, 1U, 2U, 4U}) {
      const std::uint32_t n = controls + 1 + idle;
      if (n > 10) continue;
      for (const std::uint16_t op : {KW_OP_X, KW_OP_Z, KW_OP_RY}) {
        circuit c(n);
        std::vector<std::uint32_t> qubits;
        for (std::uint32_t q = 0; q <= controls; ++q) qubits.push_back(q);
        const std::vector<angle> angles = sample_angles(op == KW_OP_RY ? 1 : 0);
        c.gate(op, qubits, angles);
        SCOPED_TRACE(std::to_string(controls) + " controls, " + std::to_string(idle) + " idle");
        lower(c, machine_of(n, {"cx", "u"}));
      }
    }
}

TEST(Compile, TheCostOfManyControlsGrowsNoFasterThanTheirSquare) {
  const auto cost = [](std::uint32_t controls, std::uint32_t idle) {
    circuit c(controls + 1 + idle);
    std::vector<std::uint32_t> qubits;
    for (std::uint32_t q = 0; q <= controls; ++q) qubits.push_back(q);
    c.gate(KW_OP_X, qubits);
    return compile(c, machine_of(c.num_qubits(), {"cx", "u"})).value().two_qubit_gates;
  };
  EXPECT_LT(cost(40, 0), 6 * cost(20, 0));
  EXPECT_LT(cost(40, 1), 3 * cost(20, 1));
}

TEST(Compile, NativeGatesStayAsTheyAre) {
  circuit c(2, 2);
  c.rz(0.3, 0).sx(1).x(0).cx(0, 1).rz(0.1, 1).measure(0, 0).measure(1, 1);
  const compiled out = lower(c, machine_of(2, {"cx", "rz", "sx", "x"}));
  EXPECT_EQ(out.circuit.size(), c.size());
  EXPECT_EQ(out.two_qubit_gates, 1U);
}

TEST(Compile, NeighboursThatUndoEachOtherGo) {
  circuit c(3);
  c.cx(0, 1).h(2).h(2).cx(0, 1).swap(1, 2).swap(1, 2).rzz(0.4, 0, 2).rzz(-0.4, 0, 2);
  EXPECT_EQ(lower(c, machine_of(3, {"cz", "rz", "sx", "x"})).circuit.size(), 0U);
}

TEST(Compile, ARunOnOnePairTakesAtMostThreeGates) {
  circuit c(2);
  for (int i = 0; i < 10; ++i) c.cx(0, 1).rx(0.1 * i, 0).ry(0.2, 1).cx(1, 0);
  EXPECT_EQ(lower(c, machine_of(2, {"cx", "rz", "sx", "x"})).two_qubit_gates, 3U);
  EXPECT_EQ(lower(c, machine_of(2, {"cx", "rz", "sx", "x"}), compile_options().optimization(0)).two_qubit_gates, 20U);
}

TEST(Compile, ABarrierKeepsWhatStandsOnItsSidesApart) {
  circuit c(2);
  c.cx(0, 1).barrier().cx(0, 1);
  EXPECT_EQ(lower(c, machine_of(2, {"cx", "rz", "sx", "x"})).two_qubit_gates, 2U);
}

TEST(Compile, WithoutCouplingAGateOnThreeQubitsThatTheDeviceHasStays) {
  circuit c(3);
  c.ccx(2, 0, 1);
  EXPECT_EQ(lower(c, machine_of(3, {"ccx", "cx", "u"})).circuit.size(), 1U);
}

}  // namespace
}  // namespace ketway::tests
