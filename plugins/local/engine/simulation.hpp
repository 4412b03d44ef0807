#pragma once
// The engine's face: one circuit in, results out. Pure: no host, no JSON.

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "engine/crew.hpp"
#include "engine/memory.hpp"
#include "engine/program.hpp"
#include "engine/stop_signal.hpp"

namespace ketway::local {

/// What is asked for. Not an aggregate, so that it may appear in coroutines of every compiler.
class simulation_request {
 public:
  simulation_request() = default;
  std::uint64_t shots = 0, seed = 0;
  bool counts = false, shot_rows = false;  ///< with shots > 0
  bool probabilities = false;              ///< exact; not beside the other two
  bool statevector = false;
  std::uint64_t max_memory = 0;  ///< bytes; 0: what the machine can spare
  std::uint64_t max_loop_turns = 1'000'000, max_branches = 1U << 20;
};

/// Columns as in kw_result. What was not asked for is empty.
class simulation_result {
 public:
  simulation_result() = default;
  struct table {
    std::uint64_t rows = 0;
    std::vector<std::uint8_t> keys;
    std::vector<std::uint64_t> counts;
    std::vector<double> values;
  };
  std::uint32_t num_bits = 0, num_qubits = 0;
  std::optional<table> counts, shots, probabilities;
  std::shared_ptr<const state_memory> statevector;  ///< 2^num_qubits pairs re, im
  std::uint64_t branches = 1;                       ///< measurement histories that were run
};

/// A circuit that was checked and fused, to be run any number of times (one run at a time).
class simulation {
 public:
  /// Throws failure: KW_INVALID_ARGUMENT for columns that break a rule of ketway/ops.h, KW_UNIMPLEMENTED for what no state
  /// vector can do, KW_FAILED_PRECONDITION where a state vector is wanted of a circuit that measures on its way, and
  /// KW_RESOURCE_EXHAUSTED for more qubits than can be counted. The columns are not needed afterwards.
  simulation(const kw_circuit& circuit, bool keep_state);

  /// Throws failure: KW_RESOURCE_EXHAUSTED before anything is allocated that the memory limit or the machine cannot hold,
  /// and for the limits of the request; KW_CANCELLED after `stop.request()`. The same seed gives the same result, whatever
  /// the size of the crew.
  simulation_result run(const simulation_request& request, crew& threads, stop_signal& stop) const;

  const program& steps() const noexcept { return program_; }
  /// Bytes of the state.
  double state_bytes() const noexcept;
  /// A rough time on one thread, in ns.
  double estimated_ns(std::uint64_t shots) const noexcept;

  /// Throws failure(KW_RESOURCE_EXHAUSTED) with the bytes needed and available, if `run` would.
  void check_memory(const simulation_request& request) const;

 private:
  program program_;
};

}  // namespace ketway::local
