#include "journal/sql_store.hpp"

#include <utility>

#include "journal/sql_schema.hpp"
#include "journal/sql_writes.hpp"
#include "journal/stored_job.hpp"

namespace ketway::sql {
namespace {

error no_job(const std::string& place, const std::string& which) {
  error e(errc::not_found, "the journal " + place + " has no job " + which);
  e.billed(billing::not_billed);
  return e;
}

/// `WHERE` of a list; $1 is the earliest creation, $2 the number of rows, $3 the backend where one is named.
std::string list_statement(const job_filter& f) {
  std::string text = "SELECT " + std::string(job_columns) + " FROM jobs WHERE created_ns >= $1 AND removed = 0";
  switch (f.states()) {
    case job_filter::which::all: break;
    case job_filter::which::open: text += " AND owed = 1 AND state < 4"; break;  // `owed` has an index
    case job_filter::which::ended: text += " AND state >= 4"; break;
    case job_filter::which::owed: text += " AND owed = 1"; break;
  }
  if (!f.backend().empty()) text += " AND backend = $3";
  return text + " ORDER BY created_ns DESC, number DESC LIMIT $2";
}

class sql_store final : public journal_store {
 public:
  sql_store(std::shared_ptr<connection> db, std::unique_ptr<owners> user)
      : db_(std::move(db)), user_(std::move(user)) {}

  const std::string& place() const noexcept override { return db_->place(); }
  const std::string& owner() const noexcept override { return user_->own(); }

  std::vector<expected<void>> write(const std::vector<journal_write>& batch) override {
    std::vector<expected<void>> answers;
    const auto done = transact(access::write, [&](transaction& t) {
      answers.clear();
      answers.reserve(batch.size());
      for (const journal_write& w : batch) answers.push_back(apply(t, *user_, w));
    });
    if (!done) answers.assign(batch.size(), done);
    return answers;
  }

  expected<job_record> find(std::string_view token) override {
    static const std::string statement =
        "SELECT " + std::string(job_columns) + " FROM jobs WHERE token = $1 AND removed = 0";
    if (!is_plain_text(token)) return no_job(place(), plain_text(token));
    return first(statement, {token}, "with the token " + std::string(token));
  }

  expected<job_record> find_id(std::string_view backend, std::string_view id) override {
    static const std::string statement = "SELECT " + std::string(job_columns) +
                                         " FROM jobs WHERE backend = $1 AND id = $2 AND removed = 0 "
                                         "ORDER BY created_ns DESC, number DESC LIMIT 1";
    const std::string which = "with the id " + plain_text(id) + " on " + plain_text(backend);
    if (id.empty() || !is_plain_text(backend)) return no_job(place(), which);
    return first(statement, {backend, bytes(id)}, which);
  }

  expected<std::vector<job_record>> list(const job_filter& f) override {
    std::vector<job_record> jobs;
    if (!is_plain_text(f.backend())) return jobs;
    const std::string statement = list_statement(f);
    const auto done = transact(access::read, [&](transaction& t) {
      jobs.clear();
      const value since = kept_time(f.created_since()), most = kept_time(f.limit());
      const auto add = [&](const row& r) { jobs.push_back(std::move(job_of(r).record)); };
      if (f.backend().empty())
        t.run(statement, {since, most}, add);
      else
        t.run(statement, {since, most, f.backend()}, add);
    });
    if (!done) return done.error();
    return jobs;
  }

  expected<std::string> submission(std::string_view token) override {
    std::optional<std::string> found;
    if (is_plain_text(token)) {
      const auto done = transact(access::read, [&](transaction& t) {
        t.run("SELECT s.bytes FROM submissions s JOIN jobs j ON j.number = s.job WHERE j.token = $1 AND j.removed = 0",
              {token}, [&](const row& r) { found = r.text(0); });
      });
      if (!done) return done.error();
    }
    if (!found) return no_job(place(), "with the token " + plain_text(token));
    return std::move(*found);
  }

  expected<std::vector<std::string>> results(std::string_view token) override {
    std::vector<std::string> blobs;
    if (!is_plain_text(token)) return blobs;
    const auto done = transact(access::read, [&](transaction& t) {
      blobs.clear();
      t.run(
          "SELECT r.bytes FROM results r JOIN jobs j ON j.number = r.job WHERE j.token = $1 AND j.removed = 0 ORDER BY "
          "r.entry",
          {token}, [&](const row& r) { blobs.emplace_back(r.text(0)); });
    });
    if (!done) return done.error();
    return blobs;
  }

  expected<std::vector<spending>> spent(std::uint64_t since_ns) override {
    std::vector<spending> answer;
    const auto done = transact(access::read, [&](transaction& t) { answer = spent_since(t, since_ns); });
    if (!done) return done.error();
    return answer;
  }

  expected<bool> lives(std::string_view owner) override {
    bool living = false;
    const auto done = transact(access::read, [&](transaction& t) {
      auto answer = user_->lives(owner);
      if (!answer) return t.fail(std::move(answer).error());
      living = *answer;
    });
    if (!done) return done.error();
    return living;
  }

 private:
  /// `body` may run twice: once more where the connection was lost before anything could have happened.
  template <class Body>
  expected<void> transact(access a, const Body& body) {
    for (bool again = false;; again = true) {
      transaction t(*db_, a);
      if (!t.failed()) body(t);
      auto done = t.commit();
      if (done || again || !db_->lost()) return done;
    }
  }

  expected<job_record> first(const std::string& statement, std::initializer_list<value> with,
                             const std::string& which) {
    std::optional<job_record> found;
    const auto done = transact(access::read, [&](transaction& t) {
      t.run(statement, with, [&](const row& r) { found = std::move(job_of(r).record); });
    });
    if (!done) return done.error();
    if (!found) return no_job(place(), which);
    return std::move(*found);
  }

  std::shared_ptr<connection> db_;
  std::unique_ptr<owners> user_;  // ends before the connection does
};

}  // namespace

expected<std::unique_ptr<journal_store>> open_store(std::shared_ptr<connection> db, std::unique_ptr<owners> user) {
  if (auto ready = prepare(*db); !ready) return std::move(ready).error();
  return std::unique_ptr<journal_store>(std::make_unique<sql_store>(std::move(db), std::move(user)));
}

}  // namespace ketway::sql
