#pragma once
// How coroutines of one backend wait for each other. Include ketway/plugin.hpp.

#include <coroutine>
#include <cstdint>

#include "ketway/plugin_task.hpp"

namespace ketway::plugin {

/// `co_await s.wait()` returns after the next `notify_all()`, and throws error(KW_CANCELLED) when its operation is
/// cancelled. A woken coroutine runs inside `notify_all`, where it may wait again, cancel others and notify. A signal must
/// outlive its waiters and its running `notify_all`. Waiting allocates nothing.
class signal {
 public:
  class waiter {
   public:
    explicit waiter(signal& s) : signal_(s) {}
    bool await_ready() const noexcept { return false; }
    template <class P>
    bool await_suspend(std::coroutine_handle<P> h) noexcept {
      ctx_ = h.promise().ctx, handle_ = h;
      if (ctx_->cancelled) return false;
      ctx_->wait_on(&interrupt, this);
      signal_.append(*this);
      return true;
    }
    void await_resume() const {
      if (!woken_) throw error(KW_CANCELLED, "cancelled");
    }

   private:
    friend signal;
    static void interrupt(void* self) {
      auto& w = *static_cast<waiter*>(self);
      w.signal_.remove(w);
      w.handle_.resume();
    }
    signal& signal_;
    context* ctx_ = nullptr;
    std::coroutine_handle<> handle_;
    waiter *before_ = nullptr, *after_ = nullptr;
    std::uint64_t round_ = 0;
    bool woken_ = false;
  };

  signal() = default;
  signal(const signal&) = delete;
  signal& operator=(const signal&) = delete;

  waiter wait() noexcept { return waiter(*this); }
  void notify_all() {
    const std::uint64_t round = round_++;  // who waits from here on waits for the next one
    while (first_ && first_->round_ <= round) {
      waiter& w = *first_;
      remove(w);
      w.ctx_->wait_on(nullptr, nullptr);
      w.woken_ = true;
      w.handle_.resume();
    }
  }

 private:
  void append(waiter& w) noexcept {
    w.round_ = round_;
    w.before_ = last_;
    (last_ ? last_->after_ : first_) = &w;
    last_ = &w;
  }
  void remove(waiter& w) noexcept {
    (w.before_ ? w.before_->after_ : first_) = w.after_;
    (w.after_ ? w.after_->before_ : last_) = w.before_;
    w.before_ = w.after_ = nullptr;
  }
  waiter *first_ = nullptr, *last_ = nullptr;
  std::uint64_t round_ = 0;
};

}  // namespace ketway::plugin
