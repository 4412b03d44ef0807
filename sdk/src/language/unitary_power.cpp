#include "language/unitary_power.hpp"

#include <array>
#include <cmath>
#include <complex>
#include <numbers>

#include "circuit/columns.hpp"
#include "language/one_qubit_angles.hpp"

namespace ketway::language {
namespace {

using complex = std::complex<double>;
using matrix = std::array<complex, 4>;  // row by row
constexpr double pi = std::numbers::pi;

/// Into (-pi, pi]; an eigenvalue of -1 stays at pi whatever way it was rounded.
double principal(double a) noexcept {
  constexpr double noise = 1e-9;
  a = std::remainder(a, 2 * pi);
  return a <= -pi + noise ? a + 2 * pi : a;
}

matrix product(const matrix& a, const matrix& b) {
  return {a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3], a[2] * b[0] + a[3] * b[2], a[2] * b[1] + a[3] * b[3]};
}

/// m = e(d) (cos w + i sin w n.sigma): its eigenvalues are e(d + w) and e(d - w).
matrix power(const matrix& m, double exponent) {
  const double d = std::arg(m[0] * m[3] - m[1] * m[2]) / 2;
  const complex back = std::polar(1.0, -d);
  const complex v0 = m[0] * back, v1 = m[1] * back, v2 = m[2] * back, v3 = m[3] * back;
  const double x = (v1 + v2).imag() / 2, y = (v1 - v2).real() / 2, z = (v0 - v3).imag() / 2;
  const double sine = std::sqrt(x * x + y * y + z * z), w = std::atan2(sine, (v0 + v3).real() / 2);
  const complex up = std::polar(1.0, exponent * principal(d + w)), down = std::polar(1.0, exponent * principal(d - w));
  constexpr double no_axis = 1e-12;
  if (sine < no_axis) return {up, 0, 0, up};
  const complex mean = (up + down) / 2.0, half = (up - down) / (2 * sine);
  return {mean + half * z, half * complex(x, -y), half * complex(x, y), mean - half * z};
}

void add(circuit& to, std::vector<std::uint32_t> qubits, const matrix& m) {
  const one_qubit_angles u(m[0], m[1], m[2], m[3]);
  to.gate(KW_OP_U, qubits, std::array<angle, 3>{u.theta, u.phi, u.lambda});
  qubits.pop_back();
  to.gate(KW_OP_GPHASE, qubits, std::array<angle, 1>{u.phase});
}

matrix matrix_of(std::uint16_t op, std::span<const double> params) {
  const auto entries = gate_matrix(op, params).value();
  if (entries.size() == 1) return {entries[0], 0, 0, entries[0]};  // a phase
  return {entries[0], entries[1], entries[2], entries[3]};
}

error refused() {
  return {errc::invalid_argument,
          "a power that is no whole number is read for gates on one qubit, with controls or without, and for rxx, ryy, "
          "rzz and rzx"};
}

}  // namespace

expected<circuit> unitary_power(const circuit& body, double exponent) {
  const auto& from = circuit::storage::of(body);
  circuit out(body.num_qubits());
  for (const kw_gate& g : from.gates) {
    if (!gates::is_gate(g.op)) return refused();
    if (g.symbol != 0)
      return error(errc::invalid_argument, "a power that is no whole number needs numbers, not symbols");
  }
  if (from.gates.size() == 1) {
    const kw_gate& g = from.gates[0];
    const auto params = from.params_of(g);
    const auto operands = from.operands_of(g);
    const std::vector<std::uint32_t> qubits(operands.begin(), operands.end());
    const bool turn = g.op == KW_OP_RXX || g.op == KW_OP_RYY || g.op == KW_OP_RZZ || g.op == KW_OP_RZX;
    if (turn && std::fabs(params[0]) < 2 * pi) {
      out.gate(g.op, qubits, std::array<angle, 1>{params[0] * exponent});
      return out;
    }
    const std::uint16_t base = g.op == KW_OP_GPHASE ? g.op : gates::table[g.op].base;
    if (gates::table[base].operands == 1) {
      add(out, qubits, power(matrix_of(base, params), exponent));
      return out;
    }
    if (base == KW_OP_GPHASE) {
      out.gate(base, qubits, std::array<angle, 1>{exponent * principal(params[0])});
      return out;
    }
  }
  if (body.num_qubits() != 1) return refused();
  matrix whole{1, 0, 0, 1};
  for (const kw_gate& g : from.gates) whole = product(matrix_of(g.op, from.params_of(g)), whole);
  add(out, {0}, power(whole, exponent));
  return out;
}

}  // namespace ketway::language
