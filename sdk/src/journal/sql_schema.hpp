#pragma once
// The tables of a journal, and how those of an older version become today's.

#include "journal/sql_connection.hpp"

namespace ketway::sql {

/// The version that this library writes.
constexpr std::int64_t schema_version = 2;

/// Makes what is missing, step by step, in one transaction; does nothing where all is there. A journal of a newer version
/// is refused with failed_precondition and stays as it is.
expected<void> prepare(connection& db, std::int64_t up_to = schema_version);

}  // namespace ketway::sql
