#include "journal/sql_writes.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace ketway::sql {
namespace {

error refusal(errc code, std::string message, std::string advice = {}) {
  error e(code, std::move(message));
  e.advice(std::move(advice)).billed(billing::not_billed);
  return e;
}

error no_job(const std::string& token) {
  return refusal(errc::not_found, "the journal has no job with the token " + token);
}

std::optional<stored_job> load(transaction& t, const std::string& token) {
  static const std::string statement =
      "SELECT " + std::string(job_columns) + " FROM jobs WHERE token = $1 AND removed = 0";
  std::optional<stored_job> found;
  if (is_plain_text(token)) t.run(statement, {token}, [&](const row& r) { found = job_of(r); });
  return found;
}

bool is_taken(transaction& t, const std::string& token) {
  bool taken = false;  // by one that was removed, too
  t.run("SELECT 1 FROM jobs WHERE token = $1", {token}, [&](const row&) { taken = true; });
  return taken;
}

value number_or_null(const std::optional<double>& n) { return n ? value(*n) : value(); }

void insert(transaction& t, stored_job& j) {
  const job_record& r = j.record;
  const std::string device = plain_text(r.device), session = plain_text(r.session), name = plain_text(r.name),
                    version = plain_text(r.plugin_version), state = plain_text(r.provider_state),
                    failure = plain_text(r.failure);
  t.run(
      "INSERT INTO jobs (token, backend, plugin, plugin_version, device, session, name, state, id, memo, "
      "provider_state, "
      "failure, created_ns, updated_ns, shots, num_results, stored, owner, reserved, reserved_unit, cost, unit, "
      "billed, "
      "owed, expires_ns, removed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, "
      "$18, $19, "
      "$20, "
      "$21, $22, $23, $24, $25, 0) RETURNING number",
      {r.token,
       r.backend,
       r.plugin,
       version,
       device,
       session,
       name,
       std::int64_t{static_cast<std::uint8_t>(r.state)},
       bytes(r.id),
       bytes(r.memo),
       state,
       failure,
       kept_time(r.created_ns),
       kept_time(r.updated_ns),
       std::bit_cast<std::int64_t>(r.shots),
       std::int64_t{r.num_results},
       std::int64_t{r.stored},
       r.owner,
       number_or_null(j.reserved),
       j.reserved_unit,
       number_or_null(r.cost),
       r.unit,
       std::int64_t{static_cast<std::uint8_t>(r.billed)},
       std::int64_t{is_owed(r)},
       kept_time(r.expires_ns)},
      [&](const row& made) { j.number = made.integer(0); });
}

void update(transaction& t, const stored_job& j) {
  const job_record& r = j.record;
  const std::string state = plain_text(r.provider_state), failure = plain_text(r.failure);
  t.run(
      "UPDATE jobs SET state = $2, id = $3, memo = $4, provider_state = $5, failure = $6, updated_ns = $7, stored = "
      "$8, "
      "cost = $9, unit = $10, billed = $11, owed = $12, expires_ns = $13 WHERE number = $1",
      {j.number, std::int64_t{static_cast<std::uint8_t>(r.state)}, bytes(r.id), bytes(r.memo), state, failure,
       kept_time(r.updated_ns), std::int64_t{r.stored}, number_or_null(r.cost), r.unit,
       std::int64_t{static_cast<std::uint8_t>(r.billed)}, std::int64_t{is_owed(r)}, kept_time(r.expires_ns)});
}

expected<void> apply_one(transaction& t, owners& user, const journal_intent& w) {
  stored_job j;
  j.record = w.record;
  job_record& r = j.record;
  r.owner = user.own();
  r.stored = false;
  r.updated_ns = std::max(r.updated_ns, r.created_ns);
  for (const std::string* key : {&r.token, &r.backend, &r.plugin, &r.unit})
    if (!is_plain_text(*key))
      return refusal(errc::invalid_argument, "a job's token, backend, plugin and unit are UTF-8 without a zero byte");
  if (r.token.empty()) return refusal(errc::invalid_argument, "a job in the journal has a token");
  for (const auto& amount : {r.reserved, r.cost})
    if (amount && !is_amount(*amount))
      return refusal(errc::invalid_argument, "what a job may cost is a number from 0, and finite");
  j.reserved = r.reserved;
  j.reserved_unit = r.unit;
  if (is_taken(t, r.token))
    return refusal(errc::already_exists, "the journal has a job with the token " + r.token + " already");
  if (auto refused = check_limits(t, r, w.limits)) return *std::move(refused);
  insert(t, j);
  t.run("INSERT INTO submissions (job, bytes) VALUES ($1, $2)", {j.number, bytes(w.submission)});
  count(t, nullptr, j);
  return {};
}

void take_over(const journal_progress& w, job_record& r) {
  r.state = w.state;
  if (w.id) r.id = *w.id;
  if (w.memo) r.memo = *w.memo;
  if (w.provider_state) r.provider_state = *w.provider_state;
  if (w.failure) r.failure = *w.failure;
  if (w.billed) r.billed = *w.billed;
  if (w.cost && is_amount(*w.cost)) {
    r.cost = w.cost;
    if (!w.unit.empty()) r.unit = plain_text(w.unit);
  }
  if (w.expires_ns && (r.expires_ns == 0 || *w.expires_ns < r.expires_ns)) r.expires_ns = *w.expires_ns;
  r.updated_ns = std::max(r.updated_ns, w.at_ns);
}

expected<void> apply_one(transaction& t, owners& /*user*/, const journal_progress& w) {
  const auto was = load(t, w.token);
  if (!was) return no_job(w.token);
  if (w.state != was->record.state && !may_follow(was->record.state, w.state)) return {};
  stored_job is = *was;
  take_over(w, is.record);
  update(t, is);
  count(t, &*was, is);
  return {};
}

expected<void> apply_one(transaction& t, owners& /*user*/, const journal_results& w) {
  auto j = load(t, w.token);
  if (!j) return no_job(w.token);
  t.run("DELETE FROM results WHERE job = $1", {j->number});
  for (std::size_t i = 0; i < w.blobs.size(); ++i)
    t.run("INSERT INTO results (job, entry, bytes) VALUES ($1, $2, $3)",
          {j->number, static_cast<std::int64_t>(i), bytes(w.blobs[i])});
  j->record.stored = true;
  update(t, *j);
  return {};
}

expected<void> apply_one(transaction& t, owners& user, const journal_claim& w) {
  const auto j = load(t, w.token);
  if (!j) return no_job(w.token);
  const std::string& owner = j->record.owner;
  if (owner == user.own()) return {};
  const auto living = user.lives(owner);
  if (!living) return t.fail(living.error()), expected<void>();
  if (*living)
    return refusal(errc::aborted, "the job with the token " + w.token + " is in the hands of the owner " + owner,
                   "let that process go on, or end it");
  t.run("UPDATE jobs SET owner = $2 WHERE number = $1", {j->number, user.own()});
  return {};
}

expected<void> apply_one(transaction& t, owners& /*user*/, const journal_removal& w) {
  const auto j = load(t, w.token);
  if (!j) return no_job(w.token);
  if (!is_end(j->record.state))
    return refusal(errc::failed_precondition, "the job with the token " + w.token + " has not ended",
                   "cancel it, or wait for its end");
  t.run("DELETE FROM results WHERE job = $1", {j->number});
  t.run("DELETE FROM submissions WHERE job = $1", {j->number});
  // What it cost, where and when stays, and that its token was used.
  t.run(
      "UPDATE jobs SET removed = 1, owed = 0, device = '', session = '', name = '', id = $2, memo = $2, provider_state "
      "= '', "
      "failure = '', owner = '' WHERE number = $1",
      {j->number, bytes({})});
  return {};
}

}  // namespace

expected<void> apply(transaction& t, owners& user, const journal_write& w) {
  return std::visit([&](const auto& one) { return apply_one(t, user, one); }, w);
}

}  // namespace ketway::sql
