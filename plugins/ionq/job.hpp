#pragma once
// A job as IonQ shows it.

#include <cstdint>
#include <ketway/plugin.hpp>
#include <optional>
#include <string>
#include <vector>

#include "json_read.hpp"
#include "memo.hpp"

namespace ketway::ionq {

class job_view {
 public:
  job_view() = default;
  /// No value: `j` is no job, it has no id.
  static std::optional<job_view> read(const json& j);

  bool ended() const { return state == KW_JOB_DONE || state == KW_JOB_FAILED || state == KW_JOB_CANCELLED; }
  bool simulator() const { return !backend.starts_with("qpu"); }
  /// The simulator without noise: it gives probabilities that were never sampled.
  bool ideal() const { return simulator() && (noise_model.empty() || noise_model == "ideal"); }
  bool has_children() const { return type == "ionq.multi-circuit.v1" || !children.empty(); }
  /// For the host. `known_memo` is what it kept; where that is empty the job's own metadata is asked.
  plugin::job as_job(std::string_view known_memo) const;

  std::uint32_t state = KW_JOB_RUNNING;
  std::string id, status, type, backend, parent, noise_model, name;
  std::vector<std::string> children, warnings;
  string_map metadata;
  bool dry_run = false;
  std::uint64_t submitted_ns = 0, started_ns = 0, completed_ns = 0, execution_ns = 0;
  std::optional<std::uint64_t> predicted_wait_ms, predicted_execution_ms, shots, qubits;
  json failure, results, aggregations, stats;  ///< null where absent
};

/// IonQ's word as a state of the interface; one never seen before is running.
std::uint32_t state_of(std::string_view status);

}  // namespace ketway::ionq
