// Whether two circuits do the same, by dense simulation.

#include <algorithm>
#include <map>

#include "circuit/columns.hpp"
#include "circuit/simulation.hpp"

namespace ketway {
namespace {

using dense::branch;
using dense::complex;
using dense::program;

constexpr std::uint32_t hard_limit = 12;
constexpr std::uint32_t channel_limit = 5;  // its matrix has 16^n entries
constexpr std::uint32_t side_by_side = 4;   // log2 of the input states that run at once

struct subject {
  const circuit& what;
  program steps;
};

branch start(const circuit& c, std::uint32_t columns_log2, std::size_t first_input) {
  branch b;
  b.bits.assign(c.num_bits(), '0');
  const std::size_t columns = std::size_t{1} << columns_log2;
  b.state.assign(columns << c.num_qubits(), 0);
  for (std::size_t i = 0; i < columns; ++i) b.state[((first_input + i) << columns_log2) + i] = 1;
  return b;
}

bool resets(const circuit& c) {
  const auto& gates = circuit::storage::of(c).gates;
  return std::any_of(gates.begin(), gates.end(), [](const kw_gate& g) { return g.op == KW_OP_RESET; });
}

// ---- without measurements and resets: the same matrix, up to one phase

expected<std::vector<complex>> columns_of(const subject& s, std::uint32_t log2, std::size_t first_input) {
  std::vector<complex> out;
  const auto keep = [&](const branch& b) { out = b.state; };
  if (auto fine = dense::run(s.steps, start(s.what, log2, first_input), s.what.num_qubits(), log2, keep); !fine)
    return fine.error();
  return out;
}

expected<bool> same_unitary(const subject& a, const subject& b, double tolerance) {
  const std::uint32_t n = a.what.num_qubits(), log2 = std::min(n, side_by_side);
  complex phase = 0;
  for (std::size_t input = 0; input < std::size_t{1} << n; input += std::size_t{1} << log2) {
    const auto u = columns_of(a, log2, input), v = columns_of(b, log2, input);
    if (!u) return u.error();
    if (!v) return v.error();
    if (input == 0) {
      complex overlap = 0;
      for (std::size_t i = 0; i < u->size(); ++i) overlap += std::conj((*u)[i]) * (*v)[i];
      if (std::abs(overlap) == 0) return false;
      phase = overlap / std::abs(overlap);
    }
    for (std::size_t i = 0; i < u->size(); ++i)
      if (!(std::abs((*v)[i] - phase * (*u)[i]) <= tolerance)) return false;
  }
  return true;
}

// ---- with resets only: the same channel, that is the same state of all qubits with one half of entangled pairs

expected<std::vector<complex>> channel_of(const subject& s) {
  const std::uint32_t n = s.what.num_qubits();
  const std::size_t size = std::size_t{1} << (2 * n);
  std::vector<complex> sum(size * size);
  const auto add = [&](const branch& b) {
    for (std::size_t i = 0; i < size; ++i)
      if (b.state[i] != complex(0))
        for (std::size_t j = 0; j < size; ++j) sum[i * size + j] += b.state[i] * std::conj(b.state[j]);
  };
  if (auto fine = dense::run(s.steps, start(s.what, n, 0), n, n, add); !fine) return fine.error();
  return sum;
}

expected<bool> same_channel(const subject& a, const subject& b, double tolerance) {
  if (a.what.num_qubits() > channel_limit)
    return error(errc::out_of_range, "circuits that reset and do not measure are compared up to " +
                                         std::to_string(channel_limit) + " qubits");
  const auto x = channel_of(a), y = channel_of(b);
  if (!x) return x.error();
  if (!y) return y.error();
  for (std::size_t i = 0; i < x->size(); ++i)
    if (!(std::abs((*x)[i] - (*y)[i]) <= tolerance)) return false;
  return true;
}

// ---- with measurements: the same distribution over the classical bits

expected<std::map<std::string, double>> distribution_of(const subject& s) {
  std::map<std::string, double> sum;
  const auto add = [&](const branch& b) {
    double probability = 0;
    for (const complex& z : b.state) probability += std::norm(z);
    sum[b.bits] += probability;
  };
  if (auto fine = dense::run(s.steps, start(s.what, 0, 0), s.what.num_qubits(), 0, add); !fine) return fine.error();
  return sum;
}

expected<bool> same_distribution(const subject& a, const subject& b, double tolerance) {
  auto x = distribution_of(a), y = distribution_of(b);
  if (!x) return x.error();
  if (!y) return y.error();
  for (const auto& [bits, probability] : *y) (*x)[bits] -= probability;
  return std::all_of(x->begin(), x->end(), [&](const auto& entry) { return std::abs(entry.second) <= tolerance; });
}

}  // namespace

expected<bool> equivalent(const circuit& a, const circuit& b, double tolerance, std::uint32_t max_qubits) {
  const std::uint32_t limit = std::min(max_qubits, hard_limit), n = std::max(a.num_qubits(), b.num_qubits());
  if (n > limit)
    return error(errc::out_of_range, "a circuit of " + std::to_string(n) + " qubits is too large to compare, at most " +
                                         std::to_string(limit));
  auto first = dense::prepare(a), second = dense::prepare(b);
  if (!first) return first.error();
  if (!second) return second.error();
  const subject x{a, std::move(*first)}, y{b, std::move(*second)};
  if (a.has_measurements() || b.has_measurements())
    return a.num_bits() == b.num_bits() ? same_distribution(x, y, tolerance) : expected<bool>(false);
  if (a.num_qubits() != b.num_qubits()) return false;
  return resets(a) || resets(b) ? same_channel(x, y, tolerance) : same_unitary(x, y, tolerance);
}

}  // namespace ketway
