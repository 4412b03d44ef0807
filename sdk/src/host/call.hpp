#pragma once
// One running call of the SDK into an account: its deadline, its cancellation, what it waits for. Strand only.

#include <cstdint>

#include "ketway/error.hpp"
#include "ketway/task.hpp"
#include "world/deadlines.hpp"

namespace ketway {

class plugin_account;

/// Something a call is waiting for, which can be asked to hurry up.
class interruptible {
 public:
  /// Comes at most once, on the strand. The wait then ends soon, on the strand, never inside this call.
  virtual void interrupt() = 0;

 protected:
  ~interruptible() = default;
};

class call_context : public deadline {
 public:
  /// `ended` is called when the root coroutine of the call has ended. Any thread; the deadline is only noted, and holds
  /// once it has been set on the strand.
  call_context(plugin_account& a, void (*ended)(call_context&), std::uint64_t deadline_ns = deadline::never)
      : deadline(&ring), account(a), ended_(ended), deadline_ns_(deadline_ns) {}
  call_context(const call_context&) = delete;
  call_context& operator=(const call_context&) = delete;
  ~call_context();

  plugin_account& account;

  /// How long a call may go on after it was stopped, all in all: to hear what has become of what it asked for, to clean up.
  static constexpr std::uint64_t grace_ns = 5'000'000'000ULL;
  /// The end of it is the plugin's, to answer when its cleaning up was stopped too.
  static constexpr std::uint64_t last_words_ns = 1'000'000'000ULL;
  /// Monotonic; `deadline::never`: none.
  void set_deadline(std::uint64_t at_ns);
  /// Once it is stopped: when its grace ends.
  std::uint64_t deadline_ns() const noexcept { return deadline_ns_; }
  void cancel() { stop(errc::cancelled); }
  /// The account closes under it.
  void abort() {
    if (!cleaning_up_) stop(errc::aborted);
  }
  /// Its deadline is not the caller's: the error says so. Before it begins.
  void limited_by_the_host() noexcept { hosts_limit_ = true; }
  bool stopped() const noexcept { return why_ != errc::ok; }
  /// cancelled or deadline_exceeded, in words: why it was stopped.
  error stop_error() const;
  /// Goes on until `at_ns`, stopped or not.
  void renew(std::uint64_t at_ns);
  /// Lets the call go on once more after it was stopped, to clean up, for what is left of its grace. Again: the same.
  void resume_for_cleanup();

  /// Before the root coroutine starts. In an account that closes the call is aborted at once.
  void begin();
  /// The same for what a plugin starts: it may still be needed while the account closes, until `at_ns`.
  void join(std::uint64_t at_ns);
  /// The same for what cleans up by itself: the end of the account does not abort it.
  void join_to_clean_up(std::uint64_t at_ns) {
    cleaning_up_ = true;
    join(at_ns);
  }
  void task_ended() noexcept;
  void waits_on(interruptible* w) noexcept { waiting_ = w; }

 private:
  friend class call_list;
  static void ring(deadline& d) { static_cast<call_context&>(d).stop(errc::deadline_exceeded); }
  void stop(errc why);

  void (*ended_)(call_context&);
  std::uint64_t deadline_ns_;
  errc why_ = errc::ok;
  bool cleaning_up_ = false, hosts_limit_ = false;
  interruptible* waiting_ = nullptr;
  call_context* next_ = nullptr;
  call_context** place_ = nullptr;  // what points to it in the list of its account
};

/// The calls that run in an account.
class call_list {
 public:
  bool empty() const noexcept { return !first_; }
  void add(call_context& c) noexcept;
  static void remove(call_context& c) noexcept;
  void abort_all();

 private:
  call_context* first_ = nullptr;
};

/// The host's coroutines: lazy, on the account's strand.
template <class T>
using flow = basic_task<T, call_context>;

/// `call_context& c = co_await this_call();`
class this_call {
 public:
  bool await_ready() const noexcept { return false; }
  template <class P>
  bool await_suspend(std::coroutine_handle<P> h) noexcept {
    ctx_ = h.promise().ctx;
    return false;
  }
  call_context& await_resume() const noexcept { return *ctx_; }

 private:
  call_context* ctx_ = nullptr;
};

}  // namespace ketway
