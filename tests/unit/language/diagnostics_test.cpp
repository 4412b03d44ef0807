#include "language/findings.hpp"
#include "language/reading.hpp"

namespace ketway::language_tests {
namespace {

TEST(Diagnostics, CarryTheFileName) {
  const auto read = read_circuit("OPENQASM 2.0;\nqreg q[2;\n", read_options().file_name("bell.qasm"));
  ASSERT_FALSE(read);
  ASSERT_EQ(read.error().diagnostics().size(), 1U);
  EXPECT_EQ(read.error().diagnostics()[0].to_string(), "bell.qasm:2:9: error: expected ']', found ';'");
}
TEST(Diagnostics, MakeTheErrorInvalidArgument) {
  const auto read = read_circuit("OPENQASM 2.0; foo;");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code(), errc::invalid_argument);
}
TEST(Diagnostics, AreSeveralPerText) {
  EXPECT_EQ(refusal_of(header + "h q[7];\nfoo q[0];\ncx q[0],q[0];\nh q[1];\nrx() q[1];\n"),
            "6:5: error: index 7 is out of range; 'q' has 3 elements\n"
            "7:1: error: gate 'foo' is not defined\n"
            "8:9: error: expected distinct qubits in 'cx', found 'q[0]' twice\n"
            "10:1: error: gate 'rx' takes 1 parameter, found 0\n");
}
TEST(Diagnostics, AreAtMostTwenty) {
  std::string text = header;
  for (int i = 0; i < 50; ++i) text += "h q[9];\n";
  const auto read = read_circuit(text);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().diagnostics().size(), 20U);
  EXPECT_CONTAINS(read.error().message(), "at least 19 more");
}
TEST(Diagnostics, NameAnUndeclaredRegisterOnce) {
  EXPECT_EQ(refusal_of("OPENQASM 2.0;\nqreg qubits[2];\nU(0,0,0) qubit[0];\nU(0,0,0) qubit[1];\n"),
            "3:10: error: register 'qubit' is not declared; did you mean 'qubits'?\n");
}
TEST(Diagnostics, NameAnUndefinedGateOnce) {
  EXPECT_EQ(refusal_of(header + "swpa q[0],q[1];\nswpa q[1],q[2];\n"),
            "6:1: error: gate 'swpa' is not defined; did you mean 'swap'?\n");
}
TEST(Diagnostics, AskForTheIncludeWhereAGateOfItIsCalled) {
  EXPECT_EQ(refusal_of("OPENQASM 2.0;\nqreg q[1];\nh q[0];\n"),
            "3:1: error: gate 'h' is not defined; expected include \"qelib1.inc\" before it\n");
}
TEST(Diagnostics, PointBehindTheStatementThatLacksItsSemicolon) {
  EXPECT_EQ(
      refusal_of(header + "h q[0]  // no end\nx q[1];\nh q[8];\n"),
      "6:7: error: expected ';' after the gate, found 'x'\n8:5: error: index 8 is out of range; 'q' has 3 elements\n");
}
TEST(Diagnostics, GoOnInsideAGateBody) {
  EXPECT_EQ(refusal_of(header + "gate g a { foo a; h b; x a }\nh q[5];\n"),
            "6:12: error: gate 'foo' is not defined\n6:21: error: 'b' is no qubit of this gate\n6:27: error: expected "
            "';' after "
            "the gate, found '}'\n7:5: error: index 5 is out of range; 'q' has 3 elements\n");
}
TEST(Diagnostics, SayNothingOfCallsOfAGateWhoseBodyIsWrong) {
  EXPECT_EQ(refusal_of(header + "gate g a { foo a; }\ng q[0];\ng q[0],q[1];\n"),
            "6:12: error: gate 'foo' is not defined\n");
}
TEST(Diagnostics, KnowTheWordsOfVersion3) {
  EXPECT_CONTAINS(refusal_of("OPENQASM 2.0;\nqubit[2] q;\n"),
                  "2:1: error: expected a statement of OpenQASM 2, found 'qubit', which belongs to OpenQASM 3");
}
TEST(Diagnostics, DescribeANulByte) {
  EXPECT_CONTAINS(refusal_of(header + std::string("h\0 q[0];", 8)), "6:2: error: expected a qubit, found a NUL byte");
}
TEST(Diagnostics, DescribeBrokenUtf8) {
  EXPECT_CONTAINS(refusal_of(header + "h \xFFq[0];"),
                  "6:3: error: expected a qubit, found a byte 0xff that is not UTF-8");
}
TEST(Diagnostics, QuoteLettersOutsideAscii) { EXPECT_CONTAINS(refusal_of(header + "h θ[0];"), "found 'θ'"); }
TEST(Diagnostics, FindBrokenUtf8InAComment) {
  EXPECT_EQ(refusal_of(header + "// caf\xE9\nh q[0];"),
            "6:7: error: expected text in UTF-8, found a byte 0xe9 that is not UTF-8\n");
}
TEST(Diagnostics, FindANulByteInAComment) {
  EXPECT_CONTAINS(refusal_of(header + std::string("// a\0b\n", 7)),
                  "6:5: error: expected text in UTF-8, found a NUL byte");
}
TEST(Diagnostics, CutLongWords) {
  const auto refused = refusal_of(header + std::string(100000, 'a') + " q[0];");
  EXPECT_LT(refused.size(), 200U);
  EXPECT_CONTAINS(refused, "aaa...'");
}
TEST(Diagnostics, CountColumnsInBytesFromOne) {
  const language::source_text source("", "ab\ncde\n");
  EXPECT_EQ(source.position(0).line, 1U);
  EXPECT_EQ(source.position(0).column, 1U);
  EXPECT_EQ(source.position(5).line, 2U);
  EXPECT_EQ(source.position(5).column, 3U);
  EXPECT_EQ(source.position(7).line, 3U);
}
TEST(Diagnostics, SuggestOnlyWhatIsClose) {
  EXPECT_EQ(language::closest("controls", {"control", "qubits"}), "control");
  EXPECT_EQ(language::closest("CNOT", {"cnot"}), "cnot");
  EXPECT_EQ(language::closest("w", {"x", "y"}), "");
  EXPECT_EQ(language::closest("teleport", {"swap", "measure"}), "");
}
TEST(Utf8, IsCheckedInFull) {
  const auto length = [](std::string_view text) { return language::utf8_length(text, 0); };
  EXPECT_EQ(length("a"), 1U);
  EXPECT_EQ(length("\xC3\xA9"), 2U);
  EXPECT_EQ(length("\xE2\x86\x92"), 3U);
  EXPECT_EQ(length("\xF0\x9F\x98\x80"), 4U);
  EXPECT_EQ(length("\xC0\x80"), 0U) << "overlong";
  EXPECT_EQ(length("\xE0\x80\x80"), 0U) << "overlong";
  EXPECT_EQ(length("\xED\xA0\x80"), 0U) << "a surrogate";
  EXPECT_EQ(length("\xF4\x90\x80\x80"), 0U) << "above the last code point";
  EXPECT_EQ(length("\xE2\x86"), 0U) << "cut off";
  EXPECT_EQ(length("\x80"), 0U) << "a tail alone";
}

TEST(Diagnostics, AConditionOnMoreBitsThanItCanHoldSaysHowManyItCan) {
  EXPECT_EQ(refusal_of("OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[1];\ncreg c[1000000];\nif(c==1) x q[0];\n"),
            "5:4: error: a condition can look at 65535 bits at most; register 'c' has 1000000\n");
  EXPECT_CONTAINS(refusal_of(R"({"n_qubits": 1, "n_bits": 70000, "gates": [{"type": "if",
                                 "condition": {"register": "c", "value": 1}, "then": []}]})"),
                  "a condition can look at 65535 bits at most, found 70000");
}
}  // namespace
}  // namespace ketway::language_tests
