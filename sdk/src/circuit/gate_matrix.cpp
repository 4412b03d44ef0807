// The matrices of ketway/ops.h, as its comment gives them.

#include <cmath>
#include <numbers>

#include "circuit/gate_table.hpp"
#include "circuit/matrix.hpp"
#include "ketway/circuit.hpp"

namespace ketway {
namespace {

using complex = std::complex<double>;
using matrix = std::vector<complex>;
using numbers_of = std::span<const double>;
constexpr complex i1{0, 1};
constexpr double pi = std::numbers::pi, root_half = std::numbers::sqrt2 / 2;

complex e(double a) { return {std::cos(a), std::sin(a)}; }

matrix u(double t, double f, double l) {
  const double c = std::cos(t / 2), s = std::sin(t / 2);
  return {c, -e(l) * s, e(f) * s, e(f + l) * c};
}

matrix phasedxz(double x, double z, double a) {
  // Z^a X^x Z^-a, then Z^z: all diagonal but X^x = e(x/2) rx(x).
  const complex c = e(x / 2) * std::cos(x / 2), s = e(x / 2) * -i1 * std::sin(x / 2);
  return {c, e(-a) * s, e(z + a) * s, e(z) * c};
}

matrix one_qubit(std::uint16_t op, numbers_of p) {
  const double half = p.empty() ? 0 : p[0] / 2, c = std::cos(half), s = std::sin(half);
  switch (op) {
    case KW_OP_ID: return {1, 0, 0, 1};
    case KW_OP_X: return {0, 1, 1, 0};
    case KW_OP_Y: return {0, -i1, i1, 0};
    case KW_OP_Z: return {1, 0, 0, -1};
    case KW_OP_H: return {root_half, root_half, root_half, -root_half};
    case KW_OP_S: return {1, 0, 0, i1};
    case KW_OP_SDG: return {1, 0, 0, -i1};
    case KW_OP_T: return {1, 0, 0, complex{root_half, root_half}};
    case KW_OP_TDG: return {1, 0, 0, complex{root_half, -root_half}};
    case KW_OP_SX: return {{0.5, 0.5}, {0.5, -0.5}, {0.5, -0.5}, {0.5, 0.5}};
    case KW_OP_SXDG: return {{0.5, -0.5}, {0.5, 0.5}, {0.5, 0.5}, {0.5, -0.5}};
    case KW_OP_P: return {1, 0, 0, e(p[0])};
    case KW_OP_RX: return {c, -i1 * s, -i1 * s, c};
    case KW_OP_RY: return {c, -s, s, c};
    case KW_OP_RZ: return {e(-half), 0, 0, e(half)};
    case KW_OP_R: return {c, -i1 * e(-p[1]) * s, -i1 * e(p[1]) * s, c};
    case KW_OP_U2: return u(pi / 2, p[0], p[1]);
    case KW_OP_U: return u(p[0], p[1], p[2]);
    case KW_OP_GPI: return {0, e(-p[0]), e(p[0]), 0};
    case KW_OP_GPI2: return {root_half, -i1 * e(-p[0]) * root_half, -i1 * e(p[0]) * root_half, root_half};
    default: return phasedxz(p[0], p[1], p[2]);
  }
}

// What mixes |01> and |10> (rows 1, 2), or |00> and |11> (rows 0, 3), beside a diagonal.
matrix inner(complex d0, complex m11, complex m12, complex m21, complex m22, complex d3) {
  return {d0, 0, 0, 0, 0, m11, m12, 0, 0, m21, m22, 0, 0, 0, 0, d3};
}
matrix outer(complex m00, complex m03, complex m30, complex m33, complex d1, complex d2) {
  return {m00, 0, 0, m03, 0, d1, 0, 0, 0, 0, d2, 0, m30, 0, 0, m33};
}

// exp(-i t/2 G) with G = [[0, 0, 0, g03], [0, 0, g12, 0], ...]: an anti-diagonal Hermitian matrix of square one.
matrix anti_diagonal_rotation(double t, complex g03, complex g12) {
  const double c = std::cos(t / 2);
  const complex s = -i1 * std::sin(t / 2);
  return {c, 0, 0, s * g03, 0, c, s * g12, 0, 0, s * std::conj(g12), c, 0, s * std::conj(g03), 0, 0, c};
}

matrix two_qubits(std::uint16_t op, numbers_of p) {
  const double half = p.empty() ? 0 : p[0] / 2, c = std::cos(half), s = std::sin(half);
  const double r = root_half;
  const complex ir = i1 * r;
  switch (op) {
    case KW_OP_SWAP: return inner(1, 0, 1, 1, 0, 1);
    case KW_OP_ISWAP: return inner(1, 0, i1, i1, 0, 1);
    case KW_OP_ISWAPDG: return inner(1, 0, -i1, -i1, 0, 1);
    case KW_OP_SISWAP: return inner(1, r, ir, ir, r, 1);
    case KW_OP_SISWAPDG: return inner(1, r, -ir, -ir, r, 1);
    case KW_OP_DCX: return {1, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0};
    case KW_OP_ECR: return {0, r, 0, ir, r, 0, -ir, 0, 0, ir, 0, r, -ir, 0, r, 0};
    case KW_OP_RXX: return anti_diagonal_rotation(p[0], 1, 1);
    case KW_OP_RYY: return anti_diagonal_rotation(p[0], -1, 1);
    case KW_OP_RZZ: return inner(e(-half), e(half), 0, 0, e(half), e(-half));
    case KW_OP_RZX: return {c, 0, -i1 * s, 0, 0, c, 0, i1 * s, -i1 * s, 0, c, 0, 0, i1 * s, 0, c};
    case KW_OP_XX_PLUS_YY: return inner(1, c, -i1 * s * e(-p[1]), -i1 * s * e(p[1]), c, 1);
    case KW_OP_XX_MINUS_YY: return outer(c, -i1 * s * e(-p[1]), -i1 * s * e(p[1]), c, 1, 1);
    case KW_OP_MS: return anti_diagonal_rotation(p[2], e(-p[0] - p[1]), e(p[0] - p[1]));
    case KW_OP_FSIM:
      return inner(1, std::cos(p[0]), -i1 * std::sin(p[0]), -i1 * std::sin(p[0]), std::cos(p[0]), e(-p[1]));
    case KW_OP_XY: return inner(1, c, i1 * s, i1 * s, c, 1);
    case KW_OP_CPHASE00: return inner(e(p[0]), 1, 0, 0, 1, 1);
    case KW_OP_CPHASE01: return inner(1, 1, 0, 0, e(p[0]), 1);
    case KW_OP_CPHASE10: return inner(1, e(p[0]), 0, 0, 1, 1);
    default: return inner(1, 0, e(p[0]), e(p[0]), 0, 1);  // pswap
  }
}

matrix identity(std::size_t n) {
  matrix m(n * n);
  for (std::size_t i = 0; i < n; ++i) m[i * n + i] = 1;
  return m;
}

matrix relative_toffoli(std::uint16_t op) {
  if (op == KW_OP_RCCX) {
    matrix m = identity(8);
    m[3 * 8 + 3] = m[7 * 8 + 7] = 0;
    m[3 * 8 + 7] = -i1;
    m[7 * 8 + 3] = i1;
    m[5 * 8 + 5] = -1;
    return m;
  }
  matrix m = identity(16);
  m[3 * 16 + 3] = i1;
  m[11 * 16 + 11] = -i1;
  m[7 * 16 + 7] = m[15 * 16 + 15] = 0;
  m[7 * 16 + 15] = 1;
  m[15 * 16 + 7] = -1;
  return m;
}

matrix uncontrolled(std::uint16_t op, numbers_of p) {
  if (op == KW_OP_GPHASE) return {e(p[0])};
  if (op == KW_OP_RCCX || op == KW_OP_RC3X) return relative_toffoli(op);
  if (op == KW_OP_CU) {
    matrix m = u(p[0], p[1], p[2]);
    for (complex& z : m) z *= e(p[3]);
    return gates::controlled(m, 1);
  }
  return gates::table[op].operands == 1 ? one_qubit(op, p) : two_qubits(op, p);
}

}  // namespace

namespace gates {

std::vector<complex> controlled(std::span<const complex> m, std::uint32_t controls) {
  if (controls == 0) return {m.begin(), m.end()};
  const auto inner_size = static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(m.size()))));
  const std::size_t size = inner_size << controls, on = (std::size_t{1} << controls) - 1;
  matrix out = identity(size);
  for (std::size_t row = 0; row < inner_size; ++row)
    for (std::size_t column = 0; column < inner_size; ++column)
      out[((row << controls) | on) * size + ((column << controls) | on)] = m[row * inner_size + column];
  return out;
}

}  // namespace gates

expected<std::vector<complex>> gate_matrix(std::uint16_t op, std::span<const double> params) {
  if (!gates::is_gate(op)) return error(errc::invalid_argument, "op " + std::to_string(op) + " is not a gate");
  const gates::row& r = gates::table[op];
  if (params.size() != r.params)
    return error(errc::invalid_argument, std::string(r.name) + " has " + std::to_string(r.params) +
                                             " parameters, not " + std::to_string(params.size()));
  if (r.controls <= 0) return uncontrolled(op, params);
  return gates::controlled(uncontrolled(r.base, params), static_cast<std::uint32_t>(r.controls));
}

}  // namespace ketway
