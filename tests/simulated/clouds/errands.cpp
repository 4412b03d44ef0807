#include "errands.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "calling.hpp"

namespace ketway::simulated {
namespace {

namespace asio = boost::asio;
using std::chrono::nanoseconds;

constexpr int most_rounds = 8;

}  // namespace

void errands::begin(const life_ptr& l, const life_plan& plan, bool resumes) {
  std::vector<errand> takes(plan.twice ? 2 : 1, &errands::take_over);
  if (resumes)
    for (const errand e : takes) at_once(l, e);
  if (plan.again) later(l, *plan.again, takes);
  if (plan.attaches) later(l, *plan.attaches, {&errands::attach_to_all});
  if (plan.gives_up) later(l, *plan.gives_up, {&errands::give_up});
}

void errands::at_once(const life_ptr& l, errand what) {
  l->begin();
  spawn(l, (this->*what)(l));
}

void errands::later(const life_ptr& l, nanoseconds after, std::vector<errand> what) {
  auto ring = [this, weak = std::weak_ptr(l), what = std::move(what)] {
    const auto one = weak.lock();
    if (!one || !one->alive() || !one->busy()) return;
    for (const errand e : what) at_once(one, e);
  };
  l->bells.push_back(world_.make_alarm(std::move(ring)));
  l->bells.back()->arm(world_.monotonic_ns() + static_cast<std::uint64_t>(after.count()));
}

asio::awaitable<void> errands::take_over(life_ptr l) {
  if (!l->alive()) co_return;
  auto report = co_await l->rt->resume();
  if (!l->alive()) co_return;
  if (!report) {
    say("nothing is resumed: " + report.error().to_string());
    co_return look_at(report.error(), "resume");
  }
  say("resumed: " + std::to_string(report->jobs.size()) + " jobs, " + std::to_string(report->elsewhere) +
      " elsewhere, " + std::to_string(report->failures.size()) + " failures, " +
      std::to_string(report->refused.size()) + " refused");
  for (const error& e : report->failures) look_at(e, "resume");
  for (const error& e : report->refused) look_at(e, "resume");
  for (const job& j : report->jobs) {
    l->begin();
    spawn(l, see_through(l, j, std::chrono::minutes(30)));
  }
}

asio::awaitable<void> errands::attach_to_all(life_ptr l) {
  if (!l->alive()) co_return;
  auto open = co_await l->rt->jobs(job_filter().states(job_filter::which::owed));
  if (!open || !l->alive()) co_return;
  for (const job_record& r : *open) {
    auto found = co_await l->rt->try_attach(r.uri());
    if (!l->alive()) co_return;
    if (!found) {
      look_at(found.error(), "attach");
      continue;
    }
    l->begin();
    spawn(l, see_through(l, *found, std::chrono::minutes(5)));
  }
}

asio::awaitable<void> errands::give_up(life_ptr l) {
  if (!l->alive()) co_return;
  auto open = co_await l->rt->jobs(job_filter().states(job_filter::which::open));
  if (!open || !l->alive()) co_return;
  for (const job_record& r : *open) {
    if (!r.id.empty()) continue;
    auto found = co_await l->rt->try_attach(r.uri());
    if (!l->alive()) co_return;
    if (!found) continue;
    auto now = co_await found->try_cancel();
    if (!l->alive()) co_return;
    say("given up: " + r.token + ": " + (now ? std::string(to_string(now->state)) : now.error().to_string()));
    if (!now)
      look_at(now.error(), "cancel");
    else if (now->state == job_state::cancelled)
      h_.journal->cancelled.emplace_back(r.token, stage_.cloud_ns(), now->billed == billing::not_billed);
  }
}

void errands::look_at(const error& e, const char* who) {
  say(std::string(who) + ": " + e.to_string());
  if (e.code() == errc::internal || e.code() == errc::unknown || e.code() == errc::ok)
    breach(std::string(who) + " failed without a type: " + e.to_string());
}

asio::awaitable<void> errands::see_through(life_ptr l, job j, nanoseconds limit) {
  auto outcome = co_await results_of(j, limit);
  if (!l->alive()) co_return;
  say(j.uri() + ": " + (outcome ? "result" : outcome.error().to_string()));
  h_.journal->resumed.emplace_back(j.uri(), std::move(outcome));
}

bool errands::made_elsewhere(const job_record& r) const {
  return std::any_of(of_.calls.begin(), of_.calls.end(),
                     [&](const call_plan& c) { return c.shots == r.shots && of_.made_elsewhere(c); });
}

asio::awaitable<void> errands::bring_to_end(life_ptr l, bool last) {
  const runtime& rt = *l->rt;
  for (int round = 0;; ++round) {
    std::vector<std::string> open;
    std::map<std::string, bool> mine;
    if (auto before = co_await rt.jobs())
      for (const job_record& r : *before) mine[r.uri()] = last || made_elsewhere(r);
    auto report = co_await rt.resume(std::chrono::minutes(10));
    if (!report) {
      open.push_back("resume: " + report.error().to_string());
    } else {
      for (const error& e : report->failures)
        if (last || mine[e.job_uri()]) open.push_back("not settled: " + e.to_string());
      for (const job& j : report->jobs)
        if (last || mine[j.uri()]) co_await see_through(l, j, std::chrono::hours(2));
    }
    auto owed = co_await rt.jobs(job_filter().states(job_filter::which::owed));
    if (owed)
      for (const job_record& r : *owed)
        if (last || made_elsewhere(r)) open.push_back("owed: " + r.uri() + " is " + std::string(to_string(r.state)));
    if (open.empty() && owed) break;
    if (round == most_rounds) {
      if (last) h_.journal->unsettled = std::move(open);
      break;
    }
    co_await pause_in(world_, std::chrono::seconds(30));
  }
  if (!last) co_return;
  auto all = co_await rt.jobs();
  if (!all) co_return breach("the journal cannot be read: " + all.error().to_string());
  co_await read_again(l, *all);
  h_.journal->records = std::move(*all);
}

asio::awaitable<void> errands::read_again(life_ptr l, const std::vector<job_record>& all) {
  const std::uint64_t before = stage_.network().requests();
  for (const job_record& r : all) {
    auto found = co_await l->rt->try_attach(r.uri());
    if (!found) {
      h_.journal->reread.emplace_back(r.uri(), std::move(found.error()));
      continue;
    }
    auto outcome = co_await results_of(*found, std::chrono::minutes(1));
    h_.journal->reread.emplace_back(r.uri(), std::move(outcome));
  }
  if (stage_.network().requests() != before) breach("what is in the journal was asked for at the provider");
}

}  // namespace ketway::simulated
