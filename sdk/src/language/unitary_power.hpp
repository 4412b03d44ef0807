#pragma once
// Powers of gates that are no whole numbers, as `pow(0.5) @` asks for them.

#include "ketway/circuit.hpp"

namespace ketway::language {

/// The principal power: every eigenvalue e(a) with -pi < a <= pi becomes e(exponent * a). Errors: invalid_argument where
/// the body is neither on one qubit, nor one gate on one qubit with controls, nor one turn about two axes, or has
/// symbolic parameters.
expected<circuit> unitary_power(const circuit& body, double exponent);

}  // namespace ketway::language
