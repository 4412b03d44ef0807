// All that is owed, taken in hand.
#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/this_coro.hpp>
#include <map>
#include <set>

#include "host/plugin_account.hpp"
#include "ketway/resolver.hpp"
#include "runtime/ask_journal.hpp"

namespace ketway {
namespace {

using boost::asio::awaitable;
using impl_ptr = std::shared_ptr<runtime::impl>;

constexpr std::size_t claims_at_once = 10'000;  // in one transaction
constexpr std::size_t settled_at_once = 16;     // submissions looked for side by side

class owed {
 public:
  std::vector<job_record> jobs;
  std::uint64_t elsewhere = 0;
};

/// On the thread for storage.
expected<owed> take_in_hand(journal_store& store, const tokens_in_hand& under_way) {
  auto all = store.list(job_filter().states(job_filter::which::owed));
  if (!all) return std::move(all.error());
  owed found;
  std::map<std::string, bool> lives;
  for (job_record& r : *all) {
    if (under_way.has(r.token)) {
      ++found.elsewhere;
      continue;
    }
    if (r.owner != store.owner()) {
      auto known = lives.find(r.owner);
      if (known == lives.end()) {
        auto there = store.lives(r.owner);
        if (!there) return std::move(there.error());
        known = lives.emplace(r.owner, *there).first;
      }
      if (known->second) {
        ++found.elsewhere;
        continue;
      }
    }
    found.jobs.push_back(std::move(r));
  }
  std::vector<job_record> mine;
  for (std::size_t first = 0; first < found.jobs.size(); first += claims_at_once) {
    const std::size_t last = std::min(found.jobs.size(), first + claims_at_once);
    std::vector<journal_write> claims;
    for (std::size_t i = first; i < last; ++i) claims.emplace_back(journal_claim(found.jobs[i].token));
    const auto answers = store.write(claims);
    for (std::size_t i = first; i < last; ++i) {
      const expected<void>& answer = answers[i - first];
      if (answer)
        mine.push_back(std::move(found.jobs[i]));
      else if (answer.error().code() == errc::aborted)  // somebody was faster
        ++found.elsewhere;
      else
        return answer.error();
    }
  }
  found.jobs = std::move(mine);
  std::reverse(found.jobs.begin(), found.jobs.end());  // the oldest first
  return found;
}

/// What several workers share.
class settling {
 public:
  impl_ptr rt;
  std::uint64_t until_ns = 0;
  std::vector<std::pair<job, job_record>> open;  // the next is the last
  std::size_t workers = 0;
  resume_report report;
  std::function<void(expected<void>)> done;

  std::chrono::nanoseconds left() const {
    const std::uint64_t now = rt->world().monotonic_ns();
    return std::chrono::nanoseconds(now < until_ns ? until_ns - now : 0);
  }
};

awaitable<void> settle_some(std::shared_ptr<settling> all) {
  while (!all->open.empty()) {
    auto [one, record] = std::move(all->open.back());
    all->open.pop_back();
    const auto how = co_await one.try_settle(all->left());
    if (how) {
      ++all->report.settled;
      all->report.jobs.push_back(one);
    } else if (how.error().billed() == billing::not_billed && !how.error().maybe_executed()) {
      all->report.refused.push_back(how.error());
    } else {
      all->report.failures.push_back(how.error());
    }
  }
  if (--all->workers == 0) all->done({});
}

awaitable<expected<resume_report>> resume(impl_ptr rt, std::chrono::nanoseconds deadline) {
  const auto all = std::make_shared<settling>();
  all->rt = rt;
  all->until_ns = rt->world().monotonic_ns() + static_cast<std::uint64_t>(std::max<std::int64_t>(0, deadline.count()));
  std::function<expected<owed>(journal_store&)> take = [rt](journal_store& store) {
    return take_in_hand(store, rt->submissions());
  };
  auto found = co_await ask_journal<owed>(rt, std::move(take));
  if (!found) co_return std::move(found.error());
  all->report.elsewhere = found->elsewhere;
  std::map<std::string, expected<backend>> opened;
  const auto resolver = rt->resolver();
  for (job_record& r : found->jobs) {
    auto where = opened.find(r.backend);
    if (where == opened.end()) {
      expected<backend> made(error(errc::not_found, "nothing opens backends by name for this runtime"));
      if (resolver) made = co_await resolver->open(r.backend);
      where = opened.emplace(r.backend, std::move(made)).first;
    }
    auto taken = where->second ? where->second->adopt(r) : expected<job>(where->second.error());
    if (!taken)
      all->report.failures.push_back(std::move(taken.error().backend(r.backend).job_uri(r.uri())));
    else if (r.id.empty())
      all->open.emplace_back(std::move(*taken), std::move(r));
    else
      all->report.jobs.push_back(std::move(*taken));
  }
  if (!all->open.empty()) {
    const auto executor = co_await boost::asio::this_coro::executor;
    auto start = [all, executor](auto answer) {
      all->done = std::move(answer);
      all->workers = std::min(settled_at_once, all->open.size());
      for (std::size_t n = all->workers; n > 0; --n)
        boost::asio::co_spawn(executor, settle_some(all), boost::asio::detached);
    };
    auto ended = co_await caller_wait<expected<void>>::begin(std::move(start));
    if (!ended) co_return std::move(ended.error());
  }
  co_return std::move(all->report);
}

}  // namespace

awaitable<expected<resume_report>> runtime::resume(std::chrono::nanoseconds deadline) const {
  return ketway::resume(impl_, deadline);
}

}  // namespace ketway
