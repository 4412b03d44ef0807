// Documents that are no JSON, or mean harm.

#include <random>

#include "language/reading.hpp"

namespace ketway::language_tests {
namespace {

std::string refused(std::string_view text) {
  const auto read = read_json(text);
  if (read) return "(it was read)";
  std::string all;
  for (const auto& d : read.error().diagnostics()) all += d.to_string() + "\n";
  return all;
}

TEST(HostileJson, AnEmptyTextIsRefused) {
  EXPECT_EQ(refused(""), "1:1: error: expected a value, found the end of the file\n");
}
TEST(HostileJson, ATextBehindTheDocumentIsRefused) {
  EXPECT_EQ(refused("{\"n_qubits\": 0, \"gates\": []} x"), "1:30: error: expected the end of the file, found 'x'\n");
}
TEST(HostileJson, ACommaTooMuchIsRefused) {
  EXPECT_CONTAINS(refused("{\"n_qubits\": 0, \"gates\": [],}"),
                  "1:29: error: expected a key in double quotes, found '}'");
  EXPECT_CONTAINS(refused("[1,]"), "1:4: error: expected a value, found ']'");
}
TEST(HostileJson, ACommaTooFewIsRefused) {
  EXPECT_CONTAINS(refused("{\"a\": 1 \"b\": 2}"), "1:9: error: expected ',' or '}'");
}
TEST(HostileJson, AMissingColonIsRefused) { EXPECT_CONTAINS(refused("{\"a\" 1}"), "1:6: error: expected ':'"); }
TEST(HostileJson, SingleQuotesAreRefused) {
  EXPECT_CONTAINS(refused("{'a': 1}"), "1:2: error: expected a key in double quotes");
}
TEST(HostileJson, LeadingZerosAreRefused) {
  EXPECT_CONTAINS(refused("[01]"), "1:3: error: expected no digit after a leading 0");
}
TEST(HostileJson, ABrokenNumberIsRefused) {
  EXPECT_CONTAINS(refused("[1.]"), "expected a digit after '.'");
  EXPECT_CONTAINS(refused("[1e]"), "expected a digit of the exponent");
  EXPECT_CONTAINS(refused("[-]"), "expected a digit");
}
TEST(HostileJson, NumbersThatAreNotFiniteAreRefused) {
  for (const std::string_view word : {"NaN", "Infinity", "-Infinity", "inf", "nan"}) {
    EXPECT_CONTAINS(refused("[" + std::string(word) + "]"), "1:2: error: expected a finite number");
  }
}
TEST(HostileJson, AnUnclosedStringIsRefused) {
  EXPECT_CONTAINS(refused("[\"abc"), "expected '\"' at the end of the string");
}
TEST(HostileJson, AControlCharacterInAStringIsRefused) {
  EXPECT_CONTAINS(refused("[\"a\nb\"]"), "control characters are written as escapes");
}
TEST(HostileJson, BrokenUtf8IsRefused) {
  EXPECT_CONTAINS(refused("[\"\xFF\"]"), "1:3: error: expected text in UTF-8, found a byte 0xff");
}
TEST(HostileJson, AnUnknownEscapeIsRefused) { EXPECT_CONTAINS(refused("[\"\\x\"]"), "expected an escape of JSON"); }
TEST(HostileJson, HalfASurrogatePairIsRefused) {
  EXPECT_CONTAINS(refused("[\"\\ud800\"]"), "expected a pair of surrogates");
  EXPECT_CONTAINS(refused("[\"\\udc00\"]"), "expected a pair of surrogates");
  EXPECT_CONTAINS(refused("[\"\\ud800\\u0041\"]"), "expected a pair of surrogates");
}
TEST(HostileJson, AnEscapedNulIsRefused) { EXPECT_CONTAINS(refused("[\"\\u0000\"]"), "a NUL character"); }
TEST(HostileJson, ANulByteIsRefused) { EXPECT_CONTAINS(refused(std::string_view("{\0}", 3)), "found a NUL byte"); }
TEST(HostileJson, AListIsNoCircuit) { EXPECT_CONTAINS(refused("[]"), "expected an object that is a circuit"); }
TEST(HostileJson, DeepNestingIsRefused) {
  EXPECT_CONTAINS(refused(std::string(1'000'000, '[')), "1:257: error: nested too deeply; at most 256 levels");
}
TEST(HostileJson, DeeplyNestedBlocksAreRefused) {
  std::string text = "{\"n_qubits\": 1, \"n_bits\": 1, \"gates\": [", end = "]}";
  for (int i = 0; i < 70; ++i) {
    text += "{\"type\": \"if\", \"condition\": {\"bit\": 0, \"value\": 1}, \"then\": [";
    end = "]}" + end;
  }
  EXPECT_CONTAINS(refused(text + end), "blocks are nested more than 64 deep");
}
TEST(HostileJson, ListsOfEveryLengthEndWhereTheyEnd) {
  // Longer ones are looked up, shorter ones walked over: around the border, both must agree with what was written.
  for (int records = 30; records < 50; ++records) {
    std::string text = "{\"n_qubits\": 1, \"n_bits\": 1, \"gates\": [";
    for (int block = 0; block < 3; ++block) {
      text += "{\"type\": \"if\", \"condition\": {\"bit\": 0, \"value\": 1}, \"then\": [";
      for (int i = 0; i < records; ++i) text += "{\"type\": \"x\", \"qubit\": 0},";
      text.back() = ']';
      text += "},";
    }
    text.back() = ']';
    EXPECT_EQ(must_read(text + "}").size(), 3U * (static_cast<std::size_t>(records) + 2)) << records;
  }
}
TEST(HostileJson, TheNumberOfRecordsIsLimited) {
  std::string text = "{\"n_qubits\": 1, \"gates\": [";
  for (int i = 0; i < 200; ++i) text += "{\"type\": \"x\", \"qubit\": 0},";
  text.back() = ']';
  const auto read = read_json(text + "}", read_options().max_operations(100));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().diagnostics().size(), 1U);
  EXPECT_CONTAINS(read.error().message(), "at most 100 operations");
}
TEST(HostileJson, OperandsOfBarriersAreLimited) {
  std::string text = "{\"n_qubits\": 60000, \"gates\": [";
  for (int i = 0; i < 200; ++i) text += "{\"type\": \"barrier\"},";
  text.back() = ']';
  const auto read = read_json(text + "}", read_options().max_operations(1000000));
  ASSERT_FALSE(read);
  EXPECT_CONTAINS(read.error().message(), "the circuit grows too large here");
}
TEST(HostileJson, RegistersThatMeasureAllAreLimited) {
  std::string text = "{\"n_qubits\": 1, \"gates\": [";
  for (int i = 0; i < 1001; ++i) text += "{\"type\": \"measure_all\"},";
  text.back() = ']';
  EXPECT_CONTAINS(refused(text + "}"), "at most 1000 records measure all qubits");
}
TEST(HostileJson, AnObjectOfManyKeysIsSearchedInTime) {
  std::string text = "{";
  for (int i = 0; i < 200'000; ++i) text += "\"k" + std::to_string(i) + "\": 0,";
  EXPECT_CONTAINS(refused(text + "\"k7\": 1}"), "key 'k7' occurs twice");
}
TEST(HostileJson, ATextAboveTheLimitIsRefused) {
  const auto read = read_json("{\"n_qubits\": 0, \"gates\": []}", read_options().max_text_bytes(10));
  ASSERT_FALSE(read);
  EXPECT_CONTAINS(read.error().message(), "larger than the limit of 10 bytes");
}
TEST(HostileJson, TextsCutOffAnywhereAreRefused) {
  const std::string good =
      R"({"name": "a\u00e9\ud83d\ude00", "n_qubits": 2, "gates": [{"type": "rx", "qubit": 0, "angle": -1.5e-3},
    {"type": "if", "condition": {"bit": 0, "value": true}, "then": [{"type": "x", "qubit": 1}]}], "parameters": []})";
  ASSERT_TRUE(read_json(good).has_value());
  for (std::size_t i = 0; i < good.size(); ++i) {
    EXPECT_FALSE(read_json(std::string_view(good).substr(0, i)).has_value()) << "at " << i;
  }
}
TEST(HostileJson, RandomBytesInsideATextDoNoHarm) {
  const std::string good = R"({"n_qubits": 2, "gates": [{"type": "rx", "qubit": 0, "angle": "2*theta"},
    {"type": "if", "condition": {"bit": 0, "value": true}, "then": [{"type": "x", "qubit": 1}]}], "parameters": ["theta"]})";
  std::mt19937 random(5);
  for (int i = 0; i < 3000; ++i) {
    auto text = good;
    for (int k = 0; k < 2; ++k) text[random() % text.size()] = static_cast<char>(random());
    const auto read = read_json(text);
    if (!read) {
      EXPECT_FALSE(read.error().diagnostics().empty()) << text;
    }
  }
}

}  // namespace
}  // namespace ketway::language_tests
