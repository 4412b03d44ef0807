#pragma once
// A job that has ended, as the journal has it: no backend is needed to read it.

#include <memory>

#include "journal/journal.hpp"
#include "ketway/job.hpp"

namespace ketway {

/// Whether the journal has all that there is to know: it has ended, and its results are stored or there are none.
bool needs_no_backend(const job_record& r) noexcept;
/// A handle on such a job.
job make_past_job(std::shared_ptr<journal> book, job_record r);

}  // namespace ketway
