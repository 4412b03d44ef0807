// ketway jobs list, stats and show: what the journal has. Nobody is asked but the journal.

#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "answer.hpp"
#include "arguments.hpp"
#include "document.hpp"
#include "job_document.hpp"
#include "job_names.hpp"
#include "jobs.hpp"
#include "result_text.hpp"
#include "session.hpp"
#include "table.hpp"

namespace ketway::cli {
namespace {

namespace asio = boost::asio;
using nlohmann::ordered_json;
using results = std::vector<expected<result>>;

expected<job_filter> filter_of(session& s, const jobs_flags& flags) {
  job_filter f;
  if (flags.open) f.states(job_filter::which::open);
  f.backend(flags.backend);
  if (!flags.since.empty()) {
    const auto since = read_moment("--since", flags.since, s.runtime().world().unix_ns());
    if (!since) return since.error();
    f.created_since(*since);
  }
  if (!flags.limit.empty()) {
    const auto most = read_count("--limit", flags.limit);
    if (!most) return most.error();
    f.limit(*most);
  }
  return f;
}

std::string list_text(const std::vector<job_record>& all, const terminal& out) {
  table rows;
  rows.column("job").column("status").column("backend").column("created").column("shots", table::align::right);
  rows.column("cost", table::align::right).column("circuit");
  for (const job_record& r : all)
    rows.row({short_token(r.token), std::string(to_string(r.state)), r.backend, time_text(r.created_ns),
              r.shots == 0 ? "exact" : std::to_string(r.shots), cost_text(r),
              r.name + (r.num_results > 1 ? " +" + std::to_string(r.num_results - 1) : "")},
             {style::strong, state_style(r.state)});
  return rows.text(out);
}

asio::awaitable<exit_status> list(session& s, job_filter f) {
  const auto all = co_await s.runtime().jobs(std::move(f));
  if (!all) co_return s.fail(all.error());
  if (s.json()) {
    ordered_json jobs = ordered_json::array();
    for (const job_record& r : *all) jobs.push_back(job_document(r));
    ordered_json document;
    document["jobs"] = std::move(jobs);
    s.answer(document);
  } else if (all->empty()) {
    s.notice("no such job; jobs that may cost are written down, and those of `ketway run --no-wait`");
  } else {
    s.say(list_text(*all, s.out()));
  }
  co_return exit_status::done;
}

/// Jobs that have ended, by backend and unit.
class ends {
 public:
  std::uint64_t done = 0, failed = 0;
};
using ends_by_unit = std::map<std::pair<std::string, std::string>, ends>;

ends_by_unit count_ends(const std::vector<job_record>& all) {
  ends_by_unit sums;
  for (const job_record& r : all) {
    ends& to = sums[{r.backend, r.unit}];
    to.done += r.state == journal_state::done ? 1 : 0;
    to.failed += is_end(r.state) && r.state != journal_state::done ? 1 : 0;
  }
  return sums;
}

asio::awaitable<exit_status> count(session& s, job_filter f) {
  const auto sums = co_await s.runtime().spent(f.created_since());
  if (!sums) co_return s.fail(sums.error());
  const auto all = co_await s.runtime().jobs(std::move(f));
  if (!all) co_return s.fail(all.error());
  ends_by_unit ended = count_ends(*all);
  ordered_json list = ordered_json::array();
  table rows;
  rows.column("backend").column("unit").column("jobs", table::align::right).column("open", table::align::right);
  rows.column("done", table::align::right).column("failed", table::align::right).column("spent", table::align::right);
  rows.column("reserved", table::align::right).column("not known", table::align::right);
  for (const spending& one : *sums) {
    const ends& e = ended[{one.backend, one.unit}];
    ordered_json d;
    d["backend"] = one.backend;
    d["currency"] = one.unit.empty() ? ordered_json(nullptr) : ordered_json(one.unit);
    d["jobs"] = one.jobs, d["open"] = one.open, d["done"] = e.done, d["failed"] = e.failed;
    d["spent"] = one.settled, d["reserved"] = one.reserved, d["unknown"] = one.unknown;
    list.push_back(std::move(d));
    rows.row({one.backend, one.unit.empty() ? "-" : one.unit, std::to_string(one.jobs), std::to_string(one.open),
              std::to_string(e.done), std::to_string(e.failed), amount_text(one.settled, ""),
              amount_text(one.reserved, ""), std::to_string(one.unknown)},
             {style::strong});
  }
  if (s.json()) {
    ordered_json document;
    document["spending"] = std::move(list);
    s.answer(document);
  } else if (sums->empty()) {
    s.notice("no such job");
  } else {
    s.say(rows.text(s.out()));
  }
  co_return exit_status::done;
}

bool has_memory(const result& r) {
  bool any = false;
  r.each_shot([&any](std::string_view) { any = true; });
  return any;
}

/// What a job was asked for and has come to.
class shown_job {
 public:
  std::optional<job_record> record;
  results outcomes;
};

asio::awaitable<exit_status> look_up(session& s, std::string name, shown_job& to) {
  expected<job_record> found = co_await find_named_job(s.runtime(), std::move(name));
  if (!found) co_return s.fail(found.error());
  if (found->state == journal_state::done && found->stored) {
    const expected<job> j = co_await s.runtime().try_attach(found->token);
    if (!j) co_return s.fail(j.error());
    expected<results> all = co_await j->try_results();
    if (!all) co_return s.fail(all.error());
    to.outcomes = std::move(*all);
  }
  to.record = std::move(*found);
  co_return exit_status::done;
}

void write_json(session& s, const shown_job& j) {
  const ordered_json facts = job_document(*j.record);
  ordered_json more;
  more["job"] = facts;
  answer to(s);
  if (j.outcomes.size() == 1 && j.outcomes.front()) {
    write_document(to, *j.outcomes.front(), has_memory(*j.outcomes.front()), &more);
    to << '\n';
    return;
  }
  ordered_json head;
  for (const char* key : {"job_id", "backend", "status"}) head[key] = facts[key];
  if (!facts["error"].is_null()) head["error"] = facts["error"];
  const std::string text = to_text(head), last = to_text(more);
  to << std::string_view(text).substr(0, text.size() - 2);  // without "}\n"
  if (!j.outcomes.empty()) {
    to << ",\"results\":[";
    for (std::size_t i = 0; i < j.outcomes.size(); ++i) {
      if (i > 0) to << ',';
      const expected<result>& one = j.outcomes[i];
      one ? write_document(to, *one, has_memory(*one)) : write_document(to, one.error());
    }
    to << ']';
  }
  to << ',' << std::string_view(last).substr(1);
}

}  // namespace

exit_status list_jobs(session& s, const jobs_flags& flags) {
  expected<job_filter> f = filter_of(s, flags);
  if (!f) return s.fail(f.error());
  return s.drive(list(s, std::move(*f)));
}

exit_status count_jobs(session& s, const jobs_flags& flags) {
  expected<job_filter> f = filter_of(s, flags);
  if (!f) return s.fail(f.error());
  return s.drive(count(s, std::move(*f)));
}

exit_status show_job(session& s, const jobs_flags& flags) {
  shown_job j;
  const exit_status ended = s.drive(look_up(s, flags.id, j));
  if (!j.record || s.interrupted()) return ended;
  for (const expected<result>& one : j.outcomes)
    if (one)
      if (const expected<void> fits = can_be_written(*one); !fits) return s.fail(fits.error());
  if (s.json()) {
    write_json(s, j);
    return ended;
  }
  answer to(s);
  to << job_text(*j.record, s.out());
  for (const expected<result>& one : j.outcomes) {
    to << '\n';
    if (one)
      write_text(to, *one, j.record->name.empty() ? "result" : j.record->name, has_memory(*one), s.out());
    else
      s.explain(one.error());
  }
  return ended;
}

}  // namespace ketway::cli
