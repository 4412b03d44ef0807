// Two requests for one answer: the second starts when the first takes long; the first answer wins, the other request is
// cancelled. All of one call runs on one strand of its caller's executor.
#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>

#include "execute/error_class.hpp"
#include "execute/failover.hpp"
#include "ketway/sleep.hpp"

namespace ketway {
namespace {

namespace asio = boost::asio;
using step = decision::step;

constexpr std::uint64_t loser_grace_ns = 1'000'000'000;

class race : public std::enable_shared_from_this<race> {
 public:
  class lane {
   public:
    explicit lane(std::string n) : name(std::move(n)) {}
    std::string name;
    asio::cancellation_signal stop;
    visit<result> seen;
    bool ended = false, read = false, told = false;
  };

  race(asio::any_io_executor where, std::shared_ptr<const failover_set> s)
      : set(std::move(s)), notes(std::make_shared<journey>(*set)), where_(std::move(where)) {}

  const std::shared_ptr<const failover_set> set;
  const std::shared_ptr<journey> notes;
  std::deque<lane> lanes;
  bool rang = false;  // the timer has, since it was set

  std::size_t running() const {
    std::size_t n = 0;
    for (const lane& l : lanes) n += l.ended ? 0 : 1;
    return n;
  }

  void start(walk::step at, const time_left& limit, const execute_options& o, const circuit& c) {
    lane& mine = lanes.emplace_back(at.to->where.name());
    call_to<result> call = [c](const backend& to, execute_options left) { return to.try_execute(c, std::move(left)); };
    auto ended = [self = shared_from_this(), &mine](const std::exception_ptr& thrown, visit<result> seen) {
      mine.seen = thrown ? visit<result>(failed_with(thrown, mine.name), false) : std::move(seen);
      mine.ended = true;
      self->lane_ended(mine);
    };
    auto run = ask<result>(set, std::move(at), notes, limit, o, std::move(call));
    asio::co_spawn(where_, std::move(run), asio::bind_cancellation_slot(mine.stop.slot(), std::move(ended)));
  }
  void stop_all() {
    for (lane& l : lanes)
      if (!l.ended) l.stop.emit(asio::cancellation_type::all);
  }

  void set_timer(std::uint64_t at_ns) {
    clear_timer();
    rang = false;
    auto& timer = timers_.emplace_back();
    auto ring = [self = shared_from_this(), id = timers_.size()](const std::exception_ptr&, bool in_time) {
      if (!in_time || id != self->timers_.size()) return;
      self->rang = true;
      self->wake();
    };
    asio::co_spawn(where_, sleep_until(set->home, at_ns), asio::bind_cancellation_slot(timer.slot(), std::move(ring)));
  }
  void clear_timer() {
    if (!timers_.empty()) timers_.back().emit(asio::cancellation_type::all);
  }

  /// Until a lane has ended, the timer has rung, or the caller has cancelled.
  static asio::awaitable<void> change(std::shared_ptr<race> r) {
    if (std::exchange(r->changed_, false)) co_return;
    auto begin = [r](auto handler) {
      // First, because what holds a handler of any type takes its slot for itself, and hands out another.
      r->waiting_.emplace(std::move(handler));
      if (auto slot = asio::get_associated_cancellation_slot(*r->waiting_); slot.is_connected())
        slot.assign([weak = std::weak_ptr<race>(r)](asio::cancellation_type) {
          if (const auto self = weak.lock()) self->wake();
        });
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(std::move(begin), asio::use_awaitable);
    r->changed_ = false;
  }

  /// The result is handed out: who ends from now on is only written into the log.
  void close() {
    clear_timer();
    closed_ = true;
  }

  static std::string account(const lane& l) {
    if (l.seen.outcome) {
      const cost& c = l.seen.outcome->cost();
      const std::string paid = c.amount ? std::to_string(*c.amount) + " " + c.currency : "an amount that is not known";
      return "it had ended too; that cost " + paid;
    }
    const error& e = l.seen.outcome.error();
    std::string text = e.fate() == job_fate::may_run     ? "its job may still run"
                       : e.fate() == job_fate::cancelled ? "its job was cancelled"
                       : e.maybe_executed()              ? "a job may run there"
                                                         : brief(e);
    if (e.billed() == billing::billed) text += "; it was billed";
    if (e.billed() == billing::not_billed) text += "; it was not billed";
    if (!e.job_uri().empty()) text += "; job " + e.job_uri();
    return text;
  }

 private:
  static error failed_with(const std::exception_ptr& thrown, const std::string& name) {
    error e(errc::internal, "the backend threw an exception");
    try {
      std::rethrow_exception(thrown);
    } catch (const exception& x) {
      e = x.error();
    } catch (const std::exception& x) {
      e = error(errc::internal, x.what());
    }
    return std::move(e.backend(name));
  }
  void lane_ended(const lane& l) {
    if (closed_) {
      const bool open = !l.seen.outcome && (l.seen.outcome.error().maybe_executed());
      set->home->log(open ? log_level::warn : log_level::info, set->name,
                     "the request to " + l.name + " that was not needed: " + account(l));
    }
    wake();
  }
  void wake() {
    changed_ = true;
    if (!waiting_) return;
    auto handler = std::move(*waiting_);
    waiting_.reset();
    asio::post(where_, std::move(handler));
  }

  const asio::any_io_executor where_;
  std::deque<asio::cancellation_signal> timers_;  // only the last counts
  std::optional<asio::any_completion_handler<void()>> waiting_;
  bool changed_ = false, closed_ = false;
};

bool may_hedge_from(const failover_set& s, const backend& first) {
  return s.options.hedge_paid() || first.device().free;
}

/// The winner's answer, once the loser has said what became of it, or its time for that is over.
asio::awaitable<expected<result>> hand_out(std::shared_ptr<race> r, std::size_t winner) {
  r->stop_all();
  if (r->running() > 0) {
    r->set_timer(r->set->now() + loser_grace_ns);
    while (r->running() > 0 && !r->rang) co_await race::change(r);
  }
  for (std::size_t i = 0; i < r->lanes.size(); ++i) {
    const race::lane& l = r->lanes[i];
    if (i == winner || l.told) continue;
    if (l.ended)
      r->notes->note(step::cancelled_loser, l.name, race::account(l));
    else
      r->notes->note(step::left_loser, l.name, "it was asked to cancel and has not answered yet");
  }
  race::lane& won = r->lanes[winner];
  r->notes->note_all(won.seen.outcome->decisions());
  r->notes->note(step::won, won.name);
  won.seen.outcome->decisions(r->notes->so_far());
  r->notes->clock(*won.seen.outcome);
  r->close();
  co_return std::move(won.seen.outcome);
}

/// The caller's wish: all are stopped, and the most that is known of what is left behind is the answer.
asio::awaitable<expected<result>> stop(std::shared_ptr<race> r) {
  r->clear_timer();
  r->stop_all();
  while (r->running() > 0) co_await race::change(r);
  const race::lane* worst = nullptr;
  for (std::size_t i = 0; i < r->lanes.size(); ++i) {
    const race::lane& l = r->lanes[i];
    if (l.seen.outcome) co_return co_await hand_out(r, i);
    if (l.read) continue;
    if (!worst || (l.seen.outcome.error().maybe_executed() && !worst->seen.outcome.error().maybe_executed()))
      worst = &l;
  }
  r->close();
  if (!worst)
    co_return std::move(error(errc::cancelled, "cancelled").backend(r->set->name).billed(billing::not_billed));
  error e = worst->seen.outcome.error();
  co_return std::move(e.decisions(r->notes->so_far()));
}

asio::awaitable<expected<result>> run_race(std::shared_ptr<const failover_set> s, circuit c, execute_options o) {
  co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
  co_await asio::this_coro::throw_if_cancelled(false);
  const asio::any_io_executor where = co_await asio::this_coro::executor;
  const auto r = std::make_shared<race>(where, s);
  const time_left limit(*s, o.deadline());
  const auto after = static_cast<std::uint64_t>(std::max<std::int64_t>(0, s->options.hedge_after()->count()));
  walk way(s, r->notes);
  std::vector<error> refusals;
  std::optional<error> final;
  bool hedge = false;
  for (;;) {
    if (r->running() == 0) {
      r->clear_timer();
      auto at = final ? std::nullopt : way.next();
      if (!at) break;
      hedge = may_hedge_from(*s, at->to->where);
      r->start(std::move(*at), limit, o, c);
      if (hedge) r->set_timer(s->now() + after);
    }
    co_await race::change(r);
    for (std::size_t i = 0; i < r->lanes.size(); ++i) {
      race::lane& l = r->lanes[i];
      if (!l.ended || l.read) continue;
      if (l.seen.outcome) co_return co_await hand_out(r, i);
    }
    if ((co_await asio::this_coro::cancellation_state).cancelled() != asio::cancellation_type::none)
      co_return co_await stop(r);
    for (race::lane& l : r->lanes) {
      if (!l.ended || std::exchange(l.read, true)) continue;
      l.told = true;
      if (l.seen.others_may)
        refusals.push_back(l.seen.outcome.error());
      else if (!final)
        final = l.seen.outcome.error();
    }
    if (!hedge || !r->rang || r->running() != 1 || final) continue;
    hedge = false;
    auto second = way.next_free(s->options.hedge_paid());
    if (!second) continue;
    r->notes->note(step::hedged, second->to->where.name(), "the first has not answered in time");
    r->start(std::move(*second), limit, o, c);
  }
  r->close();
  if (!final) {
    final = all_refused(s->name, std::move(refusals));
    r->notes->note(step::gave_up, s->name, "all have been asked");
  }
  co_return std::move(final->decisions(r->notes->so_far()));
}

}  // namespace

asio::awaitable<expected<result>> run_hedged(std::shared_ptr<const failover_set> s, circuit c, execute_options o) {
  const asio::any_io_executor caller = co_await asio::this_coro::executor;
  const asio::any_io_executor strand = asio::make_strand(caller);
  auto body = run_race(std::move(s), std::move(c), std::move(o));
  co_return co_await asio::co_spawn(strand, std::move(body), asio::use_awaitable);
}

}  // namespace ketway
