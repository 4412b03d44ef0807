// Every gate of ketway/ops.h, with and without more controls: written, read back, and compared, phases included.

#include "circuit/gate_table.hpp"
#include "language/openqasm3_round_trip.hpp"

namespace ketway::language_tests {
namespace {

circuit one_gate(std::uint16_t op, std::size_t controls) {
  const gates::row& row = gates::table[op];
  circuit c(static_cast<std::uint32_t>(row.operands + controls));
  std::vector<std::uint32_t> qubits;
  for (std::uint32_t q = c.num_qubits(); q-- > 0;) qubits.push_back(q);
  std::vector<angle> angles;
  for (std::uint16_t i = 0; i < row.params; ++i) angles.emplace_back(0.37 + 0.61 * i);
  return c.gate(op, qubits, angles);
}

std::vector<std::uint16_t> all_gates() {
  std::vector<std::uint16_t> out;
  for (std::uint16_t op = KW_OP_FIRST_GATE; op < KW_OP_LIMIT; ++op) {
    if (gates::is_gate(op)) out.push_back(op);
  }
  return out;
}

class EveryGate : public testing::TestWithParam<std::uint16_t> {};

TEST_P(EveryGate, SurvivesWithModifiers) { expect_survives_openqasm3(one_gate(GetParam(), 0)); }
// A definition with the wrong phase would show under a control.
TEST_P(EveryGate, SurvivesUnderOneMoreControl) { expect_survives_openqasm3(one_gate(GetParam(), 1)); }
TEST_P(EveryGate, SurvivesUnderTwoMoreControls) { expect_survives_openqasm3(one_gate(GetParam(), 2)); }
TEST_P(EveryGate, SurvivesAsAPlainGateOrIsRefused) {
  const auto plainly = openqasm3_options().basis_only(true);
  const auto c = one_gate(GetParam(), 0);
  const auto text = write_openqasm3(c, plainly);
  if (!text) {
    EXPECT_CONTAINS(text.error().message(), "needs the modifier 'ctrl'");
    return;
  }
  EXPECT_EQ(text->find('@'), std::string::npos) << *text;
  EXPECT_TRUE(same_meaning(c, must_read(*text, strictly()))) << *text;
}
INSTANTIATE_TEST_SUITE_P(Gates, EveryGate, testing::ValuesIn(all_gates()),
                         [](const auto& op) { return std::string(gates::table[op.param].name); });

TEST(Qasm3Gates, ControlsBeyondTheLibraryAreModifiers) {
  circuit c(5);
  c.gate(KW_OP_X, {0, 1, 2, 3}).gate(KW_OP_RZ, {0, 1, 2}, {0.5}).gate(KW_OP_SXDG, {0, 1}).gate(KW_OP_CSX, {0, 1});
  EXPECT_EQ(body3(c),
            "ctrl(3) @ x q[0], q[1], q[2], q[3];\nctrl(2) @ rz(0.5) q[0], q[1], q[2];\n"
            "ctrl @ inv @ sx q[0], q[1];\nctrl @ sx q[0], q[1];\n");
  EXPECT_EQ(must_read(written3(c)).digest(), c.digest());
}
TEST(Qasm3Gates, AControlledUIsWrittenWithoutThePhaseOfTheLanguage) {
  circuit c(2);
  c.gate(KW_OP_CU3, {0, 1}, {0.1, 0.2, 0.3});
  EXPECT_EQ(body3(c), "cu(0.1, 0.2, 0.3, 0.0) q[0], q[1];\n");
}
TEST(Qasm3Gates, PlainGatesOnlyMeansNoModifierAndNoLoop) {
  const auto plainly = openqasm3_options().basis_only(true);
  circuit c(4, 1);
  c.gate(KW_OP_RZ, {0, 1, 2}, {0.5});
  EXPECT_EQ(refusal_to_write3(c, plainly),
            "record 0 (rz) cannot be written in OpenQASM 3: gate 'rz' with 2 controls needs the modifier 'ctrl', and "
            "only plain gates are asked for (basis_only)");
  circuit loop(1, 1);
  loop.begin_while(condition(0, true)).measure(0, 0).end();
  EXPECT_CONTAINS(refusal_to_write3(loop, plainly), "a loop is no plain gate");
}
TEST(Qasm3Gates, DefinesTheGatesOfDevicesThatTheLibraryLacks) {
  circuit c(2);
  c.rzz(0.25, 0, 1).gate(KW_OP_ECR, {0, 1});
  EXPECT_EQ(written3(c, openqasm3_options().physical_qubits(true).basis_only(true)),
            "OPENQASM 3.0;\ninclude \"stdgates.inc\";\n"
            "gate rzz(theta) a, b { cx a,b; rz(theta) b; cx a,b; }\n"
            "gate rzx(theta) a, b { h b; rzz(theta) a,b; h b; }\n"
            "gate ecr a, b { rzx(pi/4) a,b; x a; rzx(-pi/4) a,b; }\n"
            "rzz(0.25) $0, $1;\necr $0, $1;\n");
}
TEST(Qasm3Gates, ADefinitionThatIsTheGateOfItsNameIsReadAsThatGate) {
  circuit c(2);
  c.rzz(0.25, 0, 1).gate(KW_OP_ECR, {0, 1});
  EXPECT_EQ(must_read(written3(c)).digest(), c.digest());
}

}  // namespace
}  // namespace ketway::language_tests
