#pragma once
// The first pass: every gate on more than two qubits becomes gates on one and two.

#include "compiler/controls.hpp"
#include "compiler/machine.hpp"

namespace ketway::compiler {

/// What the machine has as it stands (all qubits connected) stays. Exact, global phase included; symbols stay.
circuit expand(const circuit& c, const machine& m);

/// One step further for a gate on two qubits with symbols: gates on one qubit, `cx`, `rzz` and `gphase`.
void expand_symbolic(const record& r, const sink& to);

}  // namespace ketway::compiler
