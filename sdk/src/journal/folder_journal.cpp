#include "journal/folder_journal.hpp"

#include <memory>
#include <utility>

#include "journal/journal_folder.hpp"
#include "journal/sql_store.hpp"
#include "journal/sqlite_connection.hpp"
#include "ketway/journal_store.hpp"

namespace ketway {

expected<std::unique_ptr<journal_store>> open_folder_journal(const std::string& folder,
                                                             const std::function<void(std::span<std::byte>)>& random,
                                                             const char* vfs) {
  const std::string file = "journal.sqlite";
  if (auto ready = sql::make_private_folder(folder); !ready) return std::move(ready).error();
  auto alone = sql::opening_lock(folder);
  if (!alone) return std::move(alone).error();
  if (auto ready = sql::make_private_file(folder, file); !ready) return std::move(ready).error();
  auto db = sql::open_sqlite(folder + "/" + file, vfs);
  if (!db) return std::move(db).error();
  auto user = sql::join_folder(folder, sql::make_owner_name(random));
  if (!user) return std::move(user).error();
  return sql::open_store(std::move(*db), std::move(*user));
}

journal_opener journal_in_folder(std::string folder) {
  return [folder = std::move(folder)](const std::function<void(std::span<std::byte>)>& random) {
    return open_folder_journal(folder, random, nullptr);
  };
}

}  // namespace ketway
