#pragma once
// A row of the table of jobs.

#include <string_view>

#include "journal/sql_connection.hpp"
#include "ketway/journal.hpp"

namespace ketway::sql {

/// What the table knows beyond the record. `unit` of the record is that of the cost where that is known, else of what was
/// reserved.
class stored_job {
 public:
  stored_job() = default;
  job_record record;
  std::int64_t number = 0;
  std::string reserved_unit;
  std::optional<double> reserved;  ///< in `reserved_unit`, whatever the record's unit is by now
};

/// The columns that `job_of` reads, in its order.
extern const std::string_view job_columns;
stored_job job_of(const row& r);

/// Open, or done with its results still to be stored.
bool is_owed(const job_record& r) noexcept;

/// A unix time as the database keeps it; what is beyond its numbers is its last.
std::int64_t kept_time(std::uint64_t unix_ns) noexcept;

/// Whether every database takes it as text: UTF-8 without a zero byte.
bool is_plain_text(std::string_view text) noexcept;
/// The same text with U+FFFD for each byte that is neither.
std::string plain_text(std::string_view text);

}  // namespace ketway::sql
