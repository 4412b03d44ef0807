#pragma once
// What a schema may say: the pass over the schema itself before any document is checked with it.

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "ketway/error.hpp"
#include "ketway/json_text.hpp"
#include "schema/pattern.hpp"

namespace ketway::detail {

using pattern_table = std::map<std::string, pattern, std::less<>>;

/// Checks every keyword of the schema and its subschemas and compiles its patterns.
expected<pattern_table> compile_rules(const json_text& text);

/// The subschema a `$ref` names, or null: "#", "#/definitions/x", "#/$defs/x".
const nlohmann::json* resolve(const nlohmann::json& root, std::string_view reference);

/// "an integer", "a string", ...: the type of a value in words.
std::string type_of(const nlohmann::json& value);
/// The same for the name of a type in a schema.
std::string type_in_words(std::string_view name);
bool has_type(const nlohmann::json& value, std::string_view name);

}  // namespace ketway::detail
