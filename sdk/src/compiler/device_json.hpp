#pragma once
// Reading kw.device/1 with the patience of a host: absent and null are the same, a figure has two forms.

#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>

#include "ketway/compile.hpp"

namespace ketway::compiler::device_json {

using json = nlohmann::json;

/// What a document of another form gives; its reader turns it into an error.
class unreadable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Null where it is not there.
const json* member(const json& object, const char* key);
/// The same where it is an object, else null.
const json* object_at(const json& object, const char* key);
/// A figure is a number, or an object that holds it as `value`. Throws `unreadable` for anything else.
std::optional<double> figure(const json& object, const char* key);
bool flag(const json& object, const char* key, bool absent);
std::string text(const json& object, const char* key);  ///< empty where there is none
std::uint32_t qubit(const json& number);
/// A list of objects; empty where it is absent.
const json& list(const json& object, const char* key);
parameter_limit limit_of(const json& parameter);
/// The document itself. Throws `unreadable` for what is no JSON object of this schema.
json document(std::string_view text);

}  // namespace ketway::compiler::device_json
