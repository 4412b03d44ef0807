#pragma once
// JSON Schema, the part that plugins need to describe their configuration and options. Findings name the offending key
// by JSON pointer and say what was expected; an unknown key gets a suggestion. Values of the document are never quoted:
// they may be secrets.
//
// Keywords: type, enum, const, properties, required, additionalProperties, propertyNames, minProperties, maxProperties,
// items, minItems, maxItems, uniqueItems, minLength, maxLength, pattern, minimum, maximum, exclusiveMinimum,
// exclusiveMaximum, multipleOf, allOf, anyOf, oneOf, $ref (to #, #/definitions/..., #/$defs/...), definitions, $defs,
// and the annotations $schema, $id, $comment, title, description, default, examples, deprecated, readOnly, writeOnly.
// Where text does not match a pattern, the message shows the schema's title, if it has one, and else the pattern.
// A schema with any other keyword is refused: what is not checked must not look checked. Defaults are not filled in.

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "ketway/error.hpp"
#include "ketway/json_text.hpp"

namespace ketway {

/// One thing in a document that its schema forbids.
struct schema_violation {
  std::string pointer;  ///< JSON pointer of the value; for an unknown key, of that key
  bool at_key = false;  ///< the key itself is wrong, not its value
  std::string message;  ///< what is wrong and what was expected
};

/// A compiled schema. Immutable, copies share it; const calls may run on many threads at once.
class schema {
 public:
  /// `invalid_argument` with file or name `where` for text that is no JSON, for an unknown keyword and for a malformed
  /// one; `resource_exhausted` for a pattern too large. Empty text is the schema that allows every document.
  static expected<schema> compile(std::string_view text, std::string_view where);

  /// Everything in the document that is forbidden, in the order of the schema; empty: it conforms. A schema that
  /// refers to itself without end is reported as a violation.
  std::vector<schema_violation> violations(const nlohmann::json& document) const;

  /// Same as an error with one diagnostic a finding, each with its line and column.
  expected<void> check(const json_text& document) const;

  /// Same for a document that stands in no file: `where` says what it is ("options of backend \"noisy\"") and no lines
  /// are named. Empty text counts as {}.
  expected<void> check(std::string_view document, std::string_view where) const;

 private:
  struct state;
  explicit schema(std::shared_ptr<const state> s) : state_(std::move(s)) {}
  std::shared_ptr<const state> state_;
};

/// Compiles `schema_text` and checks `document` against it once; to check often, keep a `schema`. Faults of the schema
/// itself are `failed_precondition`, of the document `invalid_argument` with one diagnostic a finding.
expected<void> check_schema(std::string_view schema_text, std::string_view document, std::string_view where);

}  // namespace ketway
