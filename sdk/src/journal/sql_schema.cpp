#include "journal/sql_schema.hpp"

#include <array>
#include <string>

namespace ketway::sql {
namespace {

// One entry a version, never changed once released: an older journal goes through those that it has not seen. @bytes@ and
// @number@ are the database's own words.
constexpr std::array<std::string_view, schema_version> steps = {
    // 1: the jobs. What is large has tables of its own, so that a list reads none of it. A job that was taken out keeps its
    // row, `removed`: what it cost still counts, and its token is never used again.
    R"(
CREATE TABLE jobs (
  number         @number@,
  token          TEXT NOT NULL UNIQUE,
  backend        TEXT NOT NULL,
  plugin         TEXT NOT NULL,
  plugin_version TEXT NOT NULL,
  device         TEXT NOT NULL,
  session        TEXT NOT NULL,
  name           TEXT NOT NULL,
  state          BIGINT NOT NULL,
  id             @bytes@ NOT NULL,
  memo           @bytes@ NOT NULL,
  provider_state TEXT NOT NULL,
  failure        TEXT NOT NULL,
  created_ns     BIGINT NOT NULL,
  updated_ns     BIGINT NOT NULL,
  expires_ns     BIGINT NOT NULL,
  shots          BIGINT NOT NULL,
  num_results    BIGINT NOT NULL,
  stored         BIGINT NOT NULL,
  owner          TEXT NOT NULL,
  reserved       DOUBLE PRECISION,
  reserved_unit  TEXT NOT NULL,
  cost           DOUBLE PRECISION,
  unit           TEXT NOT NULL,
  billed         BIGINT NOT NULL,
  owed           BIGINT NOT NULL,
  removed        BIGINT NOT NULL
);
CREATE INDEX jobs_by_time ON jobs (created_ns);
CREATE INDEX jobs_owed ON jobs (created_ns) WHERE owed = 1;
CREATE INDEX jobs_by_id ON jobs (backend, id);
CREATE TABLE submissions (
  job   BIGINT PRIMARY KEY REFERENCES jobs (number),
  bytes @bytes@ NOT NULL
);
CREATE TABLE results (
  job   BIGINT NOT NULL REFERENCES jobs (number),
  entry BIGINT NOT NULL,
  bytes @bytes@ NOT NULL,
  PRIMARY KEY (job, entry)
);
)",
    // 2: running totals, so that a budget is a handful of rows however many jobs there are. `day` counts days of UTC since
    // 1970; -1 is all of them. Amounts are whole billionths of the unit: sums of them are exact, in any order.
    R"(
CREATE TABLE totals (
  day          BIGINT NOT NULL,
  unit         TEXT NOT NULL,
  backend      TEXT NOT NULL,
  plugin       TEXT NOT NULL,
  settled      DOUBLE PRECISION NOT NULL,
  reserved     DOUBLE PRECISION NOT NULL,
  jobs         BIGINT NOT NULL,
  open_jobs    BIGINT NOT NULL,
  unknown_jobs BIGINT NOT NULL,
  PRIMARY KEY (day, unit, backend, plugin)
);
INSERT INTO totals
  SELECT created_ns / 86400000000000, unit, backend, plugin,
    SUM(CASE WHEN cost IS NOT NULL THEN ROUND(cost * 1e9) ELSE 0 END),
    0,
    COUNT(*),
    SUM(CASE WHEN state < 4 THEN 1 ELSE 0 END),
    SUM(CASE WHEN state >= 4 AND state <> 7 AND billed <> 1 AND cost IS NULL THEN 1 ELSE 0 END)
  FROM jobs GROUP BY 1, 2, 3, 4;
INSERT INTO totals
  SELECT created_ns / 86400000000000, reserved_unit, backend, plugin, 0, SUM(ROUND(reserved * 1e9)), 0, 0, 0
  FROM jobs
  WHERE reserved IS NOT NULL AND (cost IS NULL OR reserved_unit <> unit)
    AND NOT (cost IS NULL AND (state = 7 OR (state >= 4 AND billed = 1)))
  GROUP BY 1, 2, 3, 4
  ON CONFLICT (day, unit, backend, plugin) DO UPDATE SET reserved = totals.reserved + excluded.reserved;
INSERT INTO totals
  SELECT -1, unit, backend, plugin, SUM(settled), SUM(reserved), SUM(jobs), SUM(open_jobs), SUM(unknown_jobs)
  FROM totals GROUP BY 1, 2, 3, 4;
)"};

std::string spelled(std::string_view step, const dialect& words) {
  std::string text(step);
  const auto replace = [&text](std::string_view what, std::string_view by) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
      text.replace(at, what.size(), by);
  };
  replace("@bytes@", words.bytes);
  replace("@number@", words.number);
  return text;
}

/// 0: nothing is there yet.
std::int64_t version_of(transaction& t) {
  bool there = false;
  std::int64_t found = 0;
  t.run(t.on().words().has_version, {}, [&](const row&) { there = true; });
  if (there) t.run("SELECT version FROM journal_version", {}, [&](const row& r) { found = r.integer(0); });
  return found;
}

error newer(const connection& db, std::int64_t found) {
  error e(errc::failed_precondition, "the journal " + db.place() + " has version " + std::to_string(found) +
                                         ", and this program knows versions up to " + std::to_string(schema_version));
  e.advice("use the newer version of Ketway that has written it, or another journal")
      .misconfigured(true)
      .billed(billing::not_billed);
  return e;
}

}  // namespace

expected<void> prepare(connection& db, std::int64_t up_to) {
  std::int64_t found = 0;
  {
    transaction looking(db, access::read);
    found = version_of(looking);
    if (auto done = looking.commit(); !done) return done;
  }
  if (found > schema_version) return newer(db, found);
  if (found >= up_to) return {};
  transaction t(db, access::write);
  found = version_of(t);  // somebody may have been faster
  if (found == 0) t.script("CREATE TABLE IF NOT EXISTS journal_version (version BIGINT NOT NULL)");
  for (std::int64_t step = found; step < up_to; ++step)
    t.script(spelled(steps[static_cast<std::size_t>(step)], db.words()));
  if (found < up_to) {
    t.run("DELETE FROM journal_version");
    t.run("INSERT INTO journal_version (version) VALUES ($1)", {up_to});
  }
  return t.commit();
}

}  // namespace ketway::sql
