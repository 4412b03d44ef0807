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
#include "ketway/journal.hpp"

namespace ketway {

/// Small, because many wait: what only an ended job has is kept apart.
struct job::state {
  std::shared_ptr<const named_lease> lease;
  job_reference reference;
  expectation expected;
  std::uint64_t began_ns = 0;    // monotonic, of the submit
  std::uint64_t expires_ns = 0;  // unix clock: after it, it is not sent again; 0: never
  // Strand only.
  std::uint64_t poll_after_ns = 0;
  std::uint32_t queue_position = UINT32_MAX;
  job_state last = job_state::unknown;
  bool odd = false;                                  // the last answer's state is one that nobody has seen before
  bool journaled = false;                            // the journal has its intent, and is told what becomes of it
  bool stored = false;                               // the journal has its results
  bool unwanted = false;                             // cancelled: not to be sent any more
  journal_state recorded = journal_state::intended;  // what the journal has been told
  cancel_outcome cancellation = cancel_outcome::none;
  struct late_facts {
    std::string provider_state;             // where there is one
    std::optional<job_snapshot> end;        // once it has ended
    std::optional<plugin_results> results;  // once fetched
  };
  std::unique_ptr<late_facts> late;

  const std::string& backend() const noexcept { return lease->name; }
  std::string uri() const;
  /// Whether it is known to have been accepted.
  bool known() const noexcept { return !reference.id.empty(); }
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

/// A handle on it. `s` has been submitted, or is to be settled.
job make_job(std::shared_ptr<job::state> s);
/// What an ended job has cost, as far as it is known: one that was cancelled while it ran may have cost something.
billing billed_for(const job_snapshot& end);

/// Takes over what the plugin says of the job: states only move forward.
void merge(job::state& s, job_snapshot&& now);
/// Asks once and merges the answer.
flow<expected<void>> ask_state(job::state& s);
/// Polls until it has ended. Errors: of the call (stopped), of a poll that can't be repeated; each carries the job's uri
/// and its fate, the latter also maybe_executed and the job's id at the provider.
flow<expected<void>> await_end(job::state& s);
/// After `await_end`: every circuit's result. Errors: the job's own failure, those of the fetch.
flow<expected<std::vector<expected<result>>>> collect(job::state& s);
/// Asks the backend to cancel it; what that comes to is in `cancellation` too, also where it is an error.
flow<expected<job_status>> ask_cancel(job::state& s);

}  // namespace ketway
