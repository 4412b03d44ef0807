#pragma once
// How to connect to PostgreSQL: the caller's conninfo, and what a journal adds to it.

#include <string>
#include <utility>
#include <vector>

#include "ketway/error.hpp"
#include "ketway/secret.hpp"

namespace ketway::sql {

class postgres_settings {
 public:
  /// invalid_argument for a conninfo that libpq cannot read; the message repeats nothing of it.
  static expected<postgres_settings> read(const secret& conninfo);

  /// Keywords and values for PQconnectdbParams, one below the other. The password is among them.
  const std::vector<std::pair<std::string, secret>>& options() const noexcept { return options_; }
  /// "postgresql://host:port/dbname".
  const std::string& place() const noexcept { return place_; }
  /// The text without the password, should it be in there.
  std::string without_password(std::string text) const;

 private:
  postgres_settings() = default;
  const secret* find(std::string_view keyword) const;
  void add(const char* keyword, std::string value);
  void add_tls();
  std::vector<std::pair<std::string, secret>> options_;
  std::string place_;
};

}  // namespace ketway::sql
