#include "ketway/schema.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace {

using ketway::check_schema;
using ketway::errc;
using ketway::schema;

/// What a schema finds in a document, one "pointer: message" a line.
std::string findings(std::string_view rules, std::string_view document) {
  const auto compiled = schema::compile(rules, "schema");
  if (!compiled) return "bad schema: " + compiled.error().message();
  std::string all;
  for (const auto& v : compiled->violations(nlohmann::json::parse(document)))
    all += v.pointer + ": " + v.message + "\n";
  return all;
}

TEST(Schema, NamesTheKeyAndTheExpectedType) {
  EXPECT_EQ(findings(R"({"properties": {"shots": {"type": "integer"}}})", R"({"shots": "many"})"),
            "/shots: expected an integer, got a string\n");
}
TEST(Schema, TakesAWholeFloatForAnInteger) { EXPECT_EQ(findings(R"({"type": "integer"})", "2.0"), ""); }
TEST(Schema, ListsTheTypesThatAreAllowed) {
  EXPECT_EQ(findings(R"({"type": ["string", "null"]})", "true"), ": expected a string or null, got true\n");
}
TEST(Schema, SuggestsTheKeyThatWasMeant) {
  EXPECT_EQ(findings(R"({"properties": {"max_qubits": {}, "seed": {}}, "additionalProperties": false})",
                     R"({"max_qbits": 3})"),
            "/max_qbits: unknown key \"max_qbits\"; did you mean \"max_qubits\"?\n");
}
TEST(Schema, NamesAMissingKey) {
  EXPECT_EQ(findings(R"({"required": ["plugin"]})", "{}"), ": the key \"plugin\" is missing\n");
}
TEST(Schema, NamesEveryOffendingKey) {
  EXPECT_EQ(findings(R"({"properties": {"a": {"type": "string"}, "b": {"minimum": 3}}})", R"({"a": 1, "b": 2})"),
            "/a: expected a string, got an integer\n/b: expected a number of at least 3\n");
}
TEST(Schema, ChecksOtherKeysAgainstTheirOwnSchema) {
  EXPECT_EQ(findings(R"({"additionalProperties": {"type": "number"}})", R"({"x": "y"})"),
            "/x: expected a number, got a string\n");
}
TEST(Schema, EscapesKeysInPointers) {
  EXPECT_EQ(findings(R"({"additionalProperties": {"type": "number"}})", R"({"a/b~c": ""})"),
            "/a~1b~0c: expected a number, got a string\n");
}
TEST(Schema, ChecksTheNamesOfKeys) {
  EXPECT_EQ(findings(R"({"propertyNames": {"pattern": "^[a-z]+$"}})", R"({"A": 1})"),
            "/A: the key: expected text of the form ^[a-z]+$\n");
}
TEST(Schema, SuggestsTheConstantThatWasMeant) {
  EXPECT_EQ(findings(R"({"enum": ["statevector", "mps", 3]})", R"("statevektor")"),
            ": expected one of \"statevector\", \"mps\", 3; did you mean \"statevector\"?\n");
}
TEST(Schema, ChecksAConstant) { EXPECT_EQ(findings(R"({"const": 1})", "2"), ": expected 1\n"); }
TEST(Schema, ChecksTheBoundsOfNumbers) {
  EXPECT_EQ(findings(R"({"minimum": 1, "maximum": 3})", "2"), "");
  EXPECT_EQ(findings(R"({"maximum": 3})", "4"), ": expected a number of at most 3\n");
  EXPECT_EQ(findings(R"({"exclusiveMinimum": 1})", "1"), ": expected a number above 1\n");
  EXPECT_EQ(findings(R"({"exclusiveMaximum": 1})", "1"), ": expected a number below 1\n");
  EXPECT_EQ(findings(R"({"multipleOf": 0.1})", "0.3"), "");
  EXPECT_EQ(findings(R"({"multipleOf": 2})", "3"), ": expected a number that is a multiple of 2\n");
}
TEST(Schema, CountsCharactersNotBytes) {
  EXPECT_EQ(findings(R"({"minLength": 2, "maxLength": 2})", R"("éé")"), "");
  EXPECT_EQ(findings(R"({"maxLength": 2})", R"("ééé")"), ": expected at most 2 characters, got 3\n");
}
TEST(Schema, ShowsATitleInsteadOfAPattern) {
  EXPECT_EQ(findings(R"({"title": "a lower-case word", "pattern": "^[a-z]+$"})", R"("X")"),
            ": expected a lower-case word\n");
}
TEST(Schema, ChecksArrays) {
  EXPECT_EQ(findings(R"({"items": {"type": "string"}})", R"(["a", 1])"), "/1: expected a string, got an integer\n");
  EXPECT_EQ(findings(R"({"minItems": 1})", "[]"), ": expected at least 1 items, got 0\n");
  EXPECT_EQ(findings(R"({"maxItems": 1})", "[1, 2]"), ": expected at most 1 items, got 2\n");
  EXPECT_EQ(findings(R"({"uniqueItems": true})", "[1, 2, 1]"), ": expected no item twice\n");
}
TEST(Schema, ChecksHowManyKeysThereAre) {
  EXPECT_EQ(findings(R"({"minProperties": 1})", "{}"), ": expected at least 1 keys, got 0\n");
  EXPECT_EQ(findings(R"({"maxProperties": 0})", R"({"a": 1})"), ": expected at most 0 keys, got 1\n");
}
TEST(Schema, AllowsNothingWhereItIsFalse) {
  EXPECT_EQ(findings(R"({"properties": {"a": false}})", R"({"a": 1})"), "/a: nothing is allowed here\n");
}
TEST(Schema, WantsAllOfAllOf) {
  EXPECT_EQ(findings(R"({"allOf": [{"minimum": 2}, {"maximum": 1}]})", "1"), ": expected a number of at least 2\n");
}
TEST(Schema, IsContentWithAnyOfAnyOf) {
  EXPECT_EQ(findings(R"({"anyOf": [{"minimum": 2}, {"maximum": 3}]})", "2"), "");
}
TEST(Schema, WantsExactlyOneOfOneOf) {
  EXPECT_EQ(findings(R"({"oneOf": [{"minimum": 2}, {"maximum": 3}]})", "2"),
            ": fits more than one of the allowed forms\n");
}

constexpr std::string_view tagged = R"({"oneOf": [
  {"properties": {"scheme": {"const": "header"}, "name": {"type": "string"}}, "additionalProperties": false},
  {"properties": {"scheme": {"const": "basic"}, "user": {"type": "string"}}, "additionalProperties": false}]})";
TEST(Schema, SpeaksOfTheFormThatTheTagNames) {
  EXPECT_EQ(findings(tagged, R"({"scheme": "basic", "usr": "x"})"),
            "/usr: unknown key \"usr\"; did you mean \"user\"?\n");
}
TEST(Schema, ListsTheTagsWhereNoneFits) {
  EXPECT_EQ(findings(tagged, R"({"scheme": "headers"})"),
            "/scheme: expected one of \"header\", \"basic\"; did you mean \"header\"?\n");
}
TEST(Schema, ListsTheTypesWhereNoFormFits) {
  EXPECT_EQ(findings(R"({"anyOf": [{"type": "string"}, {"type": "object", "title": "{\"env\": NAME}"}]})", "3"),
            ": expected a string or {\"env\": NAME}, got an integer\n");
}

TEST(Schema, FollowsReferences) {
  EXPECT_EQ(findings(R"({"properties": {"a": {"$ref": "#/definitions/n"}}, "definitions": {"n": {"type": "number"}}})",
                     R"({"a": "x"})"),
            "/a: expected a number, got a string\n");
}
TEST(Schema, FollowsItselfDownADocument) {
  constexpr std::string_view tree = R"({"type": "object", "additionalProperties": {"$ref": "#"}})";
  EXPECT_EQ(findings(tree, R"({"a": {"b": 1}})"), "/a/b: expected an object, got an integer\n");
}
TEST(Schema, EndsWhereItRefersToItself) {
  EXPECT_EQ(findings(R"({"$ref": "#"})", "1"), ": the schema takes too many steps: does it refer to itself?\n");
  EXPECT_EQ(findings(R"({"anyOf": [{"$ref": "#"}, {"$ref": "#"}]})", "1"),
            ": the schema takes too many steps: does it refer to itself?\n");
}

TEST(Schema, RefusesAKeywordThatIsNotKnown) {
  const auto compiled = schema::compile("{\"properties\":\n {\"a\": {\"minimun\": 3}}}", "s.json");
  ASSERT_FALSE(compiled);
  EXPECT_EQ(compiled.error().message(),
            "s.json:2:9: /properties/a/minimun: the keyword \"minimun\" is not known here; did you mean \"minimum\"?");
}
TEST(Schema, RefusesMalformedKeywords) {
  for (const char* text :
       {R"({"type": "text"})", R"({"type": []})", R"({"enum": 3})", R"({"required": "a"})", R"({"minLength": -1})",
        R"({"minimum": "1"})", R"({"multipleOf": 0})", R"({"pattern": "("})", R"({"properties": []})",
        R"({"items": 3})", R"({"oneOf": []})", R"({"uniqueItems": 1})", R"({"$ref": "#/definitions/none"})",
        R"({"$ref": "other.json"})", R"({"$ref": 3})", "[]", "3"})
    EXPECT_FALSE(schema::compile(text, "schema")) << text;
}
TEST(Schema, OfNoTextAllowsEverything) { EXPECT_TRUE(check_schema("", R"({"a": 1})", "options")); }

TEST(CheckSchema, NamesWhereTheDocumentStands) {
  const auto checked =
      check_schema(R"({"properties": {"a": {"type": "string"}}})", R"({"a": 1})", "options of \"noisy\"");
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code(), errc::invalid_argument);
  EXPECT_EQ(checked.error().message(), "options of \"noisy\": /a: expected a string, got an integer");
  ASSERT_EQ(checked.error().diagnostics().size(), 1u);
  EXPECT_EQ(checked.error().diagnostics().front().message, "/a: expected a string, got an integer");
}
TEST(CheckSchema, TakesNoDocumentForAnEmptyObject) {
  EXPECT_TRUE(check_schema(R"({"type": "object"})", "", "options"));
}
TEST(CheckSchema, TellsAFaultOfTheSchemaFromOneOfTheDocument) {
  EXPECT_EQ(check_schema("{", "{}", "options").error().code(), errc::failed_precondition);
  EXPECT_EQ(check_schema("{}", "{", "options").error().code(), errc::invalid_argument);
}
TEST(CheckSchema, NeverQuotesAValueOfTheDocument) {
  constexpr std::string_view rules =
      R"({"properties": {"a": {"pattern": "^x$"}, "b": {"enum": ["x"]}, "c": {"type": "integer"}}})";
  const auto checked = check_schema(rules, R"({"a": "hush", "b": "hush", "c": "hush"})", "options");
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().message().find("hush"), std::string::npos) << checked.error().message();
}
TEST(CheckSchema, OfAFileNamesLineAndColumn) {
  const auto rules =
      schema::compile(R"({"properties": {"a": {"type": "string"}}, "additionalProperties": false})", "schema");
  const auto text = ketway::json_text::read("{\"a\":\n  1,\n \"b\": 2}", "c.json");
  ASSERT_TRUE(rules && text);
  EXPECT_EQ(
      rules->check(*text).error().message(),
      "c.json:2:3: /a: expected a string, got an integer; c.json:3:2: /b: unknown key \"b\"; expected one of \"a\"");
}
TEST(CheckSchema, ShowsTwentyFindingsAndCountsTheRest) {
  const auto checked = check_schema(R"({"items": false})", nlohmann::json(std::vector<int>(25, 1)).dump(), "options");
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().diagnostics().size(), 25u);
  EXPECT_TRUE(checked.error().message().ends_with("; and 5 more")) << checked.error().message();
}

}  // namespace
