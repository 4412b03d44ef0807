#pragma once
// What host coroutines wait for besides the plugin: time, and each other. Strand only.

#include <boost/asio/post.hpp>
#include <coroutine>
#include <cstdint>
#include <memory>
#include <utility>

#include "host/plugin_account.hpp"

namespace ketway {

/// `co_await pause(ns)`: ends early when the call is stopped; look at `ctx.stopped()` then.
class pause final : interruptible, deadline {
 public:
  explicit pause(std::uint64_t ns) : deadline(&ring), ns_(ns) {}
  pause(const pause&) = delete;
  pause& operator=(const pause&) = delete;
  ~pause() = default;
  bool await_ready() const noexcept { return ns_ == 0; }
  template <class P>
  bool await_suspend(std::coroutine_handle<P> h) {
    ctx_ = h.promise().ctx, handle_ = h;
    if (ctx_->stopped()) return false;
    ctx_->waits_on(this);
    ctx_->account.deadlines().add(*this, ctx_->account.now_ns() + ns_);
    return true;
  }
  void await_resume() const noexcept {}

 private:
  static void ring(deadline& d) {
    auto& p = static_cast<pause&>(d);
    p.ctx_->waits_on(nullptr);
    p.handle_.resume();
  }
  void interrupt() override {
    auto& account = ctx_->account;
    account.deadlines().remove(*this);
    boost::asio::post(account.strand(), [keep = account.shared_from_this(), h = handle_] { h.resume(); });
  }
  std::uint64_t ns_;
  call_context* ctx_ = nullptr;
  std::coroutine_handle<> handle_;
};

}  // namespace ketway
