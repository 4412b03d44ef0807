#include "engine/gate_matrix.hpp"

#include <cmath>
#include <numbers>

#include "ketway/ops.h"

namespace ketway::local {
namespace {

constexpr double half_root = 1 / std::numbers::sqrt2;
constexpr amplitude i_unit{0, 1};

amplitude e(double angle) { return {std::cos(angle), std::sin(angle)}; }
// Plain products: std::complex's operator checks for NaN in a library call.
amplitude times(amplitude a, amplitude b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

matrix2 diagonal2(amplitude a, amplitude b) { return {a, 0, 0, b}; }
matrix2 u_matrix(double t, double f, double l) {
  const double c = std::cos(t / 2), s = std::sin(t / 2);
  return {c, -s * e(l), s * e(f), c * e(f + l)};
}
matrix2 rotation(double t, double f) {  // about cos f X + sin f Y
  const double c = std::cos(t / 2), s = std::sin(t / 2);
  return {c, times({0, -s}, e(-f)), times({0, -s}, e(f)), c};
}
matrix2 equator(double f) { return {0, e(-f), e(f), 0}; }  // cos f X + sin f Y
matrix2 hadamard() { return {half_root, half_root, half_root, -half_root}; }
matrix2 x_power(double angle) {  // H diag(1, e(angle)) H
  const amplitude p = e(angle);
  return {0.5 * (1.0 + p), 0.5 * (1.0 - p), 0.5 * (1.0 - p), 0.5 * (1.0 + p)};
}
matrix2 root_x(double sign) {
  return {amplitude(0.5, 0.5 * sign), amplitude(0.5, -0.5 * sign), amplitude(0.5, -0.5 * sign),
          amplitude(0.5, 0.5 * sign)};
}

matrix4 diagonal4(amplitude a, amplitude b, amplitude c, amplitude d) {
  matrix4 m{};
  m[0] = a, m[5] = b, m[10] = c, m[15] = d;
  return m;
}
/// Acts on |01> and |10> only: rows and columns 1 and 2.
matrix4 middle(amplitude a, amplitude b, amplitude c, amplitude d, amplitude last = 1) {
  matrix4 m = diagonal4(1, a, d, last);
  m[6] = b, m[9] = c;
  return m;
}
/// Acts on |00> and |11> only.
matrix4 outer(amplitude a, amplitude b, amplitude c, amplitude d) {
  matrix4 m = diagonal4(a, 1, 1, d);
  m[3] = b, m[12] = c;
  return m;
}
/// cos(t/2) - i sin(t/2) high (x) low, for two matrices whose square is 1.
matrix4 pair_rotation(double t, const matrix2& high, const matrix2& low) {
  matrix4 m = tensor(high, low);
  const amplitude s{0, -std::sin(t / 2)};
  for (auto& v : m) v = times(s, v);
  for (std::size_t k = 0; k < 4; ++k) m[5 * k] += std::cos(t / 2);
  return m;
}
const matrix2 pauli_x{0, 1, 1, 0}, pauli_y{0, amplitude(0, -1), amplitude(0, 1), 0}, pauli_z{1, 0, 0, -1};

gate_form on_one(const matrix2& m, std::uint8_t controls = 0) {
  gate_form g;
  g.what = gate_form::body::one, g.controls = controls, g.targets = 1;
  for (std::size_t k = 0; k < 4; ++k) g.m[k] = m[k];
  return g;
}
gate_form on_two(const matrix4& m) {
  gate_form g;
  g.what = gate_form::body::two, g.targets = 2, g.m = m;
  return g;
}
gate_form word(gate_form::body what, std::uint8_t controls, std::uint8_t targets) {
  gate_form g;
  g.what = what, g.controls = controls, g.targets = targets;
  return g;
}

matrix4 xx_plus_yy(double t, double b) {
  const double c = std::cos(t / 2);
  const amplitude s{0, -std::sin(t / 2)};
  return middle(c, times(s, e(-b)), times(s, e(b)), c);
}
matrix4 xx_minus_yy(double t, double b) {
  const double c = std::cos(t / 2);
  const amplitude s{0, -std::sin(t / 2)};
  return outer(c, times(s, e(-b)), times(s, e(b)), c);
}
matrix4 echoed_cross() {
  const double r = half_root;
  const amplitude j{0, r}, n{0, -r};
  return {0, r, 0, j, r, 0, n, 0, 0, j, 0, r, n, 0, r, 0};
}

}  // namespace

op_shape shape_of(std::uint16_t op) noexcept {
  switch (op) {
#define KETWAY_SHAPE(c, number, name, operands, params) \
  case number: return {true, operands, params};
    KW_STRUCTURE_TABLE(KETWAY_SHAPE)
    KW_GATE_TABLE(KETWAY_SHAPE)
#undef KETWAY_SHAPE
    default: return {};
  }
}

gate_form form_of(std::uint16_t op, const double* p) {
  constexpr double pi = std::numbers::pi;
  using body = gate_form::body;
  switch (op) {
    case KW_OP_GPHASE: {
      auto g = word(body::global_phase, 0, 0);
      g.m[0] = p[0];
      return g;
    }
    case KW_OP_ID: return word(body::identity, 0, 1);
    case KW_OP_X: return on_one(pauli_x);
    case KW_OP_Y: return on_one(pauli_y);
    case KW_OP_Z: return on_one(pauli_z);
    case KW_OP_H: return on_one(hadamard());
    case KW_OP_S: return on_one(diagonal2(1, i_unit));
    case KW_OP_SDG: return on_one(diagonal2(1, -i_unit));
    case KW_OP_T: return on_one(diagonal2(1, e(pi / 4)));
    case KW_OP_TDG: return on_one(diagonal2(1, e(-pi / 4)));
    case KW_OP_SX: return on_one(root_x(1));
    case KW_OP_SXDG: return on_one(root_x(-1));
    case KW_OP_P: return on_one(diagonal2(1, e(p[0])));
    case KW_OP_RX: return on_one(rotation(p[0], 0));
    case KW_OP_RY: return on_one(u_matrix(p[0], 0, 0));
    case KW_OP_RZ: return on_one(diagonal2(e(-p[0] / 2), e(p[0] / 2)));
    case KW_OP_R: return on_one(rotation(p[0], p[1]));
    case KW_OP_U2: return on_one(u_matrix(pi / 2, p[0], p[1]));
    case KW_OP_U: return on_one(u_matrix(p[0], p[1], p[2]));
    case KW_OP_GPI: return on_one(equator(p[0]));
    case KW_OP_GPI2: return on_one(rotation(pi / 2, p[0]));
    case KW_OP_PHASEDXZ:
      return on_one(multiply(diagonal2(1, e(p[1] + p[2])), multiply(x_power(p[0]), diagonal2(1, e(-p[2])))));
    case KW_OP_CX: return on_one(pauli_x, 1);
    case KW_OP_CY: return on_one(pauli_y, 1);
    case KW_OP_CZ: return on_one(pauli_z, 1);
    case KW_OP_CH: return on_one(hadamard(), 1);
    case KW_OP_CS: return on_one(diagonal2(1, i_unit), 1);
    case KW_OP_CSDG: return on_one(diagonal2(1, -i_unit), 1);
    case KW_OP_CSX: return on_one(root_x(1), 1);
    case KW_OP_CSXDG: return on_one(root_x(-1), 1);
    case KW_OP_CP: return on_one(diagonal2(1, e(p[0])), 1);
    case KW_OP_CRX: return on_one(rotation(p[0], 0), 1);
    case KW_OP_CRY: return on_one(u_matrix(p[0], 0, 0), 1);
    case KW_OP_CRZ: return on_one(diagonal2(e(-p[0] / 2), e(p[0] / 2)), 1);
    case KW_OP_CU3: return on_one(u_matrix(p[0], p[1], p[2]), 1);
    case KW_OP_CU: {
      matrix2 u = u_matrix(p[0], p[1], p[2]);
      for (auto& v : u) v = times(e(p[3]), v);
      return on_one(u, 1);
    }
    case KW_OP_SWAP: return word(body::swap, 0, 2);
    case KW_OP_ISWAP: return on_two(middle(0, i_unit, i_unit, 0));
    case KW_OP_ISWAPDG: return on_two(middle(0, -i_unit, -i_unit, 0));
    case KW_OP_SISWAP: return on_two(middle(half_root, half_root * i_unit, half_root * i_unit, half_root));
    case KW_OP_SISWAPDG: return on_two(middle(half_root, -half_root * i_unit, -half_root * i_unit, half_root));
    case KW_OP_DCX: return word(body::double_cx, 0, 2);
    case KW_OP_ECR: return on_two(echoed_cross());
    case KW_OP_RXX: return on_two(pair_rotation(p[0], pauli_x, pauli_x));
    case KW_OP_RYY: return on_two(pair_rotation(p[0], pauli_y, pauli_y));
    case KW_OP_RZZ: {
      const amplitude a = e(-p[0] / 2), b = e(p[0] / 2);
      return on_two(diagonal4(a, b, b, a));
    }
    case KW_OP_RZX: return on_two(pair_rotation(p[0], pauli_x, pauli_z));
    case KW_OP_XX_PLUS_YY: return on_two(xx_plus_yy(p[0], p[1]));
    case KW_OP_XX_MINUS_YY: return on_two(xx_minus_yy(p[0], p[1]));
    case KW_OP_MS: return on_two(pair_rotation(p[2], equator(p[1]), equator(p[0])));
    case KW_OP_FSIM: {
      const amplitude s{0, -std::sin(p[0])};
      return on_two(middle(std::cos(p[0]), s, s, std::cos(p[0]), e(-p[1])));
    }
    case KW_OP_XY: {
      const amplitude s{0, std::sin(p[0] / 2)};
      return on_two(middle(std::cos(p[0] / 2), s, s, std::cos(p[0] / 2)));
    }
    case KW_OP_CPHASE00: return on_two(diagonal4(e(p[0]), 1, 1, 1));
    case KW_OP_CPHASE01: return on_two(diagonal4(1, 1, e(p[0]), 1));
    case KW_OP_CPHASE10: return on_two(diagonal4(1, e(p[0]), 1, 1));
    case KW_OP_PSWAP: return on_two(middle(0, e(p[0]), e(p[0]), 0));
    case KW_OP_CCX: return on_one(pauli_x, 2);
    case KW_OP_CCZ: return on_one(pauli_z, 2);
    case KW_OP_CSWAP: return word(body::swap, 1, 2);
    case KW_OP_RCCX: return word(body::rccx, 0, 3);
    case KW_OP_C3X: return on_one(pauli_x, 3);
    case KW_OP_C3SX: return on_one(root_x(1), 3);
    case KW_OP_RC3X: return word(body::rc3x, 0, 4);
    case KW_OP_C4X: return on_one(pauli_x, 4);
    default: return {};
  }
}

matrix2 multiply(const matrix2& a, const matrix2& b) noexcept {
  return {times(a[0], b[0]) + times(a[1], b[2]), times(a[0], b[1]) + times(a[1], b[3]),
          times(a[2], b[0]) + times(a[3], b[2]), times(a[2], b[1]) + times(a[3], b[3])};
}
matrix4 multiply(const matrix4& a, const matrix4& b) noexcept {
  matrix4 out{};
  for (std::size_t r = 0; r < 4; ++r)
    for (std::size_t k = 0; k < 4; ++k)
      for (std::size_t c = 0; c < 4; ++c) out[4 * r + c] += times(a[4 * r + k], b[4 * k + c]);
  return out;
}
matrix4 tensor(const matrix2& high, const matrix2& low) noexcept {
  matrix4 out{};
  for (std::size_t r = 0; r < 4; ++r)
    for (std::size_t c = 0; c < 4; ++c)
      out[4 * r + c] = times(high[2 * (r >> 1) + (c >> 1)], low[2 * (r & 1) + (c & 1)]);
  return out;
}
matrix2 first_two(const matrix4& m) noexcept { return {m[0], m[1], m[2], m[3]}; }

}  // namespace ketway::local
