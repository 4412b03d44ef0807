#include "compiler/controls.hpp"

#include <numbers>

#include "compiler/angles.hpp"

namespace ketway::compiler {
namespace {

constexpr double pi = std::numbers::pi;
// 2^n - 2 cx for the phase of n qubits; above this the recursion is shorter.
constexpr std::size_t largest_polynomial = 4;

}  // namespace

void control_writer::one(std::uint16_t op, std::uint32_t q, std::vector<angle> angles) const {
  to_(record(op, {q}, std::move(angles)));
}

// The phase a x1 x2 ... xn as a sum over the parities of all subsets, each with a / 2^(n-1) and its sign; the parities
// that end in one qubit follow each other in a Gray code.
void control_writer::phase_polynomial(const angle& a, const list& qubits) const {
  const std::size_t n = qubits.size();
  const angle step = scaled(a, 1, static_cast<double>(std::size_t{1} << (n - 1)));
  const angle back = negated(step);
  for (std::size_t j = n; j-- > 0;) {
    one(KW_OP_P, qubits[j], {step});
    for (std::size_t k = 1; k < std::size_t{1} << j; ++k) {
      const std::size_t gray = k ^ (k >> 1);
      cx(qubits[static_cast<std::size_t>(__builtin_ctzll(k))], qubits[j]);
      one(KW_OP_P, qubits[j], {__builtin_popcountll(gray) % 2 == 0 ? step : back});
    }
    if (j > 0) cx(qubits[j - 1], qubits[j]);
  }
}

void control_writer::phase(const angle& a, std::vector<std::uint32_t> qubits) const {
  const std::size_t n = qubits.size();
  if (n == 0) return to_(record(KW_OP_GPHASE, {}, {a}));
  if (n == 1) return one(KW_OP_P, qubits[0], {a});
  if (n == 2) return to_(record(KW_OP_CP, qubits, {a}));
  if (n <= largest_polynomial) return phase_polynomial(a, qubits);
  // Barenco et al., Phys. Rev. A 52, 3457 (1995), lemma 7.5.
  const std::uint32_t target = qubits.back();
  qubits.pop_back();
  const std::uint32_t last = qubits.back();
  const list others(qubits.begin(), qubits.end() - 1);
  list idle = idle_;
  idle.push_back(target);
  const angle half = scaled(a, 1, 2);
  to_(record(KW_OP_CP, {last, target}, {half}));
  x(others, last, idle);
  to_(record(KW_OP_CP, {last, target}, {negated(half)}));
  x(others, last, idle);
  list rest = others;
  rest.push_back(target);
  control_writer below(to_, idle_);
  below.idle_.push_back(last);
  below.phase(half, std::move(rest));
}

void control_writer::toffoli(std::uint32_t a, std::uint32_t b, std::uint32_t target) const {
  one(KW_OP_H, target);
  phase_polynomial(pi, {a, b, target});
  one(KW_OP_H, target);
}

// Lemma 7.2 there: with n - 2 borrowed qubits.
void control_writer::chain(const list& controls, std::uint32_t target, const list& idle) const {
  const std::size_t n = controls.size();
  const auto half = [&](bool outer) {
    if (outer) toffoli(controls[n - 1], idle[n - 3], target);
    for (std::size_t i = n - 2; i >= 2; --i) toffoli(controls[i], idle[i - 2], idle[i - 1]);
    toffoli(controls[0], controls[1], idle[0]);
    for (std::size_t i = 2; i <= n - 2; ++i) toffoli(controls[i], idle[i - 2], idle[i - 1]);
    if (outer) toffoli(controls[n - 1], idle[n - 3], target);
  };
  half(true);
  half(false);
}

void control_writer::x(list controls, std::uint32_t target, const list& idle) const {
  const std::size_t n = controls.size();
  if (n == 0) return one(KW_OP_X, target);
  if (n == 1) return cx(controls[0], target);
  if (n == 2) return toffoli(controls[0], controls[1], target);
  if (n > 3 && idle.size() >= n - 2) return chain(controls, target, idle);
  if (n == 3 || idle.empty()) {
    one(KW_OP_H, target);
    controls.push_back(target);
    phase(pi, std::move(controls));
    return one(KW_OP_H, target);
  }
  // Lemma 7.3 there: with one borrowed qubit, in two parts that lend each other theirs.
  const std::uint32_t helper = idle[0];
  const std::size_t m = (n + 2) / 2;
  const list first(controls.begin(), controls.begin() + static_cast<std::ptrdiff_t>(m));
  list second(controls.begin() + static_cast<std::ptrdiff_t>(m), controls.end());
  second.push_back(helper);
  list for_first(controls.begin() + static_cast<std::ptrdiff_t>(m), controls.end());
  for_first.push_back(target);
  for (int twice = 0; twice < 2; ++twice) {
    x(first, helper, for_first);
    x(second, target, first);
  }
}

}  // namespace ketway::compiler
