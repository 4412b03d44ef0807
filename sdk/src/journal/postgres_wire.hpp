#pragma once
// One libpq connection, every wait of which ends: values go out and rows come in without a detour through text.

#include <libpq-fe.h>

#include <chrono>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "journal/sql_connection.hpp"

namespace ketway::sql {

using pg_result = std::unique_ptr<PGresult, decltype(&PQclear)>;

class postgres_wire {
 public:
  using clock = std::chrono::steady_clock;

  /// Takes the connection over; null is one that is not there.
  explicit postgres_wire(PGconn* c = nullptr) noexcept : connection_(c, &PQfinish) {}

  bool is_up() const noexcept { return connection_ && PQstatus(connection_.get()) == CONNECTION_OK; }
  bool in_transaction() const noexcept;
  /// What libpq says of the connection.
  std::string complaint() const { return connection_ ? PQerrorMessage(connection_.get()) : "there is no connection"; }
  void close() noexcept { connection_.reset(); }

  /// The last answer to these statements; null where the connection failed or `until` was over, which closes it.
  pg_result execute(const std::string& statements, clock::time_point until);
  /// The answer to one statement, in binary form; it is prepared at its first use.
  pg_result execute(std::string_view statement, values with, clock::time_point until);

 private:
  pg_result answer(clock::time_point until);
  bool wait(clock::time_point until);

  std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
  std::unordered_map<std::string, std::string> names_;  // of prepared statements
};

/// SQLSTATE of a failed answer.
std::string_view state_of(const PGresult* r) noexcept;

/// A row of an answer in binary form.
class postgres_row final : public row {
 public:
  postgres_row(const PGresult* r, int number) noexcept : result_(r), number_(number) {}
  bool null(int column) const override { return PQgetisnull(result_, number_, column) != 0; }
  std::int64_t integer(int column) const override;
  double real(int column) const override;
  std::string_view text(int column) const override {
    return {PQgetvalue(result_, number_, column), static_cast<std::size_t>(PQgetlength(result_, number_, column))};
  }

 private:
  std::uint64_t bits(int column) const noexcept;
  const PGresult* result_;
  int number_;
};

}  // namespace ketway::sql
