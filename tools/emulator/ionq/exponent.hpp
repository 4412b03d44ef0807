#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "ketway/circuit.hpp"
#include "ketway/error.hpp"

namespace ketway::emulator::ionq {

/// Appends exp(-i time sum_k coefficients[k] terms[k]) on `targets`: the last letter of a term acts on targets[0]. Errors:
/// invalid_argument for terms that do not fit, unimplemented for terms that do not commute on more than 6 qubits.
expected<void> append_exponent(circuit& to, std::span<const std::uint32_t> targets,
                               const std::vector<std::string>& terms, std::span<const double> coefficients,
                               double time);

}  // namespace ketway::emulator::ionq
