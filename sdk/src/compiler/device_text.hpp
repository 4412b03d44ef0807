#pragma once
// What a kw.device/1 document says that a compiler wants to know.

#include "ketway/compile.hpp"

namespace ketway::compiler {

class device_text {
 public:
  /// Errors: invalid_argument for what is no JSON, another schema, or figures of the wrong kind.
  static expected<device_text> read(std::string_view json);

  std::string name;
  std::uint32_t num_qubits = 0;  // one more than the highest that is named
  std::vector<native_gate> gates;
  std::vector<std::uint32_t> unusable;
  std::vector<std::pair<std::uint32_t, double>> readout;
};

}  // namespace ketway::compiler
