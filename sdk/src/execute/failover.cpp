#include "execute/failover.hpp"

#include <algorithm>

#include "execute/error_class.hpp"
#include "execute/failover_many.hpp"

namespace ketway {
namespace {

namespace asio = boost::asio;
using step = decision::step;

void record(result& r, journey& j, const std::string& winner) {
  j.note_all(r.decisions());
  j.note(step::won, winner);
  r.decisions(j.so_far());
  j.clock(r);
}
void record(job& accepted, journey& j, const std::string& winner) {
  j.note_all(accepted.decisions());
  j.note(step::won, winner);
  accepted.decisions(j.so_far());
}
void record(session&, journey&, const std::string&) {}

// A coroutine reads its object only when it is first resumed, and the handle may be gone by then: so the set comes by value.
template <class T>
asio::awaitable<expected<T>> run(std::shared_ptr<const failover_set> s, execute_options o, call_to<T> call) {
  const auto j = std::make_shared<journey>(*s);
  const time_left limit(*s, o.deadline());
  walk way(s, j);
  std::vector<error> refusals;
  while (auto at = way.next()) {
    const std::string who = at->to->where.name();
    auto seen = co_await ask<T>(s, std::move(*at), j, limit, o, call);
    if (seen.outcome) {
      record(*seen.outcome, *j, who);
      co_return std::move(seen.outcome);
    }
    error& e = seen.outcome.error();
    if (!seen.others_may) co_return std::move(e.decisions(j->so_far()));
    refusals.push_back(std::move(e));
  }
  error all = all_refused(s->name, std::move(refusals));
  j->note(step::gave_up, s->name, "all have been asked");
  co_return std::move(all.decisions(j->so_far()));
}

asio::awaitable<expected<result>> run_one(std::shared_ptr<const failover_set> s, circuit c, execute_options o) {
  // What cannot be cancelled must not be started twice.
  if (s->options.hedge_after() && s->candidates.size() > 1 && o.when_abandoned() == on_abandon::cancel_remote)
    return run_hedged(std::move(s), std::move(c), std::move(o));
  call_to<result> call = [c = std::move(c)](const backend& to, execute_options left) {
    return to.try_execute(c, std::move(left));
  };
  return run<result>(std::move(s), std::move(o), std::move(call));
}

asio::awaitable<result> run_or_throw(std::shared_ptr<const failover_set> s, circuit c, execute_options o) {
  auto r = co_await run_one(std::move(s), std::move(c), std::move(o));
  co_return std::move(r).value();
}

asio::awaitable<expected<void>> validate_of(std::shared_ptr<const failover_set> s, circuit c, execute_options o) {
  std::vector<error> refusals;
  for (const backend& b : s->backends) {
    auto answer = co_await b.validate(c, o);
    if (answer) co_return answer;
    if (answer.error().code() == errc::cancelled) co_return std::move(answer.error());
    refusals.push_back(std::move(answer.error()));
  }
  co_return all_refused(s->name, std::move(refusals));
}

/// Widens `all` by what another candidate may cost instead; nothing is a bound any more where that is not known in its unit.
void widen(cost_estimate& all, const cost_estimate& other) {
  const bool same = other.currency == all.currency || other.at_most() == 0.0;
  const auto least = [](const cost_estimate& e) { return e.low ? e.low : e.amount; };
  const auto low = least(all), other_low = least(other), high = all.at_most(), other_high = other.at_most();
  all.low = same && low && other_low ? std::optional(std::min(*low, *other_low)) : std::nullopt;
  all.high = same && high && other_high ? std::optional(std::max(*high, *other_high)) : std::nullopt;
}

asio::awaitable<expected<cost_estimate>> estimate_of(std::shared_ptr<const failover_set> s, circuit c,
                                                     execute_options o) {
  std::optional<cost_estimate> first;
  std::vector<error> refusals;
  for (const backend& b : s->backends) {
    auto one = co_await b.estimate(c, o);
    if (!one && one.error().code() == errc::cancelled) co_return std::move(one.error());
    if (!one) {
      refusals.push_back(std::move(one.error()));
      continue;
    }
    if (first)
      widen(*first, *one);
    else
      first = std::move(*one);
  }
  if (first) co_return std::move(*first);
  co_return all_refused(s->name, std::move(refusals));
}

device described(const failover_set& s) {
  std::vector<device> all;
  for (const backend& b : s.backends) all.push_back(b.device());
  const auto known = std::find_if(all.begin(), all.end(), [](const device& d) { return d.num_qubits > 0; });
  device d = known != all.end() ? *known : all.front();
  for (const device& other : all) d.free = d.free && other.free, d.simulator = d.simulator && other.simulator;
  return d;
}

asio::awaitable<expected<device>> refresh_of(std::shared_ptr<const failover_set> s) {
  std::vector<error> refusals;
  for (const backend& b : s->backends) {
    auto fresh = co_await b.refresh();
    if (fresh) continue;
    if (fresh.error().code() == errc::cancelled) co_return std::move(fresh.error());
    refusals.push_back(std::move(fresh.error()));
  }
  if (refusals.size() == s->backends.size()) co_return all_refused(s->name, std::move(refusals));
  co_return described(*s);
}

}  // namespace

backend failover(failover_options o, std::vector<backend> candidates) {
  const auto s = std::make_shared<const failover_set>(std::move(o), std::move(candidates));
  return backend(std::make_shared<failover_node>(s));
}

device failover_node::device() const { return described(*set_); }
asio::awaitable<expected<device>> failover_node::refresh() { return refresh_of(set_); }
asio::awaitable<result> failover_node::execute(circuit c, execute_options o) {
  return run_or_throw(set_, std::move(c), std::move(o));
}
asio::awaitable<expected<result>> failover_node::try_execute(circuit c, execute_options o) {
  return run_one(set_, std::move(c), std::move(o));
}
asio::awaitable<std::vector<expected<result>>> failover_node::execute_batch(std::vector<circuit> all,
                                                                            execute_options o) {
  return run_batch(set_, std::move(all), std::move(o));
}
asio::awaitable<std::vector<expected<result>>> failover_node::sweep(circuit c, parameter_table table,
                                                                    execute_options o) {
  return run_sweep(set_, std::move(c), std::move(table), std::move(o));
}
asio::awaitable<expected<job>> failover_node::submit(circuit c, execute_options o) {
  call_to<job> call = [c = std::move(c)](const backend& to, execute_options left) {
    return to.try_submit(c, std::move(left));
  };
  return run<job>(set_, std::move(o), std::move(call));
}
asio::awaitable<expected<void>> failover_node::validate(circuit c, execute_options o) {
  return validate_of(set_, std::move(c), std::move(o));
}
asio::awaitable<expected<cost_estimate>> failover_node::estimate(circuit c, execute_options o) {
  return estimate_of(set_, std::move(c), std::move(o));
}
asio::awaitable<expected<session>> failover_node::session(session_options o) {
  call_to<ketway::session> call = [o](const backend& to, const execute_options&) { return to.try_session(o); };
  return run<ketway::session>(set_, execute_options(), std::move(call));
}
expected<session> failover_node::join_session(const std::string&) {
  return std::move(error(errc::unimplemented, "a session is one backend's, and this is a set of several")
                       .backend(set_->name)
                       .advice("join it on the backend that opened it"));
}

}  // namespace ketway
