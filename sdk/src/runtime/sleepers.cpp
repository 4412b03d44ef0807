#include "runtime/sleepers.hpp"

#include <boost/asio/append.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "ketway/sleep.hpp"
#include "runtime/runtime_impl.hpp"

namespace ketway {

namespace asio = boost::asio;

class sleepers::sleeper : public deadline {
 public:
  sleeper(sleepers& o, asio::any_io_executor where, handler_type h)
      : deadline(&ring),
        of_(o),
        executor_(std::move(where)),
        work_(asio::prefer(executor_, asio::execution::outstanding_work_t::tracked)),
        handler_(std::move(h)) {}
  asio::cancellation_slot slot() const { return asio::get_associated_cancellation_slot(handler_); }
  void resume(bool in_time) {
    // The caller's event loop may run dry as soon as the handler has run: not before `post` is back.
    const asio::any_io_executor outlasts_the_post = std::move(work_);
    asio::post(executor_, asio::append(std::move(handler_), in_time));
  }

 private:
  static void ring(deadline& d) {
    auto& s = static_cast<sleeper&>(d);
    s.of_.wake(s, true);
  }
  sleepers& of_;
  asio::any_io_executor executor_, work_;
  handler_type handler_;
};

sleepers::sleepers(world& w)
    : world_(w),
      strand_(asio::make_strand(w.executor())),
      executor_end_(std::make_unique<executor_end>(w.executor(), [this] {
        deadlines_.use(nullptr);
        drop_all();
        strand_.reset();
      })) {}

sleepers::~sleepers() {
  executor_end_.reset();
  drop_all();
}

void sleepers::drop_all() {
  const auto dropped = std::exchange(asleep_, {});
  for (const auto& [s, owner] : dropped) deadlines_.remove(*s);
}

void sleepers::begin() {
  deadlines_.use(world_.make_alarm([weak = weak_from_this()] {
    if (const auto self = weak.lock()) asio::dispatch(*self->strand_, [self] { self->fire(); });
  }));
}

template <class F>
bool sleepers::hand_over(F&& f) {
  const auto self = shared_from_this();
  const executor_end::pin stays(*executor_end_);
  if (!stays) return false;
  asio::post(*strand_, std::forward<F>(f));
  return true;
}

void sleepers::fire() { deadlines_.fire(world_.monotonic_ns()); }

void sleepers::wake(sleeper& s, bool in_time) {
  const auto owner = asleep_.extract(&s);
  if (owner.empty()) return;
  deadlines_.remove(s);
  s.resume(in_time);
}

void sleepers::add(std::uint64_t at_ns, asio::any_io_executor where, handler_type handler) {
  auto one = std::make_shared<sleeper>(*this, std::move(where), std::move(handler));
  if (asio::cancellation_slot slot = one->slot(); slot.is_connected()) {
    slot.assign([weak = weak_from_this(), w = std::weak_ptr<sleeper>(one)](asio::cancellation_type) {
      const auto self = weak.lock();
      const auto s = w.lock();
      if (self && s) self->hand_over([self, s] { self->wake(*s, false); });
    });
  }
  const bool there = hand_over([self = shared_from_this(), one, at_ns] {
    if (self->ended_ || !self->strand_) return one->resume(false);
    self->asleep_.emplace(one.get(), one);
    self->deadlines_.add(*one, at_ns);
  });
  if (!there) one->resume(false);
}

void sleepers::end() {
  hand_over([self = shared_from_this()] {
    self->ended_ = true;
    while (!self->asleep_.empty()) self->wake(*self->asleep_.begin()->first, false);
  });
}

asio::awaitable<bool> sleep_until(std::shared_ptr<runtime::impl> where, std::uint64_t monotonic_ns) {
  auto begin = [where, monotonic_ns](auto handler) {
    const runtime::impl::passage open(*where);
    const asio::any_io_executor executor = asio::get_associated_executor(handler);
    if (open && !where->ended()) return where->sleep().add(monotonic_ns, executor, std::move(handler));
    asio::post(executor, asio::append(std::move(handler), false));
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(bool)>(std::move(begin),
                                                                                     asio::use_awaitable);
}

asio::awaitable<bool> sleep_for(const runtime& rt, std::chrono::nanoseconds how_long) {
  const auto ns = how_long.count() > 0 ? static_cast<std::uint64_t>(how_long.count()) : 0U;
  return sleep_until(rt.implementation(), rt.world().monotonic_ns() + ns);
}

}  // namespace ketway
