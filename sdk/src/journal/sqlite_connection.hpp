#pragma once
// SQLite as a `connection`.

#include <memory>
#include <string>

#include "journal/sql_connection.hpp"

namespace ketway::sql {

/// Opens the database in that file, which is there, in WAL mode, synced at every commit. `vfs` is another layer below
/// SQLite, by its registered name; null: the system's own.
expected<std::unique_ptr<connection>> open_sqlite(const std::string& file, const char* vfs = nullptr);
/// One in memory.
expected<std::unique_ptr<connection>> open_sqlite_in_memory();

}  // namespace ketway::sql
