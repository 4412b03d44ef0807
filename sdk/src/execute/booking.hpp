#pragma once
// What the journal is told of a job, and what it gives back. A job that is not journaled passes through all of it.

#include <memory>
#include <optional>
#include <vector>

#include "execute/job_state.hpp"
#include "execute/work.hpp"
#include "ketway/estimate.hpp"

namespace ketway {

/// What a submission may cost, and until when it may be made.
class submit_terms {
 public:
  submit_terms() = default;
  std::vector<budget_limit> limits;  ///< the runtime's and the call's
  bool durable = false;              ///< journaled although it costs nothing
  std::uint64_t expires_ns = 0;      ///< unix clock: after it, it is not sent again
  bool cancels = true;               ///< who stops the call does not want the job any more
};

/// Asks what it costs where a limit wants to know, reserves that, and puts the intent on disk: only then may a byte of it
/// leave. Errors, all not_billed: those of the journal; resource_exhausted where a limit would be passed; failed_precondition
/// where a limit holds and the price is not known.
flow<expected<void>> book_intent(job::state& s, const std::shared_ptr<work>& w, const submit_terms& terms);
/// Its id is known: on disk when this has ended. A journal that fails is a warning: the intent is there, and finds it.
flow<void> book_accepted(job::state& s);
/// It was never accepted, and costs nothing. `why`, for the caller, once that is on disk: only then will nobody send it any
/// more. Where the journal cannot be told, `why` says that it may still be sent.
flow<error> book_refused(job::state& s, error why);
/// It is not known whether it was accepted. Not waited for.
void note_unknown(job::state& s);
/// Its caller has given it up, and it is not known whether it was accepted: on disk, so that nobody sends it any more. Waits a
/// second for that.
flow<void> book_unwanted(const job::state& s);
/// Where it is now, where the journal has not heard of that yet. Not waited for, unless it was cancelled or has failed: nothing is
/// written after that, and a process that ends with it would leave a job that seems to go on, and what was reserved for it. A call
/// that is stopped waits two seconds for that at most.
flow<void> book_state(job::state& s);
/// The results, on disk when this has ended, and with them the end. A journal that fails is a warning.
flow<void> keep_results(job::state& s, const std::vector<expected<result>>& all);

/// What was submitted, from the journal. Errors: those of the journal, data_loss.
flow<expected<std::shared_ptr<work>>> recall(const job::state& s);
/// Makes sure that `s.expected` says what the results must look like.
flow<expected<void>> recall_expectation(job::state& s);
/// Takes the job in hand. Errors: aborted while another process has it that lives; those of the journal.
flow<expected<void>> claim(const job::state& s);
/// What the journal says of it now.
flow<expected<job_record>> look_up(const job::state& s);

}  // namespace ketway
