#pragma once
// What the plugin is opened with. The host has already checked it against `schema`; a plugin still reads it strictly, as
// other hosts may not have.

#include <cstdint>
#include <string_view>

namespace toy {

class configuration {
 public:
  /// Throws std::invalid_argument with a text for the user. `text` empty: the defaults.
  explicit configuration(std::string_view text);
  std::uint32_t qubits = 16;

  static constexpr std::string_view schema = R"({
    "type": "object", "additionalProperties": false,
    "properties": {
      "qubits": {"type": "integer", "minimum": 1, "maximum": 1024, "description": "How large the machine is."}
    }})";
};

}  // namespace toy
