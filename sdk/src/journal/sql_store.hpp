#pragma once
// The store of a journal in any database that can be a `connection`.

#include <memory>

#include "journal/journal_owners.hpp"
#include "journal/sql_connection.hpp"
#include "ketway/journal_store.hpp"

namespace ketway::sql {

/// The tables are made or brought up to date first (`prepare`). `user` is who writes.
expected<std::unique_ptr<journal_store>> open_store(std::shared_ptr<connection> db, std::unique_ptr<owners> user);

}  // namespace ketway::sql
