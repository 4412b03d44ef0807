#pragma once
// What the store asks of a database: statements with $1…$n, typed values, rows, transactions.

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "ketway/error.hpp"

namespace ketway::sql {

/// A value that is kept byte for byte. Everything else that is text is UTF-8 without a zero byte.
class bytes {
 public:
  explicit bytes(std::string_view b) noexcept : view(b) {}
  std::string_view view;
};

/// std::monostate is NULL. Views must live as long as the call.
using value = std::variant<std::monostate, std::int64_t, double, std::string_view, bytes>;
using values = std::span<const value>;

/// A row of an answer, there while `each` is called with it. Columns count from 0.
class row {
 public:
  virtual bool null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;
  virtual double real(int column) const = 0;
  virtual std::string_view text(int column) const = 0;  ///< of a text or of bytes

 protected:
  ~row() = default;
};
using each_row = std::function<void(const row&)>;

enum class access : std::uint8_t { read, write };

/// How a database spells what they do not agree on.
class dialect {
 public:
  dialect(std::string_view b, std::string_view n, std::string_view h) noexcept : bytes(b), number(n), has_version(h) {}
  std::string_view bytes;        ///< the type of a column of bytes
  std::string_view number;       ///< the type of a primary key that counts up
  std::string_view has_version;  ///< a query with a row where the table journal_version is there
};

/// One connection; one call at a time. Its errors are those of `journal_store`.
class connection {
 public:
  connection() = default;
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;
  virtual ~connection() = default;

  virtual const std::string& place() const noexcept = 0;
  virtual const dialect& words() const noexcept = 0;
  /// Connects anew where the connection was lost. Two transactions that write never run at the same time, on whatever
  /// machine; one that reads sees one state of things.
  virtual expected<void> begin(access a) = 0;
  virtual expected<void> commit() = 0;
  virtual void rollback() noexcept = 0;
  /// The number of rows changed. `statement` is prepared once.
  virtual expected<std::int64_t> run(std::string_view statement, values with, const each_row& each) = 0;
  /// Several statements without values, for schemas.
  virtual expected<void> script(const std::string& statements) = 0;
  /// Whether what failed last was the connection itself, so that nothing of the transaction can have happened: the whole
  /// of it may be tried once more.
  virtual bool lost() const noexcept = 0;
};

/// A transaction that remembers its first failure: afterwards nothing more is sent, and `commit` says what it was. What
/// is not committed is rolled back.
class transaction {
 public:
  transaction(connection& c, access a) : db_(&c) { keep(c.begin(a)); }
  transaction(const transaction&) = delete;
  transaction& operator=(const transaction&) = delete;
  ~transaction() {
    if (open_) db_->rollback();
  }

  /// The number of rows changed, 0 after a failure.
  std::int64_t run(std::string_view statement, std::initializer_list<value> with = {}, const each_row& each = {}) {
    if (failure_) return 0;
    auto changed = db_->run(statement, values(with.begin(), with.size()), each);
    if (changed) return *changed;
    failure_ = std::move(changed).error();
    return 0;
  }
  void script(const std::string& statements) {
    if (!failure_) keep(db_->script(statements));
  }
  void fail(error e) {
    if (!failure_) failure_ = std::move(e);
  }
  bool failed() const noexcept { return failure_.has_value(); }
  expected<void> commit() {
    if (!failure_) {
      keep(db_->commit());
      open_ = failure_.has_value();
    }
    if (failure_) return *failure_;
    return {};
  }
  connection& on() const noexcept { return *db_; }

 private:
  void keep(expected<void> outcome) {
    if (!outcome) failure_ = std::move(outcome).error();
  }
  connection* db_;
  bool open_ = true;
  std::optional<error> failure_;
};

}  // namespace ketway::sql
