#include "language/reading.hpp"

namespace ketway::language_tests {
namespace {

TEST(Qasm2Reader, KeepsTheRegistersInOrder) {
  const auto c = must_read("OPENQASM 2.0; qreg a[2]; creg m[3]; qreg b[1]; creg n[1];");
  ASSERT_EQ(c.qubit_registers().size(), 2U);
  EXPECT_EQ(c.qubit_registers()[1].name, "b");
  EXPECT_EQ(c.qubit_registers()[1].first, 2U);
  ASSERT_EQ(c.bit_registers().size(), 2U);
  EXPECT_EQ(c.bit_registers()[1].first, 3U);
}
TEST(Qasm2Reader, TakesRegistersBetweenOperations) {
  EXPECT_EQ(listing_of("OPENQASM 2.0; qreg a[1]; U(0,0,0) a[0]; qreg b[1]; CX a[0],b[0];"), "u(0,0,0) 0;cx 0 1;");
}
TEST(Qasm2Reader, RefusesARegisterDeclaredTwice) {
  EXPECT_CONTAINS(refusal_of("OPENQASM 2.0; qreg a[1]; creg a[1];"),
                  "1:31: error: 'a' is declared already, as a register");
}
TEST(Qasm2Reader, RefusesARegisterNamedAsAGateOfThePaper) {
  EXPECT_CONTAINS(refusal_of("OPENQASM 2.0; include \"qelib1.inc\"; qreg x[1];"), "'x' is defined already, as a gate");
}
TEST(Qasm2Reader, AllowsThatNameWithoutTheInclude) {
  EXPECT_EQ(must_read("OPENQASM 2.0; qreg x[1];").num_qubits(), 1U);
}
TEST(Qasm2Reader, RefusesAnIncludeAfterARegisterOfAGateName) {
  EXPECT_CONTAINS(refusal_of("OPENQASM 2.0; qreg x[1]; include \"qelib1.inc\";"), "'x' is defined before qelib1.inc");
}
TEST(Qasm2Reader, RefusesReservedWordsAsNames) {
  EXPECT_CONTAINS(refusal_of("OPENQASM 2.0; qreg measure[1];"), "found the reserved word 'measure'");
  EXPECT_CONTAINS(refusal_of("OPENQASM 2.0; creg pi[1];"), "found the reserved word 'pi'");
}
TEST(Qasm2Reader, WarnsOfLeadingZeros) {
  EXPECT_CONTAINS(warnings_of("OPENQASM 2.0; qreg a[02]; U(0,0,0) a[01];"), "expected an index without leading zeros");
}
TEST(Qasm2Reader, MeasuresOneQubit) { EXPECT_EQ(listing_of(header + "measure q[2]->c[0];"), "measure 2 0;"); }
TEST(Qasm2Reader, MeasuresAcrossRegisters) { EXPECT_EQ(listing_of(header + "measure q[0] -> d[1];"), "measure 0 4;"); }
TEST(Qasm2Reader, RefusesToMeasureIntoQubits) {
  EXPECT_CONTAINS(refusal_of(header + "measure q[0] -> q[1];"),
                  "6:17: error: expected a classical bit, found qubit register 'q'");
}
TEST(Qasm2Reader, RefusesAMeasurementWithoutAnArrow) {
  EXPECT_CONTAINS(refusal_of(header + "measure q[0];"), "6:13: error: expected '->', found ';'");
}
TEST(Qasm2Reader, KeepsABarrierOverSeveralRegistersAsOne) {
  EXPECT_EQ(listing_of(header + "qreg r[2]; barrier r,q[1];"), "barrier 3 4 1;");
}
TEST(Qasm2Reader, WritesAUserGateOutWithItsArguments) {
  EXPECT_EQ(listing_of(header + "gate foo(a,b) x,y { rx(a/2) x; cx x,y; rz(a+b) y; } foo(1,2) q[2],q[0];"),
            "rx(0.5) 2;cx 2 0;rz(3) 0;");
}
TEST(Qasm2Reader, WritesNestedUserGatesOut) {
  EXPECT_EQ(listing_of(header + "gate a(t) x { rx(t) x; } gate b(t) x,y { a(2*t) y; a(t) x; } b(1) q[0],q[1];"),
            "rx(2) 1;rx(1) 0;");
}
TEST(Qasm2Reader, BroadcastsAUserGate) {
  EXPECT_EQ(listing_of(header + "gate foo x { h x; z x; } foo q;"), "h 0;z 0;h 1;z 1;h 2;z 2;");
}
TEST(Qasm2Reader, ConditionsAUserGateAsOneBlock) {
  EXPECT_EQ(listing_of(header + "gate foo x { h x; z x; } if(d==3) foo q[1];"), "if 7 9;h 1;z 1;end;");
}
TEST(Qasm2Reader, LeavesOutAConditionedIdentity) {
  EXPECT_EQ(listing_of(header + "gate foo x {} if(d==3) foo q[1];"), "");
}
TEST(Qasm2Reader, CallsAnOpaqueGateFromAUserGate) {
  EXPECT_EQ(listing_of(header + "opaque magic(t) x; gate foo x,y { cx x,y; magic(0.5) y; } foo q[0],q[1];"),
            "cx 0 1;opaque 1;");
}
TEST(Qasm2Reader, AllowsAGateThatOnlyBuildsOnTheBuiltInOnes) {
  EXPECT_EQ(listing_of("OPENQASM 2.0; gate cx c,t { CX c,t; } qreg q[2]; cx q[0],q[1];", strictly()), "cx 0 1;");
}
TEST(Qasm2Reader, AllowsAQubitOfAGateToBeNamedAsAGate) {
  EXPECT_EQ(listing_of(header + "gate foo x { x x; } foo q[0];"), "x 0;");
}
TEST(Qasm2Reader, ComparesARegisterWithLeadingZeros) {
  EXPECT_EQ(listing_of(header + "if(d==0002) x q[0];"), "if 6 9;x 0;end;");
}
TEST(Qasm2Reader, RefusesAConditionOnQubits) {
  EXPECT_CONTAINS(refusal_of(header + "if(q==1) x q[0];"),
                  "6:4: error: expected a classical register, found qubit register 'q'");
}
TEST(Qasm2Reader, RefusesARegisterAsAStatement) {
  EXPECT_CONTAINS(refusal_of(header + "c = measure q;"), "expected a statement, found register 'c'");
}
TEST(Qasm2Reader, RefusesAUserGateWithTheWrongNumberOfQubits) {
  EXPECT_CONTAINS(refusal_of(header + "gate foo x,y { cx x,y; } foo q[0];"), "gate 'foo' takes 2 qubits, found 1");
}
TEST(Qasm2Reader, RefusesAQubitTwiceInABody) {
  EXPECT_CONTAINS(refusal_of(header + "gate foo x,y { cx x,x; }"), "6:16: error: a qubit is used twice in 'cx'");
}
TEST(Qasm2Reader, RefusesAnUnclosedBody) {
  EXPECT_CONTAINS(refusal_of(header + "gate foo x { h x;"),
                  "expected '}' at the end of gate 'foo', found the end of the file");
}
TEST(Qasm2Reader, ReadsAnEmptyTextAsAnEmptyCircuit) { EXPECT_EQ(must_read("OPENQASM 2.0;").size(), 0U); }
TEST(Qasm2Reader, LooksAtTheFirstTokenToTellTheLanguage) {
  EXPECT_EQ(listing_of("\n  {\"n_qubits\": 1, \"gates\": [{\"type\": \"x\", \"qubit\": 0}]}"), "x 0;");
}
TEST(Qasm2Reader, FindsTheVersionBehindComments) {
  const auto read = read_openqasm2("// a\n/* b */ OPENQASM 3.1;");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code(), errc::unimplemented);
}
TEST(Qasm2Reader, TakesATextWithTheGatesOfVersion3ForVersion3) {
  const auto read = read_openqasm2("include \"stdgates.inc\"; qubit q;");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code(), errc::unimplemented);
}

}  // namespace
}  // namespace ketway::language_tests
