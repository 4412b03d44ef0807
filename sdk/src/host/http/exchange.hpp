#pragma once
// Awaits one exchange of the transport: one attempt, with its own limit of time.

#include <algorithm>
#include <coroutine>
#include <cstdint>
#include <memory>
#include <optional>

#include "host/call.hpp"
#include "host/plugin_account.hpp"
#include "ketway/transport.hpp"

namespace ketway {

/// `co_await attempt(send, limit_ns, patience_ns)`. Ends when the exchange has ended: then nothing borrowed is touched any
/// more. Its failure is cancelled where the call was stopped, deadline_exceeded where `limit_ns` was too short. A call that
/// is stopped meanwhile still waits `patience_ns` for the answer.
class attempt final : interruptible, deadline {
 public:
  attempt(http_send what, std::uint64_t limit_ns, std::uint64_t patience_ns)
      : deadline(&ring), what_(std::move(what)), limit_ns_(limit_ns), patience_ns_(patience_ns) {}
  attempt(const attempt&) = delete;
  attempt& operator=(const attempt&) = delete;
  ~attempt() = default;

  bool await_ready() const noexcept { return false; }
  template <class P>
  bool await_suspend(std::coroutine_handle<P> h) {
    ctx_ = h.promise().ctx, handle_ = h;
    if (ctx_->stopped()) {
      end_.emplace(ctx_->stop_error(), false);
      return false;
    }
    ctx_->waits_on(this);
    plugin_account& account = ctx_->account;  // lives as long as the call, and so as long as this
    account.deadlines().add(*this, limit_ns_ == never ? never : account.now_ns() + limit_ns_);
    exchange_ = account.rt().world().network().start(std::move(what_), [this](http_end how) {
      end_.emplace(std::move(how));
      ctx_->account.start([this] { finish(); });
    });
    return true;
  }
  http_end await_resume() {
    if (late_ && !end_->ok() && end_->failure.code() == errc::cancelled)
      return http_end(std::move(error(errc::deadline_exceeded, "no answer in time").retryable(true)), end_->sent);
    return std::move(*end_);
  }

 private:
  void finish() {
    ctx_->waits_on(nullptr);
    ctx_->account.deadlines().remove(*this);
    exchange_.reset();
    handle_.resume();
  }
  static void ring(deadline& d) {
    auto& self = static_cast<attempt&>(d);
    self.late_ = !self.ctx_->stopped();
    if (self.exchange_) self.exchange_->cancel();
  }
  void interrupt() override {
    if (patience_ns_)
      ctx_->account.deadlines().add(*this, std::min(at(), ctx_->account.now_ns() + patience_ns_));
    else if (exchange_)
      exchange_->cancel();
  }
  http_send what_;
  const std::uint64_t limit_ns_, patience_ns_;
  call_context* ctx_ = nullptr;
  std::coroutine_handle<> handle_;
  std::shared_ptr<http_exchange> exchange_;
  std::optional<http_end> end_;
  bool late_ = false;
};

}  // namespace ketway
