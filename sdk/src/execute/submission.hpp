#pragma once
// Handing work over, at most once: where the answer is lost, the job is looked for, never sent again on a guess.

#include <memory>

#include "execute/booking.hpp"
#include "execute/job_state.hpp"
#include "execute/work.hpp"

namespace ketway {

/// Books `w` in the journal where that is to be, and hands it to the plugin. On success the state knows the job's id. Where
/// the backend may have accepted it and the answer was lost, it is found again by its token, as long as the call may last;
/// where that proves that it never was accepted, it is sent again, a few times. Errors: those of `book_intent`; the plugin's;
/// with maybe_executed where it is not known whether there is a job, and then the message names the token.
flow<expected<void>> submit_work(job::state& s, std::shared_ptr<work> w, const submit_terms& terms);

/// The same for what was sent before, maybe by another process that has ended: it is looked for first.
flow<expected<void>> settle_submission(job::state& s, std::shared_ptr<work> w);

}  // namespace ketway
