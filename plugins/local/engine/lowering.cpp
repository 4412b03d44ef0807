#include "engine/lowering.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/matrix_shape.hpp"

namespace ketway::local {
namespace {

constexpr unsigned max_positions = 62;

matrix2 matrix_of(std::uint16_t op, std::initializer_list<double> params) {
  return first_two(form_of(op, params.begin()).m);
}

}  // namespace

unsigned gate_lowering::place(std::uint32_t qubit) {
  if (is_zero(qubit)) {
    const unsigned at = in_order_ ? qubit : next_;
    if (at >= max_positions)
      throw failure(KW_RESOURCE_EXHAUSTED, "more than 62 qubits take part: no state vector of that size can be stored");
    positions_[qubit] = static_cast<std::int32_t>(at);
    next_ = std::max(next_, at + 1);
  }
  return static_cast<unsigned>(positions_[qubit]);
}

void gate_lowering::lower(const record& r) {
  if (r.op == KW_OP_UNITARY) return unitary(r);
  const gate_form form = form_of(r.op, r.params);
  const std::size_t num_controls = r.operands.size() - form.targets;
  std::uint64_t controls = 0;
  for (std::size_t k = 0; k < num_controls; ++k) {
    if (is_zero(r.operands[k])) return;
    controls |= mask(r.operands[k]);
  }
  const auto q = r.operands.subspan(num_controls);
  switch (form.what) {
    case gate_form::body::identity: return;
    case gate_form::body::global_phase: return out_.phase(controls, form.m[0].real());
    case gate_form::body::one: return one(first_two(form.m), q[0], controls);
    case gate_form::body::two: return two(form.m, q[0], q[1], controls);
    case gate_form::body::swap: return swap(q[0], q[1], controls);
    case gate_form::body::double_cx: return flip(q[0], q[1], controls), flip(q[1], q[0], controls);
    case gate_form::body::rccx: return rccx(q, controls);
    case gate_form::body::rc3x: return rc3x(q, controls);
  }
}

void gate_lowering::one(const matrix2& m, std::uint32_t target, std::uint64_t controls) {
  if (is_zero(target) && is_diagonal(m)) return out_.phase(controls, std::arg(m[0]));
  out_.one(m, place(target), controls);
}

void gate_lowering::two(const matrix4& m, std::uint32_t low, std::uint32_t high, std::uint64_t controls) {
  if (is_diagonal(m) && is_zero(low)) return one({m[0], 0, 0, m[10]}, high, controls);
  if (is_diagonal(m) && is_zero(high)) return one({m[0], 0, 0, m[5]}, low, controls);
  const unsigned a = place(low), b = place(high);
  out_.two(m, a, b, controls);
}

void gate_lowering::flip(std::uint32_t control, std::uint32_t target, std::uint64_t controls) {
  if (is_zero(control)) return;
  one({0, 1, 1, 0}, target, controls | mask(control));
}

void gate_lowering::swap(std::uint32_t a, std::uint32_t b, std::uint64_t controls) {
  if (is_zero(a) && is_zero(b)) return;
  if (controls == 0 && relabel_swaps_) return std::swap(positions_[a], positions_[b]);
  // The outer two may go without the controls: they cancel where the middle one does not act.
  place(a), place(b);
  flip(a, b, 0), flip(b, a, controls), flip(a, b, 0);
}

void gate_lowering::rccx(std::span<const std::uint32_t> q, std::uint64_t controls) {
  constexpr double pi = std::numbers::pi;
  const matrix2 h = matrix_of(KW_OP_U2, {0, pi}), t = matrix_of(KW_OP_T, {}), back = matrix_of(KW_OP_TDG, {});
  place(q[0]), place(q[1]), place(q[2]);
  one(h, q[2], controls), one(t, q[2], controls), flip(q[1], q[2], controls), one(back, q[2], controls);
  flip(q[0], q[2], controls), one(t, q[2], controls), flip(q[1], q[2], controls), one(back, q[2], controls);
  one(h, q[2], controls);
}

void gate_lowering::rc3x(std::span<const std::uint32_t> q, std::uint64_t controls) {
  constexpr double pi = std::numbers::pi;
  const matrix2 h = matrix_of(KW_OP_U2, {0, pi}), t = matrix_of(KW_OP_T, {}), back = matrix_of(KW_OP_TDG, {});
  const std::uint32_t a = q[0], b = q[1], c = q[2], d = q[3];
  for (const auto k : q) place(k);
  one(h, d, controls), one(t, d, controls), flip(c, d, controls), one(back, d, controls), one(h, d, controls);
  flip(a, d, controls), one(t, d, controls), flip(b, d, controls), one(back, d, controls);
  flip(a, d, controls), one(t, d, controls), flip(b, d, controls), one(back, d, controls);
  one(h, d, controls), one(t, d, controls), flip(c, d, controls), one(back, d, controls), one(h, d, controls);
}

void gate_lowering::unitary(const record& r) {
  const std::size_t k = r.operands.size(), entries = std::size_t{1} << (2 * k);
  std::vector<amplitude> m(entries);
  for (std::size_t e = 0; e < entries; ++e) m[e] = {r.params[2 * e], r.params[2 * e + 1]};
  if (k == 1) return one({m[0], m[1], m[2], m[3]}, r.operands[0], 0);
  if (k == 2) {
    matrix4 four;
    std::copy(m.begin(), m.end(), four.begin());
    return two(four, r.operands[0], r.operands[1], 0);
  }
  std::array<std::uint8_t, operation::max_targets> targets{};
  for (std::size_t j = 0; j < k; ++j) targets[j] = static_cast<std::uint8_t>(place(r.operands[j]));
  out_.wide(m, {targets.data(), k}, 0);
}

}  // namespace ketway::local
