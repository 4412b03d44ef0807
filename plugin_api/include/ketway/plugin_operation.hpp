#pragma once
// The fence: a task of the plugin behind a kw_op of the interface. Include ketway/plugin.hpp.

#include <coroutine>
#include <exception>
#include <new>
#include <optional>
#include <type_traits>

#include "ketway/plugin_task.hpp"

namespace ketway::plugin {

/// Runs a task behind a kw_op and answers `done` exactly once with the task's value, or with what it threw. The value's
/// type says how it is lent: see `lend` in plugin_values.hpp. Nothing is thrown across.
class operation : public kw_op {
 public:
  /// `make()` gives the task; it is called at once.
  template <class Make>
  static kw_op* start(kw_host* host, kw_done done, const Make& make) noexcept {
    auto* op = new (std::nothrow) operation(host);
    if (op && !run(*op, op->ctx_, make, done).failed) return op;
    delete op;
    static kw_op unstarted{&unstarted_table};
    answer(done, error(KW_RESOURCE_EXHAUSTED, "out of memory").status());
    return &unstarted;
  }
  /// A task that nobody waits for, on the backend's queue; what it throws goes to the log. It must have ended when the
  /// backend is destroyed: `stop` is the sign to end it.
  template <class Make>
  static void detach(kw_host* host, const Make& make) {
    auto* op = new operation(host);
    if (!run(*op, op->ctx_, make, kw_done{op, &drop}).failed) return;
    delete op;
    throw std::bad_alloc();
  }

 private:
  struct root {
    bool failed = false;
    struct promise_type {
      context* ctx;
      template <class... A>
      explicit promise_type(operation&, context& c, A&&...) : ctx(&c) {}
      root get_return_object() const noexcept { return {}; }
      static root get_return_object_on_allocation_failure() noexcept { return {true}; }
      std::suspend_never initial_suspend() const noexcept { return {}; }
      std::suspend_never final_suspend() const noexcept { return {}; }
      void return_void() const noexcept {}
      void unhandled_exception() const noexcept { std::terminate(); }
    };
  };

  template <class Make>
  static root run(operation&, context&, Make make, kw_done done) {
    using value_type = decltype(make().await_resume());
    using held_type = std::conditional_t<std::is_void_v<value_type>, nothing, value_type>;
    std::optional<held_type> value;
    std::optional<error> failure;
    try {
      if constexpr (std::is_void_v<value_type>) {
        co_await make();
        value.emplace();
      } else {
        value.emplace(co_await make());
      }
    } catch (...) {
      failure.emplace(caught());
    }
    if (value && hand_over(*value, done, failure)) co_return;
    answer(done, failure->status());
  }

  /// Whether `done` has been answered; otherwise why not is in `failure`.
  template <class T>
  static bool hand_over(T& value, kw_done done, std::optional<error>& failure) {
    const auto ok = sized<kw_status>();
    bool answered = false;
    const auto call = [&](const void* result) {
      answered = true;
      done.call(done.ctx, &ok, result);
    };
    try {
      if constexpr (std::is_same_v<T, nothing>)
        call(nullptr);
      else
        lend(value, call);
    } catch (...) {
      if (!answered) failure.emplace(caught());
    }
    return answered;
  }

  /// The exception that is being handled, as a status.
  static error caught() {
    try {
      throw;
    } catch (const error& e) {
      return e;
    } catch (const std::bad_alloc&) {
      return error(KW_RESOURCE_EXHAUSTED, "out of memory");
    } catch (const std::exception& e) {
      return error(KW_INTERNAL, e.what());
    } catch (...) {
      return error(KW_INTERNAL, "unknown exception");
    }
  }
  static void answer(kw_done done, const kw_status& status) { done.call(done.ctx, &status, nullptr); }
  static void drop(void* self, const kw_status* st, const void*) {
    auto* op = static_cast<operation*>(self);
    const kw_host_vt* host = op->ctx_.host->vt;
    if (st->code != KW_OK && st->code != KW_CANCELLED && KW_SLOT(host, kw_host_vt, log))
      host->log(op->ctx_.host, KW_LOG_WARN, st->message);
    delete op;
  }

  explicit operation(kw_host* h) : kw_op{&table}, ctx_(h) {}
  static void on_cancel(kw_op* p) { static_cast<operation*>(p)->ctx_.cancel(); }
  static void on_release(kw_op* p) { delete static_cast<operation*>(p); }
  static void ignore(kw_op*) {}
  static constexpr kw_op_vt table{sizeof(kw_op_vt), 0, &on_cancel, &on_release};
  static constexpr kw_op_vt unstarted_table{sizeof(kw_op_vt), 0, &ignore, &ignore};
  context ctx_;
};

}  // namespace ketway::plugin
