#pragma once
// Matrices on one and two qubits. An index has operand 0 as its lowest bit, as everywhere.

#include <array>
#include <complex>

#include "ketway/circuit.hpp"

namespace ketway::compiler {

using complex = std::complex<double>;
using matrix2 = std::array<complex, 4>;   // row by row
using matrix4 = std::array<complex, 16>;  // row by row

/// Angles and coordinates closer than this are the same.
inline constexpr double resolution = 1e-11;

inline constexpr matrix2 identity2{1, 0, 0, 1};
inline constexpr matrix4 identity4{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
inline constexpr matrix4 swap4{1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1};

matrix2 operator*(const matrix2& a, const matrix2& b);
matrix4 operator*(const matrix4& a, const matrix4& b);
matrix2 adjoint(const matrix2& m);
matrix4 adjoint(const matrix4& m);
/// `high` on operand 1, `low` on operand 0.
matrix4 tensor(const matrix2& high, const matrix2& low);
/// `m` on operand 0 or 1.
matrix4 on(std::size_t operand, const matrix2& m);
/// The same gate with its operands exchanged.
matrix4 exchanged(const matrix4& m);

/// exp(i a)
complex turn(double a);
/// The phase by which `a` must be multiplied to be `b`; how far they are apart then, in any entry.
struct phase_match {
  double phase;
  double distance;
};
phase_match compare(const matrix2& a, const matrix2& b);
phase_match compare(const matrix4& a, const matrix4& b);

/// The matrix of a gate on one qubit, of one on two.
matrix2 matrix2_of(std::uint16_t op, std::span<const double> angles);
matrix4 matrix4_of(std::uint16_t op, std::span<const double> angles);
matrix2 rx(double t);
matrix2 ry(double t);
matrix2 rz(double t);

/// m = e^(i phase) u(theta, phi, lambda), theta in 0..pi
struct euler {
  double theta, phi, lambda, phase;
};
euler euler_of(const matrix2& m);

}  // namespace ketway::compiler
