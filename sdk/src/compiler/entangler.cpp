#include "compiler/entangler.hpp"

#include <cmath>
#include <numbers>
#include <optional>

#include "circuit/gate_table.hpp"

namespace ketway::compiler {
namespace {

constexpr double pi = std::numbers::pi;

// The angle that makes exp(i t XX), over t; 0 for gates that are no such family. The other parameters are 0.
double angle_over_t(std::uint16_t op) {
  switch (op) {
    case KW_OP_RXX:
    case KW_OP_RYY:
    case KW_OP_RZZ:
    case KW_OP_RZX:
    case KW_OP_MS: return 2;
    case KW_OP_CP:
    case KW_OP_CRX:
    case KW_OP_CRY:
    case KW_OP_CRZ:
    case KW_OP_CPHASE00:
    case KW_OP_CPHASE01:
    case KW_OP_CPHASE10: return 4;
    default: return 0;
  }
}

std::size_t main_parameter(std::uint16_t op) { return op == KW_OP_MS ? 2 : 0; }

bool allowed(std::span<const parameter_limit> limits, const std::vector<double>& angles) {
  for (std::size_t i = 0; i < std::min(limits.size(), angles.size()); ++i)
    if (!limits[i].allows(angles[i])) return false;
  return true;
}

std::vector<double> family_angles(std::uint16_t op, double main) {
  std::vector<double> angles(gates::table[op].params, 0.0);
  angles[main_parameter(op)] = main;
  return angles;
}

// The angles at which a family makes exp(i t XX) up to local gates, within its limits.
std::optional<std::vector<double>> angles_for(std::uint16_t op, std::span<const parameter_limit> limits, double t) {
  const double factor = angle_over_t(op);
  for (const double main : {factor * t, -factor * t, 2 * pi - factor * t, factor * t - 2 * pi}) {
    std::vector<double> angles = family_angles(op, main);
    if (allowed(limits, angles)) return angles;
  }
  return std::nullopt;
}

bool makes_every(std::uint16_t op, std::span<const parameter_limit> limits) {
  if (angle_over_t(op) == 0) return false;
  const double steps = 64;
  for (double k = 0; k <= steps; ++k)
    if (!angles_for(op, limits, k / steps * pi / 4)) return false;
  // A list of values is no range, however long.
  const std::size_t main = main_parameter(op);
  return limits.size() <= main || limits[main].values().empty();
}

// Parameters that may make something useful of a gate that is no family.
std::vector<std::vector<double>> fixed_candidates(std::uint16_t op, std::span<const parameter_limit> limits) {
  std::vector<std::vector<double>> out;
  const std::size_t n = gates::table[op].params;
  switch (op) {
    case KW_OP_XY: out = {{pi}, {-pi}, {pi / 2}, {-pi / 2}}; break;
    case KW_OP_XX_PLUS_YY:
    case KW_OP_XX_MINUS_YY: out = {{pi, 0}, {-pi, 0}, {pi / 2, 0}, {-pi / 2, 0}}; break;
    case KW_OP_FSIM: out = {{pi / 2, 0}, {-pi / 2, 0}, {pi / 4, 0}, {-pi / 4, 0}, {0, pi}}; break;
    case KW_OP_PSWAP: out = {{pi / 2}, {-pi / 2}}; break;
    case KW_OP_CU3: out = {{pi, 0, pi}}; break;
    case KW_OP_CU: out = {{pi, 0, pi, 0}}; break;
    default: break;
  }
  if (n == 0) out.emplace_back();
  // Where every parameter is listed: each combination of what is listed, if they are few.
  std::vector<std::vector<double>> listed{{}};
  for (std::size_t i = 0; i < n && !listed.empty(); ++i) {
    std::vector<std::vector<double>> longer;
    if (i < limits.size())
      for (const auto& head : listed)
        for (const double v : limits[i].values()) {
          longer.push_back(head);
          longer.back().push_back(v);
        }
    listed = longer.size() <= 64 ? std::move(longer) : std::vector<std::vector<double>>{};
  }
  if (n != 0) out.insert(out.end(), listed.begin(), listed.end());
  std::erase_if(out, [&](const std::vector<double>& angles) { return !allowed(limits, angles); });
  return out;
}

// The class of cx, for a gate that is one with a swap.
weyl without_swap(const matrix4& m) { return weyl_of(swap4 * m); }

}  // namespace

entangler::entangler(kind what, std::uint16_t op, bool reversed, std::vector<double> angles)
    : what_(what), op_(op), reversed_(reversed), angles_(std::move(angles)), matrix_(matrix4_of(op, angles_)) {
  if (reversed_) matrix_ = exchanged(matrix_);
  form_ = weyl_of(matrix_);
  if (what_ == kind::any_xx) return;
  if (form_.at(pi / 4, 0, 0)) what_ = kind::xx;
  if (form_.at(pi / 8, 0, 0)) what_ = kind::half_xx;
  if (form_.at(pi / 8, pi / 8, 0)) what_ = kind::root_swap;
  if (form_.at(pi / 4, pi / 4, 0)) {
    what_ = kind::iswap;
    form_ = without_swap(matrix_);
  }
}

std::size_t entangler::uses(double t) const noexcept {
  switch (what_) {
    case kind::any_xx: return 1;
    case kind::xx:
    case kind::iswap: return std::abs(t - pi / 4) < resolution ? 1 : 0;
    case kind::half_xx:
    case kind::root_swap: return std::abs(t - pi / 4) < resolution ? 2 : 0;
    default: return 0;
  }
}

void entangler::append(const matrix2& high, const matrix2& low, pieces& to) const {
  to.emplace_back(0, low);
  to.emplace_back(1, high);
}

void entangler::append_stripped(pieces& to) const {
  append(adjoint(form_.before[1]), adjoint(form_.before[0]), to);
  use(to);
  append(adjoint(form_.after[1]), adjoint(form_.after[0]), to);
}

void entangler::interact(double t, pieces& to) const {
  constexpr matrix2 x{0, 1, 1, 0};
  switch (what_) {
    case kind::any_xx: {
      const auto angles = angles_for(op_, limits_, t);
      entangler one(kind::any_xx, op_, reversed_, angles.value());
      return one.append_stripped(to);
    }
    case kind::half_xx: append_stripped(to); return append_stripped(to);
    case kind::root_swap:
      // Between two X on one operand YY changes its sign: what is left of both is XX.
      append_stripped(to);
      to.emplace_back(0, x);
      append_stripped(to);
      to.emplace_back(0, x);
      return;
    default: return append_stripped(to);
  }
}

std::vector<entangler> entangler::of(std::uint16_t op, std::span<const parameter_limit> limits, bool reversed) {
  std::vector<entangler> out;
  if (makes_every(op, limits)) {
    out.push_back(entangler(kind::any_xx, op, reversed, *angles_for(op, limits, pi / 4)));
    out.back().limits_.assign(limits.begin(), limits.end());
    return out;
  }
  if (angle_over_t(op) != 0)
    if (auto angles = angles_for(op, limits, pi / 4))
      out.push_back(entangler(kind::itself, op, reversed, std::move(*angles)));
  for (std::vector<double>& angles : fixed_candidates(op, limits))
    out.push_back(entangler(kind::itself, op, reversed, std::move(angles)));
  return out;
}

bool symmetric_by_matrix(std::uint16_t op) {
  const std::size_t n = gates::table[op].params;
  const double samples[] = {0.3, 0.5, 0.9, 1.2};
  const matrix4 m = matrix4_of(op, std::span(samples, n));
  return compare(m, exchanged(m)).distance < resolution && std::abs(compare(m, exchanged(m)).phase) < resolution;
}

}  // namespace ketway::compiler
