#pragma once
// Where the qubits of a circuit stand at its beginning.

#include <vector>

#include "circuit/columns.hpp"
#include "compiler/machine.hpp"

namespace ketway::compiler {

/// [logical] = physical. The identity where every gate on two qubits fits it; else a connected place, grown from several
/// beginnings, the one with the least distance and error. Errors: invalid_argument where there is none.
expected<std::vector<std::uint32_t>> place(const circuit& c, const machine& m);

}  // namespace ketway::compiler
