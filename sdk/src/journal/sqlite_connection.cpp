#include "journal/sqlite_connection.hpp"

#include <sqlite3.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <thread>
#include <unordered_map>
#include <vector>

#include "journal/sqlite_errors.hpp"

namespace ketway::sql {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds patience(8000), pause(5);
constexpr int most_values = 32;

/// A statement in its prepared form; `places[n]` is where SQLite has put $n+1.
class prepared {
 public:
  prepared() = default;
  prepared(const prepared&) = delete;
  prepared& operator=(const prepared&) = delete;
  ~prepared() { sqlite3_finalize(stmt); }
  sqlite3_stmt* stmt = nullptr;
  std::array<int, most_values> places{};
};

/// So that a statement is found by its text without a copy of it.
class text_hash {
 public:
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>()(text); }
};

class sqlite_row final : public row {
 public:
  explicit sqlite_row(sqlite3_stmt* s) noexcept : stmt_(s) {}
  bool null(int column) const override { return sqlite3_column_type(stmt_, column) == SQLITE_NULL; }
  std::int64_t integer(int column) const override { return sqlite3_column_int64(stmt_, column); }
  double real(int column) const override { return sqlite3_column_double(stmt_, column); }
  std::string_view text(int column) const override {
    const void* at = sqlite3_column_blob(stmt_, column);
    const int size = sqlite3_column_bytes(stmt_, column);
    return at == nullptr ? std::string_view()
                         : std::string_view(static_cast<const char*>(at), static_cast<std::size_t>(size));
  }

 private:
  sqlite3_stmt* stmt_;
};

/// Which file a name stands for.
class identity {
 public:
  explicit identity(const std::string& file) {
    struct stat facts {};
    if (::stat(file.c_str(), &facts) == 0) device_ = facts.st_dev, inode_ = facts.st_ino;
  }
  bool operator==(const identity&) const = default;

 private:
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

class sqlite_connection final : public connection {
 public:
  sqlite_connection(sqlite3* db, std::string place, bool on_disk)
      : db_(db), place_(std::move(place)), on_disk_(on_disk), file_(place_) {}
  ~sqlite_connection() override {
    statements_.clear();
    sqlite3_close(db_);
  }

  const std::string& place() const noexcept override { return place_; }
  const dialect& words() const noexcept override {
    static const dialect mine("BLOB", "INTEGER PRIMARY KEY",
                              "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'journal_version'");
    return mine;
  }
  bool lost() const noexcept override { return false; }

  expected<void> begin(access a) override {
    if (auto there = check_file(); !there) return there;
    return step(a == access::write ? "BEGIN IMMEDIATE" : "BEGIN");
  }
  expected<void> commit() override {
    if (auto there = check_file(); !there) return there;
    return step("COMMIT");
  }
  void rollback() noexcept override {
    if (sqlite3_get_autocommit(db_) == 0) sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
  }

  expected<std::int64_t> run(std::string_view statement, values with, const each_row& each) override {
    auto found = find(statement);
    if (!found) return std::move(found).error();
    const prepared& p = **found;
    for (std::size_t i = 0; i < with.size(); ++i)
      if (const int place = p.places.at(i); place != 0) bind(p.stmt, place, with[i]);
    int code = SQLITE_OK;
    const sqlite_row now(p.stmt);
    while ((code = sqlite3_step(p.stmt)) == SQLITE_ROW)
      if (each) each(now);
    std::optional<error> failure;
    if (code != SQLITE_DONE) failure = failed();
    sqlite3_reset(p.stmt);
    sqlite3_clear_bindings(p.stmt);
    if (failure) return *failure;
    return std::int64_t{sqlite3_changes64(db_)};
  }

  expected<void> script(const std::string& statements) override {
    if (sqlite3_exec(db_, statements.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return failed();
    return {};
  }

  /// How a connection to a file is set up.
  expected<void> prepare_file() {
    if (auto done = script("PRAGMA foreign_keys=ON; PRAGMA cell_size_check=ON; PRAGMA trusted_schema=OFF"); !done)
      return done;
    if (auto done = enter_wal(); !done) return done;
    return script("PRAGMA synchronous=FULL");
  }
  expected<void> prepare_memory() {
    return script("PRAGMA foreign_keys=ON; PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF");
  }

 private:
  /// SQLite would go on in a file that has no name any more, and all of it would be gone with the process.
  expected<void> check_file() const {
    if (!on_disk_ || file_ == identity(place_)) return {};
    error e(errc::data_loss, "the journal " + place_ + " was deleted or replaced while it was in use");
    e.advice("put it back and start this program again; nothing was sent").billed(billing::not_billed);
    return e;
  }

  /// The change to WAL does not wait for other processes, as everything else does.
  expected<void> enter_wal() {
    const auto until = steady_clock::now() + patience;
    for (;;) {
      std::string mode;
      const auto done = run("PRAGMA journal_mode=WAL", {}, [&](const row& r) { mode = r.text(0); });
      if (done && mode == "wal") return {};
      if (done) return no_wal(mode);
      if (!done.error().retryable() || steady_clock::now() >= until) return done.error();
      std::this_thread::sleep_for(pause);
    }
  }

  error no_wal(const std::string& mode) const {
    error e(errc::failed_precondition, "the journal " + place_ + " cannot be kept in WAL mode, only in mode " + mode);
    e.advice("keep it on a local disk").misconfigured(true).billed(billing::not_billed);
    return e;
  }

  expected<void> step(std::string_view statement) {
    if (auto done = run(statement, {}, {}); !done) return std::move(done).error();
    return {};
  }

  expected<const prepared*> find(std::string_view statement) {
    const auto found = statements_.find(statement);
    if (found != statements_.end()) return found->second.get();
    auto made = std::make_unique<prepared>();
    prepared& p = *made;
    if (sqlite3_prepare_v3(db_, statement.data(), static_cast<int>(statement.size()), SQLITE_PREPARE_PERSISTENT,
                           &p.stmt, nullptr) != SQLITE_OK)
      return failed();
    for (std::size_t i = 0; i < p.places.size(); ++i)
      p.places.at(i) = sqlite3_bind_parameter_index(p.stmt, ("$" + std::to_string(i + 1)).c_str());
    return statements_.emplace(statement, std::move(made)).first->second.get();
  }

  static void bind(sqlite3_stmt* to, int place, const value& v) {
    if (const auto* i = std::get_if<std::int64_t>(&v)) {
      sqlite3_bind_int64(to, place, *i);
    } else if (const auto* d = std::get_if<double>(&v)) {
      sqlite3_bind_double(to, place, *d);
    } else if (const auto* t = std::get_if<std::string_view>(&v)) {
      sqlite3_bind_text64(to, place, t->empty() ? "" : t->data(), t->size(), SQLITE_STATIC, SQLITE_UTF8);
    } else if (const auto* b = std::get_if<bytes>(&v)) {
      sqlite3_bind_blob64(to, place, b->view.empty() ? "" : b->view.data(), b->view.size(), SQLITE_STATIC);
    } else {
      sqlite3_bind_null(to, place);
    }
  }

  error failed() const {
    const int code = sqlite3_extended_errcode(db_);
    const int kind = code & 0xff;
    const bool of_system = kind == SQLITE_IOERR || kind == SQLITE_CANTOPEN;
    return sqlite_error(code, of_system ? sqlite3_system_errno(db_) : 0, sqlite3_errmsg(db_), place_);
  }

  sqlite3* db_;
  std::string place_;
  bool on_disk_;
  identity file_;
  std::unordered_map<std::string, std::unique_ptr<prepared>, text_hash, std::equal_to<>> statements_;
};

expected<std::unique_ptr<sqlite_connection>> open(const std::string& name, bool on_disk, const char* vfs) {
  sqlite3* db = nullptr;
  // Not CREATE: the file was made with its mode, and one that is gone must not come back empty.
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (on_disk ? 0 : SQLITE_OPEN_MEMORY);
  const int code = sqlite3_open_v2(name.c_str(), &db, flags, vfs);
  if (code != SQLITE_OK) {
    const std::string detail = db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code);
    error e = sqlite_error(db != nullptr ? sqlite3_extended_errcode(db) : code,
                           db != nullptr ? sqlite3_system_errno(db) : 0, detail, name);
    sqlite3_close(db);
    return e;
  }
  sqlite3_extended_result_codes(db, 1);
  sqlite3_busy_timeout(db, static_cast<int>(patience.count()));
  return std::make_unique<sqlite_connection>(db, name, on_disk);
}

}  // namespace

expected<std::unique_ptr<connection>> open_sqlite(const std::string& file, const char* vfs) {
  auto made = open(file, true, vfs);
  if (!made) return std::move(made).error();
  if (auto done = (*made)->prepare_file(); !done) return std::move(done).error();
  return std::unique_ptr<connection>(std::move(*made));
}

expected<std::unique_ptr<connection>> open_sqlite_in_memory() {
  auto made = open(":memory:", false, nullptr);
  if (!made) return std::move(made).error();
  if (auto done = (*made)->prepare_memory(); !done) return std::move(done).error();
  return std::unique_ptr<connection>(std::move(*made));
}

}  // namespace ketway::sql
