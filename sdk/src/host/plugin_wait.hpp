#pragma once
// Awaits one operation of a plugin: starts it on the strand, copies its result while it is borrowed, passes cancellation
// and deadline on, and gives up 5 s after either.

#include <algorithm>
#include <atomic>
#include <coroutine>
#include <cstdint>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "host/completions.hpp"
#include "host/plugin_account.hpp"
#include "host/values.hpp"

namespace ketway {

namespace detail {
/// One address per thread: tells a completion inside `start` from one on another thread.
inline std::uintptr_t this_thread_mark() noexcept {
  thread_local char mark;
  return reinterpret_cast<std::uintptr_t>(&mark);
}
}  // namespace detail

/// What `Copy` gives for a verb that answers with nothing.
struct no_result {
  explicit no_result() = default;
};

/// `slot` is the verb; without it the answer is `unimplemented` (R7). `Start`: kw_op*(Slot, kw_backend*, kw_done).
/// `Copy`: T(const void* result, const std::string& account), on any thread. `arguments` is what the plugin borrows until
/// `done` has returned; it outlives even a plugin that never answers.
template <class Slot, class Start, class Copy>
class plugin_wait final : completion_sink, interruptible {
 public:
  using value_type = std::invoke_result_t<Copy, const void*, const std::string&>;

  plugin_wait(const char* what, Slot kw_backend_vt::*slot, std::shared_ptr<const void> arguments, Start start,
              Copy copy)
      : plugin_wait(what, Slot(), std::move(arguments), std::move(start), std::move(copy)) {
    slot_ = slot;
  }
  /// A verb of another table, an extension's.
  plugin_wait(const char* what, Slot verb, std::shared_ptr<const void> arguments, Start start, Copy copy)
      : what_(what),
        verb_(verb),
        arguments_(std::move(arguments)),
        start_(std::move(start)),
        copy_(std::move(copy)),
        grace_(&gave_up) {
    grace_.owner = this;
  }
  plugin_wait(const plugin_wait&) = delete;
  plugin_wait& operator=(const plugin_wait&) = delete;
  ~plugin_wait() = default;

  bool await_ready() const noexcept { return false; }

  template <class P>
  bool await_suspend(std::coroutine_handle<P> h) {
    ctx_ = h.promise().ctx;
    plugin_account& account = ctx_->account;
    if (ctx_->stopped()) return fail(ctx_->stop_error());
    const Slot verb = slot_ ? account.vt().*slot_ : verb_;
    if (!verb) return fail(error(errc::unimplemented, std::string("this backend has no ") + what_));
    handle_ = h;
    account_ = account.shared_from_this();
    done_ = completions::arm(*this);
    account.operation_began();
    starting_on_.store(detail::this_thread_mark(), std::memory_order_relaxed);
    const bool ok = account.enter(ctx_->deadline_ns(), what_, [&] { op_ = start_(verb, account.backend(), done_); });
    starting_on_.store(0, std::memory_order_relaxed);
    if (completed_inline_) {
      close_operation();
      return false;
    }
    if (!ok || !op_) {
      // It may have kept `done` before it threw, and use it later: then that completion is ignored.
      if (completions::abandon(done_)) {
        account.operation_ended();
        account.keep(std::move(arguments_));
        return fail(error(errc::internal, ok ? std::string("the plugin returned no operation from ") + what_
                                             : std::string("the plugin threw an exception out of ") + what_));
      }
    }
    ctx_->waits_on(this);
    return true;
  }

  expected<value_type> await_resume() {
    // The plugin says "cancelled" also where it was the deadline that cancelled it.
    if (!*outcome_ && ctx_->stopped() && outcome_->error().code() == errc::cancelled) {
      error why = ctx_->stop_error();
      why.maybe_executed(outcome_->error().maybe_executed()).billed(outcome_->error().billed());
      return why;
    }
    return std::move(*outcome_);
  }

 private:
  struct timer : deadline {
    using deadline::deadline;
    plugin_wait* owner = nullptr;
  };

  bool fail(error e) {
    e.backend(ctx_->account.name());
    outcome_.emplace(std::move(e));
    return false;
  }

  void completed(const kw_status& status, const void* result) noexcept override {
    try {
      if (status.code == KW_OK && !result && !std::is_same_v<value_type, no_result>)
        outcome_.emplace(error(errc::internal, std::string("the plugin answered ") + what_ + " without a result (R5)")
                             .backend(account_->name()));
      else if (status.code == KW_OK)
        outcome_.emplace(copy_(result, account_->name()));
      else
        outcome_.emplace(to_error(status, account_->name()));
    } catch (const std::exception& e) {
      outcome_.emplace(error(errc::internal, e.what()));
    }
    if (starting_on_.load(std::memory_order_relaxed) == detail::this_thread_mark()) {
      completed_inline_ = true;
      return;
    }
    const auto account = account_;  // `finish` may end this wait before `hand_over` is back
    account->hand_over([this, account] { finish(); });
  }

  void finish() {
    ctx_->waits_on(nullptr);
    account_->deadlines().remove(grace_);
    const auto keep = account_;  // the coroutine may be the last owner
    close_operation();
    handle_.resume();
  }

  void close_operation() {
    if (op_ && op_->vt && KW_SLOT(op_->vt, kw_op_vt, release))
      account_->enter(deadline::never, "release", [&] { op_->vt->release(op_); });
    completions::retire(done_);
    account_->operation_ended();
  }

  void interrupt() override {
    account_->deadlines().add(grace_, ctx_->deadline_ns());
    if (op_ && op_->vt && KW_SLOT(op_->vt, kw_op_vt, cancel))
      account_->enter(deadline::never, "cancel", [&] { op_->vt->cancel(op_); });
  }

  static void gave_up(deadline& d) {
    auto& w = *static_cast<timer&>(d).owner;
    if (!completions::abandon(w.done_)) return;  // its answer is on the way
    w.ctx_->waits_on(nullptr);
    const auto account = w.account_;
    account->log(log_level::error,
                 std::string("the plugin did not answer ") + w.what_ + " in time after it was asked to stop");
    account->operation_ended();
    account->abandon(std::move(w.arguments_));
    error e = w.ctx_->stop_error();
    e.backend(account->name()).maybe_executed(true);  // it may have done anything
    w.outcome_.emplace(std::move(e));
    w.handle_.resume();
  }

  const char* what_;
  Slot kw_backend_vt::*slot_ = nullptr;
  Slot verb_;
  std::shared_ptr<const void> arguments_;
  Start start_;
  Copy copy_;
  call_context* ctx_ = nullptr;
  std::shared_ptr<plugin_account> account_;
  kw_done done_{};
  kw_op* op_ = nullptr;
  std::coroutine_handle<> handle_;
  std::optional<expected<value_type>> outcome_;
  std::atomic<std::uintptr_t> starting_on_ = 0;
  bool completed_inline_ = false;
  timer grace_;
};

}  // namespace ketway
