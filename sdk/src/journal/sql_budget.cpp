#include "journal/sql_budget.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <tuple>

namespace ketway::sql {
namespace {

constexpr std::int64_t ever = -1;
constexpr std::int64_t ns_per_day = 86'400'000'000'000;

std::int64_t day_of(std::uint64_t created_ns) noexcept { return kept_time(created_ns) / ns_per_day; }

/// Sums of whole numbers are exact in a double below 2^53, that is below nine million units; above, they are off by less
/// than a billionth of a unit each time, and never overflow.
double billionths(double amount) noexcept { return std::round(amount * 1e9); }

/// What a row of the totals holds. Amounts in billionths.
class sums {
 public:
  sums() = default;
  double settled = 0, reserved = 0;
  std::int64_t jobs = 0, open = 0, unknown = 0;
  bool operator==(const sums&) const = default;
  void add(const sums& o, int sign) noexcept {
    settled += sign * o.settled, reserved += sign * o.reserved;
    jobs += sign * o.jobs, open += sign * o.open, unknown += sign * o.unknown;
  }
};

using sums_by_unit = std::map<std::string, sums>;

/// The shares of one job, by unit. A cost settles what was reserved in its own unit only: in another one nobody knows yet.
void add_shares(const stored_job& j, int sign, sums_by_unit& to) {
  const job_record& r = j.record;
  const bool ended = is_end(r.state);
  const bool free = !r.cost && (r.state == journal_state::refused || (ended && r.billed == billing::not_billed));
  sums own;
  own.jobs = 1;
  own.open = ended ? 0 : 1;
  own.unknown = ended && !r.cost && !free ? 1 : 0;
  if (r.cost) own.settled = billionths(*r.cost);
  to[r.unit].add(own, sign);
  if (!j.reserved || free || (r.cost && j.reserved_unit == r.unit)) return;
  sums kept;
  kept.reserved = billionths(*j.reserved);
  to[j.reserved_unit].add(kept, sign);
}

void add_to_totals(transaction& t, std::int64_t day, const std::string& unit, const job_record& of, const sums& s) {
  t.run(
      "INSERT INTO totals (day, unit, backend, plugin, settled, reserved, jobs, open_jobs, unknown_jobs) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (day, unit, backend, plugin) DO UPDATE SET "
      "settled = totals.settled + excluded.settled, reserved = totals.reserved + excluded.reserved, "
      "jobs = totals.jobs + excluded.jobs, open_jobs = totals.open_jobs + excluded.open_jobs, "
      "unknown_jobs = totals.unknown_jobs + excluded.unknown_jobs",
      {day, unit, of.backend, of.plugin, s.settled, s.reserved, s.jobs, s.open, s.unknown});
}

std::string amount_text(double amount, const std::string& unit) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%.10g", amount);
  return unit.empty() ? std::string(text.data()) : std::string(text.data()) + " " + unit;
}

std::string limit_text(const budget_limit& l) {
  std::string text = "the budget of " + amount_text(l.amount(), l.unit());
  switch (l.over()) {
    case budget_limit::span::job: text += " a job"; break;
    case budget_limit::span::day: text += " a day (UTC)"; break;
    case budget_limit::span::ever: text += " in all"; break;
  }
  if (!l.backend().empty()) text += " on " + l.backend();
  if (!l.plugin().empty()) text += " with " + l.plugin();
  return text;
}

error not_comparable(const job_record& r, const budget_limit& l) {
  const std::string what =
      r.reserved ? "it may cost " + amount_text(*r.reserved, r.unit) : "nobody knows what it will cost";
  error e(errc::failed_precondition, limit_text(l) + " cannot be kept for a job on " + r.backend + ": " + what);
  e.backend(r.backend)
      .advice(r.reserved ? "set a limit in " + (r.unit.empty() ? std::string("its unit") : r.unit) +
                               ", or a rate between the two"
                         : "say what it may cost, or take it out of this limit")
      .billed(billing::not_billed);
  return e;
}

error passed(const job_record& r, const budget_limit& l, const sums& so_far) {
  std::string message = limit_text(l) + " would be passed: ";
  if (l.over() != budget_limit::span::job)
    message += amount_text(so_far.settled / 1e9, l.unit()) + " are spent, " +
               amount_text(so_far.reserved / 1e9, l.unit()) + " are reserved, and ";
  message += "this job asks for " + amount_text(*r.reserved, r.unit);
  overspending by;
  by.limit = l.amount(), by.unit = l.unit(), by.asked = *r.reserved;
  by.spent = so_far.settled / 1e9, by.reserved = so_far.reserved / 1e9;
  error e(errc::resource_exhausted, std::move(message));
  e.overspending(std::move(by));
  e.backend(r.backend).advice("raise the limit, or ask for less; nothing was sent").billed(billing::not_billed);
  return e;
}

sums so_far(transaction& t, const job_record& r, const budget_limit& l) {
  sums all;
  if (l.over() == budget_limit::span::job) return all;
  const std::int64_t day = l.over() == budget_limit::span::ever ? ever : day_of(r.created_ns);
  t.run("SELECT backend, plugin, settled, reserved FROM totals WHERE day = $1 AND unit = $2", {day, l.unit()},
        [&](const row& total) {
          if (!l.backend().empty() && l.backend() != total.text(0)) return;
          if (!l.plugin().empty() && l.plugin() != total.text(1)) return;
          all.settled += total.real(2), all.reserved += total.real(3);
        });
  return all;
}

}  // namespace

bool is_amount(double a) noexcept { return a >= 0 && a < 1e18; }

void count(transaction& t, const stored_job* was, const stored_job& is) {
  sums_by_unit change;
  if (was != nullptr) add_shares(*was, -1, change);
  add_shares(is, 1, change);
  for (const auto& [unit, s] : change) {
    if (s == sums()) continue;
    add_to_totals(t, day_of(is.record.created_ns), unit, is.record, s);
    add_to_totals(t, ever, unit, is.record, s);
  }
}

std::optional<error> check_limits(transaction& t, const job_record& r, const std::vector<budget_limit>& limits) {
  if (r.reserved && *r.reserved == 0) return std::nullopt;  // nothing is nothing in every unit
  for (const budget_limit& l : limits) {
    if (!l.concerns(r)) continue;
    if (!r.reserved || r.unit != l.unit()) return not_comparable(r, l);
    const sums before = so_far(t, r, l);
    if (!(before.settled + before.reserved + billionths(*r.reserved) <= billionths(l.amount())))
      return passed(r, l, before);
  }
  return std::nullopt;
}

std::vector<spending> spent_since(transaction& t, std::uint64_t since_ns) {
  std::map<std::pair<std::string, std::string>, sums> all;
  const auto from_totals = [&](const row& r) {
    sums s;
    s.settled = r.real(2), s.reserved = r.real(3);
    s.jobs = r.integer(4), s.open = r.integer(5), s.unknown = r.integer(6);
    all[{std::string(r.text(0)), std::string(r.text(1))}].add(s, 1);
  };
  if (since_ns == 0) {
    t.run("SELECT backend, unit, settled, reserved, jobs, open_jobs, unknown_jobs FROM totals WHERE day = $1", {ever},
          from_totals);
  } else {
    const std::int64_t day = day_of(since_ns);
    t.run("SELECT backend, unit, settled, reserved, jobs, open_jobs, unknown_jobs FROM totals WHERE day > $1", {day},
          from_totals);
    const std::string of_the_day =
        "SELECT " + std::string(job_columns) + " FROM jobs WHERE created_ns >= $1 AND created_ns <= $2";
    const std::uint64_t next_day = static_cast<std::uint64_t>(day + 1) * ns_per_day;
    t.run(of_the_day, {kept_time(since_ns), kept_time(next_day - 1)}, [&](const row& r) {
      const stored_job j = job_of(r);
      sums_by_unit shares;
      add_shares(j, 1, shares);
      for (const auto& [unit, s] : shares) all[{j.record.backend, unit}].add(s, 1);
    });
  }
  std::vector<spending> answer;
  for (const auto& [where, s] : all) {
    if (s == sums()) continue;
    spending one;
    std::tie(one.backend, one.unit) = where;
    one.settled = s.settled / 1e9, one.reserved = s.reserved / 1e9;
    one.jobs = static_cast<std::uint64_t>(s.jobs), one.open = static_cast<std::uint64_t>(s.open);
    one.unknown = static_cast<std::uint64_t>(s.unknown);
    answer.push_back(std::move(one));
  }
  return answer;
}

}  // namespace ketway::sql
