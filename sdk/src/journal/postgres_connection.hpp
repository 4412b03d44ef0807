#pragma once
// PostgreSQL as a `connection`.

#include <memory>
#include <string>

#include "journal/journal_owners.hpp"
#include "journal/postgres_settings.hpp"
#include "journal/sql_connection.hpp"

namespace ketway::sql {

/// A connection, and the owner that its session stands for as long as it is there.
class postgres_session {
 public:
  postgres_session() = default;
  std::shared_ptr<connection> db;
  std::unique_ptr<owners> user;
};

expected<postgres_session> open_postgres(postgres_settings settings, std::string owner);

}  // namespace ketway::sql
