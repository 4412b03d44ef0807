#pragma once
// Brings the operands of every gate on two qubits together.

#include "circuit/columns.hpp"
#include "compiler/machine.hpp"

namespace ketway::compiler {

class routed {
 public:
  explicit routed(ketway::circuit c) : circuit(std::move(c)) {}
  ketway::circuit circuit;  // on physical qubits; every gate on two qubits has an edge
  std::vector<std::uint32_t> final_layout;
  std::uint64_t swaps = 0;
};

/// Swaps along shortest paths. A block ends in the layout in which it began, so that it does not matter whether it ran.
/// Where the machine does not go on after a measurement, measurements come last. No gate has more than two operands,
/// unless all qubits are connected.
routed route(const circuit& c, const machine& m, std::vector<std::uint32_t> layout);

}  // namespace ketway::compiler
