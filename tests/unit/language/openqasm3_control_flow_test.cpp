// Blocks and conditions of OpenQASM 3.

#include "language/openqasm3_round_trip.hpp"

namespace ketway::language_tests {
namespace {

/// c[0] to c[2] are bits 0 to 2, d is bit 3; a literal is twice the bit, plus the value.
std::string body_of(const std::string& text) { return listing_of(header3 + text); }

TEST(Qasm3Conditions, AreBitsAndNegatedBits) {
  EXPECT_EQ(body_of("if (c[1]) x a; if (!c[1]) x a; if (~d) x a; if (d) x a;"),
            "if 3;x 3;end;if 2;x 3;end;if 6;x 3;end;if 7;x 3;end;");
}
TEST(Qasm3Conditions, CompareBits) {
  EXPECT_EQ(
      body_of("if (c[1] == 0) x a; if (c[1] != 0) x a; if (d == true) x a; if (1 == d) x a; if (false != d) x a;"),
      "if 2;x 3;end;if 3;x 3;end;if 7;x 3;end;if 7;x 3;end;if 7;x 3;end;");
}
TEST(Qasm3Conditions, CompareRegistersWithTheLowestBitFirst) {
  EXPECT_EQ(
      body_of("if (c == 3) x a; if (c == \"011\") x a; if (c == 0b11) x a; if (c == 0x3) x a; if (c == 0o3) x a;"),
      "if 1 3 4;x 3;end;if 1 3 4;x 3;end;if 1 3 4;x 3;end;if 1 3 4;x 3;end;if 1 3 4;x 3;end;");
}
TEST(Qasm3Conditions, ReadCastsOfRegisters) {
  EXPECT_EQ(body_of("if (int[3](c) == 1) x a; if (uint[3](c) == 5) x a; if (bool(c[1])) x a;"),
            "if 1 2 4;x 3;end;if 1 2 5;x 3;end;if 3;x 3;end;");
}
TEST(Qasm3Conditions, ASignedRegisterNeverEqualsAValueWithItsHighestBit) {
  EXPECT_EQ(body_of("if (int[3](c) == 5) x a;"), "");
  EXPECT_CONTAINS(warnings_of(header3 + "if (int[3](c) == 5) x a;"), "the comparison never holds");
}
TEST(Qasm3Conditions, ReadPartsOfRegisters) {
  EXPECT_EQ(body_of("if (c[0:1] == 2) x a; if (c[{2,0}] == 1) x a;"), "if 0 3;x 3;end;if 5 0;x 3;end;");
}
TEST(Qasm3Conditions, AreJoinedByAnd) {
  EXPECT_EQ(body_of("if (c[0] && !d && (c[2] == 1)) x a;"), "if 1 6 5;x 3;end;");
}
TEST(Qasm3Conditions, ThatDifferFromAValueRunTheOtherBranch) {
  EXPECT_EQ(body_of("if (c != 3) x a;"), "if 1 3 4;else;x 3;end;");
  EXPECT_EQ(body_of("if (!(c == 3)) x a;"), "if 1 3 4;else;x 3;end;");
  EXPECT_EQ(body_of("if (!(c[0] && d)) x a;"), "if 1 7;else;x 3;end;");
}
TEST(Qasm3Conditions, ThatAreSettledMakeNoRecords) {
  EXPECT_EQ(body_of("if (true) x a; else y a;"), "x 3;");
  EXPECT_EQ(body_of("if (false) { x a; if (d) y a; } else z a;"), "z 3;");
  EXPECT_EQ(body_of("if (c == 9) x a; else y a;"), "y 3;");
  EXPECT_EQ(body_of("if (c != 9) x a; else y a;"), "x 3;");
  EXPECT_EQ(body_of("if (c[0] && false) x a;"), "");
  EXPECT_EQ(body_of("if (!(c[0] && false)) x a;"), "x 3;");
  EXPECT_EQ(body_of("while (false) x a;"), "");
}
TEST(Qasm3Blocks, HaveElseWithAndWithoutBraces) {
  EXPECT_EQ(body_of("if (d) x a; else x q[0];"), "if 7;x 3;else;x 0;end;");
  EXPECT_EQ(body_of("if (d) { } else if (c[1]) { x a; } else { y a; }"), "if 7;else;if 3;x 3;else;y 3;end;end;");
}
TEST(Qasm3Blocks, HoldEveryOperation) {
  EXPECT_EQ(body_of("if (d) { c[0] = measure q[0]; reset a; barrier a; delay[1ns] a; h q; { x a; } }"),
            "if 7;measure 0 0;reset 3;barrier 3;delay(1e-09) 3;h 0;h 1;h 2;x 3;end;");
}
TEST(Qasm3Blocks, ElseBelongsToTheNearestIf) {
  EXPECT_EQ(body_of("if (d) if (c[0]) x a; else y a;"), "if 7;if 1;x 3;else;y 3;end;end;");
}
TEST(Qasm3Blocks, LoopWhileAConditionHolds) {
  EXPECT_EQ(body_of("while (d) { d = measure a; }"), "while 7;measure 3 3;end;");
}
TEST(Qasm3Blocks, SurviveWritingAndReading) {
  expect_survives_openqasm3(must_read(
      header3 + "h q; c = measure q; if (c == 2) { x a; if (c[1]) y a; else z a; } else h a; d = measure a;"));
}
TEST(Qasm3Blocks, AnAnnotationBelongsToTheNextStatement) {
  EXPECT_EQ(body_of("if (d)\n@note this\nx a;\ny a;"), "if 7;x 3;end;y 3;");
}

}  // namespace
}  // namespace ketway::language_tests
