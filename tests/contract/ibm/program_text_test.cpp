// The small reader of OpenQASM 3.
#include "wire/program_text.hpp"

#include "cloud.hpp"

namespace ketway::ibm::tests {
namespace {

TEST(ProgramText, ListsRegistersInOrderOfDeclaration) {
  const program_text t(
      "OPENQASM 3.0; bit[3] z; // bit[9] no;\n/* bit[8] nor; */ bit a; \"bit[7] this\"; bit[2] m = measure $4;");
  EXPECT_EQ(t.registers, (std::vector<bit_register>{{"z", 3}, {"a", 1}, {"m", 2}}));
  EXPECT_EQ(t.num_bits(), 6u);
  EXPECT_TRUE(t.measures);
}

TEST(ProgramText, CountsTheQubitThatADeclarationMeasures) {
  const program_text t("bit m = measure $4;");
  EXPECT_TRUE(t.physical);
  EXPECT_EQ(t.num_qubits, 5u);
}

TEST(ProgramText, SeesInputsConditionsAndResets) {
  const program_text t(
      "input float[64] theta; input angle phi; bit[1] c; reset $0; c[0] = measure $0; if (c[0]) { x $1; } else { x $7; "
      "}");
  EXPECT_EQ(t.inputs, (std::vector<std::string>{"theta", "phi"}));
  EXPECT_TRUE(t.conditions);
  EXPECT_TRUE(t.resets);
  EXPECT_EQ(t.num_qubits, 8u);
}

TEST(ProgramText, LooksIntoNoGatesBody) {
  const program_text t("gate rzz(p0) a, b { cx a, b; rz(p0) b; cx a, b; } rzz(0.5) $0, $1;");
  EXPECT_TRUE(t.physical);
  EXPECT_NEAR(t.seconds, 68e-9, 1e-12);
}

TEST(ProgramText, TakesTheLongestChainAsTheTimeOfAShot) {
  const program_text t("bit[2] c; x $0; x $0; x $1; cz $0, $1; c[1] = measure $1;");
  EXPECT_NEAR(t.seconds, 3 * 68e-9 + 2.3e-6, 1e-12);
}

TEST(ProgramText, RefusesWhatItCannotRead) {
  for (const char* text : {"bit[n] c;",
                           "bit[0] c;",
                           "bit[2 c;",
                           "bit[99999999] c;",
                           "bit[2];",
                           "bit[1] c; bit[1] c;",
                           "x $0",
                           "}",
                           "if (c) {",
                           "/* never",
                           "\"never",
                           "gate g a {",
                           "x $99999999999;",
                           "input ;",
                           "x $;",
                           "x $1$2;",
                           "x$1;",
                           "rz(1.$2) $3;",
                           "OPENQASM $3;",
                           "input float $1 a;",
                           "gate g a { x $0; }",
                           "x $1048576;"})
    EXPECT_THROW(program_text t(text), plugin::error) << text;
}

TEST(ProgramText, NamesTheRegisterDifferentlyFromEverythingElse) {
  EXPECT_EQ(with_qubit_register("OPENQASM 3.0;\ngate g q { x q; }\ng $1;", 3),
            "OPENQASM 3.0;\nqubit[3] q_;\ngate g q { x q; }\ng q_[1];");
}

TEST(ProgramText, LeavesAProgramOverARegisterAsItIs) {
  EXPECT_EQ(with_qubit_register("qubit[2] q; x q[0];", 2), "qubit[2] q; x q[0];");
}

}  // namespace
}  // namespace ketway::ibm::tests
