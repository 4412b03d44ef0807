#pragma once
// What each write of a journal does to its tables.

#include "journal/journal_owners.hpp"
#include "journal/sql_budget.hpp"
#include "journal/sql_connection.hpp"
#include "ketway/journal_store.hpp"

namespace ketway::sql {

/// The answer to that write; one that is refused has changed nothing. What the database itself refuses is in `t`.
expected<void> apply(transaction& t, owners& user, const journal_write& w);

}  // namespace ketway::sql
