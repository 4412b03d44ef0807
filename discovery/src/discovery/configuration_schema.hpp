#pragma once
// The form of the configuration file, and the keys that later versions will have.

#include <string_view>

namespace ketway::discovery {

/// Keys that the file format knows and this version does not have yet: refused, never ignored.
constexpr std::string_view top_level_keys_not_built_yet[] = {"retry", "monitor"};
constexpr std::string_view backend_keys_not_built_yet[] = {"noise_model"};

constexpr std::string_view configuration_schema = R"({
  "type": "object", "additionalProperties": false,
  "properties": {
    "$schema": {"type": "string"},
    "default_backend": {"type": "string", "minLength": 1, "maxLength": 300},
    "failover": {
      "type": "object", "maxProperties": 1000,
      "propertyNames": {
        "title": "a name of letters, digits, '_', '-' and '.', not beginning with a digit, '-' or '.'",
        "maxLength": 100, "pattern": "^[A-Za-z_][A-Za-z0-9_.-]*$"
      },
      "additionalProperties": {"type": "array", "minItems": 1, "maxItems": 100, "items": {"type": "string", "minLength": 1, "maxLength": 300}}
    },
    "plugin_path": {"type": "array", "maxItems": 100, "items": {"type": "string", "minLength": 1, "maxLength": 4000}},
    "budget": {
      "type": "object", "additionalProperties": false,
      "properties": {
        "per_job": {"$ref": "#/$defs/money"}, "per_day": {"$ref": "#/$defs/money"}, "total": {"$ref": "#/$defs/money"},
        "currency": {"$ref": "#/$defs/unit"},
        "backends": {"type": "object", "maxProperties": 1000, "additionalProperties": {"$ref": "#/$defs/limits"}},
        "plugins": {"type": "object", "maxProperties": 1000, "additionalProperties": {"$ref": "#/$defs/limits"}}
      }
    },
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
    },
    "rates": {
      "type": "object", "maxProperties": 1000,
      "additionalProperties": {"type": "object", "maxProperties": 1000, "additionalProperties": {"type": "number", "exclusiveMinimum": 0}}
    },
    "task_types": {
      "type": "object", "maxProperties": 1000,
      "additionalProperties": {
        "type": "object", "additionalProperties": false,
        "properties": {
          "objective": {"enum": ["fastest", "cheapest", "faithful", "balanced"]},
          "weights": {
            "type": "object", "additionalProperties": false, "minProperties": 1,
            "properties": {"speed": {"type": "number", "minimum": 0}, "cost": {"type": "number", "minimum": 0}, "fidelity": {"type": "number", "minimum": 0}}
          },
          "kind": {"enum": ["any", "simulator", "hardware"]},
          "qubits": {"type": "integer", "minimum": 0, "maximum": 1048576},
          "gates": {"type": "array", "maxItems": 100, "items": {"type": "string", "minLength": 1, "maxLength": 100}},
          "all_to_all": {"type": "boolean"},
          "max_swaps": {"type": "integer", "minimum": 0},
          "min_fidelity": {"type": "number", "minimum": 0, "maximum": 1},
          "noise_model": {"type": "string", "minLength": 1, "maxLength": 100},
          "max_queue": {"type": "string"},
          "max_time": {"type": "string"},
          "max_cost": {"type": "number", "minimum": 0},
          "currency": {"type": "string", "minLength": 1, "maxLength": 16},
          "regions": {"type": "array", "maxItems": 100, "items": {"type": "string", "minLength": 1, "maxLength": 100}},
          "providers": {"type": "array", "maxItems": 100, "items": {"type": "string", "minLength": 1, "maxLength": 200}},
          "not_providers": {"type": "array", "maxItems": 100, "items": {"type": "string", "minLength": 1, "maxLength": 200}}
        }
      }
    }
  },
  "$defs": {
    "money": {"type": "number", "minimum": 0, "maximum": 1e12},
    "unit": {"title": "a unit such as USD, credits or seconds", "type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_-]{0,31}$"},
    "limits": {
      "type": "object", "additionalProperties": false,
      "properties": {
        "per_job": {"$ref": "#/$defs/money"}, "per_day": {"$ref": "#/$defs/money"}, "total": {"$ref": "#/$defs/money"},
        "currency": {"$ref": "#/$defs/unit"}
      }
    }
  }
})";

}  // namespace ketway::discovery
