#include "language/reading.hpp"

namespace ketway::language_tests {
namespace {

std::string with(const std::string& record) { return "{\"n_qubits\": 6, \"gates\": [" + record + "]}"; }
std::string read(const std::string& record) { return listing_of(with(record)); }
std::string refused(const std::string& record) { return refusal_of(with(record)); }

TEST(JsonGates, TakeTheirKindUnderSeveralKeys) {
  EXPECT_EQ(read(R"({"gate": "h", "qubit": 0}, {"op": "x", "qubit": 0}, {"name": "y", "qubit": 0})"), "h 0;x 0;y 0;");
}
TEST(JsonGates, KnowTheAliasesOfTheTable) {
  EXPECT_EQ(read(R"({"type": "cnot", "control": 0, "target": 1}, {"type": "toffoli", "qubits": [0, 1, 2]},
                    {"type": "fredkin", "qubits": [0, 1, 2]}, {"type": "u1", "qubit": 0, "angle": 1})"),
            "cx 0 1;ccx 0 1 2;cswap 0 1 2;p(1) 0;");
}
TEST(JsonGates, TakeUpperCase) {
  EXPECT_EQ(
      read(R"({"type": "H", "qubit": 0}, {"type": "RX", "qubit": 0, "theta": 1}, {"type": "CNOT", "qubits": [0, 1]})"),
      "h 0;rx(1) 0;cx 0 1;");
}
TEST(JsonGates, TakeControlsAndTargets) {
  EXPECT_EQ(
      read(R"({"type": "ccx", "controls": [2, 1], "target": 0}, {"type": "cswap", "control": 3, "targets": [0, 1]})"),
      "ccx 2 1 0;cswap 3 0 1;");
}
TEST(JsonGates, TakeFurtherControls) {
  EXPECT_EQ(
      read(R"({"type": "x", "controls": [0, 1], "target": 2}, {"type": "x", "controls": [0, 1, 2, 3, 4], "qubit": 5},
                    {"type": "swap", "control": 0, "qubits": [1, 2]}, {"type": "cx", "controls": [0, 1, 2], "target": 3})"),
      "ccx 0 1 2;x 0 1 2 3 4 5;cswap 0 1 2;c3x 0 1 2 3;");
}
TEST(JsonGates, TakeControlsInFrontOfTheirOwnQubits) {
  EXPECT_EQ(read(R"({"type": "cx", "control": 0, "qubits": [1, 2]})"), "ccx 0 1 2;");
}
TEST(JsonGates, TakeAnyNumberOfControlsByTheMcNames) {
  EXPECT_EQ(read(R"({"type": "mcx", "qubits": [0, 1, 2, 3, 4, 5]}, {"type": "mcx", "controls": [0, 1], "target": 2},
                    {"type": "mcp", "qubits": [0, 1], "angle": 0.5})"),
            "x 0 1 2 3 4 5;ccx 0 1 2;cp(0.5) 0 1;");
}
TEST(JsonGates, OfOneQubitActOnEachOfSeveral) {
  EXPECT_EQ(read(R"({"type": "h", "qubits": [0, 2]}, {"type": "rx", "targets": [1, 3], "angle": 0.5})"),
            "h 0;h 2;rx(0.5) 1;rx(0.5) 3;");
}
TEST(JsonGates, TakeAnglesByName) {
  EXPECT_EQ(
      read(
          R"({"type": "u", "qubit": 0, "theta": 1, "phi": 2, "lambda": 3}, {"type": "u3", "qubit": 0, "theta": 1, "phi": 2, "lam": 3},
                    {"type": "u2", "qubit": 0, "phi": 1, "lam": 2}, {"type": "p", "qubit": 0, "lambda": 1},
                    {"type": "cu", "qubits": [0, 1], "theta": 1, "phi": 2, "lambda": 3, "gamma": 4},
                    {"type": "rzz", "qubits": [0, 1], "theta": 1}, {"type": "fsim", "qubits": [0, 1], "theta": 1, "phi": 2})"),
      "u(1,2,3) 0;u(1,2,3) 0;u2(1,2) 0;p(1) 0;cu(1,2,3,4) 0 1;rzz(1) 0 1;fsim(1,2) 0 1;");
}
TEST(JsonGates, TakeAnglesAsAList) {
  EXPECT_EQ(read(R"({"type": "u", "qubit": 0, "params": [1, 2, 3]}, {"type": "rx", "qubit": 0, "parameters": [1]},
                    {"type": "rx", "qubit": 0, "params": 2})"),
            "u(1,2,3) 0;rx(1) 0;rx(2) 0;");
}
TEST(JsonGates, TakeAnglesAsExpressions) {
  EXPECT_EQ(read(R"({"type": "rx", "qubit": 0, "angle": "2^3/4"}, {"type": "u2", "qubit": 0, "params": ["1+1", 3]})"),
            "rx(2) 0;u2(2,3) 0;");
}
TEST(JsonGates, TakeAPhaseOfEverything) { EXPECT_EQ(read(R"({"type": "gphase", "angle": 0.5})"), "gphase(0.5);"); }
TEST(JsonGates, DropTheLengthOfAPause) { EXPECT_EQ(read(R"({"type": "u0", "qubit": 0, "params": [1]})"), "id 0;"); }

TEST(JsonGateErrors, FindTooFewQubits) {
  EXPECT_CONTAINS(refused(R"({"type": "cx", "qubit": 0})"), "gate 'cx' takes 2 qubits, 1 of them controls, found 1");
}
TEST(JsonGateErrors, FindTwoTargetsOfOneControl) {
  EXPECT_CONTAINS(refused(R"({"type": "cx", "control": 0, "targets": [1, 2]})"),
                  "gate 'cx' takes 2 qubits, 1 of them controls, found 3");
}
TEST(JsonGateErrors, FindTooManyQubitsOfATwoQubitGate) {
  EXPECT_CONTAINS(refused(R"({"type": "swap", "qubits": [0, 1, 2]})"), "gate 'swap' takes 2 qubits, found 3");
}
TEST(JsonGateErrors, FindTwoNamesOfTheQubits) {
  EXPECT_CONTAINS(refused(R"({"type": "x", "qubit": 0, "target": 0})"), "keys 'target' and 'qubit' say the same thing");
}
TEST(JsonGateErrors, FindTwoNamesOfTheAngles) {
  EXPECT_CONTAINS(refused(R"({"type": "rx", "qubit": 0, "angle": 1, "theta": 1})"), "say the same thing");
}
TEST(JsonGateErrors, FindAMissingAngle) {
  EXPECT_CONTAINS(refused(R"({"type": "rx", "qubit": 0})"), "gate 'rx' takes 1 angle, found 0");
}
TEST(JsonGateErrors, NameTheMissingAngle) {
  EXPECT_CONTAINS(refused(R"({"type": "u", "qubit": 0, "theta": 1, "lambda": 1})"),
                  "expected the angle 'phi' beside 'theta'");
}
TEST(JsonGateErrors, FindAnAngleOfAGateThatTakesNone) {
  EXPECT_CONTAINS(refused(R"({"type": "h", "qubit": 0, "angle": 1})"), "gate 'h' takes 0 angles, found 1");
}
TEST(JsonGateErrors, FindAnAngleThatIsNoNumber) {
  EXPECT_CONTAINS(refused(R"({"type": "rx", "qubit": 0, "angle": true})"),
                  "expected an angle, a number or an expression as text, found true");
}
TEST(JsonGateErrors, FindAnAngleTooLargeForADouble) {
  EXPECT_CONTAINS(refused(R"({"type": "rx", "qubit": 0, "angle": 1e999})"), "the number is too large for a double");
}
TEST(JsonGateErrors, FindAnAngleThatIsNotANumber) {
  EXPECT_CONTAINS(refused(R"({"type": "rx", "qubit": 0, "angle": NaN})"), "expected a finite number");
}

TEST(JsonGates, SayWhichQubitOccursTwiceAndWhere) {
  EXPECT_EQ(refused(R"({"type": "cx", "control": 3, "target": 3})"),
            "1:66: error: expected distinct qubits in one gate, found qubit 3 twice\n");
  EXPECT_EQ(refused(R"({"type": "ccx", "qubits": [0, 1, 0]})"),
            "1:60: error: expected distinct qubits in one gate, found qubit 0 twice\n");
  EXPECT_CONTAINS(refused(R"({"type": "barrier", "qubits": [5, 5]})"), "found qubit 5 twice");
  EXPECT_CONTAINS(refused(R"({"type": "unitary", "qubits": [2, 2],
                              "matrix": [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]})"),
                  "found qubit 2 twice");
}
TEST(JsonGates, SayWhereAnOpaqueGateIsNamed) {
  const auto one = read_circuit(with(R"({"type": "h", "qubit": 0}, {"type": "opaque", "name": "magic", "qubits": [0]},
                                        {"type": "opaque", "name": "magic", "qubits": [1]})"));
  ASSERT_TRUE(one);
  ASSERT_EQ(one->opaque_gates.size(), 1U);
  EXPECT_EQ(one->opaque_gates[0].name, "magic");
  EXPECT_EQ(one->opaque_gates[0].where.line, 1U);
}
}  // namespace
}  // namespace ketway::language_tests
