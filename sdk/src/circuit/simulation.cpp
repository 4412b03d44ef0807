#include "circuit/simulation.hpp"

#include <utility>

#include "circuit/transform.hpp"

namespace ketway::dense {
namespace {

constexpr double negligible = 1e-20;  // a probability
constexpr std::uint32_t max_turns = 1U << 16;
constexpr std::uint64_t max_work = 1ULL << 34;  // amplitudes that steps touch
constexpr std::size_t max_branches = 1U << 20;

void set_matrix(step& s, std::span<const complex> matrix, std::size_t size) {
  for (std::size_t i = 0; i < matrix.size(); ++i)
    if (matrix[i] != complex(0))
      s.entries.push_back({static_cast<std::uint32_t>(i / size), static_cast<std::uint32_t>(i % size), matrix[i]});
}

expected<step> prepare_gate(const circuit::storage& s, const kw_gate& g) {
  step out;
  out.op = g.op;
  const std::span<const std::uint32_t> operands = s.operands_of(g);
  const std::span<const double> params = s.params_of(g);
  for (std::size_t i = 0; i < params.size() && g.op != KW_OP_UNITARY; ++i)
    if (const std::string_view text = s.expression_of(g, i); !text.empty())
      return error(errc::failed_precondition, "the parameter `" + std::string(text) + "` has no value");
  std::uint16_t op = g.op;
  std::size_t controls = extra_controls(g);
  if (g.op == KW_OP_UNITARY) {
    set_matrix(out, transform::matrix_of(s, g), std::size_t{1} << g.num_operands);
  } else {
    if (gates::table[op].controls > 0) {
      controls += static_cast<std::size_t>(gates::table[op].controls);
      op = gates::table[op].base;
    }
    set_matrix(out, gate_matrix(op, params).value(), std::size_t{1} << (operands.size() - controls));
  }
  for (std::size_t i = 0; i < operands.size(); ++i) {
    if (i < controls)
      out.controls |= std::uint64_t{1} << operands[i];
    else
      out.targets.push_back(operands[i]);
  }
  return out;
}

complex times(const complex& a, const complex& b) {  // without the library's care for infinities
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

void apply_to_one(const step& s, std::vector<complex>& state, std::uint32_t num_qubits, std::uint32_t columns_log2) {
  const std::size_t columns = std::size_t{1} << columns_log2, target = std::size_t{1} << s.targets[0];
  complex m[2][2] = {};
  for (const step::entry& e : s.entries) m[e.row][e.column] = e.value;
  for (std::size_t base = 0; base < std::size_t{1} << num_qubits; ++base) {
    if ((base & target) != 0 || (base & s.controls) != s.controls) continue;
    complex* const low = state.data() + (base << columns_log2);
    complex* const high = state.data() + ((base | target) << columns_log2);
    for (std::size_t c = 0; c < columns; ++c) {
      const complex a = low[c], b = high[c];
      low[c] = times(m[0][0], a) + times(m[0][1], b);
      high[c] = times(m[1][0], a) + times(m[1][1], b);
    }
  }
}

void apply(const step& s, std::vector<complex>& state, std::uint32_t num_qubits, std::uint32_t columns_log2) {
  if (s.targets.size() == 1) return apply_to_one(s, state, num_qubits, columns_log2);
  const std::size_t columns = std::size_t{1} << columns_log2, size = std::size_t{1} << s.targets.size();
  std::uint64_t target_mask = 0;
  std::vector<std::size_t> offset(size, 0);  // of each state of the targets
  for (std::size_t t = 0; t < s.targets.size(); ++t) {
    target_mask |= std::uint64_t{1} << s.targets[t];
    for (std::size_t i = 0; i < size; ++i)
      if ((i >> t) & 1U) offset[i] |= std::size_t{1} << s.targets[t];
  }
  std::vector<complex> before(size * columns);
  for (std::size_t base = 0; base < std::size_t{1} << num_qubits; ++base) {
    if ((base & target_mask) != 0 || (base & s.controls) != s.controls) continue;
    for (std::size_t i = 0; i < size; ++i) {
      complex* at = state.data() + ((base | offset[i]) << columns_log2);
      std::copy(at, at + columns, before.begin() + static_cast<std::ptrdiff_t>(i * columns));
      std::fill(at, at + columns, complex(0));
    }
    for (const step::entry& e : s.entries) {
      complex* to = state.data() + ((base | offset[e.row]) << columns_log2);
      const complex* from = before.data() + e.column * columns;
      for (std::size_t c = 0; c < columns; ++c) to[c] += times(e.value, from[c]);
    }
  }
}

// The part of a state where a qubit has a value; its weight.
double keep_only(std::vector<complex>& state, std::size_t mask, bool value) {
  double weight = 0;
  for (std::size_t i = 0; i < state.size(); ++i) {
    if (((i & mask) != 0) != value)
      state[i] = 0;
    else
      weight += std::norm(state[i]);
  }
  return weight;
}

class runner {
 public:
  runner(const program& p, std::uint32_t num_qubits, std::uint32_t columns_log2)
      : p_(p), num_qubits_(num_qubits), columns_log2_(columns_log2) {}

  expected<void> run(branch first, const std::function<void(const branch&)>& ended) {
    waiting_.push_back(std::move(first));
    while (!waiting_.empty()) {
      branch b = std::move(waiting_.back());
      waiting_.pop_back();
      while (b.at < p_.size()) {
        if (auto fine = advance(b); !fine) return fine;
      }
      if (++ended_ > max_branches) return too_much();
      ended(b);
    }
    return {};
  }

 private:
  static error too_much() { return {errc::out_of_range, "too many measurement outcomes to follow"}; }

  static bool holds(const step& s, const branch& b) {
    return std::all_of(s.targets.begin(), s.targets.end(), [&](std::uint32_t literal) {
      return (b.bits[literal_bit(literal)] == '1') == literal_value(literal);
    });
  }

  expected<void> advance(branch& b) {
    const step& s = p_[b.at++];
    work_ += b.state.size();
    if (work_ > max_work) return too_much();
    switch (s.op) {
      case KW_OP_BARRIER:
      case KW_OP_DELAY: break;
      case KW_OP_MEASURE:
      case KW_OP_RESET: split(s, b); break;
      case KW_OP_IF:
      case KW_OP_WHILE:
        if (!holds(s, b)) b.at = s.jump;
        break;
      case KW_OP_ELSE: b.at = s.jump; break;
      case KW_OP_END:
        if (s.jump == 0) break;
        b.at = s.jump - 1;
        if (++b.turns > max_turns) return error(errc::failed_precondition, "a loop does not end within 65536 turns");
        break;
      default: apply(s, b.state, num_qubits_, columns_log2_);
    }
    return {};
  }

  // A measurement or reset: `b` goes on with one outcome, the other waits.
  void split(const step& s, branch& b) {
    const std::size_t mask = std::size_t{1} << (s.targets[0] + columns_log2_);
    branch other = b;
    const double one = keep_only(other.state, mask, true), zero = keep_only(b.state, mask, false);
    if (one <= negligible && zero <= negligible) {
      b.at = p_.size();  // a history of a loop that is as good as over; it counts with its weight of nothing
      return;
    }
    settle(s, other, mask, true);
    if (zero <= negligible) {
      b = std::move(other);
      return;
    }
    if (one > negligible) waiting_.push_back(std::move(other));
    settle(s, b, mask, false);
  }

  static void settle(const step& s, branch& b, std::size_t mask, bool outcome) {
    if (s.op == KW_OP_MEASURE) {
      b.bits[s.targets[1]] = outcome ? '1' : '0';
    } else if (outcome) {
      for (std::size_t i = 0; i < b.state.size(); ++i)
        if ((i & mask) == 0) b.state[i] = std::exchange(b.state[i | mask], complex(0));
    }
  }

  const program& p_;
  const std::uint32_t num_qubits_, columns_log2_;
  std::vector<branch> waiting_;
  std::uint64_t work_ = 0;
  std::size_t ended_ = 0;
};

}  // namespace

expected<program> prepare(const circuit& c) {
  if (auto closed = c.validate(); !closed) return closed.error();
  const circuit::storage& s = circuit::storage::of(c);
  program p;
  std::vector<std::size_t> open;  // the `if`, `else` or `while` that the next `end` closes
  for (const kw_gate& g : s.gates) {
    if (g.op == KW_OP_OPAQUE)
      return error(errc::failed_precondition,
                   "the gate `" + std::string(s.symbols[g.symbol]) + "` is declared and not defined");
    if (gates::is_gate(g.op) || g.op == KW_OP_UNITARY) {
      expected<step> ready = prepare_gate(s, g);
      if (!ready) return ready.error();
      p.push_back(std::move(*ready));
      continue;
    }
    step next;
    next.op = g.op;
    const std::span<const std::uint32_t> operands = s.operands_of(g);
    next.targets.assign(operands.begin(), operands.end());
    if (g.op == KW_OP_ELSE) {
      p[open.back()].jump = p.size() + 1;
      open.back() = p.size();
    } else if (g.op == KW_OP_IF || g.op == KW_OP_WHILE) {
      open.push_back(p.size());
    } else if (g.op == KW_OP_END) {
      p[open.back()].jump = p.size() + 1;
      if (p[open.back()].op == KW_OP_WHILE) next.jump = open.back() + 1;  // 0: goes on
      open.pop_back();
    }
    p.push_back(std::move(next));
  }
  return p;
}

expected<void> run(const program& p, branch first, std::uint32_t num_qubits, std::uint32_t columns_log2,
                   const std::function<void(const branch&)>& ended) {
  return runner(p, num_qubits, columns_log2).run(std::move(first), ended);
}

}  // namespace ketway::dense
