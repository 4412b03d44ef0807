#include "execute/failover_many.hpp"

#include <algorithm>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>

#include "execute/error_class.hpp"
#include "ketway/sleep.hpp"

namespace ketway {
namespace {

namespace asio = boost::asio;
using step = decision::step;
using results_type = std::vector<expected<result>>;
/// Those of the given places, from one backend.
using call_for =
    std::function<asio::awaitable<results_type>(const backend&, const std::vector<std::size_t>&, execute_options)>;

/// What has become of each place so far.
class ledger {
 public:
  explicit ledger(std::size_t n) : done_(n), refusals_(n) {
    for (std::size_t i = 0; i < n; ++i) pending_.push_back(i);
  }
  const std::vector<std::size_t>& pending() const noexcept { return pending_; }
  void settle(std::size_t place, expected<result> r) {
    done_[place].emplace(std::move(r));
    std::erase(pending_, place);
  }
  void refused(std::size_t place, error e) { refusals_[place].push_back(std::move(e)); }
  results_type close(const failover_set& s, const std::shared_ptr<const decision_log>& log) {
    results_type all;
    all.reserve(done_.size());
    for (std::size_t i = 0; i < done_.size(); ++i) {
      expected<result> one = done_[i] ? std::move(*done_[i]) : expected<result>(undone(s.name, i));
      if (one)
        one->decisions(log);
      else
        one.error().decisions(log);
      all.push_back(std::move(one));
    }
    return all;
  }

 private:
  error undone(const std::string& set, std::size_t i) {
    if (!refusals_[i].empty()) return all_refused(set, std::move(refusals_[i]));
    error late(errc::deadline_exceeded, "the deadline passed before a backend could be asked");
    return std::move(late.backend(set).billed(billing::not_billed));
  }
  std::vector<std::optional<expected<result>>> done_;
  std::vector<std::vector<error>> refusals_;
  std::vector<std::size_t> pending_;
};

/// What one candidate's answer means for all of the places that it was given.
class reading {
 public:
  reading() = default;
  std::size_t done = 0, kept = 0;
  std::vector<std::pair<std::size_t, error>> refused;
  std::optional<error> first;  // for the breaker: what all failed of
};

reading read(results_type answer, const std::vector<std::size_t>& places, const backend& of, bool stopped, ledger& l,
             journey& j) {
  reading seen;
  const decision_log* told = nullptr;  // a set tells all of a batch the same
  for (std::size_t i = 0; i < places.size(); ++i) {
    expected<result> one =
        i < answer.size() ? std::move(answer[i])
                          : expected<result>(std::move(
                                error(errc::internal, "the backend gave no answer to a circuit").backend(of.name())));
    const decision_log& inner = one ? one->decisions() : one.error().decisions();
    if (!inner.empty() && &inner != told) j.note_all(inner), told = &inner;
    if (one) {
      ++seen.done;
      j.clock(*one);
      l.settle(places[i], std::move(one));
      continue;
    }
    error& e = one.error();
    settle_bill(e, of);
    if (!seen.first) seen.first = e;
    if (!stopped && classify(e) != error_class::give_up) {
      seen.refused.emplace_back(places[i], std::move(e));
      continue;
    }
    ++seen.kept;
    l.settle(places[i], stopped ? std::move(e) : kept_here(std::move(e)));
  }
  return seen;
}

std::string tally(const reading& seen) {
  std::string text = std::to_string(seen.refused.size() + seen.kept) + " of " +
                     std::to_string(seen.refused.size() + seen.kept + seen.done) + " failed";
  return seen.first ? text + "; the first: " + brief(*seen.first) : text;
}

asio::awaitable<results_type> run_many(std::shared_ptr<const failover_set> s, std::size_t number, execute_options o,
                                       call_for call) {
  const bool was_stopped = (co_await asio::this_coro::cancellation_state).cancelled() != asio::cancellation_type::none;
  const auto j = std::make_shared<journey>(*s);
  const time_left limit(*s, o.deadline());
  walk way(s, j);
  ledger book(number);
  bool stopped = false;
  while (!stopped && !book.pending().empty()) {
    auto at = way.next();
    if (!at) break;
    const backend to = at->to->where;
    for (std::uint32_t n = 0;; ++n) {
      const std::uint64_t began = s->now();
      if (limit.over(began)) break;
      j->note(n == 0 ? step::tried : step::retried, to.name());
      const std::vector<std::size_t> places = book.pending();
      execute_options left = limit.apply(o, began);
      auto answer = co_await call(to, places, std::move(left));
      const std::uint64_t now = s->now();
      stopped = limit.over(now) || (!was_stopped && (co_await asio::this_coro::cancellation_state).cancelled() !=
                                                        asio::cancellation_type::none);
      reading seen = read(std::move(answer), places, to, stopped, book, *j);
      if (seen.refused.size() + seen.kept == 0) {
        if (at->permit) at->permit->succeeded(now, at->to->answers_from_afar());
        j->note(step::won, to.name());
        break;
      }
      j->note(stopped ? step::cancelled : step::failed, to.name(), tally(seen));
      if (seen.kept > 0 && !stopped)
        j->note(step::gave_up, to.name(), "of " + std::to_string(seen.kept) + " that may have run there");
      if (at->permit && !stopped) {
        if (seen.done > 0)
          at->permit->succeeded(now, at->to->answers_from_afar());
        else
          at->permit->failed(*seen.first, now);
      }
      std::optional<std::chrono::nanoseconds> pause;
      const bool same_may = !seen.refused.empty() &&
                            std::all_of(seen.refused.begin(), seen.refused.end(),
                                        [](const auto& r) { return classify(r.second) == error_class::retry_same; });
      if (same_may && !stopped) pause = pause_before(n, seen.refused.front().second, *s, limit, began, now);
      std::optional<breaker_board::permit> again;
      if (pause) {
        if (!co_await sleep_until(s->home, now + static_cast<std::uint64_t>(pause->count()))) {
          stopped = true;
          j->note(step::cancelled, to.name(), "while it was waited with");
          for (const auto& [place, e] : seen.refused) {
            error why(errc::cancelled, "cancelled before the backend was asked again");
            book.settle(place, std::move(why.backend(to.name()).billed(billing::not_billed)));
          }
          break;
        }
        if (at->to->breaker) {
          again = at->to->breaker->admit(s->now());
          if (!again) pause.reset();
        }
      }
      if (!pause) {
        for (auto& [place, e] : seen.refused) book.refused(place, std::move(e));
        break;
      }
      at->permit = std::move(again);
    }
    if (limit.over(s->now())) stopped = true;
  }
  co_return book.close(*s, j->so_far());
}

}  // namespace

asio::awaitable<results_type> run_batch(std::shared_ptr<const failover_set> s, std::vector<circuit> all,
                                        execute_options o) {
  const std::size_t n = all.size();
  call_for call = [all = std::move(all)](const backend& to, const std::vector<std::size_t>& places,
                                         execute_options left) {
    std::vector<circuit> some;
    some.reserve(places.size());
    for (const std::size_t i : places) some.push_back(all[i]);
    return to.execute_batch(std::move(some), std::move(left));
  };
  return run_many(std::move(s), n, std::move(o), std::move(call));
}

asio::awaitable<results_type> run_sweep(std::shared_ptr<const failover_set> s, circuit c, parameter_table table,
                                        execute_options o) {
  const std::size_t n = table.rows().size();
  call_for call = [c = std::move(c), table = std::move(table)](
                      const backend& to, const std::vector<std::size_t>& places, execute_options left) {
    parameter_table some(table.names());
    for (const std::size_t i : places) some.row(table.rows()[i]);
    return to.sweep(c, std::move(some), std::move(left));
  };
  return run_many(std::move(s), n, std::move(o), std::move(call));
}

}  // namespace ketway
