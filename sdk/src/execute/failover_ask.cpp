// One candidate is asked, and asked again where that may help.
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>

#include "execute/error_class.hpp"
#include "execute/failover.hpp"
#include "ketway/sleep.hpp"

namespace ketway {
namespace {

namespace asio = boost::asio;

bool is_set(const asio::cancellation_state& s) { return s.cancelled() != asio::cancellation_type::none; }

error out_of_time(const std::string& set) {
  return std::move(error(errc::deadline_exceeded, "the deadline passed before another backend could be asked")
                       .backend(set)
                       .billed(billing::not_billed));
}

error stopped_in_a_pause(const std::string& name, bool by_caller) {
  error e = by_caller ? error(errc::cancelled, "cancelled before the backend was asked again")
                      : error(errc::failed_precondition, "the runtime has ended");
  return std::move(e.backend(name).billed(billing::not_billed));
}

}  // namespace

template <class T>
asio::awaitable<visit<T>> ask(std::shared_ptr<const failover_set> s, walk::step at, std::shared_ptr<journey> j,
                              time_left limit, execute_options o, call_to<T> call) {
  using step = decision::step;
  const asio::cancellation_state before = co_await asio::this_coro::cancellation_state;
  const bool was_stopped = is_set(before);
  const auto& to = *at.to;
  const std::string& name = to.where.name();
  for (std::uint32_t n = 0;; ++n) {
    const std::uint64_t began = s->now();
    if (limit.over(began)) co_return visit<T>(out_of_time(s->name), false);
    j->note(n == 0 ? step::tried : step::retried, name,
            at.permit && at.permit->insisted() ? "its breaker is open, but nobody else is left" : "");
    execute_options left = limit.apply(o, began);
    auto outcome = co_await call(to.where, std::move(left));
    const std::uint64_t now = s->now();
    const asio::cancellation_state after = co_await asio::this_coro::cancellation_state;
    const bool stopped = !was_stopped && is_set(after);
    if (outcome) {
      if (at.permit) at.permit->succeeded(now, to.answers_from_afar());
      co_return visit<T>(std::move(outcome), false);
    }
    error& e = outcome.error();
    settle_bill(e, to.where);
    j->note_all(e.decisions());
    if (stopped || limit.over(now)) {
      j->note(step::cancelled, name, brief(e));
      co_return visit<T>(std::move(outcome), false);
    }
    if (at.permit) at.permit->failed(e, now);
    const error_class c = classify(e);
    j->note(step::failed, name, brief(e));
    if (c == error_class::give_up) {
      e = kept_here(std::move(e));
      j->note(step::gave_up, name, e.advice());
      co_return visit<T>(std::move(outcome), false);
    }
    const auto pause = pause_before(n, e, *s, limit, began, now);
    if (c == error_class::try_other || !pause) co_return visit<T>(std::move(outcome), true);
    const std::uint64_t until = now + static_cast<std::uint64_t>(pause->count());
    if (!co_await sleep_until(s->home, until)) {
      const asio::cancellation_state woken = co_await asio::this_coro::cancellation_state;
      const bool by_caller = is_set(woken);
      j->note(step::cancelled, name, "while it was waited with");
      co_return visit<T>(stopped_in_a_pause(name, by_caller), false);
    }
    if (!to.breaker) continue;
    auto again = to.breaker->admit(s->now());
    if (!again) co_return visit<T>(std::move(outcome), true);
    at.permit = std::move(again);
  }
}

template asio::awaitable<visit<result>> ask(std::shared_ptr<const failover_set>, walk::step, std::shared_ptr<journey>,
                                            time_left, execute_options, call_to<result>);
template asio::awaitable<visit<job>> ask(std::shared_ptr<const failover_set>, walk::step, std::shared_ptr<journey>,
                                         time_left, execute_options, call_to<job>);
template asio::awaitable<visit<session>> ask(std::shared_ptr<const failover_set>, walk::step, std::shared_ptr<journey>,
                                             time_left, execute_options, call_to<session>);

}  // namespace ketway
