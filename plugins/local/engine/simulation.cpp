#include "engine/simulation.hpp"

#include <algorithm>
#include <cmath>

#include "engine/outcome_tree.hpp"
#include "engine/sampling.hpp"

namespace ketway::local {
namespace {

constexpr double least_probability = 1e-12;                     // of a row of an exact answer
constexpr std::uint64_t small_state = std::uint64_t{32} << 20;  // the machine need not be asked for this much

constexpr std::size_t few_rows = 4096;  // these are sorted even where they are distinct already

template <class Value>
simulation_result::table as_table(tally<Value>& t, std::uint32_t num_bits) {
  simulation_result::table out;
  out.rows = t.rows();
  out.keys = packed_keys(t, num_bits);
  if constexpr (std::is_same_v<Value, double>)
    out.values = std::move(t.values());
  else
    out.counts = std::move(t.values());
  return out;
}

std::uint64_t max_copies(std::uint64_t state_bytes, std::uint64_t limit) {
  if (state_bytes <= small_state) return 4 * small_state / state_bytes;
  const std::uint64_t free = limit ? limit : available_memory();
  return free / 2 > state_bytes ? free / 2 / state_bytes - 1 : 0;
}

simulation_result::table shot_table(const tally<std::uint64_t>& counts, std::uint32_t num_bits, std::uint64_t shots,
                                    std::uint64_t seed, workshop& shop) {
  const std::size_t size = (num_bits + 7) / 8;
  const double bytes = static_cast<double>(shots) * static_cast<double>(size + sizeof(std::uint32_t));
  if (bytes > static_cast<double>(small_state) && bytes > static_cast<double>(available_memory()))
    throw failure(KW_RESOURCE_EXHAUSTED, "the outcomes of " + std::to_string(shots) + " shots need " +
                                             readable_bytes(bytes) + ", there are " +
                                             readable_bytes(static_cast<double>(available_memory())));
  const std::vector<std::uint8_t> keys = packed_keys(counts, num_bits);
  const std::vector<std::uint32_t> rows = shuffled_rows(counts, shots, seed, shop);
  simulation_result::table out;
  out.rows = shots;
  out.keys.reserve(size * rows.size());
  for (const auto r : rows)
    out.keys.insert(out.keys.end(), keys.begin() + static_cast<std::ptrdiff_t>(r * size),
                    keys.begin() + static_cast<std::ptrdiff_t>((r + 1) * size));
  return out;
}

}  // namespace

simulation::simulation(const kw_circuit& circuit, bool keep_state) {
  program_ = make_program(columns(circuit), keep_state);
  if (keep_state && program_.branches)
    throw failure(KW_FAILED_PRECONDITION,
                  "a state vector is defined only where nothing is measured, reset or decided before the end");
}

double simulation::state_bytes() const noexcept {
  return std::ldexp(16, static_cast<int>(std::max(program_.state_bits, lane_bits)));
}

double simulation::estimated_ns(std::uint64_t shots) const noexcept {
  constexpr double per_outcome = 30;
  // A branching program runs at most once per shot; usually shots share most of their way.
  const double most_runs = shots ? std::min(static_cast<double>(shots), 1000.0) : 16;
  const double outcomes = std::min(static_cast<double>(shots ? shots : UINT64_MAX), state_bytes() / 16);
  return (program_.branches ? most_runs : 1) * (program_.estimated_ns() + per_outcome * outcomes);
}

void simulation::check_memory(const simulation_request& request) const {
  const double needed = state_bytes();
  double available = needed;
  if (needed > static_cast<double>(small_state)) available = static_cast<double>(available_memory());
  if (request.max_memory) available = std::min(available, static_cast<double>(request.max_memory));
  if (needed <= available) return;
  char exact[96];
  std::snprintf(exact, sizeof exact, " (%.0f of %.0f bytes)", needed, available);
  throw failure(KW_RESOURCE_EXHAUSTED, "a state of " + std::to_string(program_.state_bits) + " qubits needs " +
                                           readable_bytes(needed) + ", available are " + readable_bytes(available) +
                                           exact);
}

simulation_result simulation::run(const simulation_request& request, crew& threads, stop_signal& stop) const {
  stop.check();
  check_memory(request);
  workshop shop(threads, stop);
  const auto unused = [] { return failure(KW_RESOURCE_EXHAUSTED, "the system refused the memory for the state"); };
  simulation_result out;
  out.num_bits = program_.num_bits, out.num_qubits = program_.num_qubits;
  try {
    state s(program_.state_bits);
    const std::size_t words = std::max<std::size_t>((program_.num_bits + 63) / 64, 1);
    tree_limits limits;
    limits.max_loop_turns = request.max_loop_turns, limits.max_branches = request.max_branches;
    if (program_.branches) limits.max_copies = max_copies(state::bytes_for(s.capacity()), request.max_memory);
    outcome_tree tree(program_, limits, shop);
    if (request.shots > 0 && (request.counts || request.shot_rows)) {
      tally<std::uint64_t> counts(words);
      tree.sample(s, request.shots, request.seed, counts);
      if (program_.branches || counts.rows() <= few_rows) counts.merge();
      if (request.shot_rows) out.shots = shot_table(counts, program_.num_bits, request.shots, request.seed, shop);
      if (request.counts) out.counts = as_table(counts, program_.num_bits);
    } else if (request.probabilities) {
      tally<double> rows(words);
      tree.enumerate(s, rows);
      if (program_.branches || rows.rows() <= few_rows) rows.merge(least_probability);
      out.probabilities = as_table(rows, program_.num_bits);
    } else {
      for (const auto& now : program_.steps) s.run(program_.segments[now.index], shop);
    }
    if (request.statevector) {
      double phase = 0;
      for (const auto& g : program_.segments) phase += g.global_phase;
      s.interleave(phase, shop);
      out.statevector = s.memory();
    }
    out.branches = std::max<std::uint64_t>(tree.branches(), 1);
  } catch (const std::bad_alloc&) {
    throw unused();
  }
  return out;
}

}  // namespace ketway::local
