#include "journal/postgres_connection.hpp"

#include <charconv>
#include <chrono>
#include <thread>
#include <vector>

#include "journal/postgres_errors.hpp"
#include "journal/postgres_wire.hpp"

namespace ketway::sql {
namespace {

using std::chrono::milliseconds;
using clock = postgres_wire::clock;

constexpr milliseconds patience(9000), pause(50);

// One writer at a time, on whatever machine: a budget is checked and reserved with nobody in between. It is let go with the
// transaction, however that ends.
constexpr const char* begin_write =
    "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SELECT pg_advisory_xact_lock(7738144640906752257); "
    "SELECT txid_current()";
constexpr const char* begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
// The server ends what this side has forgotten or cannot end any more.
constexpr const char* manners =
    "SET statement_timeout = '6s'; SET lock_timeout = '4s'; SET idle_in_transaction_session_timeout = '10s'; "
    "SET synchronous_commit = on; SET client_min_messages = warning; SET search_path = ketway; "
    "SELECT has_schema_privilege(to_regnamespace('ketway'), 'USAGE')";  // NULL: there is none yet
constexpr const char* make_schema =
    "BEGIN; SELECT pg_advisory_xact_lock(7738144640906752257); CREATE SCHEMA IF NOT EXISTS ketway; COMMIT";

/// The first 64 bits of an owner's name are the number of its lock.
std::optional<std::uint64_t> lock_of(std::string_view owner) {
  std::uint64_t number = 0;
  if (owner.size() != 32) return std::nullopt;
  const auto [end, problem] = std::from_chars(owner.data(), owner.data() + 16, number, 16);
  return problem == std::errc() && end == owner.data() + 16 ? std::optional(number) : std::nullopt;
}

class postgres_connection final : public connection {
 public:
  postgres_connection(postgres_settings s, std::uint64_t lock) : settings_(std::move(s)), lock_(lock) {}
  ~postgres_connection() override { give_up_owner(); }

  const std::string& place() const noexcept override { return settings_.place(); }
  const dialect& words() const noexcept override {
    static const dialect mine("BYTEA", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
                              "SELECT 1 FROM pg_tables WHERE schemaname = 'ketway' AND tablename = 'journal_version'");
    return mine;
  }
  bool lost() const noexcept override { return lost_; }

  expected<void> begin(access a) override {
    lost_ = false;
    number_.clear();
    until_ = clock::now() + patience;
    if (!wire_.is_up())
      if (auto up = connect(); !up) return up;
    const pg_result r = wire_.execute(a == access::write ? begin_write : begin_read, until_);
    if (auto good = check(r.get()); !good) return good;
    if (a == access::write) number_ = PQgetvalue(r.get(), 0, 0);
    return {};
  }

  expected<void> commit() override {
    const pg_result r = wire_.execute("COMMIT", until_);
    if (!r && number_.empty()) return check(r.get());
    if (!r) return find_out();
    if (PQresultStatus(r.get()) != PGRES_COMMAND_OK) return check(r.get());
    if (std::string_view(PQcmdStatus(r.get())) != "COMMIT")
      return postgres_error("40000", "the transaction was rolled back", place());
    return {};
  }

  void rollback() noexcept override {
    if (wire_.in_transaction())
      wire_.execute("ROLLBACK", clock::now() + patience);
    else
      wire_.close();  // in the middle of something
  }

  expected<std::int64_t> run(std::string_view statement, values with, const each_row& each) override {
    const pg_result r = wire_.execute(statement, with, until_);
    if (auto good = check(r.get()); !good) return std::move(good).error();
    const int rows = PQntuples(r.get());
    if (each)
      for (int i = 0; i < rows; ++i) each(postgres_row(r.get(), i));
    std::int64_t changed = 0;
    const std::string_view tuples = PQcmdTuples(r.get());
    std::from_chars(tuples.data(), tuples.data() + tuples.size(), changed);
    return changed;
  }

  expected<void> script(const std::string& statements) override {
    const pg_result r = wire_.execute(statements, until_);
    return check(r.get());
  }

  expected<void> connect() {
    std::vector<const char*> keywords, texts;
    std::vector<std::string> kept;
    kept.reserve(settings_.options().size());
    for (const auto& [keyword, text] : settings_.options()) {
      kept.emplace_back(text.reveal());
      keywords.push_back(keyword.c_str());
      texts.push_back(kept.back().c_str());
    }
    keywords.push_back(nullptr), texts.push_back(nullptr);
    PGconn* made = PQconnectdbParams(keywords.data(), texts.data(), 0);
    for (std::string& text : kept) const secret wiped(std::move(text));
    wire_ = postgres_wire(made);
    until_ = clock::now() + patience;
    if (!wire_.is_up()) return not_let_in(made);
    return introduce();
  }

 private:
  error not_let_in(PGconn* c) {
    // libpq tells no SQLSTATE here, but whether it came to a password.
    const bool refused = PQconnectionNeedsPassword(c) != 0 || PQconnectionUsedPassword(c) != 0;
    error e = postgres_error(refused ? "28000" : "", settings_.without_password(wire_.complaint()), place());
    wire_.close();
    return e;
  }

  /// What a new session is told.
  expected<void> introduce() {
    const pg_result set = wire_.execute(manners, until_);
    if (auto good = check(set.get()); !good) return good;
    if (PQgetisnull(set.get(), 0, 0) != 0) {
      const pg_result made = wire_.execute(make_schema, until_);
      if (auto good = check(made.get()); !good) return wire_.close(), good;
    } else if (*PQgetvalue(set.get(), 0, 0) == 'f') {
      wire_.close();
      return postgres_error("42501", "this user may not use the schema ketway", place());
    }
    // A session that this owner had before and that the server still believes in is ended, or it would never get its lock.
    const std::string number = std::to_string(static_cast<std::int64_t>(lock_));
    const std::string mine = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE " + held(lock_) +
                             " AND pid <> pg_backend_pid(); SELECT pg_advisory_lock(" + number + ")";
    const pg_result taken = wire_.execute(mine, until_);
    if (auto good = check(taken.get()); !good) return wire_.close(), good;
    return {};
  }

  static std::string held(std::uint64_t lock) {
    return "locktype = 'advisory' AND granted AND objsubid = 1 AND classid = " + std::to_string(lock >> 32U) +
           " AND objid = " + std::to_string(lock & 0xFFFFFFFFU) +
           " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
  }

 public:
  expected<bool> is_held(std::uint64_t lock) {
    const pg_result r = wire_.execute("SELECT 1 FROM pg_locks WHERE " + held(lock), until_);
    if (auto good = check(r.get()); !good) return std::move(good).error();
    return PQntuples(r.get()) > 0;
  }

  /// At once, not when the server notices that the session has ended.
  void give_up_owner() noexcept {
    if (wire_.is_up()) wire_.execute("SELECT pg_advisory_unlock_all()", clock::now() + std::chrono::seconds(1));
    wire_.close();
  }

 private:
  /// The connection broke while the server was told to commit: it is asked, on another one, whether it did.
  expected<void> find_out() {
    error unknown =
        postgres_error("", "the connection broke at the end of a write; whether it was kept is not known", place());
    if (auto up = connect(); !up) return unknown;
    while (clock::now() < until_) {
      const pg_result r = wire_.execute("SELECT txid_status(" + number_ + ")", until_);
      if (!r || PQresultStatus(r.get()) != PGRES_TUPLES_OK) return unknown;
      const std::string_view fate = PQgetvalue(r.get(), 0, 0);
      if (fate == "committed") return {};
      if (fate == "aborted") {
        lost_ = true;
        return postgres_error("", "the connection broke before a write was kept", place());
      }
      if (fate != "in progress") return unknown;
      std::this_thread::sleep_for(pause);
    }
    return unknown;
  }

  expected<void> check(const PGresult* r) {
    if (r == nullptr) {
      lost_ = true;
      return postgres_error("", "the connection broke, or the server was too slow", place());
    }
    const ExecStatusType status = PQresultStatus(r);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY) return {};
    const char* primary = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
    return postgres_error(state_of(r),
                          settings_.without_password(primary != nullptr ? primary : PQresultErrorMessage(r)), place());
  }

  postgres_settings settings_;
  std::uint64_t lock_;
  postgres_wire wire_;
  clock::time_point until_;
  std::string number_;  // of the transaction that writes
  bool lost_ = false;
};

class postgres_owners final : public owners {
 public:
  postgres_owners(std::shared_ptr<postgres_connection> c, std::string name)
      : connection_(std::move(c)), own_(std::move(name)) {}
  ~postgres_owners() override { connection_->give_up_owner(); }
  const std::string& own() const noexcept override { return own_; }
  expected<bool> lives(std::string_view owner) override {
    if (owner == own_) return true;
    const auto lock = lock_of(owner);
    if (!lock) return false;
    return connection_->is_held(*lock);
  }

 private:
  std::shared_ptr<postgres_connection> connection_;
  std::string own_;
};

}  // namespace

expected<postgres_session> open_postgres(postgres_settings settings, std::string owner) {
  const auto lock = lock_of(owner);
  if (!lock) return error(errc::internal, "the name of an owner has 32 hexadecimal digits");
  auto made = std::make_shared<postgres_connection>(std::move(settings), *lock);
  if (auto up = made->connect(); !up) return std::move(up).error();
  postgres_session s;
  s.user = std::make_unique<postgres_owners>(made, std::move(owner));
  s.db = std::move(made);
  return s;
}

}  // namespace ketway::sql
