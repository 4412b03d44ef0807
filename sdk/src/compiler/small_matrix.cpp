#include "compiler/small_matrix.hpp"

#include <algorithm>
#include <cmath>

namespace ketway::compiler {
namespace {

template <std::size_t Size, class Matrix>
Matrix product(const Matrix& a, const Matrix& b) {
  Matrix out{};
  for (std::size_t i = 0; i < Size; ++i)
    for (std::size_t k = 0; k < Size; ++k) {
      const complex x = a[i * Size + k];
      for (std::size_t j = 0; j < Size; ++j) {
        const complex y = b[k * Size + j];
        out[i * Size + j] +=
            complex(x.real() * y.real() - x.imag() * y.imag(), x.real() * y.imag() + x.imag() * y.real());
      }
    }
  return out;
}

template <std::size_t Size, class Matrix>
Matrix conjugate_transposed(const Matrix& m) {
  Matrix out;
  for (std::size_t i = 0; i < Size; ++i)
    for (std::size_t j = 0; j < Size; ++j) out[i * Size + j] = std::conj(m[j * Size + i]);
  return out;
}

template <class Matrix>
phase_match match(const Matrix& a, const Matrix& b) {
  complex overlap = 0;
  for (std::size_t i = 0; i < a.size(); ++i) overlap += std::conj(a[i]) * b[i];
  const double phase = std::arg(overlap);
  double distance = 0;
  for (std::size_t i = 0; i < a.size(); ++i) distance = std::max(distance, std::abs(turn(phase) * a[i] - b[i]));
  return {phase, distance};
}

template <class Matrix>
Matrix matrix_of(std::uint16_t op, std::span<const double> angles) {
  const auto entries = gate_matrix(op, angles).value();
  Matrix out;
  std::copy(entries.begin(), entries.end(), out.begin());
  return out;
}

}  // namespace

matrix2 operator*(const matrix2& a, const matrix2& b) { return product<2>(a, b); }
matrix4 operator*(const matrix4& a, const matrix4& b) { return product<4>(a, b); }
matrix2 adjoint(const matrix2& m) { return conjugate_transposed<2>(m); }
matrix4 adjoint(const matrix4& m) { return conjugate_transposed<4>(m); }

matrix4 tensor(const matrix2& high, const matrix2& low) {
  matrix4 out;
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j < 4; ++j) out[i * 4 + j] = high[(i >> 1) * 2 + (j >> 1)] * low[(i & 1) * 2 + (j & 1)];
  return out;
}

matrix4 on(std::size_t operand, const matrix2& m) { return operand == 0 ? tensor(identity2, m) : tensor(m, identity2); }

matrix4 exchanged(const matrix4& m) {
  constexpr std::size_t place[] = {0, 2, 1, 3};
  matrix4 out;
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j < 4; ++j) out[i * 4 + j] = m[place[i] * 4 + place[j]];
  return out;
}

complex turn(double a) { return {std::cos(a), std::sin(a)}; }

phase_match compare(const matrix2& a, const matrix2& b) { return match(a, b); }
phase_match compare(const matrix4& a, const matrix4& b) { return match(a, b); }

matrix2 matrix2_of(std::uint16_t op, std::span<const double> angles) { return matrix_of<matrix2>(op, angles); }
matrix4 matrix4_of(std::uint16_t op, std::span<const double> angles) { return matrix_of<matrix4>(op, angles); }

matrix2 rx(double t) { return matrix2_of(KW_OP_RX, std::span(&t, 1)); }
matrix2 ry(double t) { return matrix2_of(KW_OP_RY, std::span(&t, 1)); }
matrix2 rz(double t) { return matrix2_of(KW_OP_RZ, std::span(&t, 1)); }

euler euler_of(const matrix2& m) {
  const double c = std::abs(m[0]), s = std::abs(m[2]);
  const double theta = 2 * std::atan2(s, c);
  // Of an entry that is all but nothing the argument is noise.
  if (c >= s) {
    const double phase = std::arg(m[0]), sum = std::arg(m[3]) - phase;
    const double phi = s > resolution / 8 ? std::arg(m[2]) - phase : 0;
    return {theta, phi, sum - phi, phase};
  }
  // m[2] = e(phase + phi) s, m[1] = -e(phase + lambda) s, m[3] = e(phase + phi + lambda) c
  const double first = std::arg(m[2]), second = std::arg(-m[1]);
  const double phase = c > resolution / 8 ? std::arg(m[0]) : first;
  return {theta, first - phase, second - phase, phase};
}

}  // namespace ketway::compiler
