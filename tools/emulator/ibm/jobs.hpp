#pragma once
// A job of the Runtime API: what was asked for, and where it stands at a point of time.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ibm/pubs.hpp"

namespace ketway::emulator::ibm {

enum class status : std::uint8_t { queued, running, completed, failed, cancelled };
std::string_view to_string(status s) noexcept;  ///< "Queued"

class job {
 public:
  std::string id, program, backend, session, calibration, runtime;
  std::vector<std::string> tags;
  json params;  ///< as they were sent
  std::optional<std::uint64_t> cost;
  bool is_private = false, encoded = false;
  std::vector<pub> pubs;
  std::optional<job_failure> failure;
  bool carried_out = false, collected = false;
  std::uint64_t created_ns = 0, started_ns = 0, ended_ns = 0, canceled_ns = UINT64_MAX;
  std::uint64_t seed = 0;
  std::uint32_t empty_answers = 0;  ///< 204 that its results still answer first

  status at(std::uint64_t now_ns) const noexcept;
  bool over(std::uint64_t now_ns) const noexcept { return at(now_ns) >= status::completed; }
  bool too_long() const noexcept { return cost && charge_if_whole() > static_cast<double>(*cost); }
  std::uint64_t end_ns() const noexcept { return canceled_ns < ended_ns ? canceled_ns : ended_ns; }
  /// Seconds of processor time: 2 s a job, and the shots with their waits.
  double charge_if_whole() const noexcept;
  /// What was used up by then, in whole seconds.
  double charge(std::uint64_t now_ns) const noexcept;
};

json job_document(const job& j, std::uint64_t now_ns, std::uint64_t billing_ns, bool with_params);
json metrics_document(const job& j, std::uint64_t now_ns, std::uint64_t billing_ns);
/// The body of /results of a completed job.
std::string results_text(const job& j);

/// Reads the body of POST /jobs. Errors: invalid_argument, with the HTTP status and IBM's code (`provider_code`);
/// not_found where the backend is unknown.
expected<job> read_submission(const std::string& body, const std::vector<device>& devices);

}  // namespace ketway::emulator::ibm
