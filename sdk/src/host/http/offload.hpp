#pragma once
// `co_await offload<T>(f)`: f on a compute thread of the world, its value back on the strand. A call that is stopped goes on
// at once; f is asked to stop, and what it still comes to is dropped. T is an expected<...>: where there is no value, an
// error.

#include <boost/asio/post.hpp>
#include <coroutine>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <utility>

#include "host/call.hpp"
#include "host/plugin_account.hpp"

namespace ketway {

template <class T>
class offload final : interruptible {
 public:
  using function = std::function<T(const std::stop_token&)>;
  explicit offload(function f) : parcel_(std::make_shared<parcel>(std::move(f))) {}
  offload(const offload&) = delete;
  offload& operator=(const offload&) = delete;
  ~offload() = default;
  bool await_ready() const noexcept { return false; }
  template <class P>
  bool await_suspend(std::coroutine_handle<P> h) {
    ctx_ = h.promise().ctx, handle_ = h;
    if (ctx_->stopped()) return false;
    ctx_->waits_on(this);
    parcel_->waiting = this;
    const auto account = ctx_->account.shared_from_this();
    // Given back by whoever lets go of it last: the pool may end without running it.
    const std::shared_ptr<parcel> comes_back(parcel_.get(), [p = parcel_, account](parcel*) {
      account->hand_over([p] {
        if (p->waiting) p->waiting->finish();
      });
    });
    account->rt().world().compute(
        [comes_back] { comes_back->value.emplace(comes_back->work(comes_back->stop.get_token())); });
    return true;
  }
  T await_resume() {
    if (!interrupted_ && parcel_->value) return std::move(*parcel_->value);
    if (ctx_->stopped()) return ctx_->stop_error();
    return error(errc::cancelled, "the runtime has ended");
  }

 private:
  /// What the two threads share: `value` is the compute thread's until it has come back, `waiting` the strand's.
  struct parcel {
    explicit parcel(function f) : work(std::move(f)) {}
    const function work;
    std::stop_source stop;
    std::optional<T> value;
    offload* waiting = nullptr;
  };
  void finish() {
    parcel_->waiting = nullptr;
    ctx_->waits_on(nullptr);
    handle_.resume();
  }
  void interrupt() override {
    interrupted_ = true;
    parcel_->waiting = nullptr;
    parcel_->stop.request_stop();
    auto& account = ctx_->account;
    boost::asio::post(account.strand(), [keep = account.shared_from_this(), h = handle_] { h.resume(); });
  }
  const std::shared_ptr<parcel> parcel_;
  call_context* ctx_ = nullptr;
  std::coroutine_handle<> handle_;
  bool interrupted_ = false;
};

}  // namespace ketway
