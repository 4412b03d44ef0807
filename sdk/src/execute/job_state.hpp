#pragma once
// What a job handle shares, and how a submitted job is seen to its end.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "execute/convert.hpp"
#include "execute/poller.hpp"
#include "execute/work.hpp"
#include "host/account_core.hpp"
#include "ketway/job.hpp"

namespace ketway {

/// Small, because many wait: what only an ended job has is kept apart.
struct job::state {
  std::shared_ptr<const named_lease> lease;
  job_reference reference;
  expectation expected;
  std::uint64_t began_ns = 0;  // monotonic, of the submit
  // Strand only.
  std::uint64_t poll_after_ns = 0;
  std::uint32_t queue_position = UINT32_MAX;
  job_state last = job_state::unknown;
  bool odd = false;  // the last answer's state is one that nobody has seen before
  struct late_facts {
    std::string provider_state;             // where there is one
    std::string uri;                        // where a handle has been given out
    std::optional<job_snapshot> end;        // once it has ended
    std::optional<plugin_results> results;  // once fetched
  };
  std::unique_ptr<late_facts> late;

  const std::string& backend() const noexcept { return lease->name; }
  bool ended() const noexcept { return late && late->end; }
  job_fate fate() const noexcept {
    if (!ended()) return job_fate::may_run;
    return last == job_state::cancelled ? job_fate::cancelled : job_fate::ended;
  }
  const std::string& provider_state() const;
  late_facts& more();
  job_status status() const;
};

/// What a verb about one job borrows.
struct reference_arguments {
  explicit reference_arguments(const job_reference& r) : job(r), ref(job.view()) {}
  job_reference job;
  kw_job_ref ref;
};

/// "ketway:<backend>/<id>", with everything but [A-Za-z0-9._:-] percent-encoded.
std::string job_uri(std::string_view backend, std::string_view id);

/// Takes over what the plugin says of the job: states only move forward.
void merge(job::state& s, job_snapshot&& now);
/// Asks once and merges the answer.
flow<expected<void>> ask_state(job::state& s);
/// Polls until it has ended. Errors: of the call (stopped), of a poll that can't be repeated; each carries the job's uri
/// and its fate, the latter also maybe_executed and the job's id at the provider.
flow<expected<void>> await_end(job::state& s);
/// After `await_end`: every circuit's result. Errors: the job's own failure, those of the fetch.
flow<expected<std::vector<expected<result>>>> collect(job::state& s);
/// Asks the backend to cancel it.
flow<expected<job_status>> ask_cancel(job::state& s);

}  // namespace ketway
