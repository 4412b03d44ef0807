#include "ketway/json_text.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

namespace {

using ketway::json_text;

ketway::source_position at(std::uint32_t line, std::uint32_t column) { return {"c.json", line, column}; }
void expect_at(const ketway::source_position& found, std::uint32_t line, std::uint32_t column) {
  EXPECT_EQ(found.file, at(line, column).file);
  EXPECT_EQ(found.line, line);
  EXPECT_EQ(found.column, column);
}

/// The text is refused with one diagnostic at that place, whose message holds `words`.
void expect_refused(std::string_view text, std::uint32_t line, std::uint32_t column, std::string_view words) {
  const auto read = json_text::read(text, "c.json");
  ASSERT_FALSE(read) << text;
  EXPECT_EQ(read.error().code(), ketway::errc::invalid_argument);
  ASSERT_EQ(read.error().diagnostics().size(), 1u);
  const auto& found = read.error().diagnostics().front();
  expect_at(found.where, line, column);
  EXPECT_NE(found.message.find(words), std::string::npos) << found.message;
}

TEST(JsonText, ReadsEverySortOfValue) {
  const auto read =
      json_text::read(R"( {"a": [1, -2.5e3, "x\n\u00e9\ud83d\ude00é", true, false, null, {}, []]} )", "c.json");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->value(), nlohmann::json::parse(R"({"a": [1, -2500.0, "x\né😀é", true, false, null, {}, []]})"));
}
TEST(JsonText, KnowsWhereAKeyAndItsValueBegin) {
  const auto read = json_text::read("{\n  \"a\": {\"b\": 1,\n    \"c/d\":  [10, 20]}}", "c.json");
  ASSERT_TRUE(read);
  expect_at(read->key_position("/a/b"), 2, 9);
  expect_at(read->value_position("/a/b"), 2, 14);
  expect_at(read->key_position("/a/c~1d"), 3, 5);
  expect_at(read->value_position("/a/c~1d/1"), 3, 18);
  expect_at(read->value_position(""), 1, 1);
}
TEST(JsonText, HasNoPlaceForAPointerToNothing) {
  const auto read = json_text::read(R"({"a": [1]})", "c.json");
  ASSERT_TRUE(read);
  for (const char* pointer : {"/b", "/a/1", "/a/x", "/a/0/c", "a"}) EXPECT_EQ(read->value_position(pointer).line, 0u);
}
TEST(JsonText, RefusesAKeyThatIsGivenTwice) {
  expect_refused("{\"a\": 1,\n \"\\u0061\": 2}", 2, 2, "\"a\" is given twice");
}
TEST(JsonText, RefusesATrailingComma) {
  expect_refused("{\"a\": 1,\n}", 2, 1, "expected a key in double quotes, found '}'");
}
TEST(JsonText, RefusesAMissingComma) { expect_refused("[1 2]", 1, 4, "expected ',' or ']', found a number"); }
TEST(JsonText, RefusesAMissingColon) { expect_refused("{\"a\" 1}", 1, 6, "expected ':' after the key"); }
TEST(JsonText, RefusesComments) { expect_refused("{\n// no\n}", 2, 1, "JSON has no comments"); }
TEST(JsonText, RefusesSingleQuotes) { expect_refused("['a']", 1, 2, "double quotes"); }
TEST(JsonText, RefusesAnEmptyText) { expect_refused("", 1, 1, "expected a JSON value, found the end of the text"); }
TEST(JsonText, RefusesMoreBehindTheValue) { expect_refused("{} x", 1, 4, "expected the end of the text"); }
TEST(JsonText, RefusesAnOpenString) { expect_refused("[\n \"abc", 2, 2, "at the end of this string"); }
TEST(JsonText, RefusesANewlineInAString) { expect_refused("\"a\nb\"", 1, 3, "control character"); }
TEST(JsonText, RefusesAnUnknownEscape) { expect_refused(R"("a\qb")", 1, 3, "one of the escapes"); }
TEST(JsonText, RefusesHalfASurrogatePair) { expect_refused(R"("\ud83d")", 1, 2, "surrogate pair"); }
TEST(JsonText, RefusesBrokenUtf8) {
  for (const char* broken : {"\"\xff\"", "\"\xc0\xaf\"", "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"", "\"\xe2\x82\""})
    expect_refused(broken, 1, 2, "valid UTF-8");
}
TEST(JsonText, RefusesANulByte) { expect_refused(std::string_view("[\0]", 3), 1, 2, "a NUL byte"); }
TEST(JsonText, RefusesAByteOrderMark) { expect_refused("\xEF\xBB\xBF{}", 1, 1, "byte order mark"); }
TEST(JsonText, RefusesNumbersThatAreNotJson) {
  expect_refused("01", 1, 1, "without leading zeros");
  expect_refused("-", 1, 2, "a digit after '-'");
  expect_refused("1.", 1, 3, "a digit after '.'");
  expect_refused("1e", 1, 3, "a digit of the exponent");
  expect_refused("NaN", 1, 1, "expected a JSON value");
  expect_refused("1e999", 1, 1, "that a double can hold");
}
TEST(JsonText, RefusesDeepNesting) {
  EXPECT_TRUE(json_text::read(std::string(64, '[') + std::string(64, ']'), "c.json"));
  expect_refused(std::string(100'000, '['), 1, 66, "at most 64 nested");
}
TEST(JsonText, RefusesATextThatIsTooLarge) {
  expect_refused(std::string(json_text::max_size + 1, ' '), 1, 1, "larger than 16 MiB");
}
TEST(JsonText, NeverQuotesAStringOfTheText) {
  const auto read = json_text::read(R"({"token": "hush-hush" "x": 1})", "c.json");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message().find("hush"), std::string::npos);
}
TEST(JsonText, AcceptsWhatAnotherReaderAcceptsAndNothingElse) {
  const std::string seed = R"({"a":[1,-2.5e3,"x\n\u00e9",true,null],"b":{"c":""}})";
  std::mt19937 random(11);
  for (int i = 0; i < 20'000; ++i) {
    std::string text = seed;
    for (unsigned edits = 1 + random() % 3; edits != 0; --edits) {
      const std::size_t where = random() % text.size();
      if (random() % 2 == 0)
        text[where] = seed[random() % seed.size()];
      else
        text.erase(where, 1);
    }
    const auto read = json_text::read(text, "c.json");
    if (!read && read.error().message().find("given twice") != std::string::npos) continue;  // stricter on purpose
    ASSERT_EQ(read.has_value(), nlohmann::json::accept(text)) << text;
  }
}

}  // namespace
