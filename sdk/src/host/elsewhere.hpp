#pragma once
// `co_await elsewhere<T>(start)`: waits for what another thread does, and goes on on the strand. A call that is stopped goes
// on at once, or after its patience; what still comes is dropped. T is an expected<...>: where nothing comes, an error.

#include <algorithm>
#include <boost/asio/post.hpp>
#include <coroutine>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <utility>

#include "host/call.hpp"
#include "host/plugin_account.hpp"
#include "world/deadlines.hpp"

namespace ketway {

template <class T>
// NOLINTNEXTLINE(cppcoreguidelines-virtual-class-destructor): a local of a coroutine
class elsewhere : interruptible, deadline {
 public:
  /// What the two threads share: `value` is the other thread's until the parcel has come back, which it does when its last
  /// owner there lets go; `waiting_` is the strand's.
  class parcel {
   public:
    std::stop_source stop;
    std::optional<T> value;

   private:
    friend elsewhere;
    elsewhere* waiting_ = nullptr;
  };
  using start_function = std::function<void(plugin_account&, std::shared_ptr<parcel>)>;

  /// With patience, a call that is stopped, before or meanwhile, waits so long all the same.
  explicit elsewhere(start_function start, std::uint64_t patience_ns = 0)
      : deadline(&ring), start_(std::move(start)), patience_ns_(patience_ns), parcel_(std::make_shared<parcel>()) {}
  elsewhere(const elsewhere&) = delete;
  elsewhere& operator=(const elsewhere&) = delete;
  ~elsewhere() = default;
  bool await_ready() const noexcept { return false; }
  template <class P>
  bool await_suspend(std::coroutine_handle<P> h) {
    ctx_ = h.promise().ctx, handle_ = h;
    if (ctx_->stopped() && !patience_ns_) return false;
    if (ctx_->stopped())
      wait_a_little();
    else
      ctx_->waits_on(this);
    parcel_->waiting_ = this;
    const auto account = ctx_->account.shared_from_this();
    // Given back by whoever lets go of it last: it may be dropped without a value.
    std::shared_ptr<parcel> comes_back(parcel_.get(), [p = parcel_, account](parcel*) {
      account->hand_over([p] {
        if (p->waiting_) p->waiting_->finish();
      });
    });
    start_(*account, std::move(comes_back));
    return true;
  }
  T await_resume() {
    if (!given_up_ && parcel_->value) return std::move(*parcel_->value);
    if (ctx_->stopped()) return ctx_->stop_error();
    return error(errc::cancelled, "the runtime has ended");
  }

 private:
  void finish() {
    parcel_->waiting_ = nullptr;
    if (patience_ns_) ctx_->account.deadlines().remove(*this);
    ctx_->waits_on(nullptr);
    handle_.resume();
  }
  void wait_a_little() {
    auto& account = ctx_->account;
    account.deadlines().add(*this, std::min(account.now_ns() + patience_ns_, ctx_->deadline_ns()));
  }
  void interrupt() override {
    if (patience_ns_)
      wait_a_little();
    else
      give_up();
  }
  static void ring(deadline& d) { static_cast<elsewhere&>(d).give_up(); }
  void give_up() {
    given_up_ = true;
    parcel_->waiting_ = nullptr;
    parcel_->stop.request_stop();
    auto& account = ctx_->account;
    boost::asio::post(account.strand(), [keep = account.shared_from_this(), h = handle_] { h.resume(); });
  }
  const start_function start_;
  const std::uint64_t patience_ns_;
  const std::shared_ptr<parcel> parcel_;
  call_context* ctx_ = nullptr;
  std::coroutine_handle<> handle_;
  bool given_up_ = false;
};

}  // namespace ketway
