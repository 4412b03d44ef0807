#pragma once
// The last pass: gates on one and two qubits into gates that the machine has, where they stand.

#include "circuit/columns.hpp"
#include "compiler/machine.hpp"

namespace ketway::compiler {

class translate_options {
 public:
  translate_options(bool merge, bool phase) : merge(merge), phase(phase) {}
  bool merge;  // runs on one qubit and on one pair
  bool phase;  // keep the global phase
};

/// Errors: invalid_argument with every gate that the machine's basis cannot make.
expected<circuit> translate(const circuit& c, const machine& m, const translate_options& options);

}  // namespace ketway::compiler
