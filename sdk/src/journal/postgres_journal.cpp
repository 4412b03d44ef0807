#include <memory>
#include <utility>

#include "journal/postgres_connection.hpp"
#include "journal/sql_store.hpp"
#include "ketway/journal_postgres.hpp"

namespace ketway {

journal_opener journal_in_postgres(secret conninfo) {
  return [conninfo = std::make_shared<const secret>(std::move(conninfo))](
             const std::function<void(std::span<std::byte>)>& random) -> expected<std::unique_ptr<journal_store>> {
    auto settings = sql::postgres_settings::read(*conninfo);
    if (!settings) return std::move(settings).error();
    auto session = sql::open_postgres(std::move(*settings), sql::make_owner_name(random));
    if (!session) return std::move(session).error();
    return sql::open_store(std::move(session->db), std::move(session->user));
  };
}

}  // namespace ketway
