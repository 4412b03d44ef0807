#include <sqlite3.h>

#include <stdexcept>

#include "journals.hpp"

namespace ketway::test {

std::string run_in_sqlite(const std::string& file, const std::string& statements) {
  sqlite3* db = nullptr;
  std::string last;
  const auto keep = [](void* to, int columns, char** texts, char**) {
    if (columns > 0 && texts[0] != nullptr) *static_cast<std::string*>(to) = texts[0];
    return 0;
  };
  int code = sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READWRITE, nullptr);
  if (code == SQLITE_OK) code = sqlite3_exec(db, statements.c_str(), keep, &last, nullptr);
  const std::string problem = sqlite3_errmsg(db);
  sqlite3_close(db);
  if (code != SQLITE_OK) throw std::runtime_error(problem);
  return last;
}

}  // namespace ketway::test
