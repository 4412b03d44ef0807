#include "compiler/layout.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>

namespace ketway::compiler {
namespace {

constexpr std::uint32_t nowhere = UINT32_MAX;
constexpr std::size_t max_beginnings = 24;
// What one swap costs beside the errors of the edges it takes: three gates of a middling device.
constexpr double cost_of_distance = 0.03;

// Which qubits of a circuit meet, and how often.
class meetings {
 public:
  explicit meetings(const circuit& c) : partners_(c.num_qubits()) {
    const circuit::storage& s = circuit::storage::of(c);
    for (const kw_gate& g : s.gates) {
      if ((!gates::is_gate(g.op) && g.op != KW_OP_UNITARY) || g.num_operands != 2) continue;
      const auto q = s.operands_of(g);
      ++partners_[q[0]][q[1]];
      ++partners_[q[1]][q[0]];
    }
  }
  const std::map<std::uint32_t, std::uint32_t>& of(std::uint32_t q) const { return partners_[q]; }
  std::uint64_t weight(std::uint32_t q) const {
    std::uint64_t sum = 0;
    for (const auto& [other, n] : partners_[q]) sum += n;
    return sum;
  }
  bool lonely(std::uint32_t q) const { return partners_[q].empty(); }

 private:
  std::vector<std::map<std::uint32_t, std::uint32_t>> partners_;
};

bool identity_fits(const circuit& c, const machine& m, const meetings& who) {
  for (std::uint32_t q = 0; q < c.num_qubits(); ++q) {
    if (!m.usable(q)) return false;
    for (const auto& [other, n] : who.of(q))
      if (!m.adjacent(q, other)) return false;
  }
  return true;
}

// The qubits that meet others, each behind one that it meets where there is one, the busiest first.
std::vector<std::uint32_t> order_of(const circuit& c, const meetings& who) {
  std::vector<std::uint32_t> order;
  std::vector<std::uint64_t> pull(c.num_qubits(), 0), weight(c.num_qubits());
  std::vector<bool> done(c.num_qubits(), false);
  std::size_t busy = 0;
  for (std::uint32_t q = 0; q < c.num_qubits(); ++q) weight[q] = who.weight(q), busy += who.lonely(q) ? 0 : 1;
  while (order.size() < busy) {
    std::uint32_t next = nowhere;
    for (std::uint32_t q = 0; q < c.num_qubits(); ++q)
      if (!done[q] && !who.lonely(q) &&
          (next == nowhere || std::pair(pull[q], weight[q]) > std::pair(pull[next], weight[next])))
        next = q;
    done[next] = true;
    order.push_back(next);
    for (const auto& [other, n] : who.of(next)) pull[other] += n;
  }
  return order;
}

class placement {
 public:
  placement(const machine& m, const meetings& who, const std::vector<std::uint32_t>& order, std::uint32_t num_qubits)
      : m_(m), who_(who), order_(order), num_qubits_(num_qubits) {}

  /// Grows from one physical qubit; false where not all find a place.
  bool grow(std::uint32_t start) {
    at_.assign(num_qubits_, nowhere);
    taken_.assign(m_.num_qubits(), false);
    border_.clear();
    cost_ = 0;
    take(order_[0], start);
    for (std::size_t i = 1; i < order_.size(); ++i) {
      const std::uint32_t best = best_place(order_[i]);
      if (best == nowhere) return false;
      cost_ += price(order_[i], best);
      take(order_[i], best);
    }
    return true;
  }
  double cost() const noexcept { return cost_; }
  const std::vector<std::uint32_t>& at() const noexcept { return at_; }

 private:
  void take(std::uint32_t logical, std::uint32_t physical) {
    at_[logical] = physical;
    taken_[physical] = true;
    std::erase(border_, physical);
    for (const std::uint32_t next : m_.neighbours(physical))
      if (!taken_[next] && m_.usable(next) && std::find(border_.begin(), border_.end(), next) == border_.end())
        border_.push_back(next);
  }

  double price(std::uint32_t logical, std::uint32_t physical) const {
    double sum = m_.readout_error(physical);
    for (const auto& [other, n] : who_.of(logical)) {
      if (at_[other] == nowhere) continue;
      const std::uint32_t d = m_.distance(at_[other], physical);
      sum += n * (d == 1 ? m_.edge_error(at_[other], physical) : cost_of_distance * (d - 1));
    }
    return sum;
  }

  std::uint32_t best_place(std::uint32_t logical) const {
    std::uint32_t best = nowhere;
    double least = std::numeric_limits<double>::infinity();
    for (const std::uint32_t physical : border_)
      if (const double p = price(logical, physical); p < least) least = p, best = physical;
    return best;
  }

  const machine& m_;
  const meetings& who_;
  const std::vector<std::uint32_t>& order_;
  std::uint32_t num_qubits_;
  std::vector<std::uint32_t> at_, border_;
  std::vector<bool> taken_;
  double cost_ = 0;
};

// Beginnings: qubits of the connected parts that are large enough, spread over them, those with many neighbours first.
std::vector<std::uint32_t> beginnings(const machine& m, std::size_t needed, std::size_t& largest) {
  std::vector<bool> seen(m.num_qubits(), false);
  std::vector<std::uint32_t> all;
  for (std::uint32_t q = 0; q < m.num_qubits(); ++q) {
    if (seen[q] || !m.usable(q)) continue;
    std::vector<std::uint32_t> part{q};
    seen[q] = true;
    for (std::size_t i = 0; i < part.size(); ++i)
      for (const std::uint32_t next : m.neighbours(part[i]))
        if (!seen[next] && m.usable(next)) seen[next] = true, part.push_back(next);
    largest = std::max(largest, part.size());
    if (part.size() >= needed) all.insert(all.end(), part.begin(), part.end());
  }
  std::stable_sort(all.begin(), all.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return m.neighbours(a).size() > m.neighbours(b).size(); });
  std::vector<std::uint32_t> out;
  const std::size_t n = std::min(all.size(), max_beginnings);
  for (std::size_t i = 0; i < n; ++i) out.push_back(all[i * all.size() / n]);
  return out;
}

void place_the_lonely(std::vector<std::uint32_t>& at, const machine& m) {
  std::vector<bool> taken(m.num_qubits(), false);
  for (const std::uint32_t p : at)
    if (p != nowhere) taken[p] = true;
  std::vector<std::uint32_t> free;
  for (std::uint32_t p = 0; p < m.num_qubits(); ++p)
    if (!taken[p] && m.usable(p)) free.push_back(p);
  std::stable_sort(free.begin(), free.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return m.readout_error(a) < m.readout_error(b); });
  std::size_t next = 0;
  for (std::uint32_t& p : at)
    if (p == nowhere) p = free.at(next++);
}

}  // namespace

expected<std::vector<std::uint32_t>> place(const circuit& c, const machine& m) {
  const std::uint32_t n = c.num_qubits();
  std::uint64_t usable = 0;
  for (std::uint32_t q = 0; q < m.num_qubits(); ++q) usable += m.usable(q) ? 1 : 0;
  if (n > usable)
    return refusal_of("the circuit does not fit " + m.name(),
                      {"needs " + std::to_string(n) + " qubits, has " + std::to_string(usable) +
                       (usable < m.num_qubits() ? " that can be used" : "")});
  const meetings who(c);
  std::vector<std::uint32_t> at(n);
  std::iota(at.begin(), at.end(), 0U);
  if (identity_fits(c, m, who)) return at;
  at.assign(n, nowhere);
  const std::vector<std::uint32_t> order = m.coupled() ? order_of(c, who) : std::vector<std::uint32_t>{};
  if (!order.empty()) {
    std::size_t largest = 0;
    placement trial(m, who, order, n);
    double least = std::numeric_limits<double>::infinity();
    for (const std::uint32_t start : beginnings(m, order.size(), largest))
      if (trial.grow(start) && trial.cost() < least) least = trial.cost(), at = trial.at();
    if (largest < order.size())
      return refusal_of("the circuit does not fit " + m.name(),
                        {"needs " + std::to_string(order.size()) +
                         " connected qubits, the largest connected part has " + std::to_string(largest)});
  }
  place_the_lonely(at, m);
  return at;
}

}  // namespace ketway::compiler
