#include "language/reading.hpp"

namespace ketway::language_tests {
namespace {

/// A circuit of 3 qubits and 3 bits with these records.
std::string with(const std::string& records) {
  return "{\"n_qubits\": 3, \"n_bits\": 3, \"gates\": [\n" + records + "\n]}";
}

TEST(JsonReader, ReadsTheFormOfTheManual) {
  EXPECT_EQ(listing_of(R"({"n_qubits":2,"gates":[{"type":"h","qubit":0},{"type":"cx","control":0,"target":1},
                           {"type":"ry","qubit":0,"angle":0.78}]})"),
            "h 0;cx 0 1;ry(0.78) 0;");
}
TEST(JsonReader, TakesTheKeysInAnyOrder) {
  EXPECT_EQ(listing_of(R"({"gates":[{"angle":0.5,"qubit":1,"type":"rx"}],"n_qubits":2})"), "rx(0.5) 1;");
}
TEST(JsonReader, KnowsOtherNamesOfTheNumberOfQubits) {
  EXPECT_EQ(must_read(R"({"num_qubits": 2, "gates": []})").num_qubits(), 2U);
  EXPECT_EQ(must_read(R"({"qubits": 3, "gates": []})").num_qubits(), 3U);
}
TEST(JsonReader, KnowsOtherNamesOfTheNumberOfBits) {
  for (const std::string key : {"n_bits", "num_bits", "n_clbits", "num_clbits", "bits", "clbits", "cbits"}) {
    EXPECT_EQ(must_read(R"({"n_qubits": 1, ")" + key + R"(": 4, "gates": []})").num_bits(), 4U) << key;
  }
}
TEST(JsonReader, CountsTheBitsWhereTheyAreNotGiven) {
  EXPECT_EQ(must_read(R"({"n_qubits": 2, "gates": [{"type": "measure", "qubit": 0, "bit": 4}]})").num_bits(), 5U);
}
TEST(JsonReader, CountsTheBitsInsideBlocksAndConditions) {
  EXPECT_EQ(must_read(R"({"n_qubits": 1, "gates": [{"type": "if", "condition": {"bits": [2], "values": [1]},
                          "then": [{"type": "measure", "qubit": 0, "bit": 6}]}]})")
                .num_bits(),
            7U);
}
TEST(JsonReader, ReadsRegisters) {
  const auto c = must_read(R"({"registers": {"qubits": [{"name": "a", "size": 2}, {"name": "b", "size": 1}],
                                             "bits": [{"name": "m", "size": 4}]}, "gates": []})");
  EXPECT_EQ(c.num_qubits(), 3U);
  ASSERT_EQ(c.bit_registers().size(), 1U);
  EXPECT_EQ(c.bit_registers()[0].name, "m");
}
TEST(JsonReader, RefusesRegistersThatDisagreeWithTheCount) {
  EXPECT_CONTAINS(refusal_of(R"({"n_qubits": 5, "registers": {"qubits": [{"name": "a", "size": 2}]}, "gates": []})"),
                  "1:14: error: the registers have 2 qubits");
}
TEST(JsonReader, ReadsTheName) {
  EXPECT_EQ(must_read(R"({"name": "Gr\u00fcn \"x\"", "n_qubits": 0, "gates": []})").name(), "Grün \"x\"");
}
TEST(JsonReader, SkipsAByteOrderMark) {
  EXPECT_EQ(must_read("\xEF\xBB\xBF{\"n_qubits\": 1, \"gates\": []}").num_qubits(), 1U);
}
TEST(JsonReader, ReadsMeasurements) {
  EXPECT_EQ(listing_of(with(R"({"type": "measure", "qubit": 0, "bit": 2}, {"type": "measure", "qubit": 1, "clbit": 1},
                               {"type": "measure", "qubits": [0, 2], "cbits": [1, 0]})")),
            "measure 0 2;measure 1 1;measure 0 1;measure 2 0;");
}
TEST(JsonReader, MeasuresAllQubits) {
  const auto c = must_read(R"({"n_qubits": 2, "gates": [{"type": "measure_all"}]})");
  EXPECT_EQ(listing(c), "measure 0 0;measure 1 1;");
  EXPECT_EQ(c.bit_registers()[0].name, "meas");
}
TEST(JsonReader, ReadsResetAndBarrier) {
  EXPECT_EQ(
      listing_of(with(R"({"type": "reset", "qubit": 1}, {"type": "barrier"}, {"type": "barrier", "qubits": [2, 0]})")),
      "reset 1;barrier 0 1 2;barrier 2 0;");
}
TEST(JsonReader, ReadsDelaysInEveryUnit) {
  EXPECT_EQ(listing_of(with(R"({"type": "delay", "qubit": 0, "duration": 2},
                               {"type": "delay", "qubit": 0, "duration": 2, "unit": "ms"},
                               {"type": "delay", "qubit": 0, "duration": 2, "unit": "us"},
                               {"type": "delay", "qubit": 0, "duration": 2, "unit": "ns"},
                               {"type": "delay", "qubit": 0, "duration": 2, "unit": "dt"})")),
            "delay(2) 0;delay(0.002) 0;delay(2e-06) 0;delay(2e-09) 0;delay(2) 0;");
}
TEST(JsonReader, ReadsAMatrix) {
  const auto c =
      must_read(with(R"({"type": "unitary", "qubits": [1], "matrix": [[0, [0, -1]], [[0, 1], 0]], "label": "my y"})"));
  circuit y(3, 3);
  y.y(1);
  EXPECT_TRUE(equivalent(c, y).value());
}
TEST(JsonReader, ReadsOpaqueGates) {
  circuit wanted(3, 3);
  wanted.opaque("magic", std::vector<std::uint32_t>{2, 0}, std::vector<angle>{0.5});
  EXPECT_EQ(must_read(with(R"({"type": "opaque", "name": "magic", "qubits": [2, 0], "params": [0.5]})")).digest(),
            wanted.digest());
}
TEST(JsonReader, ReadsAConditionOnARegister) {
  EXPECT_EQ(listing_of(with(
                R"({"type": "if", "condition": {"register": "c", "value": 5}, "then": [{"type": "x", "qubit": 0}]})")),
            "if 1 2 5;x 0;end;");
}
TEST(JsonReader, ReadsAConditionOnARegisterOfAnySize) {
  const auto c = must_read(R"({"n_qubits": 1, "n_bits": 70, "gates": [{"type": "if", "condition":
                               {"register": "c", "value": 590295810358705651712}, "then": []}]})");
  const kw_circuit& columns = c.columns();
  for (std::uint32_t i = 0; i < 70; ++i) EXPECT_EQ(columns.operands[i], i << 1 | (i == 69 ? 1U : 0U));
}
TEST(JsonReader, ReadsAConditionOnBits) {
  EXPECT_EQ(listing_of(with(
                R"({"type": "if", "condition": {"bits": [2, 0], "values": [1, 0]}, "then": [{"type": "x", "qubit": 0}],
                                "else": [{"type": "y", "qubit": 0}]})")),
            "if 5 0;x 0;else;y 0;end;");
}
TEST(JsonReader, ReadsAConditionOnOneBit) {
  EXPECT_EQ(listing_of(with(R"({"type": "if", "condition": {"bit": 1, "value": true}, "then": []})")), "if 3;end;");
}
TEST(JsonReader, ReadsLoopsAndNestedBlocks) {
  EXPECT_EQ(listing_of(with(R"({"type": "while", "condition": {"bit": 0, "value": 1}, "body": [
                                 {"type": "if", "condition": {"bit": 1, "value": 0}, "then": [{"type": "x", "qubit": 0}]},
                                 {"type": "measure", "qubit": 0, "bit": 0}]})")),
            "while 1;if 2;x 0;end;measure 0 0;end;");
}
TEST(JsonReader, WarnsOfAConditionThatNeverHolds) {
  EXPECT_CONTAINS(warnings_of(with(R"({"type": "if", "condition": {"register": "c", "value": 8}, "then": []})")),
                  "the condition never holds: register 'c' has 3 bits");
}
TEST(JsonReader, KeepsSymbolicParameters) {
  const auto c = must_read(
      R"({"n_qubits": 1, "gates": [{"type": "rx", "qubit": 0, "angle": "2*theta"}], "parameters": ["theta"]})");
  EXPECT_EQ(c.parameters(), std::vector<std::string>{"theta"});
}
TEST(JsonReader, TakesNamesWithoutDeclaration) {
  EXPECT_EQ(must_read(R"({"n_qubits": 1, "gates": [{"type": "rx", "qubit": 0, "angle": "a + b"}]})").parameters(),
            (std::vector<std::string>{"a", "b"}));
}
TEST(JsonReader, PutsTheValuesOfParametersIn) {
  EXPECT_EQ(
      listing_of(
          R"({"n_qubits": 1, "gates": [{"type": "rx", "qubit": 0, "angle": "2*theta"}], "parameters": {"theta": 0.25}})"),
      "rx(0.5) 0;");
}
TEST(JsonReader, LeavesParametersWithoutAValueSymbolic) {
  EXPECT_EQ(
      must_read(
          R"({"n_qubits": 1, "gates": [{"type": "u2", "qubit": 0, "params": ["a", "b"]}], "parameters": {"a": 1, "b": null}})")
          .parameters(),
      std::vector<std::string>{"b"});
}

// -- what is refused

std::string refused(const std::string& record) { return refusal_of(with(record)); }

TEST(JsonReaderErrors, AreSeveralPerText) {
  EXPECT_EQ(
      refused("{\"type\": \"hh\", \"qubit\": 0},\n{\"type\": \"x\", \"qubit\": 9},\n{\"type\": \"x\", \"quibt\": 1}"),
      "2:10: error: gate 'hh' is not known; did you mean 'h'?\n"
      "3:24: error: expected a qubit, a whole number from 0 to 2, found 9\n"
      "4:1: error: gate 'x' takes 1 qubit, found 0\n"
      "4:15: error: unknown key 'quibt'; did you mean 'qubit'?\n");
}
TEST(JsonReaderErrors, StandInTheOrderOfTheText) {
  EXPECT_EQ(refusal_of(R"({"gates": [{"type": "hh"}], "n_qubit": 1, "n_qubits": 1})"),
            "1:21: error: gate 'hh' is not known; did you mean 'h'?\n"
            "1:29: error: unknown key 'n_qubit'; did you mean 'n_qubits'?\n");
}
TEST(JsonReaderErrors, NameAMissingNumberOfQubits) {
  EXPECT_CONTAINS(refusal_of(R"({"gates": []})"),
                  "1:1: error: expected the number of qubits under the key \"n_qubits\"");
}
TEST(JsonReaderErrors, NameMissingGates) {
  EXPECT_CONTAINS(refusal_of(R"({"n_qubits": 1})"), "expected a list of gates under the key \"gates\"");
}
TEST(JsonReaderErrors, NameAnUnknownKeyOfTheDocument) {
  EXPECT_EQ(refusal_of(R"({"n_qubit": 1, "n_qubits": 1, "gates": []})"),
            "1:2: error: unknown key 'n_qubit'; did you mean 'n_qubits'?\n");
}
TEST(JsonReaderErrors, FindAKeyTwice) {
  EXPECT_EQ(refusal_of(R"({"n_qubits": 1, "n_qubits": 2, "gates": []})"), "1:17: error: key 'n_qubits' occurs twice\n");
}
TEST(JsonReaderErrors, FindTwoNamesOfOneThing) {
  EXPECT_CONTAINS(refusal_of(R"({"n_qubits": 1, "num_qubits": 1, "gates": []})"),
                  "keys 'n_qubits' and 'num_qubits' say the same thing");
}
TEST(JsonReaderErrors, FindANegativeNumberOfQubits) {
  EXPECT_CONTAINS(refusal_of(R"({"n_qubits": -1, "gates": []})"),
                  "1:14: error: expected the number of qubits, a whole number");
}
TEST(JsonReaderErrors, FindANumberOfQubitsThatIsNotWhole) {
  EXPECT_CONTAINS(refusal_of(R"({"n_qubits": 1.5, "gates": []})"), "found 1.5");
}
TEST(JsonReaderErrors, FindAnAbsurdNumberOfQubits) {
  EXPECT_CONTAINS(refusal_of(R"({"n_qubits": 18446744073709551617, "gates": []})"),
                  "from 0 to 1048576, found 18446744073709551617");
}
TEST(JsonReaderErrors, FindAMissingType) {
  EXPECT_CONTAINS(refused(R"({"qubit": 0})"), "2:1: error: expected the kind of gate under the key \"type\"");
}
TEST(JsonReaderErrors, FindAGateThatIsNoObject) {
  EXPECT_CONTAINS(refused(R"("h")"),
                  "2:1: error: expected an object that is a gate, with \"type\" and its qubits, found the text 'h'");
}
TEST(JsonReaderErrors, FindStructureThatHasItsOwnForm) {
  EXPECT_CONTAINS(refused(R"({"type": "else"})"), "gate 'else' is not known");
  EXPECT_CONTAINS(refused(R"({"type": "end"})"), "gate 'end' is not known");
}
TEST(JsonReaderErrors, FindAQubitTwice) {
  EXPECT_CONTAINS(refused(R"({"type": "cx", "qubits": [1, 1]})"),
                  "expected distinct qubits in one gate, found qubit 1 twice");
}
TEST(JsonReaderErrors, FindABitOutOfRange) {
  EXPECT_CONTAINS(refused(R"({"type": "measure", "qubit": 0, "bit": 3})"),
                  "expected a classical bit, a whole number from 0 to 2, found 3");
}
TEST(JsonReaderErrors, FindAMeasurementWithoutABit) {
  EXPECT_CONTAINS(refused(R"({"type": "measure", "qubit": 0})"), "expected the classical bit that takes the outcome");
}
TEST(JsonReaderErrors, FindListsOfDifferentLength) {
  EXPECT_CONTAINS(refused(R"({"type": "measure", "qubits": [0, 1], "bits": [0]})"),
                  "expected as many bits as qubits, 2, found 1");
}
TEST(JsonReaderErrors, FindAMatrixThatIsNotUnitary) {
  EXPECT_CONTAINS(refused(R"({"type": "unitary", "qubits": [0], "matrix": [[1, 0], [1, 1]]})"),
                  "the matrix is not unitary");
}
TEST(JsonReaderErrors, FindAMatrixOfTheWrongSize) {
  EXPECT_CONTAINS(refused(R"({"type": "unitary", "qubits": [0, 1], "matrix": [[1, 0], [0, 1]]})"),
                  "expected a matrix of 16 elements");
}
TEST(JsonReaderErrors, FindARaggedMatrix) {
  EXPECT_CONTAINS(refused(R"({"type": "unitary", "qubits": [0], "matrix": [[1, 0], [0]]})"),
                  "expected a row of 2 elements, found 1");
}
TEST(JsonReaderErrors, FindAnElementThatIsNoComplexNumber) {
  EXPECT_CONTAINS(refused(R"({"type": "unitary", "qubits": [0], "matrix": [[[1, 0, 0], 0], [0, 1]]})"),
                  "as a number or as [re, im]");
}
TEST(JsonReaderErrors, FindANegativeDuration) {
  EXPECT_CONTAINS(refused(R"({"type": "delay", "qubit": 0, "duration": -1})"),
                  "expected a duration that is not negative, found -1");
}
TEST(JsonReaderErrors, FindAnUnknownUnit) {
  EXPECT_CONTAINS(refused(R"({"type": "delay", "qubit": 0, "duration": 1, "unit": "h"})"),
                  "expected the unit s, ms, us, ns or dt");
}
TEST(JsonReaderErrors, FindAnUnknownRegister) {
  EXPECT_CONTAINS(refused(R"({"type": "if", "condition": {"register": "cc", "value": 1}, "then": []})"),
                  "there is no classical register 'cc'; did you mean 'c'?");
}
TEST(JsonReaderErrors, FindANegativeValueOfACondition) {
  EXPECT_CONTAINS(refused(R"({"type": "if", "condition": {"register": "c", "value": -1}, "then": []})"),
                  "expected a whole number that is not negative, found -1");
}
TEST(JsonReaderErrors, FindAValueOfABitThatIsNeither) {
  EXPECT_CONTAINS(refused(R"({"type": "if", "condition": {"bits": [0], "values": [2]}, "then": []})"),
                  "expected the value of a bit, a whole number from 0 to 1, found 2");
}
TEST(JsonReaderErrors, FindAnIfWithoutACondition) {
  EXPECT_CONTAINS(refused(R"({"type": "if", "then": []})"), "expected an `if` with \"condition\" and \"then\"");
}
TEST(JsonReaderErrors, FindANameThatIsNotDeclared) {
  EXPECT_CONTAINS(
      refusal_of(
          R"({"n_qubits": 1, "gates": [{"type": "rx", "qubit": 0, "angle": "thete"}], "parameters": ["theta"]})"),
      "parameter 'thete' is not declared in \"parameters\"; did you mean 'theta'?");
}
TEST(JsonReaderErrors, FindAParameterDeclaredTwice) {
  EXPECT_CONTAINS(refusal_of(R"({"n_qubits": 1, "gates": [], "parameters": ["a", "a"]})"),
                  "parameter 'a' is declared twice");
}
TEST(JsonReaderErrors, FindAParameterThatIsNoName) {
  EXPECT_CONTAINS(refusal_of(R"({"n_qubits": 1, "gates": [], "parameters": ["pi"]})"),
                  "'pi' cannot be the name of a parameter");
}
TEST(JsonReaderErrors, PointIntoAnExpression) {
  EXPECT_CONTAINS(refusal_of(R"({"n_qubits": 1, "gates": [{"type": "rx", "qubit": 0, "angle": "pi/*2"}]})"),
                  "1:67: error:");
}
TEST(JsonReaderErrors, FindAnExpressionWithoutAFiniteValue) {
  EXPECT_CONTAINS(refused(R"({"type": "rx", "qubit": 0, "angle": "1/0"})"), "error: ");
}
TEST(JsonReaderErrors, FindARegisterTwice) {
  EXPECT_CONTAINS(
      refusal_of(
          R"({"registers": {"qubits": [{"name": "a", "size": 2}], "bits": [{"name": "a", "size": 1}]}, "gates": []})"),
      "there is a register 'a' already");
}
TEST(JsonReaderErrors, FindARegisterThatIsNoName) {
  EXPECT_CONTAINS(refusal_of(R"({"registers": {"qubits": [{"name": "1a", "size": 2}]}, "gates": []})"),
                  "'1a' is no name");
}

}  // namespace
}  // namespace ketway::language_tests
