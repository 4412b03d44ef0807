#pragma once
// What jobs cost and may cost: running totals that are kept in the same transaction as the jobs, and limits on them.

#include <vector>

#include "journal/sql_connection.hpp"
#include "journal/stored_job.hpp"

namespace ketway::sql {

/// Whether it can be an amount: finite, not negative, less than a billion billions.
bool is_amount(double a) noexcept;

/// Counts a job as it is now instead of as it was (null: it is new).
void count(transaction& t, const stored_job* was, const stored_job& is);

/// none where the reservation of the new job `r` keeps every limit; else the refusal.
std::optional<error> check_limits(transaction& t, const job_record& r, const std::vector<budget_limit>& limits);

/// Sums by backend and unit of jobs created since then.
std::vector<spending> spent_since(transaction& t, std::uint64_t since_ns);

}  // namespace ketway::sql
