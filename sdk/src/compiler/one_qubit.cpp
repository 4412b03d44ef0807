#include "compiler/one_qubit.hpp"

#include <cmath>
#include <numbers>

#include "circuit/gate_table.hpp"
#include "compiler/angles.hpp"
#include "compiler/small_matrix.hpp"

namespace ketway::compiler {
namespace {

constexpr double pi = std::numbers::pi;

bool is(const angle& a, double value) { return !a.symbolic() && std::abs(reduced(a.value() - value)) < resolution; }

matrix2 sampled(const small_gate& g) {
  std::vector<double> values;
  for (const angle& a : g.angles) values.push_back(sample_of(a));
  return matrix2_of(g.op, values);
}

matrix2 sampled(const as_u& u) {
  const double values[] = {sample_of(u.theta), sample_of(u.phi), sample_of(u.lambda)};
  return matrix2_of(KW_OP_U, values);
}

// rz(phi) ry(theta) rz(lambda) times exp(i this).
angle special_phase(const as_u& u) { return plus(u.phase, scaled(plus(u.phi, u.lambda), 1, 2)); }

}  // namespace

one_qubit_basis::one_qubit_basis(std::vector<offer> offers) : offers_(std::move(offers)) {
  find_half_turns();
  const double awkward[][3] = {{0.3, 0.7, -1.1}, {2.9, -3.0, 2.5}, {1.1, 0, 0},
                               {0, 0, 1},        {pi, 0, pi},      {pi / 2, 0, pi}};
  universal_ = true;
  for (const auto& [t, f, l] : awkward) universal_ = universal_ && make({t, f, l, 0.0}).has_value();
}

// The gate with its angles turned into the limits of one of the offers.
std::optional<small_gate> one_qubit_basis::fitted(std::uint16_t op, std::vector<angle> angles) const {
  for (angle& a : angles)
    if (!a.symbolic()) a = reduced(a.value());
  for (const offer& o : offers_) {
    if (o.op != op) continue;
    std::vector<angle> turned = angles;
    bool fine = true;
    for (std::size_t i = 0; i < turned.size() && i < o.limits.size() && fine; ++i) {
      const parameter_limit& limit = o.limits[i];
      if (limit.unlimited()) continue;
      if (turned[i].symbolic()) {
        fine = false;
        break;
      }
      const double v = turned[i].value();
      fine = false;
      for (const double candidate : {v, v + 2 * pi, v - 2 * pi, v + 4 * pi, v - 4 * pi})
        if (!fine && limit.allows(candidate)) turned[i] = candidate, fine = true;
    }
    if (fine) return small_gate{op, std::move(turned)};
  }
  return std::nullopt;
}

bool one_qubit_basis::add(std::vector<small_gate>& to, std::uint16_t op, std::vector<angle> angles) const {
  std::optional<small_gate> g = fitted(op, std::move(angles));
  if (!g) return false;
  to.push_back(std::move(*g));
  return true;
}

bool one_qubit_basis::add_z(std::vector<small_gate>& to, const angle& a) const {
  if (is(a, 0)) return true;
  if (add(to, KW_OP_RZ, {a}) || add(to, KW_OP_P, {a})) return true;
  const double quarter = a.symbolic() ? 0.5 : reduced(a.value()) / (pi / 4);
  if (std::abs(quarter - std::round(quarter)) > resolution) return false;
  switch (static_cast<int>(std::lround(quarter))) {
    case 1: return add(to, KW_OP_T, {});
    case 2: return add(to, KW_OP_S, {});
    case 4: return add(to, KW_OP_Z, {});
    case -1: return add(to, KW_OP_TDG, {});
    case -2: return add(to, KW_OP_SDG, {});
    default: return false;
  }
}

void one_qubit_basis::find_half_turns() {
  const small_gate candidates[] = {
      {KW_OP_SX, {}},      {KW_OP_RX, {pi / 2}},   {KW_OP_RY, {pi / 2}},  {KW_OP_H, {}},
      {KW_OP_SXDG, {}},    {KW_OP_RX, {-pi / 2}},  {KW_OP_RY, {-pi / 2}}, {KW_OP_R, {pi / 2, 0.0}},
      {KW_OP_GPI2, {0.0}}, {KW_OP_U2, {0.0, 0.0}}, {KW_OP_U2, {0.0, pi}}, {KW_OP_U, {pi / 2, 0.0, 0.0}},
  };
  for (const small_gate& g : candidates) {
    std::optional<small_gate> have = fitted(g.op, g.angles);
    if (!have) continue;
    const euler e = euler_of(sampled(*have));
    half_turns_.push_back({std::move(*have), e.phi, e.lambda});
  }
}

one_qubit_basis::sequence one_qubit_basis::diagonal(const as_u& u) const {
  std::vector<small_gate> out;
  if (is(u.theta, 0) && add_z(out, plus(u.phi, u.lambda))) return out;
  return std::nullopt;
}

one_qubit_basis::sequence one_qubit_basis::single(const as_u& u) const {
  std::vector<small_gate> out;
  const angle sum = plus(u.phi, u.lambda), difference = minus(u.phi, u.lambda);
  if (is(u.theta, pi) && is(difference, pi) && add(out, KW_OP_X, {})) return out;
  if (is(u.theta, pi) && is(difference, 0) && add(out, KW_OP_Y, {})) return out;
  if (is(u.theta, pi / 2) && is(u.phi, 0) && is(u.lambda, pi) && add(out, KW_OP_H, {})) return out;
  if (is(u.theta, pi / 2) && is(u.phi, -pi / 2) && is(u.lambda, pi / 2) && add(out, KW_OP_SX, {})) return out;
  if (is(u.theta, pi / 2) && is(u.phi, pi / 2) && is(u.lambda, -pi / 2) && add(out, KW_OP_SXDG, {})) return out;
  if (is(u.phi, -pi / 2) && is(u.lambda, pi / 2) && add(out, KW_OP_RX, {u.theta})) return out;
  if (is(u.phi, pi / 2) && is(u.lambda, -pi / 2) && add(out, KW_OP_RX, {negated(u.theta)})) return out;
  if (is(u.phi, 0) && is(u.lambda, 0) && add(out, KW_OP_RY, {u.theta})) return out;
  if (is(u.phi, pi) && is(u.lambda, pi) && add(out, KW_OP_RY, {negated(u.theta)})) return out;
  if (is(sum, 0) && add(out, KW_OP_R, {u.theta, plus_pi(u.phi, 1, 2)})) return out;
  if (is(u.theta, pi) && add(out, KW_OP_GPI, {scaled(plus_pi(difference, -1), 1, 2)})) return out;
  if (is(u.theta, pi / 2) && is(sum, 0) && add(out, KW_OP_GPI2, {plus_pi(u.phi, 1, 2)})) return out;
  if (is(u.theta, pi / 2) && add(out, KW_OP_U2, {u.phi, u.lambda})) return out;
  if (add(out, KW_OP_U, {u.theta, u.phi, u.lambda})) return out;
  if (add(out, KW_OP_PHASEDXZ, {u.theta, sum, plus_pi(negated(u.lambda), 1, 2)})) return out;
  return std::nullopt;
}

// rz(phi) ry(theta) rz(lambda), the middle by what turns by any angle.
one_qubit_basis::sequence one_qubit_basis::around_rotation(const as_u& u) const {
  std::vector<small_gate> out;
  if (add_z(out, u.lambda) && add(out, KW_OP_RY, {u.theta}) && add_z(out, u.phi)) return out;
  out.clear();
  if (add_z(out, plus_pi(u.lambda, -1, 2)) && add(out, KW_OP_RX, {u.theta}) && add_z(out, plus_pi(u.phi, 1, 2)))
    return out;
  out.clear();
  if (add(out, KW_OP_R, {u.theta, plus_pi(negated(u.lambda), 1, 2)}) && add_z(out, plus(u.phi, u.lambda))) return out;
  return std::nullopt;
}

// Y = rz(-alpha) F rz(-beta) is ry(pi/2); then u = rz(phi + pi/2) Y rz(theta + pi) Y rz(lambda + pi/2).
one_qubit_basis::sequence one_qubit_basis::around_half_turns(const as_u& u) const {
  std::vector<small_gate> out;
  if (is(u.theta, pi) && add(out, KW_OP_X, {})) {
    out.clear();
    if (add_z(out, plus_pi(minus(u.lambda, u.phi), 1)) && add(out, KW_OP_X, {})) return out;
  }
  for (const half_turn& f : half_turns_) {
    out.clear();
    if (is(u.theta, pi / 2)) {
      if (!add_z(out, minus(u.lambda, f.beta))) continue;
      out.push_back(f.gate);
      if (add_z(out, minus(u.phi, f.alpha))) return out;
      continue;
    }
    if (!add_z(out, minus(plus_pi(u.lambda, 1, 2), f.beta))) continue;
    out.push_back(f.gate);
    if (!add_z(out, minus(plus_pi(u.theta, 1), f.alpha + f.beta))) continue;
    out.push_back(f.gate);
    if (add_z(out, minus(plus_pi(u.phi, 1, 2), f.alpha))) return out;
  }
  return std::nullopt;
}

// rx and ry alone: rz(a) = rx(pi/2) ry(a) rx(-pi/2).
one_qubit_basis::sequence one_qubit_basis::rotations(const as_u& u) const {
  std::vector<small_gate> out;
  const bool numeric = !u.theta.symbolic() && !u.phi.symbolic() && !u.lambda.symbolic();
  if (numeric) {
    // As Z, Y, Z in a frame where X is Z.
    const euler e = euler_of(ry(-pi / 2) * sampled(u) * ry(pi / 2));
    const bool fine = (is(e.lambda, 0) || add(out, KW_OP_RX, {e.lambda})) &&
                      (is(e.theta, 0) || add(out, KW_OP_RY, {e.theta})) &&
                      (is(e.phi, 0) || add(out, KW_OP_RX, {e.phi}));
    return fine ? sequence(std::move(out)) : std::nullopt;
  }
  const auto z = [&](const angle& a) {
    return is(a, 0) || (add(out, KW_OP_RX, {-pi / 2}) && add(out, KW_OP_RY, {a}) && add(out, KW_OP_RX, {pi / 2}));
  };
  if (z(u.lambda) && add(out, KW_OP_RY, {u.theta}) && z(u.phi)) return out;
  return std::nullopt;
}

one_qubit_basis::sequence one_qubit_basis::with_gpi(const as_u& u) const {
  std::vector<small_gate> out;
  // gpi(a/2) gpi(0) = rz(a)
  if (is(u.theta, 0)) {
    if (add(out, KW_OP_GPI, {0.0}) && add(out, KW_OP_GPI, {scaled(plus(u.phi, u.lambda), 1, 2)})) return out;
    return std::nullopt;
  }
  const angle middle = scaled(minus(minus(u.phi, u.lambda), u.theta), 1, 2);
  if (add(out, KW_OP_GPI2, {negated(u.lambda)}) && add(out, KW_OP_GPI, {middle}) && add(out, KW_OP_GPI2, {u.phi}))
    return out;
  return std::nullopt;
}

// u = r(pi, (phi - lambda + pi) / 2) r(theta - pi, pi/2 - lambda)
one_qubit_basis::sequence one_qubit_basis::with_r(const as_u& u) const {
  std::vector<small_gate> out;
  if (add(out, KW_OP_R, {plus_pi(u.theta, -1), plus_pi(negated(u.lambda), 1, 2)}) &&
      add(out, KW_OP_R, {pi, scaled(plus_pi(minus(u.phi, u.lambda), 1), 1, 2)}))
    return out;
  return std::nullopt;
}

std::optional<std::vector<small_gate>> one_qubit_basis::make(const as_u& u) const {
  as_u n = u;
  // ry(theta - 2 pi) = -ry(theta): only the sign, so theta may be reduced like the others.
  for (angle* a : {&n.theta, &n.phi, &n.lambda})
    if (!a->symbolic()) *a = reduced(a->value());
  if (!n.theta.symbolic() && n.theta.value() < 0)
    n = {negated(n.theta), plus_pi(n.phi, 1), plus_pi(n.lambda, -1), n.phase};
  using attempt = sequence (one_qubit_basis::*)(const as_u&) const;
  for (const attempt way : {&one_qubit_basis::diagonal, &one_qubit_basis::single, &one_qubit_basis::around_rotation,
                            &one_qubit_basis::around_half_turns, &one_qubit_basis::with_r, &one_qubit_basis::with_gpi,
                            &one_qubit_basis::rotations})
    if (sequence out = (this->*way)(n)) return out;
  return std::nullopt;
}

angle phase_between(const as_u& u, std::span<const small_gate> made) {
  angle phase = special_phase(u);
  matrix2 product = identity2;
  for (const small_gate& g : made) {
    phase = minus(phase, special_phase(u_of(g.op, g.angles)));
    product = sampled(g) * product;
  }
  // The two agree up to a constant, which any values of the symbols show.
  const double exact = compare(product, sampled(u)).phase + sample_of(u.phase);
  const double rest = reduced(exact - sample_of(phase));
  return plus_pi(phase, std::round(rest / pi * 8), 8);
}

}  // namespace ketway::compiler
