#pragma once
// The matrices of the op table (ketway/ops.h), and what a named gate is made of.

#include <array>
#include <complex>
#include <cstdint>
#include <span>

namespace ketway::local {

using amplitude = std::complex<double>;
using matrix2 = std::array<amplitude, 4>;   ///< row-major
using matrix4 = std::array<amplitude, 16>;  ///< row-major; index bit 0 is the first target

/// What the table says of an op.
struct op_shape {
  bool known = false;
  std::uint16_t operands = 0, params = 0;  ///< 0xFFFF: any
};
op_shape shape_of(std::uint16_t op) noexcept;

/// A gate of the table as a small matrix under controls: of its operands the first `controls` are controls, the rest
/// targets. `targets` 0: a global phase (a phase on the controls where there are some).
struct gate_form {
  enum class body : std::uint8_t {
    global_phase,  ///< angle = params[0]
    one,           ///< m[0..3]
    two,           ///< m[0..15]
    swap,
    double_cx,  ///< cx(0,1) cx(1,0)
    rccx,       ///< a word of one- and two-qubit gates
    rc3x,
    identity
  };
  body what = body::identity;
  std::uint8_t controls = 0, targets = 0;
  matrix4 m{};
};
gate_form form_of(std::uint16_t op, const double* params);

/// The product a b: b acts first.
matrix2 multiply(const matrix2& a, const matrix2& b) noexcept;
matrix4 multiply(const matrix4& a, const matrix4& b) noexcept;
/// The product of `low` on index bit 0 and `high` on index bit 1.
matrix4 tensor(const matrix2& high, const matrix2& low) noexcept;
matrix2 first_two(const matrix4& m) noexcept;

}  // namespace ketway::local
