// The edge cases of OpenQASM 2 that tools disagree on, row by row of the project's collection.

#include "language/reading.hpp"

namespace ketway::language_tests {
namespace {

// -- row 1: the extended gate file

TEST(EdgeCase01, AcceptsTheExtendedGatesByDefault) {
  const std::string text =
      header +
      "swap q[0],q[1]; sx q[0]; p(1) q[0]; u(1,2,3) q[0]; rxx(1) q[0],q[1]; rzz(1) q[0],q[1]; cp(1) "
      "q[0],q[1]; csx q[0],q[1]; cswap q[0],q[1],q[2]; crx(1) q[0],q[1]; cry(1) q[0],q[1]; rccx "
      "q[0],q[1],q[2]; sxdg q[0]; cu(1,2,3,4) q[0],q[1]; u0(1) q[0];";
  EXPECT_EQ(listing_of(text),
            "swap 0 1;sx 0;p(1) 0;u(1,2,3) 0;rxx(1) 0 1;rzz(1) 0 1;cp(1) 0 1;csx 0 1;cswap 0 1 2;crx(1) 0 1;cry(1) 0 "
            "1;rccx 0 "
            "1 2;sxdg 0;cu(1,2,3,4) 0 1;id 0;");
}
TEST(EdgeCase01, AcceptsTheExtendedGatesOnFourAndFiveQubits) {
  EXPECT_EQ(listing_of("OPENQASM 2.0; include \"qelib1.inc\"; qreg q[5]; c3x q[0],q[1],q[2],q[3]; rc3x "
                       "q[0],q[1],q[2],q[3]; c3sqrtx q[0],q[1],q[2],q[3]; c4x q[0],q[1],q[2],q[3],q[4];"),
            "c3x 0 1 2 3;rc3x 0 1 2 3;c3sx 0 1 2 3;c4x 0 1 2 3 4;");
}
TEST(EdgeCase01, SaysThatTheExtendedFileIsUsed) {
  EXPECT_CONTAINS(warnings_of(header + "swap q[0],q[1];"), "6:1: note: 'swap' is of the extended qelib1.inc");
}
TEST(EdgeCase01, RefusesTheExtendedGatesInStrictMode) {
  EXPECT_CONTAINS(refusal_of(header + "swap q[0],q[1];", strictly()), "6:1: error: gate 'swap' is not defined");
}
TEST(EdgeCase01, AcceptsEveryGateOfThePaperInStrictMode) {
  EXPECT_EQ(
      listing_of(header +
                     "u3(1,2,3) q[0]; u2(1,2) q[0]; u1(1) q[0]; cx q[0],q[1]; id q[0]; x q[0]; y q[0]; z q[0]; h "
                     "q[0]; s q[0]; sdg q[0]; t q[0]; tdg q[0]; rx(1) q[0]; ry(1) q[0]; rz(1) q[0]; cz q[0],q[1]; cy "
                     "q[0],q[1]; ch q[0],q[1]; ccx q[0],q[1],q[2]; crz(1) q[0],q[1]; cu1(1) q[0],q[1]; cu3(1,2,3) "
                     "q[0],q[1]; U(1,2,3) q[0]; CX q[0],q[1];",
                 strictly()),
      "u(1,2,3) 0;u2(1,2) 0;p(1) 0;cx 0 1;id 0;x 0;y 0;z 0;h 0;s 0;sdg 0;t 0;tdg 0;rx(1) 0;ry(1) 0;rz(1) 0;cz 0 1;cy 0 "
      "1;ch 0 1;ccx 0 1 2;crz(1) 0 1;cp(1) 0 1;cu3(1,2,3) 0 1;u(1,2,3) 0;cx 0 1;");
}

// -- row 2: mcx

TEST(EdgeCase02, AcceptsMcxWithAnyNumberOfControls) {
  EXPECT_EQ(listing_of("OPENQASM 2.0; include \"qelib1.inc\"; qreg q[6]; mcx q[0],q[1]; mcx q[0],q[1],q[2]; mcx "
                       "q[0],q[1],q[2],q[3],q[4],q[5];"),
            "cx 0 1;ccx 0 1 2;x 0 1 2 3 4 5;");
}
TEST(EdgeCase02, AcceptsMcphase) { EXPECT_EQ(listing_of(header + "mcphase(0.5) q[0],q[1],q[2];"), "p(0.5) 0 1 2;"); }
TEST(EdgeCase02, WarnsOfMcxOnce) {
  EXPECT_EQ(warnings_of(header + "mcx q[0],q[1]; mcx q[1],q[2];"),
            "6:1: warning: 'mcx' is in no qelib1.inc; read as the gate commonly meant by that name\n");
}
TEST(EdgeCase02, RefusesMcxInStrictMode) {
  EXPECT_CONTAINS(refusal_of(header + "mcx q[0],q[1],q[2];", strictly()), "gate 'mcx' is not defined");
}
TEST(EdgeCase02, RefusesMcxWithoutAControl) {
  EXPECT_CONTAINS(refusal_of(header + "mcx q[0];"), "takes 2 to 65535 qubits");
}

// -- row 3: names of the extended file belong to the user

TEST(EdgeCase03, LeavesTheNamesOfExtendedGatesToRegisters) {
  EXPECT_EQ(listing_of("OPENQASM 2.0; include \"qelib1.inc\"; qreg r[2]; qreg p[1]; cx r[1],p[0];"), "cx 1 2;");
}
TEST(EdgeCase03, LeavesThemToRegistersInStrictModeToo) {
  EXPECT_EQ(must_read("OPENQASM 2.0; include \"qelib1.inc\"; qreg r[2]; qreg p[1];", strictly()).num_qubits(), 3U);
}
TEST(EdgeCase03, LeavesThemToGateDefinitionsAfterTheInclude) {
  EXPECT_EQ(
      listing_of(header + "gate swap a,b { cx a,b; cx b,a; cx a,b; } gate rzz(t) a,b { cx a,b; u1(t) b; cx a,b; } swap "
                          "q[0],q[1]; rzz(0.5) q[1],q[2];"),
      "cx 0 1;cx 1 0;cx 0 1;cx 1 2;p(0.5) 2;cx 1 2;");
}
TEST(EdgeCase03, LeavesThemToGateDefinitionsBeforeTheInclude) {
  EXPECT_EQ(
      listing_of("OPENQASM 2.0; gate swap a,b { CX a,b; CX b,a; CX a,b; } include \"qelib1.inc\"; qreg q[2]; swap "
                 "q[0],q[1];"),
      "cx 0 1;cx 1 0;cx 0 1;");
}
TEST(EdgeCase03, StillCallsTheGateBesideARegisterOfItsName) {
  EXPECT_EQ(listing_of("OPENQASM 2.0; include \"qelib1.inc\"; qreg p[1]; p(0.5) p[0];"), "p(0.5) 0;");
}

// -- row 4: a gate defined twice

TEST(EdgeCase04, RefusesToDefineAGateOfThePaperAgain) {
  EXPECT_CONTAINS(refusal_of(header + "gate h a { x a; }"),
                  "6:6: error: 'h' is defined already, as a gate of qelib1.inc");
}
TEST(EdgeCase04, RefusesAnIncludeThatDefinesAGateAgain) {
  EXPECT_CONTAINS(refusal_of("OPENQASM 2.0; gate h a { U(0,0,0) a; } include \"qelib1.inc\";"),
                  "'h' is defined before qelib1.inc");
}
TEST(EdgeCase04, RefusesToDefineAUserGateTwice) {
  EXPECT_CONTAINS(refusal_of(header + "gate foo a { x a; } gate foo a { y a; }"),
                  "'foo' is declared already, as a gate");
}

// -- rows 5 to 8: the version

TEST(EdgeCase05, WarnsOfAMissingVersionLine) {
  EXPECT_CONTAINS(warnings_of("include \"qelib1.inc\"; qreg q[1]; h q[0];"), "1:1: warning: expected 'OPENQASM 2.0;'");
}
TEST(EdgeCase05, RefusesAMissingVersionLineInStrictMode) {
  EXPECT_CONTAINS(refusal_of("qreg q[1];", strictly()), "1:1: error: expected 'OPENQASM 2.0;' as the first statement");
}
TEST(EdgeCase06, WarnsOfAVersionWithoutAPoint) {
  EXPECT_CONTAINS(warnings_of("OPENQASM 2; qreg q[1];"), "1:10: warning: expected the version as '2.0', found '2'");
}
TEST(EdgeCase06, RefusesAVersionWithoutAPointInStrictMode) {
  EXPECT_CONTAINS(refusal_of("OPENQASM 2; qreg q[1];", strictly()), "expected the version as '2.0'");
}
TEST(EdgeCase07, RefusesAVersionLineThatIsNotFirst) {
  EXPECT_CONTAINS(refusal_of("qreg q[1]; OPENQASM 2.0;"), "1:12: error: the version must be the first statement");
}
TEST(EdgeCase08, NamesAVersionThatItDoesNotKnow) {
  EXPECT_CONTAINS(refusal_of("OPENQASM 2.6; qreg q[1];"), "1:10: error: expected version 2.0, found version 2.6");
}
TEST(EdgeCase08, AnswersUnimplementedToOpenQasm3InTheReaderOfVersion2) {
  const auto read = read_openqasm2("OPENQASM 3; qubit q;");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code(), errc::unimplemented);
  EXPECT_CONTAINS(read.error().message(), "1:1: error: expected OpenQASM 2, found OpenQASM 3");
}

// -- rows 9 to 16: expressions

TEST(EdgeCase09, DividesWholeNumbersAsReals) { EXPECT_EQ(listing_of(header + "rx(1/2) q[0];"), "rx(0.5) 0;"); }
TEST(EdgeCase10, ReadsTheCaretAsPower) { EXPECT_EQ(listing_of(header + "rx(2^3) q[0];"), "rx(8) 0;"); }
TEST(EdgeCase11, BindsPowersToTheRight) { EXPECT_EQ(listing_of(header + "rx(2^3^2) q[0];"), "rx(512) 0;"); }
TEST(EdgeCase12, BindsPowersTighterThanTheSign) { EXPECT_EQ(listing_of(header + "rx(-2^2) q[0];"), "rx(-4) 0;"); }
TEST(EdgeCase13, ReadsAnExponentWithoutAPoint) { EXPECT_EQ(listing_of(header + "rx(1e3) q[0];"), "rx(1000) 0;"); }
TEST(EdgeCase13, RefusesAnExponentWithoutAPointInStrictMode) {
  EXPECT_CONTAINS(refusal_of(header + "rx(1e3) q[0];", strictly()),
                  "expected a decimal point before the exponent of '1e3'");
}
TEST(EdgeCase13, ReadsNumbersThatBeginOrEndWithThePoint) {
  EXPECT_EQ(listing_of(header + "rx(.5) q[0]; rx(5.) q[0]; rx(5.e-1) q[0];", strictly()),
            "rx(0.5) 0;rx(5) 0;rx(0.5) 0;");
}
TEST(EdgeCase14, WarnsOfACommaAfterTheLastArgument) {
  EXPECT_CONTAINS(warnings_of(header + "rx(1,) q[0];"), "6:6: warning: expected a number after the last ','");
}
TEST(EdgeCase14, RefusesACommaAfterTheLastArgumentInStrictMode) {
  EXPECT_CONTAINS(refusal_of(header + "rx(1,) q[0];", strictly()), "6:6: error: expected a number");
}
TEST(EdgeCase14, WarnsOfAnEmptyStatement) {
  EXPECT_CONTAINS(warnings_of(header + ";h q[0];"), "6:1: warning: expected a statement, found an empty one");
}
TEST(EdgeCase14, RefusesAnEmptyStatementInStrictMode) {
  EXPECT_CONTAINS(refusal_of(header + ";h q[0];", strictly()), "6:1: error: expected a statement, found an empty one");
}
TEST(EdgeCase14, WarnsOfASemicolonBehindAGateDefinition) {
  EXPECT_EQ(listing_of(header + "gate g a { h a; }; g q[1];"), "h 1;");
}
TEST(EdgeCase15, ReadsTheInverseFunctionsWithAWarning) {
  EXPECT_CONTAINS(warnings_of(header + "rx(asin(0.5)) q[0];"), "6:4: warning: 'asin' is not a function of OpenQASM 2");
}
TEST(EdgeCase15, RefusesTheInverseFunctionsInStrictMode) {
  EXPECT_CONTAINS(refusal_of(header + "rx(atan(0.5)) q[0];", strictly()), "the functions of OpenQASM 2 are sin");
}
TEST(EdgeCase15, KnowsNeitherLogNorTau) {
  EXPECT_CONTAINS(refusal_of(header + "rx(tau) q[0];"), "'tau' has no value");
  EXPECT_CONTAINS(refusal_of(header + "rx(log(2)) q[0];"), "'log' has no value");
}
TEST(EdgeCase16, RefusesADivisionByZero) {
  EXPECT_CONTAINS(refusal_of(header + "rx(1/0) q[0];"), "6:5: error: division by zero");
}
TEST(EdgeCase16, RefusesTheRootOfANegativeNumber) {
  EXPECT_CONTAINS(refusal_of(header + "rx(sqrt(-1)) q[0];"), "6:4: error: sqrt needs a number that is not negative");
}

// -- rows 17 to 24: names, operands, broadcast, conditions

TEST(EdgeCase17, RefusesARegisterNameInUpperCase) {
  EXPECT_CONTAINS(refusal_of("OPENQASM 2.0; qreg Q[2];"),
                  "1:20: error: expected a name that begins with a lower-case letter");
}
TEST(EdgeCase17, RefusesARegisterNameWithALeadingUnderscore) {
  EXPECT_CONTAINS(refusal_of("OPENQASM 2.0; qreg _q[1];"), "expected a name that begins with a lower-case letter");
}
TEST(EdgeCase18, RefusesTheSameQubitTwice) {
  EXPECT_CONTAINS(refusal_of(header + "cx q[0],q[0];"),
                  "6:9: error: expected distinct qubits in 'cx', found 'q[0]' twice");
}
TEST(EdgeCase18, RefusesTheSameRegisterTwice) { EXPECT_CONTAINS(refusal_of(header + "cx q,q;"), "found 'q' twice"); }
TEST(EdgeCase18, RefusesARegisterBesideItsOwnElement) {
  EXPECT_CONTAINS(refusal_of(header + "cx q,q[0];"), "found 'q[0]' twice");
}
TEST(EdgeCase19, RefusesABroadcastOverRegistersOfDifferentSizes) {
  EXPECT_CONTAINS(refusal_of("OPENQASM 2.0; qreg a[2]; qreg b[3]; CX a,b;"),
                  "1:42: error: 'CX' is applied to registers of different sizes: 'a' has 2, 'b' has 3");
}
TEST(EdgeCase19, RefusesAMeasurementBetweenRegistersOfDifferentSizes) {
  EXPECT_CONTAINS(refusal_of(header + "measure q -> d;"), "expected registers of one size in a measurement");
}
TEST(EdgeCase20, RefusesAMeasurementOfOneQubitIntoARegister) {
  EXPECT_CONTAINS(refusal_of(header + "measure q[0] -> c;"), "6:17: error: expected both sides of '->'");
}
TEST(EdgeCase20, WarnsWhereThatRegisterHasOneBit) {
  EXPECT_CONTAINS(warnings_of("OPENQASM 2.0; qreg q[2]; creg c[1]; measure q[1] -> c;"), "expected both sides of '->'");
}
TEST(EdgeCase20, RefusesEvenThatInStrictMode) {
  EXPECT_CONTAINS(refusal_of("OPENQASM 2.0; qreg q[2]; creg c[1]; measure q[1] -> c;", strictly()),
                  "expected both sides of '->'");
}
TEST(EdgeCase21, MeasuresARegisterBitByBit) {
  EXPECT_EQ(listing_of(header + "measure q -> c;"), "measure 0 0;measure 1 1;measure 2 2;");
}
TEST(EdgeCase21, AppliesAGateToEachQubitOfARegister) { EXPECT_EQ(listing_of(header + "h q;"), "h 0;h 1;h 2;"); }
TEST(EdgeCase21, ResetsARegister) { EXPECT_EQ(listing_of(header + "reset q;"), "reset 0;reset 1;reset 2;"); }
TEST(EdgeCase21, PairsTwoRegisters) { EXPECT_EQ(listing_of(header + "qreg r[3]; cx q,r;"), "cx 0 3;cx 1 4;cx 2 5;"); }
TEST(EdgeCase21, RepeatsAnElementBesideARegister) {
  EXPECT_EQ(listing_of(header + "qreg r[3]; cx q[0],r; cx r,q[1];"), "cx 0 3;cx 0 4;cx 0 5;cx 3 1;cx 4 1;cx 5 1;");
}
TEST(EdgeCase22, ConditionsEveryGateOfABroadcast) {
  EXPECT_EQ(listing_of(header + "if(c==1) x q;"), "if 1 2 4;x 0;x 1;x 2;end;");
}
TEST(EdgeCase23, ReadsTheConditionBeforeItsMeasurementChangesTheBits) {
  EXPECT_EQ(listing_of(header + "if(c==1) measure q -> c;"), "if 1 2 4;measure 0 0;measure 1 1;measure 2 2;end;");
}
TEST(EdgeCase23, ConditionsAReset) { EXPECT_EQ(listing_of(header + "if(d==2) reset q[1];"), "if 6 9;reset 1;end;"); }
TEST(EdgeCase24, RefusesAConditionedBarrier) {
  EXPECT_CONTAINS(refusal_of(header + "if(c==1) barrier q;"), "6:10: error: expected a gate, 'measure' or 'reset'");
}
TEST(EdgeCase24, RefusesNestedConditions) {
  EXPECT_CONTAINS(refusal_of(header + "if(c==1) if(d==1) x q[0];"), "expected a gate, 'measure' or 'reset'");
}
TEST(EdgeCase24, RefusesAConditionOnOneBit) {
  EXPECT_CONTAINS(refusal_of(header + "if(c[0]==1) x q[0];"), "6:5: error: a condition compares a whole register");
}
TEST(EdgeCase24, RefusesOtherComparisons) {
  EXPECT_CONTAINS(refusal_of(header + "if(c!=1) x q[0];"), "6:5: error: expected '==', found '!'");
}
TEST(EdgeCase24, RefusesANegativeValue) {
  EXPECT_CONTAINS(refusal_of(header + "if(c==-1) x q[0];"), "6:7: error: expected an integer that is not negative");
}
TEST(EdgeCase24, RefusesABlock) {
  EXPECT_EQ(refusal_of(header + "if(c==1) { x q[0]; y q[0]; } h q[0];"),
            "6:10: error: expected one gate, 'measure' or 'reset' after the condition; blocks belong to OpenQASM 3\n");
}
TEST(EdgeCase25, WarnsOfAConditionThatNeverHoldsAndLeavesItOut) {
  EXPECT_EQ(listing_of(header + "if(c==9) x q[0]; h q[0];"), "h 0;");
  EXPECT_CONTAINS(warnings_of(header + "if(c==9) x q[0];"),
                  "6:7: warning: the condition never holds: register 'c' has 3 bits");
}
TEST(EdgeCase26, ReadsConditionsOfAnySize) {
  const auto c = must_read(
      "OPENQASM 2.0; include \"qelib1.inc\"; qreg q[1]; creg c[301]; "
      "if(c==2037035976334486086268445688409378161051468393665936250636140449354381299763336706183397376) h q[0];");
  ASSERT_EQ(c.size(), 3U);
  const kw_circuit& columns = c.columns();
  ASSERT_EQ(columns.gates[0].num_operands, 301U);
  // The number is 2^300.
  for (std::uint32_t i = 0; i < 301; ++i) EXPECT_EQ(columns.operands[i], i << 1 | (i == 300 ? 1U : 0U));
}
TEST(EdgeCase27, KeepsTheTwoPhaseGatesApart) {
  EXPECT_EQ(listing_of(header + "rz(0.5) q[0]; u1(0.5) q[0];"), "rz(0.5) 0;p(0.5) 0;");
}

// -- rows 28 to 32: text

TEST(EdgeCase28, RefusesAMissingSemicolonAtTheEnd) {
  EXPECT_EQ(refusal_of(header + "h q[0]"), "6:7: error: expected ';' after the gate, found the end of the file\n");
}
TEST(EdgeCase29, ReadsACommentWithoutANewlineAtTheEnd) { EXPECT_EQ(listing_of(header + "h q[0]; // end"), "h 0;"); }
TEST(EdgeCase29, ReadsLinesThatEndAsOnDos) {
  EXPECT_EQ(listing_of("OPENQASM 2.0;\r\nqreg\tq[1];\r\nU(0,0,0) q[0];\r\n", strictly()), "u(0,0,0) 0;");
}
TEST(EdgeCase29, ReadsUtf8InComments) { EXPECT_EQ(listing_of(header + "// θ → π\nh q[0];"), "h 0;"); }
TEST(EdgeCase29, SkipsAByteOrderMark) { EXPECT_EQ(listing_of("\xEF\xBB\xBF" + header + "h q[0];"), "h 0;"); }
TEST(EdgeCase30, RefusesBlockComments) {
  EXPECT_EQ(refusal_of(header + "/* a */ h q[0];"),
            "6:1: error: block comments do not exist in OpenQASM 2; expected '//'\n");
}
TEST(EdgeCase31, WarnsOfAnIncludeInSingleQuotes) {
  EXPECT_CONTAINS(warnings_of("OPENQASM 2.0; include 'qelib1.inc'; qreg q[1]; h q[0];"),
                  "1:23: warning: expected the file name in double quotes");
}
TEST(EdgeCase31, RefusesAnIncludeInSingleQuotesInStrictMode) {
  EXPECT_CONTAINS(refusal_of("OPENQASM 2.0; include 'qelib1.inc';", strictly()),
                  "expected the file name in double quotes");
}
TEST(EdgeCase32, RefusesToIncludeTheGatesTwiceInOneClearMessage) {
  EXPECT_EQ(refusal_of("OPENQASM 2.0;\ninclude \"qelib1.inc\";\ninclude \"qelib1.inc\";\n"),
            "3:9: error: qelib1.inc is included already: every gate of it would be defined twice\n");
}
TEST(EdgeCase32, RefusesAnIncludeThatIsNotThere) {
  EXPECT_CONTAINS(refusal_of("OPENQASM 2.0; include \"nothere.inc\";"),
                  "1:23: error: include of 'nothere.inc' is refused");
}

// -- row 33: opaque gates and definitions

TEST(EdgeCase33, KeepsOpaqueGatesByName) {
  const auto c = must_read(header + "opaque foo(a,b) x,y; foo(1,2) q[0],q[1];");
  ASSERT_EQ(c.size(), 1U);
  const kw_circuit& columns = c.columns();
  EXPECT_EQ(columns.gates[0].op, KW_OP_OPAQUE);
  const kw_str name = columns.symbols[columns.gates[0].symbol];
  EXPECT_EQ(std::string(name.data, name.size), "foo");
  EXPECT_EQ(columns.params[columns.gates[0].param], 2.0);
  EXPECT_EQ(columns.params[columns.gates[0].param + 2], 2.0);
}
TEST(EdgeCase33, ReadsAnOpaqueGateWithEmptyParentheses) {
  EXPECT_EQ(must_read(header + "opaque bar() x; bar q[0]; bar() q[1];").size(), 2U);
}
TEST(EdgeCase33a, ReadsAGateWithAnEmptyBodyAsIdentity) {
  EXPECT_EQ(listing_of(header + "gate foo a {} foo q[0];"), "");
}
TEST(EdgeCase33a, ReadsEmptyParenthesesInACall) { EXPECT_EQ(listing_of(header + "h() q[0];"), "h 0;"); }
TEST(EdgeCase33b, RefusesAQubitNamedTwice) {
  EXPECT_CONTAINS(refusal_of(header + "gate foo a,a { h a; }"), "6:12: error: 'a' is named twice");
}
TEST(EdgeCase33b, RefusesOneNameForAParameterAndAQubit) {
  EXPECT_CONTAINS(refusal_of(header + "gate foo(a) a { h a; }"), "6:13: error: 'a' is named twice");
}
TEST(EdgeCase33b, RefusesAGateWithoutQubits) {
  EXPECT_CONTAINS(refusal_of(header + "gate foo {}"), "6:10: error: expected a name for the qubit, found '{'");
}
TEST(EdgeCase33b, RefusesAGateThatCallsItself) {
  EXPECT_EQ(refusal_of(header + "gate foo a { foo a; }"), "6:14: error: gate 'foo' cannot call itself\n");
}
TEST(EdgeCase33b, RefusesACallBeforeTheDefinition) {
  EXPECT_CONTAINS(refusal_of(header + "foo q[0]; gate foo a { h a; }"), "6:1: error: gate 'foo' is not defined");
}
TEST(EdgeCase33b, RefusesAnIndexInAGateBody) {
  EXPECT_CONTAINS(refusal_of(header + "gate foo a { h a[0]; }"), "6:17: error: a qubit of a gate has no index");
}
TEST(EdgeCase33b, RefusesAMeasurementInAGateBody) {
  EXPECT_CONTAINS(refusal_of(header + "gate foo a { measure a -> c[0]; }"),
                  "6:14: error: expected a gate or 'barrier' in the body of a gate, found 'measure'");
}
TEST(EdgeCase33c, RefusesAClassicalBitInAGate) {
  EXPECT_CONTAINS(refusal_of(header + "h c[0];"), "6:3: error: expected a qubit, found classical register 'c'");
}
TEST(EdgeCase33c, RefusesAnIndexOutOfRange) {
  EXPECT_EQ(refusal_of(header + "h q[3];"), "6:5: error: index 3 is out of range; 'q' has 3 elements\n");
}
TEST(EdgeCase33c, RefusesANegativeIndex) {
  EXPECT_CONTAINS(refusal_of(header + "h q[-1];"), "6:5: error: expected an index that is a whole number, found '-'");
}
TEST(EdgeCase33c, RefusesTooManyQubits) {
  EXPECT_CONTAINS(refusal_of(header + "h q[0],q[1];"), "6:1: error: gate 'h' takes 1 qubit, found 2");
}
TEST(EdgeCase33c, RefusesTooFewAngles) {
  EXPECT_CONTAINS(refusal_of(header + "rx q[0];"), "6:1: error: gate 'rx' takes 1 parameter, found 0");
}
TEST(EdgeCase33c, RefusesTooManyAngles) {
  EXPECT_CONTAINS(refusal_of(header + "rx(1,2) q[0];"), "gate 'rx' takes 1 parameter, found 2");
}
TEST(EdgeCase33d, RefusesABarrierWithoutQubits) {
  EXPECT_CONTAINS(refusal_of(header + "barrier;"), "6:8: error: expected a qubit, found ';'");
}
TEST(EdgeCase33d, ReadsABarrierThatNamesAQubitTwice) {
  EXPECT_EQ(listing_of(header + "barrier q[0],q[0],q[2];"), "barrier 0 2;");
}
TEST(EdgeCase33e, ReadsABarrierInAGateBody) {
  EXPECT_EQ(listing_of(header + "gate g a,b { barrier a,b; cx a,b; } g q[1],q[2];"), "barrier 1 2;cx 1 2;");
}
TEST(EdgeCase33f, ReadsAnEmptyRegisterWithAWarning) {
  EXPECT_CONTAINS(warnings_of("OPENQASM 2.0; qreg q[0]; U(0,0,0) q;"), "register 'q' is empty");
}
TEST(EdgeCase33g, KeepsAnOpaqueGateNamedDelay) {
  const auto c = must_read(header + "opaque delay(t) q; delay(100) q[0];");
  ASSERT_EQ(c.size(), 1U);
  EXPECT_EQ(c.columns().gates[0].op, KW_OP_OPAQUE);
}

}  // namespace
}  // namespace ketway::language_tests
