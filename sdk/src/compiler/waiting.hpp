#pragma once
// When each qubit of a lowered circuit works and when it waits, where everything starts as late as it can.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/calibration.hpp"

namespace ketway::compiler {

class waiting {
 public:
  /// Blocks are laid out as if they ran, once; a condition is waited for by all qubits.
  static waiting of(const circuit& lowered, const calibration& c);

  std::optional<double> duration;                       // seconds, of one run; none: something in `unknown`
  std::vector<std::pair<std::uint32_t, double>> waits;  // qubit and seconds, each between two of its operations
  std::vector<std::string> unknown;                     // what the device gives no duration for
};

/// A gate as people read it: "cz on 3,4".
std::string words_of(std::uint16_t op, std::span<const std::uint32_t> qubits);

}  // namespace ketway::compiler
