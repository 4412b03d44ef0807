#pragma once
// The caller's wait has ended early: what becomes of the job.

#include <memory>

#include "execute/job_state.hpp"
#include "ketway/options.hpp"

namespace ketway {

/// Does with the job what the caller chose, and says in the error what came of it: its uri, its fate, what the wish to
/// cancel came to, what was billed. For a call that was stopped. What is kept belongs to the background from here on.
flow<error> leave(std::unique_ptr<job::state> s, error why, on_abandon policy);

}  // namespace ketway
