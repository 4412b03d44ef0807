#pragma once
// A host without an event loop: one queue, a virtual clock, seeded randomness. Time moves only when nothing else can
// happen, so a plugin that waits for an hour is tested in microseconds. Everything a plugin does against the rules of
// ketway/plugin.h is noted, never acted on.

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "ketway/plugin.h"

namespace ketway::conform {

/// How a fake host differs from the plain one.
struct host_options {
  std::uint64_t seed = 1;
  /// Threads for offloaded work. 0: it runs on the queue's own thread, as an event of its own.
  unsigned threads = 0;
  /// What the table says of its size. A slot beyond it ends the process when it is called.
  std::uint32_t table_size = sizeof(kw_host_vt);
  /// Slots beyond `table_size` are NULL in a table of full size instead.
  bool null_slots = false;
  /// The completion of a cancelled operation comes inside `cancel`, as the rules allow.
  bool complete_inside_cancel = false;
  /// Real time to wait for a thread of the plugin's own when nothing else can happen.
  double patience_seconds = 10;
};

/// What a scripted transport answers.
struct http_reply {
  std::uint32_t code = KW_OK, flags = 0;  ///< of kw_status
  std::uint32_t status = 200;
  std::vector<std::pair<std::string, std::string>> headers, trailers;
  std::string body;
  std::uint64_t delay_ns = 0;
};

/// The longest that one kind of call kept the queue.
struct call_time {
  double cpu_seconds = 0;
  double asleep_seconds = 0;  ///< it gave up the processor by itself, and was not ready to go on
};

/// A rule that the plugin broke in its use of the host.
struct complaint {
  int rule;
  std::string text;
};

class fake_host : public kw_host {
 public:
  explicit fake_host(const host_options& options = {});
  fake_host(const fake_host&) = delete;
  fake_host& operator=(const fake_host&) = delete;
  ~fake_host();

  /// Runs one event: the next of the queue or, with an empty queue and no offloaded work under way, the next timer.
  /// False: there is none.
  bool step();
  /// Steps until `finished()`; waits up to the patience for threads of the plugin's own. False: it never came.
  bool run_until(const std::function<bool()>& finished);
  /// Steps until nothing is left to do. False: that took more than `most` events.
  bool drain(std::uint64_t most = 1'000'000);
  /// Moves the clock on, with every event on the way.
  void advance(std::uint64_t ns);
  /// Any thread. `then` runs on the queue.
  void enqueue(std::function<void()> then);
  /// Any thread: looks again at what `run_until` waits for.
  void wake();

  /// Calls into the plugin: measures it under the name `what`.
  template <class Call>
  auto enter(const char* what, Call&& call) {
    const stopwatch watch(*this, what);
    return call();
  }

  bool on_queue() const { return std::this_thread::get_id() == queue_thread_ && !in_work_; }
  double patience_seconds() const { return options_.patience_seconds; }
  std::uint64_t now() const { return now_; }
  std::uint64_t events() const { return events_; }
  /// Host operations that were started, that have not completed, that have completed and were not released.
  std::size_t started() const;
  std::size_t pending() const;
  std::size_t unreleased() const;
  /// Whether the plugin asked for a network that is not here.
  bool asked_for_transport() const { return asked_for_transport_; }

  std::vector<complaint> complaints() const;
  std::vector<std::string> log_lines() const;
  const std::map<std::string, call_time>& times() const { return times_; }

  /// Unset: KW_UNIMPLEMENTED.
  std::function<http_reply(const kw_http_request&)> http_script;
  std::function<kw_stream*(std::string_view uri)> connect_script;
  /// A name that is not here: KW_PERMISSION_DENIED.
  std::map<std::string, std::string, std::less<>> secrets;

 private:
  struct host_op;
  struct slots;
  class stopwatch {
   public:
    stopwatch(fake_host& host, const char* what);
    stopwatch(const stopwatch&) = delete;
    stopwatch& operator=(const stopwatch&) = delete;
    ~stopwatch();

   private:
    fake_host& host_;
    const char* what_;
    double cpu_, wall_, in_line_;
    long switches_;
  };

  void complain(int rule, const std::string& text);
  void check_queue(const char* slot);
  host_op* begin(const char* slot, kw_done done);
  void deliver(host_op* op, std::uint32_t code, std::uint32_t flags, const void* result);
  void work_on_threads();
  void end_work(host_op* op);

  host_options options_;
  kw_host_vt table_{};
  std::thread::id queue_thread_ = std::this_thread::get_id();
  bool in_work_ = false, asked_for_transport_ = false;
  std::uint64_t now_ = 1'000'000'000, events_ = 0;
  std::vector<std::unique_ptr<host_op>> ops_;  // never freed: misuse of an old one is seen
  std::map<std::string, call_time> times_;

  mutable std::mutex mutex_;  // what follows
  std::condition_variable changed_, work_to_do_;
  std::deque<std::function<void()>> queue_;
  std::multimap<std::uint64_t, std::function<void()>> timers_;
  std::deque<host_op*> work_;
  unsigned working_ = 0;
  std::uint64_t wakes_ = 0;
  bool closing_ = false;
  std::vector<complaint> complaints_;
  std::vector<std::string> log_;
  std::mt19937_64 random_;
  std::vector<std::thread> threads_;
};

}  // namespace ketway::conform
