#include "schema/rules.hpp"

#include <array>
#include <cmath>
#include <functional>
#include <vector>

#include "ketway/suggestion.hpp"

namespace ketway::detail {
namespace {

using nlohmann::json;

enum class shape {
  type,
  list,
  anything,
  properties,
  names,
  subschema,
  count,
  number,
  truth,
  text,
  schemas,
  reference,
  note
};

const std::map<std::string, shape, std::less<>>& keywords() {
  static const std::map<std::string, shape, std::less<>> table{{"type", shape::type},
                                                               {"enum", shape::list},
                                                               {"const", shape::anything},
                                                               {"properties", shape::properties},
                                                               {"definitions", shape::properties},
                                                               {"$defs", shape::properties},
                                                               {"required", shape::names},
                                                               {"additionalProperties", shape::subschema},
                                                               {"propertyNames", shape::subschema},
                                                               {"items", shape::subschema},
                                                               {"minProperties", shape::count},
                                                               {"maxProperties", shape::count},
                                                               {"minItems", shape::count},
                                                               {"maxItems", shape::count},
                                                               {"minLength", shape::count},
                                                               {"maxLength", shape::count},
                                                               {"uniqueItems", shape::truth},
                                                               {"pattern", shape::text},
                                                               {"minimum", shape::number},
                                                               {"maximum", shape::number},
                                                               {"exclusiveMinimum", shape::number},
                                                               {"exclusiveMaximum", shape::number},
                                                               {"multipleOf", shape::number},
                                                               {"allOf", shape::schemas},
                                                               {"anyOf", shape::schemas},
                                                               {"oneOf", shape::schemas},
                                                               {"$ref", shape::reference},
                                                               {"$schema", shape::note},
                                                               {"$id", shape::note},
                                                               {"$comment", shape::note},
                                                               {"title", shape::note},
                                                               {"description", shape::note},
                                                               {"default", shape::note},
                                                               {"examples", shape::note},
                                                               {"deprecated", shape::note},
                                                               {"readOnly", shape::note},
                                                               {"writeOnly", shape::note}};
  return table;
}

constexpr std::array<std::string_view, 7> type_names{"null",   "boolean", "integer", "number",
                                                     "string", "array",   "object"};

bool is_type_name(const json& value) {
  if (!value.is_string()) return false;
  for (const auto name : type_names)
    if (value.get_ref<const std::string&>() == name) return true;
  return false;
}
bool all_of(const json& list, const std::function<bool(const json&)>& test) {
  if (!list.is_array()) return false;
  for (const auto& item : list)
    if (!test(item)) return false;
  return true;
}

class reader {
 public:
  explicit reader(const json_text& text) : text_(text) {}

  expected<pattern_table> run() {
    subschema(text_.value(), "");
    if (!findings_.empty()) return refusal(std::move(findings_));
    return std::move(patterns_);
  }

 private:
  void find(const std::string& pointer, std::string message, bool at_key = false) {
    auto where = at_key ? text_.key_position(pointer) : text_.value_position(pointer);
    if (!pointer.empty()) message = pointer + ": " + message;
    findings_.push_back({diagnostic::severity::error, std::move(where), std::move(message)});
  }

  void subschema(const json& s, const std::string& pointer) {
    if (s.is_boolean()) return;
    if (!s.is_object()) return find(pointer, "expected a schema (an object, true or false), got " + type_of(s));
    for (const auto& [name, value] : s.items()) {
      const std::string here = pointer + pointer_step(name);
      const auto known = keywords().find(name);
      if (known == keywords().end()) {
        std::vector<std::string> names;
        for (const auto& entry : keywords()) names.push_back(entry.first);
        find(here, "the keyword " + in_quotes(name) + " is not known here" + suggestion(name, names), true);
      } else {
        keyword(known->second, value, here);
      }
    }
  }

  void keyword(shape expected_shape, const json& value, const std::string& here) {
    const auto need = [&](bool ok, std::string_view what) {
      if (!ok) find(here, "expected " + std::string(what) + ", got " + type_of(value));
      return ok;
    };
    const auto is_text = [](const json& item) { return item.is_string(); };
    switch (expected_shape) {
      case shape::anything:
      case shape::note: break;
      case shape::type:
        need(is_type_name(value) || (all_of(value, is_type_name) && !value.empty()),
             "a type (null, boolean, integer, number, string, array, object) or a list of them");
        break;
      case shape::list: need(value.is_array() && !value.empty(), "a list of values"); break;
      case shape::names: need(all_of(value, is_text), "a list of keys"); break;
      case shape::count: need(value.is_number_unsigned(), "a whole number of at least 0"); break;
      case shape::number:
        if (need(value.is_number(), "a number") && here.ends_with("/multipleOf"))
          need(value.get<double>() > 0, "a number above 0");
        break;
      case shape::truth: need(value.is_boolean(), "true or false"); break;
      case shape::subschema: subschema(value, here); break;
      case shape::properties:
        if (!need(value.is_object(), "an object of schemas")) break;
        for (const auto& [name, s] : value.items()) subschema(s, here + pointer_step(name));
        break;
      case shape::schemas:
        if (!need(value.is_array() && !value.empty(), "a list of schemas")) break;
        for (std::size_t i = 0; i < value.size(); ++i) subschema(value[i], here + "/" + std::to_string(i));
        break;
      case shape::reference:
        need(value.is_string() && resolve(text_.value(), value.get_ref<const std::string&>()) != nullptr,
             "\"#\" or a reference into #/definitions or #/$defs that exists");
        break;
      case shape::text:
        if (need(value.is_string(), "a pattern")) compile(value.get_ref<const std::string&>(), here);
        break;
    }
  }

  void compile(const std::string& text, const std::string& here) {
    auto compiled = pattern::compile(text);
    if (compiled)
      patterns_.emplace(text, std::move(*compiled));
    else
      find(here, compiled.error().message());
  }

  const json_text& text_;
  pattern_table patterns_;
  std::vector<diagnostic> findings_;
};

}  // namespace

expected<pattern_table> compile_rules(const json_text& text) { return reader(text).run(); }

const json* resolve(const json& root, std::string_view reference) {
  if (reference == "#") return &root;
  const bool local = reference.starts_with("#/definitions/") || reference.starts_with("#/$defs/");
  if (!local) return nullptr;
  try {
    const json::json_pointer pointer{std::string(reference.substr(1))};
    return root.contains(pointer) ? &root.at(pointer) : nullptr;
  } catch (const json::exception&) {
    return nullptr;
  }
}

bool has_type(const json& value, std::string_view name) {
  if (name == "null") return value.is_null();
  if (name == "boolean") return value.is_boolean();
  if (name == "number") return value.is_number();
  if (name == "string") return value.is_string();
  if (name == "array") return value.is_array();
  if (name == "object") return value.is_object();
  if (value.is_number_integer()) return true;
  return value.is_number_float() && std::trunc(value.get<double>()) == value.get<double>();
}

std::string type_in_words(std::string_view name) {
  if (name == "null") return "null";
  if (name == "boolean") return "true or false";
  const bool vowel = name == "integer" || name == "array" || name == "object";
  return (vowel ? "an " : "a ") + std::string(name);
}

std::string type_of(const json& value) {
  if (value.is_number()) return has_type(value, "integer") ? "an integer" : "a number";
  if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
  return type_in_words(value.type_name());
}

}  // namespace ketway::detail
