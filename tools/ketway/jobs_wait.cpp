// ketway jobs wait and resume: what another process has begun is seen to its end.

#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "document.hpp"
#include "job_document.hpp"
#include "job_names.hpp"
#include "jobs.hpp"
#include "ketway/duration.hpp"
#include "ketway/together.hpp"
#include "left_behind.hpp"
#include "opening.hpp"
#include "outcome_report.hpp"
#include "progress.hpp"
#include "session.hpp"
#include "table.hpp"

namespace ketway::cli {
namespace {

namespace asio = boost::asio;
using nlohmann::ordered_json;
using results = std::vector<expected<result>>;

expected<time_limit> limit_of(const jobs_flags& flags) {
  if (flags.timeout.empty()) return time_limit(std::nullopt);
  const expected<std::chrono::nanoseconds> limit = parse_duration(flags.timeout);
  if (!limit) return error(limit.error().code(), "--timeout " + flags.timeout + ": " + limit.error().message());
  if (limit->count() == 0)
    return error(errc::invalid_argument, "--timeout " + flags.timeout + ": expected more than 0s");
  return time_limit(*limit);
}

bool has_memory(const results& all) {
  bool any = false;
  for (const expected<result>& one : all)
    if (one) one->each_shot([&any](std::string_view) { any = true; });
  return any;
}

// One that waits leaves the job as it is: Ctrl-C and the deadline end the wait.
asio::awaitable<exit_status> wait(session& s, std::string name, time_limit limit, outcome_report& to) {
  const expected<job_record> found = co_await find_named_job(s.runtime(), std::move(name));
  if (!found) co_return s.fail(found.error());
  const expected<job> j = co_await s.runtime().try_attach(found->token);
  if (!j) co_return s.fail(j.error());
  const progress shown(s.io(), s.err(), s.flags().quiet, "waiting for " + found->uri());
  expected<results> all = co_await j->try_results(limit.left());
  if (!all) {
    error why = all.error();
    if (!is_end(found->state) && why.job_uri().empty()) why.job_uri(found->uri());
    to.outcomes.emplace_back(std::move(why));
  } else {
    to.outcomes = std::move(*all);
  }
  for (std::size_t i = 0; i < to.outcomes.size(); ++i)
    to.titles.push_back(i == 0 && !found->name.empty() ? found->name : "circuit " + std::to_string(i + 1));
  to.memory = has_memory(to.outcomes);
  co_return exit_status::done;
}

/// What came of all that was owed.
class resumed {
 public:
  bool answered = false;
  resume_report report;
  std::vector<error> still_owed;  // each names its job
  std::vector<job_record> jobs;   // as the journal has them afterwards
};

asio::awaitable<void> see_to_its_end(job j, time_limit limit, std::vector<error>& still_owed) {
  const expected<results> all = co_await j.try_results(limit.left());
  if (all) co_return;
  // A job that failed has ended, and that is known now.
  if (all.error().fate() == job_fate::ended || all.error().fate() == job_fate::cancelled) co_return;
  error why = all.error();
  if (why.job_uri().empty()) why.job_uri(j.uri());
  still_owed.push_back(std::move(why));
}

constexpr std::chrono::nanoseconds as_long_as_it_takes = std::chrono::hours(24 * 365);

asio::awaitable<exit_status> resume(session& s, time_limit limit, bool to_the_end, resumed& to) {
  const progress shown(s.io(), s.err(), s.flags().quiet, "looking after what is owed");
  expected<resume_report> report = co_await s.runtime().resume(
      limit.left().value_or(to_the_end ? as_long_as_it_takes : std::chrono::nanoseconds(std::chrono::minutes(2))));
  if (!report) co_return s.fail(report.error());
  to.report = std::move(*report);
  to.answered = true;
  to.still_owed = to.report.failures;
  if (to_the_end) {
    std::vector<asio::awaitable<void>> ends;
    for (const job& j : to.report.jobs) ends.push_back(see_to_its_end(j, limit, to.still_owed));
    co_await together(std::move(ends));
  }
  co_return exit_status::done;
}

asio::awaitable<exit_status> read_again(session& s, resumed& of) {
  for (const job& j : of.report.jobs) {
    expected<job_record> now = co_await s.runtime().find_job(j.uri());
    if (!now) co_return s.fail(now.error());
    of.jobs.push_back(std::move(*now));
  }
  co_return exit_status::done;
}

ordered_json errors_of(const std::vector<error>& all) {
  ordered_json list = ordered_json::array();
  for (const error& one : all) list.push_back(error_document(one)["error"]);
  return list;
}

void say_json(session& s, const resumed& r) {
  ordered_json jobs = ordered_json::array();
  for (const job_record& one : r.jobs) jobs.push_back(job_document(one));
  ordered_json document;
  document["jobs"] = std::move(jobs);
  document["settled"] = r.report.settled;
  document["elsewhere"] = r.report.elsewhere;
  document["owed"] = errors_of(r.still_owed);
  document["refused"] = errors_of(r.report.refused);
  s.answer(document);
}

void say_text(session& s, const resumed& r) {
  table rows;
  rows.column("job").column("status").column("backend").column("cost", table::align::right).column("circuit");
  for (const job_record& one : r.jobs)
    rows.row({short_token(one.token), std::string(to_string(one.state)), one.backend, cost_text(one), one.name},
             {style::strong, state_style(one.state)});
  if (!r.jobs.empty()) s.say(rows.text(s.out()));
  if (r.jobs.empty() && r.still_owed.empty() && r.report.refused.empty()) s.notice("nothing is owed");
}

exit_status tell(session& s, const resumed& r) {
  for (const error& one : r.report.refused) s.notice("never accepted, and not sent any more: " + one.job_uri());
  for (const error& one : r.still_owed) s.explain(one);
  if (r.report.elsewhere > 0)
    s.notice(std::to_string(r.report.elsewhere) + " more are in the hand of processes that are at work");
  s.json() ? say_json(s, r) : say_text(s, r);
  return r.still_owed.empty() ? exit_status::done : exit_status::failed;
}

}  // namespace

exit_status wait_for_job(session& s, const jobs_flags& flags) {
  const expected<time_limit> limit = limit_of(flags);
  if (!limit) return s.fail(limit.error());
  const expected<fleet> backends = s.discover();  // opens the job's backend
  if (!backends) return s.fail(backends.error(), exit_status::invalid);
  outcome_report r;
  const exit_status ended = s.drive(wait(s, flags.id, *limit, r));
  if (r.outcomes.empty()) return ended;
  const exit_status reported = tell(s, r);
  return s.interrupted() ? exit_status::interrupted : reported;
}

exit_status resume_jobs(session& s, const jobs_flags& flags) {
  const expected<time_limit> limit = limit_of(flags);
  if (!limit) return s.fail(limit.error());
  const expected<fleet> backends = s.discover();
  if (!backends) return s.fail(backends.error(), exit_status::invalid);
  resumed r;
  const exit_status ended = s.drive(resume(s, *limit, !flags.no_wait, r));
  if (!r.answered) return ended;
  if (s.interrupted()) {
    print_error(what_is_left(r.still_owed, false));
  } else if (const exit_status read = s.drive(read_again(s, r)); read != exit_status::done) {
    return read;
  }
  const exit_status told = tell(s, r);
  return s.interrupted() ? exit_status::interrupted : told;
}

}  // namespace ketway::cli
