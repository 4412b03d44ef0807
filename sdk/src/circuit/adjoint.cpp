// The adjoint of a circuit: each gate's inverse, in reverse order.

#include <numbers>

#include "circuit/transform.hpp"

namespace ketway {
namespace {

using storage = circuit::storage;
constexpr double pi = std::numbers::pi;

angle negated(const angle& a) { return a.symbolic() ? angle(-a.expression()) : angle(0.0 - a.value()); }

angle added(const angle& a, const angle& b) {
  if (!a.symbolic() && !b.symbolic()) return a.value() + b.value();
  const auto as_parameter = [](const angle& x) {
    return x.symbolic() ? x.expression() : parameter::constant(x.value());
  };
  return as_parameter(a) + as_parameter(b);
}

angle half_turn_away(const angle& a) {
  if (a.symbolic()) return a.expression() + parameter::parse("pi").value();
  return a.value() > 0 ? a.value() - pi : a.value() + pi;
}

// A gate on its way into its inverse.
struct gate_parts {
  std::uint16_t op = 0;
  std::vector<std::uint32_t> qubits;
  std::vector<angle> angles;
};

void invert(gate_parts& g) {
  std::vector<angle>& a = g.angles;
  const auto becomes = [&](std::uint16_t op) { g.op = op; };
  switch (g.op) {
    case KW_OP_S: return becomes(KW_OP_SDG);
    case KW_OP_SDG: return becomes(KW_OP_S);
    case KW_OP_T: return becomes(KW_OP_TDG);
    case KW_OP_TDG: return becomes(KW_OP_T);
    case KW_OP_SX: return becomes(KW_OP_SXDG);
    case KW_OP_SXDG: return becomes(KW_OP_SX);
    case KW_OP_CS: return becomes(KW_OP_CSDG);
    case KW_OP_CSDG: return becomes(KW_OP_CS);
    case KW_OP_CSX: return becomes(KW_OP_CSXDG);
    case KW_OP_CSXDG: return becomes(KW_OP_CSX);
    case KW_OP_ISWAP: return becomes(KW_OP_ISWAPDG);
    case KW_OP_ISWAPDG: return becomes(KW_OP_ISWAP);
    case KW_OP_SISWAP: return becomes(KW_OP_SISWAPDG);
    case KW_OP_SISWAPDG: return becomes(KW_OP_SISWAP);
    case KW_OP_C3SX: return becomes(KW_OP_SXDG);  // all its operands but the last are controls
    case KW_OP_GPI: return;
    case KW_OP_GPI2: a[0] = half_turn_away(a[0]); return;
    case KW_OP_R:
    case KW_OP_XX_PLUS_YY:
    case KW_OP_XX_MINUS_YY: a[0] = negated(a[0]); return;
    case KW_OP_MS: a[2] = negated(a[2]); return;
    case KW_OP_U2: a = {angle(-pi / 2), negated(a[1]), negated(a[0])}; return becomes(KW_OP_U);
    case KW_OP_PHASEDXZ: a = {negated(a[0]), negated(a[1]), added(a[2], a[1])}; return;
    case KW_OP_DCX: return std::swap(g.qubits[g.qubits.size() - 1], g.qubits[g.qubits.size() - 2]);
    case KW_OP_U:
    case KW_OP_CU3:
    case KW_OP_CU: std::swap(a[1], a[2]); break;
    default: break;
  }
  for (angle& x : a) x = negated(x);
}

// rc3x of qelib1.inc is not its own inverse, and has no named one.
void append_rc3x_inverse(storage& to, std::span<const std::uint32_t> qubits) {
  struct part {
    std::uint16_t op;
    int control;  // place among the four operands; -1: none
  };
  static constexpr part parts[] = {
      {KW_OP_H, -1}, {KW_OP_T, -1},   {KW_OP_CX, 2}, {KW_OP_TDG, -1}, {KW_OP_H, -1},   {KW_OP_T, -1},
      {KW_OP_CX, 1}, {KW_OP_TDG, -1}, {KW_OP_CX, 0}, {KW_OP_T, -1},   {KW_OP_CX, 1},   {KW_OP_TDG, -1},
      {KW_OP_CX, 0}, {KW_OP_H, -1},   {KW_OP_T, -1}, {KW_OP_CX, 2},   {KW_OP_TDG, -1}, {KW_OP_H, -1},
  };
  const std::size_t extra = qubits.size() - 4;
  for (const part& p : parts) {
    std::vector<std::uint32_t> on(qubits.begin(), qubits.begin() + static_cast<std::ptrdiff_t>(extra));
    if (p.control >= 0) on.push_back(qubits[extra + static_cast<std::size_t>(p.control)]);
    on.push_back(qubits.back());
    transform::require(to.gate(p.op, on, std::span<const double>()));
  }
}

void append_unitary_inverse(storage& to, const storage& from, const kw_gate& g) {
  const std::vector<std::complex<double>> m = transform::matrix_of(from, g);
  std::vector<std::complex<double>> adjoint(m.size());
  const std::size_t n = std::size_t{1} << g.num_operands;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) adjoint[j * n + i] = std::conj(m[i * n + j]);
  std::string label(from.symbols[g.symbol]);
  if (label.ends_with("_dg"))
    label.resize(label.size() - 3);
  else if (!label.empty())
    label += "_dg";
  transform::require(to.unitary(adjoint, from.operands_of(g), label));
}

void append_inverse(storage& to, const storage& from, const kw_gate& g, gate_parts& scratch) {
  const std::span<const std::uint32_t> qubits = from.operands_of(g);
  if (g.op == KW_OP_UNITARY) return append_unitary_inverse(to, from, g);
  if (g.op == KW_OP_RC3X) return append_rc3x_inverse(to, qubits);
  if (!gates::is_gate(g.op)) {
    transform::require(to.has_room(1, qubits.size(), 1) ? refusal::none : refusal::too_many_records);
    return to.push(g.op, qubits, from.params_of(g), to.copy_symbols(from, g));
  }
  scratch.op = g.op;
  scratch.qubits.assign(qubits.begin(), qubits.end());
  transform::read_angles(from, g, scratch.angles);
  invert(scratch);
  transform::require(to.gate(scratch.op, scratch.qubits, std::span<const angle>(scratch.angles)));
}

}  // namespace

expected<circuit> circuit::inverse() const {
  const storage& from = storage::of(*this);
  if (auto why = transform::why_not_unitary(from, "invert")) return std::move(*why);
  circuit out;
  storage& to = storage::open(out);
  to.copy_shape(from);
  try {
    gate_parts scratch;
    for (std::size_t i = from.gates.size(); i-- > 0;) append_inverse(to, from, from.gates[i], scratch);
  } catch (const exception& e) {  // a limit on size that the inverse exceeds
    return e.error();
  }
  return out;
}

}  // namespace ketway
