#include "emulator/sampling.hpp"

#include <algorithm>
#include <random>
#include <span>

#include "engine/simulation.hpp"

namespace ketway::emulator {
namespace {

constexpr std::uint64_t most_histories = 256;

class dice {
 public:
  explicit dice(std::uint64_t seed) : engine_(seed) {}
  double unit() { return static_cast<double>(engine_() >> 11) * 0x1p-53; }  // [0, 1)
  std::uint64_t below(std::uint64_t n) { return engine_() % n; }
  std::uint64_t word() { return engine_(); }

 private:
  std::mt19937_64 engine_;
};

error in_words(const local::failure& f) { return {static_cast<errc>(f.code), f.what()}; }

// A place where an error may strike.
struct site {
  std::size_t record = 0;
  double probability = 0;
};

// A circuit's columns with Paulis put between its records.
class disturbed {
 public:
  explicit disturbed(const kw_circuit& from)
      : from_(from), operands_(from.operands, from.operands + from.num_operands) {
    for (std::uint32_t q = 0; q < from.num_qubits; ++q) operands_.push_back(q);
  }

  // `errors`: record numbers in ascending order, and what strikes the first two qubits of each (0..3 = I X Y Z).
  const kw_circuit& with(const std::vector<std::pair<std::size_t, unsigned>>& errors) {
    gates_.clear();
    auto next = errors.begin();
    for (std::size_t i = 0; i < from_.num_gates; ++i) {
      gates_.push_back(from_.gates[i]);
      if (next == errors.end() || next->first != i) continue;
      strike(from_.gates[i], 0, next->second & 3);
      strike(from_.gates[i], 1, next->second >> 2);
      ++next;
    }
    now_ = from_;
    now_.gates = gates_.data();
    now_.num_gates = gates_.size();
    now_.operands = operands_.data();
    now_.num_operands = operands_.size();
    return now_;
  }

 private:
  void strike(const kw_gate& after, unsigned which, unsigned pauli) {
    if (pauli == 0 || which >= after.num_operands) return;
    constexpr std::uint16_t ops[] = {KW_OP_ID, KW_OP_X, KW_OP_Y, KW_OP_Z};
    const std::uint32_t qubit = from_.operands[after.operand + which];
    gates_.push_back({ops[pauli], 1, static_cast<std::uint32_t>(from_.num_operands + qubit), 0, 0});
  }

  const kw_circuit& from_;
  std::vector<std::uint32_t> operands_;
  std::vector<kw_gate> gates_;
  kw_circuit now_{};
};

std::vector<site> sites_of(const kw_circuit& c, const noise& n) {
  std::vector<site> all;
  for (std::size_t i = 0; i < c.num_gates; ++i) {
    const kw_gate& g = c.gates[i];
    const double p = n.after(g.op, {c.operands + g.operand, g.num_operands});
    if (p > 0) all.push_back({i, p});
  }
  return all;
}

std::vector<std::uint8_t> run(const kw_circuit& c, std::uint64_t shots, std::uint64_t seed) {
  const local::simulation simulation(c, false);
  local::simulation_request wanted;
  wanted.shots = shots;
  wanted.seed = seed;
  wanted.shot_rows = true;
  local::crew alone(1);
  local::stop_signal stop;
  return std::move(simulation.run(wanted, alone, stop).shots->keys);
}

unsigned random_pauli(dice& d, unsigned qubits) {
  return static_cast<unsigned>(qubits == 1 ? 1 + d.below(3) : 1 + d.below(15));
}

// One history of errors in which at least one strikes; `clean` is the probability that none does.
std::vector<std::pair<std::size_t, unsigned>> history(const kw_circuit& c, const std::vector<site>& sites, double clean,
                                                      dice& d) {
  std::vector<std::pair<std::size_t, unsigned>> errors;
  double left = d.unit() * (1 - clean), so_far = 1;
  bool struck = false;
  for (std::size_t i = 0; i < sites.size(); ++i) {
    bool strikes = false;
    if (struck) {
      strikes = d.unit() < sites[i].probability;
    } else {
      const double here = so_far * sites[i].probability;
      strikes = left < here || i + 1 == sites.size();
      left -= here;
      so_far *= 1 - sites[i].probability;
    }
    struck = struck || strikes;
    if (strikes) errors.emplace_back(sites[i].record, random_pauli(d, c.gates[sites[i].record].num_operands));
  }
  return errors;
}

void flip_outcomes(shot_table& table, const kw_circuit& c, const noise& n, dice& d) {
  std::vector<double> flip(table.num_bits, 0);
  for (std::size_t i = 0; i < c.num_gates; ++i) {
    const kw_gate& g = c.gates[i];
    if (g.op == KW_OP_MEASURE) flip[c.operands[g.operand + 1]] = n.flip(c.operands[g.operand]);
  }
  for (std::uint64_t s = 0; s < table.shots; ++s)
    for (std::uint32_t b = 0; b < table.num_bits; ++b)
      if (flip[b] > 0 && d.unit() < flip[b])
        table.keys[s * table.row_bytes() + b / 8] ^= static_cast<std::uint8_t>(1U << (b % 8));
}

void shuffle_rows(shot_table& table, dice& d) {
  const std::size_t size = table.row_bytes();
  for (std::uint64_t i = table.shots; i > 1; --i) {
    const std::uint64_t j = d.below(i);
    if (j == i - 1) continue;
    std::swap_ranges(table.keys.begin() + static_cast<std::ptrdiff_t>((i - 1) * size),
                     table.keys.begin() + static_cast<std::ptrdiff_t>(i * size),
                     table.keys.begin() + static_cast<std::ptrdiff_t>(j * size));
  }
}

void sample_with_errors(shot_table& table, const kw_circuit& c, const std::vector<site>& sites, dice& d) {
  double clean = 1;
  for (const site& s : sites) clean *= 1 - s.probability;
  std::uint64_t untouched = 0;
  for (std::uint64_t s = 0; s < table.shots; ++s)
    if (d.unit() < clean) ++untouched;
  if (untouched > 0) table.keys = run(c, untouched, d.word());
  const std::uint64_t rest = table.shots - untouched, histories = std::min(rest, most_histories);
  disturbed columns(c);
  for (std::uint64_t h = 0; h < histories; ++h) {
    const std::uint64_t share = rest / histories + (h < rest % histories ? 1 : 0);
    const std::vector<std::uint8_t> rows = run(columns.with(history(c, sites, clean, d)), share, d.word());
    table.keys.insert(table.keys.end(), rows.begin(), rows.end());
  }
  shuffle_rows(table, d);
}

}  // namespace

std::string shot_table::text(std::uint64_t shot, std::uint32_t first, std::uint32_t size) const {
  std::string out;
  for (std::uint32_t b = size; b > 0; --b) out += bit(shot, first + b - 1) ? '1' : '0';
  return out;
}

expected<shot_table> sample(const circuit& c, std::uint64_t shots, std::uint64_t seed, const noise& n) {
  const kw_circuit& columns = c.columns();
  shot_table table;
  table.num_bits = columns.num_bits;
  table.shots = shots;
  if (shots == 0) return table;
  try {
    dice d(seed);
    const std::vector<site> sites = sites_of(columns, n);
    if (sites.empty())
      table.keys = run(columns, shots, d.word());
    else
      sample_with_errors(table, columns, sites, d);
    flip_outcomes(table, columns, n, d);
  } catch (const local::failure& f) {
    return in_words(f);
  }
  return table;
}

expected<std::vector<outcome>> probabilities(const circuit& c) {
  std::vector<outcome> all;
  try {
    const local::simulation simulation(c.columns(), false);
    local::simulation_request wanted;
    wanted.probabilities = true;
    local::crew alone(1);
    local::stop_signal stop;
    const local::simulation_result result = simulation.run(wanted, alone, stop);
    const local::simulation_result::table& t = *result.probabilities;
    const std::size_t size = (result.num_bits + 7) / 8;
    for (std::uint64_t r = 0; r < t.rows; ++r) {
      if (t.values[r] < 1e-12) continue;
      outcome one;
      one.key.assign(t.keys.begin() + static_cast<std::ptrdiff_t>(r * size),
                     t.keys.begin() + static_cast<std::ptrdiff_t>((r + 1) * size));
      one.probability = t.values[r];
      all.push_back(std::move(one));
    }
  } catch (const local::failure& f) {
    return in_words(f);
  }
  return all;
}

}  // namespace ketway::emulator
