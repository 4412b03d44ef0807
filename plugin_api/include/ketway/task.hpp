#pragma once
// A lazy coroutine that hands its caller's context down. Plugins (`plugin::task`) and the host run on it: about 64 bytes
// of frame and one allocation a call, resumed by symmetric transfer. C++20 standard library only.

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

namespace ketway {

template <class T, class Context>
class basic_task;

namespace detail {

template <class Context>
struct task_promise_base {
  Context* ctx = nullptr;
  std::coroutine_handle<> parent;
  std::exception_ptr failure;

  struct to_parent {
    bool await_ready() const noexcept { return false; }
    template <class P>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<P> h) const noexcept {
      auto& p = h.promise();
      return p.parent ? p.parent : end(p.ctx);
    }
    void await_resume() const noexcept {}
    // Out of line, or g++ 12 makes no tail call of the resumption above.
    [[gnu::noinline]] static std::coroutine_handle<> end(Context* ctx) noexcept {
      ctx->task_ended();  // may destroy the frame, and with it this awaiter
      return std::noop_coroutine();
    }
  };
  std::suspend_always initial_suspend() const noexcept { return {}; }
  to_parent final_suspend() const noexcept { return {}; }
  void unhandled_exception() noexcept { failure = std::current_exception(); }
};

template <class T, class Context>
struct task_promise : task_promise_base<Context> {
  std::optional<T> value;
  basic_task<T, Context> get_return_object();
  template <class U = T>
  void return_value(U&& v) {
    value.emplace(std::forward<U>(v));
  }
  T take() {
    if (this->failure) std::rethrow_exception(this->failure);
    return std::move(*value);
  }
};

template <class Context>
struct task_promise<void, Context> : task_promise_base<Context> {
  basic_task<void, Context> get_return_object();
  void return_void() const noexcept {}
  void take() {
    if (this->failure) std::rethrow_exception(this->failure);
  }
};

}  // namespace detail

/// Awaited once, by a coroutine whose promise has a `ctx` of the same Context, or started once with `start`. Destroying it
/// before it has ended destroys its frame (so: never while a host operation of it is running).
template <class T, class Context>
class [[nodiscard]] basic_task {
 public:
  using promise_type = detail::task_promise<T, Context>;
  using handle = std::coroutine_handle<promise_type>;

  basic_task() = default;  ///< no task
  explicit basic_task(handle h) : h_(h) {}
  basic_task(basic_task&& other) noexcept : h_(std::exchange(other.h_, {})) {}
  basic_task(const basic_task&) = delete;
  basic_task& operator=(const basic_task&) = delete;
  basic_task& operator=(basic_task&& other) noexcept {
    if (this != &other) {
      if (h_) h_.destroy();
      h_ = std::exchange(other.h_, {});
    }
    return *this;
  }
  ~basic_task() {
    if (h_) h_.destroy();
  }

  bool await_ready() const noexcept { return false; }
  template <class P>
  handle await_suspend(std::coroutine_handle<P> parent) noexcept {
    h_.promise().ctx = parent.promise().ctx;
    h_.promise().parent = parent;
    return h_;
  }
  T await_resume() { return h_.promise().take(); }

  /// Runs it as a root: when it has ended `ctx.task_ended()` is called, inside which `result()` gives the value or throws
  /// and this object may be destroyed.
  void start(Context& ctx) {
    h_.promise().ctx = &ctx;
    h_.resume();
  }
  T result() { return h_.promise().take(); }

 private:
  handle h_;
};

template <class T, class Context>
basic_task<T, Context> detail::task_promise<T, Context>::get_return_object() {
  return basic_task<T, Context>(std::coroutine_handle<task_promise>::from_promise(*this));
}
template <class Context>
basic_task<void, Context> detail::task_promise<void, Context>::get_return_object() {
  return basic_task<void, Context>(std::coroutine_handle<task_promise>::from_promise(*this));
}

}  // namespace ketway
