#pragma once
// Any matrix on n qubits as gates on one and two.

#include <complex>

#include "compiler/controls.hpp"

namespace ketway::compiler {

/// Exact, global phase included. About 0.6 * 4^n gates on two qubits (as `unitary` records and cx).
void shannon(const std::vector<std::complex<double>>& matrix_rows, std::span<const std::uint32_t> qubits,
             const sink& to);

}  // namespace ketway::compiler
