#include "compiler/routing.hpp"

#include <algorithm>

#include "compiler/records.hpp"

namespace ketway::compiler {
namespace {

// How many of the next gates on two qubits have a say in where two qubits meet, and how much each less than the one before.
constexpr std::size_t look_ahead = 12;
constexpr double fading = 0.75;

class router {
 public:
  router(const circuit& c, const machine& m, std::vector<std::uint32_t> layout)
      : from_(circuit::storage::of(c)),
        m_(m),
        at_(std::move(layout)),
        who_(m.num_qubits(), UINT32_MAX),
        out_(physical_shape(c, m.num_qubits())),
        to_(circuit::storage::open(out_)) {
    for (std::uint32_t q = 0; q < at_.size(); ++q) who_[at_[q]] = q;
    for (std::size_t i = 0; i < from_.gates.size(); ++i)
      if (is_pair(from_.gates[i])) pairs_.push_back(i);
  }

  routed run() {
    for (std::size_t i = 0; i < from_.gates.size(); ++i) {
      const kw_gate& g = from_.gates[i];
      while (next_pair_ < pairs_.size() && pairs_[next_pair_] <= i) ++next_pair_;
      if (gates::is_gate(g.op) || g.op == KW_OP_UNITARY)
        gate(g);
      else
        structure(g);
    }
    for (const kw_gate* g : late_) copy_structure(to_, from_, *g, at_);
    routed done(std::move(out_));
    done.final_layout = std::move(at_);
    done.swaps = swaps_;
    return done;
  }

 private:
  static bool is_pair(const kw_gate& g) {
    return (gates::is_gate(g.op) || g.op == KW_OP_UNITARY) && g.num_operands == 2;
  }

  void gate(const kw_gate& g) {
    const std::span<const std::uint32_t> q = from_.operands_of(g);
    if (is_pair(g) && !m_.adjacent(at_[q[0]], at_[q[1]])) bring_together(q[0], q[1]);
    record r = read_record(from_, g);
    for (std::uint32_t& qubit : r.qubits) qubit = at_[qubit];
    write_record(to_, r);
  }

  void structure(const kw_gate& g) {
    if (g.op == KW_OP_MEASURE && !m_.mid_circuit()) return late_.push_back(&g);
    if (g.op == KW_OP_ELSE || g.op == KW_OP_END) take_back();
    if (g.op == KW_OP_END) open_.pop_back();
    copy_structure(to_, from_, g, at_);
    if (g.op == KW_OP_IF || g.op == KW_OP_WHILE) open_.emplace_back();
  }

  void swap(std::uint32_t a, std::uint32_t b) {
    write_record(to_, record(KW_OP_SWAP, {a, b}));
    ++swaps_;
    if (who_[a] != UINT32_MAX) at_[who_[a]] = b;
    if (who_[b] != UINT32_MAX) at_[who_[b]] = a;
    std::swap(who_[a], who_[b]);
    if (!open_.empty()) open_.back().emplace_back(a, b);
  }

  // What this block swapped, in reverse.
  void take_back() {
    std::vector<pair_of_qubits> swapped = std::move(open_.back());
    open_.back().clear();
    for (std::size_t i = swapped.size(); i-- > 0;) swap(swapped[i].first, swapped[i].second);
    open_.back().clear();
  }

  std::vector<std::uint32_t> path(std::uint32_t a, std::uint32_t b) const {
    const std::vector<std::uint32_t>& left = m_.distances_from(b);
    std::vector<std::uint32_t> way{a};
    while (way.back() != b) {
      const std::uint32_t here = way.back();
      std::uint32_t best = UINT32_MAX;
      for (const std::uint32_t next : m_.neighbours(here))
        if (left[next] + 1 == left[here] &&
            (best == UINT32_MAX || m_.edge_error(here, next) < m_.edge_error(here, best)))
          best = next;
      way.push_back(best);
    }
    return way;
  }

  // How far the next gates would have to go if a path were swapped up to an edge.
  double outlook(const std::vector<std::uint32_t>& way, std::size_t edge) const {
    std::vector<std::uint32_t> moved = way;  // [place on the path] = where what stands there goes
    const std::size_t last = way.size() - 1;
    moved[0] = way[edge];
    for (std::size_t i = 1; i <= edge; ++i) moved[i] = way[i - 1];
    moved[last] = way[edge + 1];
    for (std::size_t i = edge + 1; i < last; ++i) moved[i] = way[i + 1];
    const auto after = [&](std::uint32_t q) {
      for (std::size_t i = 0; i < way.size(); ++i)
        if (way[i] == at_[q]) return moved[i];
      return at_[q];
    };
    double sum = 0, share = 1;
    for (std::size_t k = 0; k < look_ahead && next_pair_ + k < pairs_.size(); ++k, share *= fading) {
      const auto q = from_.operands_of(from_.gates[pairs_[next_pair_ + k]]);
      sum += share * m_.distance(after(q[0]), after(q[1]));
    }
    return sum;
  }

  void bring_together(std::uint32_t p, std::uint32_t q) {
    const std::vector<std::uint32_t> way = path(at_[p], at_[q]);
    const std::size_t last = way.size() - 1;
    std::size_t best = 0;
    double least = outlook(way, 0);
    for (std::size_t edge = 1; edge < last; ++edge)
      if (const double o = outlook(way, edge); o < least) least = o, best = edge;
    for (std::size_t i = 0; i < best; ++i) swap(way[i], way[i + 1]);
    for (std::size_t i = last; i > best + 1; --i) swap(way[i], way[i - 1]);
  }

  const circuit::storage& from_;
  const machine& m_;
  std::vector<std::uint32_t> at_, who_;  // [logical] = physical; [physical] = logical
  circuit out_;
  circuit::storage& to_;
  std::vector<std::size_t> pairs_;  // records on two qubits
  std::size_t next_pair_ = 0;
  std::vector<std::vector<pair_of_qubits>> open_;  // the swaps of each open block
  std::vector<const kw_gate*> late_;
  std::uint64_t swaps_ = 0;
};

}  // namespace

routed route(const circuit& c, const machine& m, std::vector<std::uint32_t> layout) {
  return router(c, m, std::move(layout)).run();
}

}  // namespace ketway::compiler
