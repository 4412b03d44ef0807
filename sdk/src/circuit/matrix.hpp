#pragma once
// Matrices of gates as plain rows of numbers, operand 0 the lowest bit of an index.

#include <complex>
#include <cstdint>
#include <span>
#include <vector>

namespace ketway::gates {

/// Whether the rows of a square matrix are orthonormal within `tolerance` in each entry. NaN is not.
bool is_unitary(std::span<const std::complex<double>> matrix, double tolerance);

/// The matrix with so many controls as its first operands.
std::vector<std::complex<double>> controlled(std::span<const std::complex<double>> matrix, std::uint32_t controls);

}  // namespace ketway::gates
