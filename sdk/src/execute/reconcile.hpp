#pragma once
// A submission of which nobody knows yet whether it was accepted: found and adopted, or proved absent and sent, by whoever
// has it in hand.

#include "execute/job_state.hpp"

namespace ketway {

/// Settles `s` where its id is not known; else nothing. Where another process that lives has it in hand, waits for that.
/// Several at once for one job: one does it, the others wait. Errors: of the call (stopped); failed_precondition where it
/// was found never to have been accepted and may not be sent any more; with maybe_executed where it cannot be settled:
/// the provider offers nothing to find it by, or does not answer.
flow<expected<void>> reconcile(job::state& s);

}  // namespace ketway
