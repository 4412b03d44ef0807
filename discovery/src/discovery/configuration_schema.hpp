#pragma once
// The form of the configuration file, and the keys that later versions will have.

#include <string_view>

namespace ketway::discovery {

/// Keys that the file format knows and this version does not have yet: refused, never ignored.
constexpr std::string_view top_level_keys_not_built_yet[] = {"failover", "retry", "budget", "monitor"};
constexpr std::string_view backend_keys_not_built_yet[] = {"noise_model"};

constexpr std::string_view configuration_schema = R"({
  "type": "object", "additionalProperties": false,
  "properties": {
    "$schema": {"type": "string"},
    "default_backend": {"type": "string", "minLength": 1, "maxLength": 300},
    "plugin_path": {"type": "array", "maxItems": 100, "items": {"type": "string", "minLength": 1, "maxLength": 4000}},
    "backends": {
      "type": "object", "maxProperties": 10000,
      "propertyNames": {
        "title": "a name of letters, digits, '_', '-' and '.', not beginning with a digit, '-' or '.'",
        "maxLength": 100, "pattern": "^[A-Za-z_][A-Za-z0-9_.-]*$"
      },
      "additionalProperties": {
        "type": "object", "required": ["plugin"], "additionalProperties": false,
        "properties": {
          "plugin": {"title": "the name or id of a plugin", "type": "string", "maxLength": 200, "pattern": "^([A-Za-z0-9_.-]|\\$\\{|\\})+$"},
          "device": {"type": "string", "minLength": 1, "maxLength": 200},
          "options": {"type": "object"}
        }
      }
    }
  }
})";

}  // namespace ketway::discovery
