// The rows of the collection of edge cases that concern the subset of OpenQASM 3, by their numbers.

#include <numbers>

#include "language/openqasm3_round_trip.hpp"

namespace ketway::language_tests {
namespace {

std::string of(const std::string& text) { return listing_of(header3 + text); }
std::string refused(const std::string& text) { return refusal_of(header3 + text); }

TEST(EdgeCase34, HalvesAreNeverReadAsZero) {
  EXPECT_EQ(of("rx(1/2) a;"), "rx(0.5) 3;");
  EXPECT_CONTAINS(warnings_of(header3 + "rx(1/2) a;"),
                  "7:5: warning: OpenQASM 3 drops the rest where whole numbers are divided");
  EXPECT_CONTAINS(refusal_of(header3 + "rx(1/2) a;", strictly()), "OpenQASM 3 drops the rest");
  EXPECT_EQ(warnings_of(header3 + "rx(1.0/2) a;"), "");
  EXPECT_EQ(warnings_of(header3 + "rx(pi/2) a;"), "");
}
TEST(EdgeCase34, WholeAnglesAreReadWithAWarning) {
  EXPECT_EQ(of("rx(1) a;"), "rx(1) 3;");
  EXPECT_CONTAINS(warnings_of(header3 + "rx(1) a;"), "OpenQASM 3 turns no whole number into an angle");
  EXPECT_CONTAINS(warnings_of(header3 + "gate g b { rx(1) b; } g a;"),
                  "OpenQASM 3 turns no whole number into an angle");
}
TEST(EdgeCase35, PowersAreTwoStars) {
  EXPECT_EQ(of("rx(2.0**3) a;"), "rx(8) 3;");
  EXPECT_CONTAINS(refused("rx(2^3) a;"), "7:5: error: '^' is the exclusive or of bits in OpenQASM 3");
}
TEST(EdgeCase36, PowersBindToTheRightAndTighterThanMinus) {
  EXPECT_EQ(of("rx(2.0**3**2) a; rx(-2.0**2) a;"), "rx(512) 3;rx(-4) 3;");
}
TEST(EdgeCase38, AControlledPhaseOfEverythingIsAPhase) {
  EXPECT_EQ(of("ctrl @ gphase(0.5) a; ctrl @ ctrl @ gphase(0.5) q[0], a;"), "p(0.5) 3;cp(0.5) 0 3;");
}
TEST(EdgeCase39, ControlledRzAndPAreDifferent) {
  EXPECT_EQ(of("ctrl @ rz(0.5) q[0], q[1]; ctrl @ p(0.5) q[0], q[1];"), "crz(0.5) 0 1;cp(0.5) 0 1;");
}
TEST(EdgeCase40, PowersOfGates) {
  EXPECT_TRUE(equivalent(must_read(header3 + "pow(1/2) @ x a;"), must_read(header3 + "sx a;")).value());
  EXPECT_EQ(of("pow(-1) @ s a;"), "sdg 3;");
}
TEST(EdgeCase41, ModifiersApplyFromRightToLeft) {
  EXPECT_EQ(of("ctrl @ inv @ pow(2) @ t q[0], q[1];"), of("ctrl @ tdg q[0], q[1]; ctrl @ tdg q[0], q[1];"));
}
TEST(EdgeCase42, ControlsOfAllKinds) {
  EXPECT_EQ(of("negctrl @ h q[0], q[1];"), "x 0;ch 0 1;x 0;");
  EXPECT_EQ(of("ctrl(2) @ x q[0], q[1], q[2];"), "ccx 0 1 2;");
  EXPECT_CONTAINS(refused("ctrl @ x q[0], q;"), "7:1: error: expected distinct qubits in 'x', found one of them twice");
}
TEST(EdgeCase43, OneQubitTwiceIsAnError) {
  EXPECT_CONTAINS(refused("cx q[0], q[0];"), "expected distinct qubits in 'cx'");
}
TEST(EdgeCase44, StringsHaveOneCharacterForEachBit) {
  EXPECT_CONTAINS(refused("bit[4] bs = \"00000\";"), "7:13: error: expected 4 characters, one for each bit, found 5");
  EXPECT_CONTAINS(refused("bit[4] bs = \"0101\";"), "a register that does not begin as 0 is not read");
  EXPECT_EQ(must_read(header3 + "bit[4] bs = \"00_00\";").num_bits(), 8U);
}
TEST(EdgeCase45, RegistersAreUnsignedAndCastsHaveTheirSize) {
  EXPECT_EQ(of("if (c == 3) x a;"), "if 1 3 4;x 3;end;");
  EXPECT_CONTAINS(refused("if (int[4](c) == 3) x a;"), "7:5: error: expected a type of 3 bits, found 4");
}
TEST(EdgeCase46, BitsAndTruthValuesAreInterchangeable) {
  EXPECT_EQ(of("if (c[0]) x a; if (d == 1) x a; if (d == true) x a;"), "if 1;x 3;end;if 7;x 3;end;if 7;x 3;end;");
}
TEST(EdgeCase47, BlanksAroundElseDoNotMatter) {
  EXPECT_EQ(of("if(d)x a;else x q[0];if(d){}else if(c[1]){}else{}"),
            "if 7;x 3;else;x 0;end;if 7;else;if 3;else;end;end;");
}
TEST(EdgeCase48, LoopsAreRefusedByName) {
  EXPECT_CONTAINS(refused("for int i in [0:2] { h q[i]; }\nx b;"),
                  "7:1: error: 'for' is not read: 'for' loops are outside the subset of OpenQASM 3\n8:3: error: 'b'");
}
TEST(EdgeCase49, RangesAndSets) {
  EXPECT_EQ(of("h q[0:1]; x q[{0,2}]; z q[-1];"), "h 0;h 1;x 0;x 2;z 2;");
  EXPECT_CONTAINS(refused("h q[3];"), "7:5: error: the index is out of range; 'q' has 3 elements");
  EXPECT_CONTAINS(refused("h q[-4];"), "the index is out of range");
  EXPECT_CONTAINS(refused("h q[1:3];"), "the range leaves the register, which has 3 elements");
  EXPECT_CONTAINS(refused("h q[0:0:2];"), "the step of a range is 0");
  EXPECT_CONTAINS(refused("let al = q[0:1] ++ q[{2}];"), "'let' is not read: aliases");
}
TEST(EdgeCase50, ASingleQubitHasNoIndex) {
  EXPECT_CONTAINS(refused("h a[0];"), "7:4: error: 'a' is a single qubit and has no index");
  EXPECT_CONTAINS(refused("d[0] = measure a;"), "7:2: error: 'd' is a single bit and has no index");
  EXPECT_EQ(of("qubit[1] b; h b[0];"), "h 4;");
}
TEST(EdgeCase51, TheDeclarationsOfVersion2Stay) {
  EXPECT_EQ(listing_of("OPENQASM 3.0; qreg q[2]; creg c[2]; measure q -> c;"), "measure 0 0;measure 1 1;");
  EXPECT_CONTAINS(refusal_of("OPENQASM 3.0; include \"qelib1.inc\";"), "1:23: error: qelib1.inc belongs to OpenQASM 2");
  EXPECT_CONTAINS(refusal_of("OPENQASM 3.0; opaque g a;"), "'opaque' is not read: opaque gates");
}
TEST(EdgeCase52, FormsOfMeasurement) {
  EXPECT_EQ(of("c = measure q; bit[3] e = measure q;"),
            "measure 0 0;measure 1 1;measure 2 2;measure 0 4;measure 1 5;measure 2 6;");
  EXPECT_CONTAINS(refused("d = measure q;"),
                  "7:1: error: expected as many bits as qubits in a measurement: there are 3 qubits for 1 bit");
  EXPECT_CONTAINS(refused("measure q;"), "7:1: error: expected '->' and a bit, found ';'");
}
TEST(EdgeCase53, ABarrierOfEverything) { EXPECT_EQ(of("barrier;"), "barrier 0 1 2 3;"); }
TEST(EdgeCase54, PhysicalQubits) {
  EXPECT_EQ(listing_of("OPENQASM 3.0; include \"stdgates.inc\"; h $0; cx $0, $1;"), "h 0;cx 0 1;");
  EXPECT_CONTAINS(refused("h $0;"), "7:3: error: physical qubits beside declared ones are not read");
  EXPECT_CONTAINS(refusal_of("OPENQASM 3.0; include \"stdgates.inc\"; h $0; qubit q;"),
                  "declared qubits beside physical ones are not read");
  EXPECT_CONTAINS(refusal_of("OPENQASM 3.0; qubit $0;"),
                  "1:21: error: physical qubits are there without a declaration");
  EXPECT_CONTAINS(refusal_of("OPENQASM 3.0; reset $0[1];"), "a physical qubit is single and has no index");
}
TEST(EdgeCase57, BodiesKnowConstantsAndNoInputs) {
  EXPECT_EQ(of("const float tt = 1.5; gate g b { rx(tt) b; } g a;"), "rx(1.5) 3;");
  EXPECT_CONTAINS(refused("input float tt; gate g b { rx(tt) b; }"),
                  "'tt' is neither a parameter of this gate nor a constant");
}
TEST(EdgeCase58, BodiesHoldGatesOnly) {
  EXPECT_CONTAINS(refused("gate g b { measure b; }"), "expected a gate in the body of a gate, found 'measure'");
  EXPECT_CONTAINS(refused("gate g b { reset b; }"), "expected a gate in the body of a gate, found 'reset'");
}
TEST(EdgeCase59, DeclarationsStandOutsideOfBlocks) {
  EXPECT_CONTAINS(refused("if (d) { qubit z1; }"), "7:10: error: qubits are declared outside of all blocks only");
  EXPECT_CONTAINS(refused("if (d) { include \"x.inc\"; }"), "a file is included outside of all blocks only");
  EXPECT_CONTAINS(refused("if (d) { bit z1; }"), "bits are declared outside of all blocks only");
  EXPECT_CONTAINS(refused("if (d) { gate g b { } }"), "gates are defined outside of all blocks only");
}
TEST(EdgeCase60, NamesOfGatesAreTaken) {
  EXPECT_CONTAINS(refused("qubit t;"), "7:7: error: 't' is declared already, as a gate of stdgates.inc");
  EXPECT_EQ(listing_of("OPENQASM 3.0; qubit t; U(0.5,0.0,0.0) t;"), "u(0.5,0,0) 0;");
  EXPECT_CONTAINS(refusal_of("OPENQASM 3.0; qubit t; include \"stdgates.inc\";"),
                  "1:32: error: 't' is declared before stdgates.inc, which defines it too");
}
TEST(EdgeCase63, DelaysHaveUnits) {
  EXPECT_EQ(of("delay[100ns] q[0]; delay[1.5us] a; delay[20dt] a;"), "delay(1e-07) 0;delay(1.5e-06) 3;delay(20) 3;");
  EXPECT_CONTAINS(refused("delay[100] q;"), "7:10: error: expected a unit (ns, us, ms, s or dt), found ']'");
  EXPECT_CONTAINS(refused("delay[t1] q;"), "7:7: error: expected a duration such as 100ns, found 't1'");
  EXPECT_CONTAINS(refused("box[1us] { h a; }"), "'box' is not read: boxes");
  EXPECT_CONTAINS(refused("stretch st;"), "'stretch' is not read: variables of time");
}
TEST(EdgeCase64, PragmasAreSkippedWithAWarning) {
  EXPECT_EQ(of("pragma my thing here ; {\n#pragma braket result\nx a;"), "x 3;");
  EXPECT_CONTAINS(warnings_of(header3 + "#pragma braket verbatim\r\n"),
                  "7:1: warning: directive '#pragma braket verbatim' is skipped");
}
TEST(EdgeCase65, AnnotationsAreSkippedWithAWarning) {
  EXPECT_EQ(of("@my.note some words\nx a;"), "x 3;");
  EXPECT_CONTAINS(warnings_of(header3 + "@my.note some words\nx a;"), "annotation '@my.note some words' is skipped");
}
TEST(EdgeCase66, CalibrationsAreRefusedAsAWhole) {
  EXPECT_EQ(refused("cal { play(x1, y1); }\nx a;"),
            "7:1: error: 'cal' is not read: calibrations are outside the subset of OpenQASM 3\n");
  EXPECT_EQ(refused("defcal h $0 { a { b; } c }\nx a;"),
            "7:1: error: 'defcal' is not read: calibrations are outside the subset of OpenQASM 3\n");
}
TEST(EdgeCase67, NamesHaveLettersOfAllScripts) {
  EXPECT_EQ(of("gate γ(θ) ψ { rx(θ) ψ; } γ(π/2) a;"), "rx(1.5708) 3;");
  EXPECT_FALSE(read_circuit("OPENQASM 2.0; gate \u03b3 a { }"));
}
TEST(EdgeCase68, BlockCommentsDoNotNest) { EXPECT_EQ(of("/* a /* b */ h a;"), "h 3;"); }
TEST(EdgeCase69, FunctionsOfTheLanguage) {
  EXPECT_EQ(of("rx(arcsin(0.5) + log(2.0) + mod(5,3)) a;"), "rx(3.21675) 3;");
  EXPECT_CONTAINS(refused("rx(ln(2.0)) a;"), "'ln' is not declared");
}
TEST(EdgeCase70, Versions) {
  for (const std::string version : {"3", "3.0", "3.1"})
    EXPECT_TRUE(read_circuit("OPENQASM " + version + "; qubit q;")) << version;
  EXPECT_CONTAINS(refusal_of("OPENQASM 3.5; qubit q;"),
                  "1:10: error: expected version 3.0 or 3.1, found version '3.5'");
}
TEST(EdgeCase71, InputsAndOutputs) {
  EXPECT_EQ(of("input float theta; output bit b; rx(theta) a; b = measure a;"), "rx(theta) 3;measure 3 4;");
  EXPECT_CONTAINS(warnings_of(header3 + "output bit b;"), "'output' is read as a plain declaration");
}
TEST(EdgeCase72, TheEndIsRefused) { EXPECT_CONTAINS(refused("if (d) { end; }"), "'end' is not read"); }
TEST(EdgeCase73, TheLibraryTwiceIsOneClearMessage) {
  EXPECT_EQ(refused("include \"stdgates.inc\";"),
            "7:9: error: stdgates.inc is included already: every gate of it would be defined twice\n");
}
TEST(EdgeCase74, GatesWithoutTheIncludeAreAWarningAndStrictlyAnError) {
  EXPECT_EQ(listing_of("OPENQASM 3.0; qubit[2] q; cx q[0], q[1];"), "cx 0 1;");
  EXPECT_CONTAINS(warnings_of("OPENQASM 3.0; qubit[2] q; cx q[0], q[1];"),
                  "gates of stdgates.inc are used and it is not included");
  EXPECT_CONTAINS(refusal_of("OPENQASM 3.0; qubit[2] q; cx q[0], q[1];", strictly()),
                  "gate 'cx' is not defined; expected include \"stdgates.inc\" before it");
}

}  // namespace
}  // namespace ketway::language_tests
