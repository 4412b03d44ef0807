// Whether a compiled circuit does what its original does, by dense simulation.

#include <algorithm>
#include <map>
#include <random>

#include "circuit/columns.hpp"
#include "circuit/simulation.hpp"
#include "compiler/angles.hpp"
#include "compiler/small_matrix.hpp"
#include "ketway/compile.hpp"

namespace ketway {
namespace {

using compiler::complex;
using method = verification::method;
using layout = std::vector<std::uint32_t>;

constexpr std::uint32_t max_qubits = 24;
constexpr std::uint32_t max_matrix = 10;  // qubits of the original whose whole matrix is compared
constexpr std::uint64_t matrix_work = 1ULL << 28;
constexpr int num_states = 3;
constexpr std::uint64_t seed = 20240229;

expected<circuit> with_sample_values(const circuit& c) {
  const std::vector<std::string> names = c.parameters();
  if (names.empty()) return c;
  std::map<std::string, double, std::less<>> values;
  for (const std::string& name : names) values[name] = compiler::sample_of(angle(parameter(name)));
  return c.bind(values);
}

bool acts(const kw_gate& g) { return g.op != KW_OP_BARRIER && g.op != KW_OP_DELAY; }
bool is_block(const kw_gate& g) { return g.op >= KW_OP_IF && g.op <= KW_OP_END; }

// A circuit with nothing but the qubits that it uses, ready to run.
class subject {
 public:
  static expected<subject> of(const circuit& c, const layout& starts) {
    expected<circuit> bound = with_sample_values(c);
    if (!bound) return bound.error();
    subject s;
    std::vector<bool> used(c.num_qubits(), false);
    const circuit::storage& from = circuit::storage::of(*bound);
    for (const std::uint32_t q : starts) used[q] = true;
    for (const kw_gate& g : from.gates) {
      if (is_block(g) || !acts(g)) continue;
      const auto operands = from.operands_of(g);
      for (std::size_t i = 0; i < (g.op == KW_OP_MEASURE ? 1 : operands.size()); ++i) used[operands[i]] = true;
    }
    s.place.assign(c.num_qubits(), UINT32_MAX);
    for (std::uint32_t q = 0; q < c.num_qubits(); ++q)
      if (used[q]) s.place[q] = s.num_qubits++;
    if (s.num_qubits > max_qubits) return s;
    circuit small(s.num_qubits);
    if (c.num_bits() != 0) small.add_bits("bits", c.num_bits());
    circuit::storage& to = circuit::storage::open(small);
    for (const kw_gate& g : from.gates) {
      if (!acts(g)) continue;
      if (g.op == KW_OP_OPAQUE)
        return error(errc::failed_precondition,
                     "the gate `" + std::string(from.symbols[g.symbol]) + "` is declared and not defined");
      const auto operands = from.operands_of(g);
      layout mapped(operands.begin(), operands.end());
      for (std::size_t i = 0; i < mapped.size() && !is_block(g); ++i)
        if (i == 0 || g.op != KW_OP_MEASURE) mapped[i] = s.place[mapped[i]];
      to.push(g.op, mapped, from.params_of(g), 0);
    }
    expected<dense::program> steps = dense::prepare(small);
    if (!steps) return steps.error();
    s.steps = std::move(*steps);
    s.num_bits = c.num_bits();
    s.take_off_last_measurements();
    return s;
  }

  bool only_last_measurements() const {
    return std::none_of(steps.begin(), steps.end(), [](const dense::step& s) {
      return s.op == KW_OP_MEASURE || s.op == KW_OP_RESET || (s.op >= KW_OP_IF && s.op <= KW_OP_END);
    });
  }
  std::size_t branchings() const {
    return static_cast<std::size_t>(std::count_if(
        steps.begin(), steps.end(), [](const dense::step& s) { return s.op == KW_OP_MEASURE || s.op == KW_OP_RESET; }));
  }
  std::uint64_t work() const { return (steps.size() + 1) << std::min(num_qubits, 40U); }

  dense::program steps;
  std::uint32_t num_qubits = 0, num_bits = 0;
  layout place;                                 // [qubit of the circuit] = qubit of the program
  std::map<std::uint32_t, std::uint32_t> last;  // bit -> qubit of the program, measured behind all else

 private:
  // Measurements behind which nothing depends on their qubit or bit: they are read from the last state.
  void take_off_last_measurements() {
    std::vector<bool> busy(num_qubits, false), read(num_bits, false);
    int depth = 0;
    for (std::size_t i = steps.size(); i-- > 0;) {
      dense::step& s = steps[i];
      if (s.op == KW_OP_END) ++depth;
      if (s.op == KW_OP_IF || s.op == KW_OP_WHILE) --depth;
      if (s.op == KW_OP_IF || s.op == KW_OP_WHILE) {
        for (const std::uint32_t literal : s.targets) read[literal_bit(literal)] = true;
      } else if (s.op == KW_OP_MEASURE) {
        const std::uint32_t q = s.targets[0], bit = s.targets[1];
        if (depth == 0 && !busy[q] && !read[bit]) {
          last.emplace(bit, q);
          s.op = KW_OP_BARRIER;  // does nothing; jumps stay right
        }
        busy[q] = read[bit] = true;
      } else if (!(s.op >= KW_OP_IF && s.op <= KW_OP_END)) {
        for (const std::uint32_t q : s.targets) busy[q] = true;
        for (std::uint32_t q = 0; q < num_qubits; ++q)
          if ((s.controls >> q) & 1U) busy[q] = true;
      }
    }
  }
};

dense::branch beginning(const subject& s, std::vector<complex> state) {
  dense::branch b;
  b.bits.assign(s.num_bits, '0');
  b.state = std::move(state);
  return b;
}

// ---- without measurements in the middle

class comparison {
 public:
  comparison(const subject& a, const subject& b, const compiled& result, double tolerance)
      : a_(a), b_(b), result_(result), tolerance_(tolerance) {}

  /// 2^columns inputs side by side; input(x, column) is an amplitude of the original's qubits.
  template <class Input>
  expected<bool> same(std::uint32_t columns, const Input& input) {
    const std::size_t width = std::size_t{1} << columns, size = std::size_t{1} << a_.num_qubits;
    std::vector<complex> x(size << columns), y((std::size_t{1} << b_.num_qubits) << columns);
    for (std::size_t i = 0; i < size; ++i)
      for (std::size_t c = 0; c < width; ++c) {
        x[(i << columns) | c] = input(i, c);
        y[(spread(i, result_.initial_layout) << columns) | c] = x[(i << columns) | c];
      }
    const auto u = run(a_, std::move(x), columns);
    auto v = run(b_, std::move(y), columns);
    if (!u) return u.error();
    if (!v) return v.error();
    return match(*u, *v, columns);
  }

 private:
  // A basis state of the original's qubits, on the target's.
  std::size_t spread(std::size_t state, const layout& at) const {
    std::size_t out = 0;
    for (std::uint32_t q = 0; q < at.size(); ++q)
      if (a_.place[q] != UINT32_MAX && ((state >> a_.place[q]) & 1U) != 0) out |= std::size_t{1} << b_.place[at[q]];
    return out;
  }

  static expected<std::vector<complex>> run(const subject& s, std::vector<complex> state, std::uint32_t columns) {
    std::vector<complex> out;
    const auto keep = [&](const dense::branch& b) { out = b.state; };
    if (auto fine = dense::run(s.steps, beginning(s, std::move(state)), s.num_qubits, columns, keep); !fine)
      return fine.error();
    return out;
  }

  bool match(const std::vector<complex>& u, std::vector<complex>& v, std::uint32_t columns) {
    const std::size_t width = std::size_t{1} << columns, size = std::size_t{1} << a_.num_qubits;
    if (!phase_) {
      complex overlap = 0;
      for (std::size_t i = 0; i < size; ++i)
        for (std::size_t c = 0; c < width; ++c)
          overlap += std::conj(u[(i << columns) | c]) * v[(spread(i, result_.final_layout) << columns) | c];
      if (std::abs(overlap) == 0) return false;
      phase_ = overlap / std::abs(overlap);
    }
    for (std::size_t i = 0; i < size; ++i)
      for (std::size_t c = 0; c < width; ++c) {
        complex& there = v[(spread(i, result_.final_layout) << columns) | c];
        if (!(std::abs(there - *phase_ * u[(i << columns) | c]) <= tolerance_)) return false;
        there = 0;
      }
    // Qubits that the original does not have end as they began.
    return std::all_of(v.begin(), v.end(), [&](const complex& z) { return std::abs(z) <= tolerance_; });
  }

  const subject& a_;
  const subject& b_;
  const compiled& result_;
  const double tolerance_;
  std::optional<complex> phase_;  // one for all inputs
};

bool reads_the_same(const subject& a, const subject& b, const circuit& original, const compiled& result) {
  std::map<std::uint32_t, std::uint32_t> expected_reads;
  for (std::uint32_t q = 0; q < original.num_qubits(); ++q)
    for (const auto& [bit, at] : a.last)
      if (a.place[q] == at) expected_reads[bit] = b.place[result.final_layout[q]];
  return expected_reads == b.last;
}

expected<verification> by_states(const subject& a, const subject& b, const circuit& original, const compiled& result,
                                 double tolerance, std::uint64_t max_work) {
  const std::string reads = a.last.empty() ? "" : ", and the measurements at the end by what they read";
  if (!reads_the_same(a, b, original, result))
    return verification(false, method::states, "the measurements at the end do not read the same qubits");
  comparison both(a, b, result, tolerance);
  if (a.num_qubits <= max_matrix && b.work() << a.num_qubits <= std::min(matrix_work, max_work)) {
    const auto basis = [](std::size_t i, std::size_t c) { return complex(i == c ? 1 : 0); };
    const expected<bool> same = both.same(a.num_qubits, basis);
    if (!same) return same.error();
    return verification(
        *same, method::unitary,
        "the whole matrix on " + std::to_string(a.num_qubits) + " qubits, up to global phase and layout" + reads);
  }
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  for (int k = 0; k < num_states; ++k) {
    std::vector<complex> state(std::size_t{1} << a.num_qubits);
    double norm = 0;
    for (complex& z : state) z = {normal(random), normal(random)}, norm += std::norm(z);
    norm = std::sqrt(norm);
    const expected<bool> same = both.same(0, [&](std::size_t i, std::size_t) { return state[i] / norm; });
    if (!same) return same.error();
    if (!*same) return verification(false, method::states, "a random state of all qubits");
  }
  return verification(true, method::states,
                      std::to_string(num_states) + " random states of " + std::to_string(a.num_qubits) +
                          " qubits, up to global phase and layout" + reads);
}

// ---- with measurements, resets or blocks in the middle

expected<std::map<std::string, double>> distribution_of(const subject& s) {
  std::map<std::string, double> sum;
  const auto add = [&](const dense::branch& b) {
    std::string bits = b.bits;
    for (std::size_t i = 0; i < b.state.size(); ++i) {
      const double p = std::norm(b.state[i]);
      if (p < 1e-18) continue;
      for (const auto& [bit, q] : s.last) bits[bit] = ((i >> q) & 1U) != 0 ? '1' : '0';
      sum[bits] += p;
    }
  };
  std::vector<complex> zero(std::size_t{1} << s.num_qubits);
  zero[0] = 1;
  if (auto fine = dense::run(s.steps, beginning(s, std::move(zero)), s.num_qubits, 0, add); !fine) return fine.error();
  return sum;
}

expected<verification> by_distribution(const subject& a, const subject& b, double tolerance) {
  auto x = distribution_of(a), y = distribution_of(b);
  for (const auto* one : {&x, &y}) {
    if (*one) continue;
    if (one->error().code() == errc::out_of_range)
      return verification(true, method::none, "too many outcomes to follow");
    return one->error();
  }
  for (const auto& [bits, p] : *y) (*x)[bits] -= p;
  const bool same = std::all_of(x->begin(), x->end(), [&](const auto& e) { return std::abs(e.second) <= tolerance; });
  return verification(same, method::distribution, "the distribution over the classical bits, from |0...0>");
}

std::optional<error> misfit(const circuit& original, const compiled& result) {
  const auto wrong = [&](const layout& at) {
    std::vector<bool> seen(result.circuit.num_qubits(), false);
    for (const std::uint32_t q : at) {
      if (q >= seen.size() || seen[q]) return true;
      seen[q] = true;
    }
    return at.size() != original.num_qubits();
  };
  if (wrong(result.initial_layout) || wrong(result.final_layout) || original.num_bits() != result.circuit.num_bits())
    return error(errc::invalid_argument, "the compiled circuit does not belong to the original");
  return std::nullopt;
}

}  // namespace

std::string_view to_string(verification::method how) noexcept {
  switch (how) {
    case method::unitary: return "unitary";
    case method::states: return "states";
    case method::distribution: return "distribution";
    default: return "none";
  }
}

expected<verification> verify(const circuit& original, const compiled& result, double tolerance,
                              std::uint64_t max_work) {
  if (auto why = misfit(original, result)) return std::move(*why);
  // A qubit of the original that nothing acts on takes part only where the target's circuit acts on its place.
  layout starts;
  const expected<subject> narrow = subject::of(result.circuit, {});
  if (!narrow) return narrow.error();
  for (std::uint32_t q = 0; q < original.num_qubits(); ++q)
    if (narrow->place[result.initial_layout[q]] != UINT32_MAX || narrow->place[result.final_layout[q]] != UINT32_MAX ||
        result.initial_layout[q] != result.final_layout[q])
      starts.push_back(q);
  const expected<subject> a = subject::of(original, starts);
  if (!a) return a.error();
  layout there;
  for (std::uint32_t q = 0; q < original.num_qubits(); ++q)
    if (a->place[q] != UINT32_MAX) there.push_back(result.initial_layout[q]), there.push_back(result.final_layout[q]);
  const expected<subject> b = subject::of(result.circuit, there);
  if (!b) return b.error();
  const std::uint32_t n = std::max(a->num_qubits, b->num_qubits);
  if (n > max_qubits)
    return verification(true, method::none, "it has " + std::to_string(n) + " qubits, too many to simulate");
  const bool plain = a->only_last_measurements() && b->only_last_measurements();
  const std::uint64_t histories = plain ? num_states : std::uint64_t{1} << std::min<std::size_t>(a->branchings(), 12);
  if (std::max(a->work(), b->work()) > max_work / histories)
    return verification(true, method::none, "it has too many records for " + std::to_string(n) + " qubits");
  return plain ? by_states(*a, *b, original, result, tolerance, max_work) : by_distribution(*a, *b, tolerance);
}

}  // namespace ketway
