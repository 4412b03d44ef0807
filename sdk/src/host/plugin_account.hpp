#pragma once
// The actor: one kw_backend on one strand. It calls the plugin, offers it the host's services, and survives what it does
// wrong: throws, answers twice, late, on another thread, or never.

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/strand.hpp>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/call.hpp"
#include "host/services.hpp"
#include "ketway/plugin.h"
#include "runtime/runtime_impl.hpp"
#include "world/deadlines.hpp"
#include "world/executor_end.hpp"

namespace ketway {

class account_rights;
class http_service;
class poller;

class plugin_account : public std::enable_shared_from_this<plugin_account> {
 public:
  using strand_type = boost::asio::strand<boost::asio::any_io_executor>;
  /// How long a plugin may take to answer after it was asked to stop.
  static constexpr std::uint64_t grace_ns = call_context::grace_ns;

  plugin_account(std::shared_ptr<runtime::impl> rt, const kw_plugin& plugin, std::string name,
                 const account_rights& rights);
  ~plugin_account();

  /// Calls kw_plugin.open. Errors: the plugin's reason; internal where it threw.
  expected<void> open(std::string_view config);

  // Any thread.
  const std::string& name() const noexcept { return name_; }
  const kw_plugin& plugin() const noexcept { return plugin_; }
  /// A digest of the configuration that it was opened with, which holds no secret: the same text, most likely the same
  /// account. Empty: it is not open.
  const std::string& configured() const noexcept { return configured_; }
  runtime::impl& rt() const noexcept { return *rt_; }
  const std::shared_ptr<runtime::impl>& home() const noexcept { return rt_; }
  const strand_type& strand() const noexcept { return *strand_; }
  std::uint64_t now_ns() const { return rt_->world().monotonic_ns(); }
  /// No new calls; those that run are aborted. When the last has ended comes `stop`, and `destroy` when the last operation
  /// of either side has ended. Any thread; idempotent.
  void close();
  /// The same, where the runtime itself ends.
  void begin_close();
  /// Runs `f` on the strand, soon; from any thread, also one that outlives the runtime. False: nothing runs there any more.
  template <class F>
  bool hand_over(F&& f) {
    return pass([&] { boost::asio::post(*strand_, std::forward<F>(f)); });
  }
  /// The same, at once where this thread may.
  template <class F>
  bool start(F&& f) {
    return pass([&] { boost::asio::dispatch(*strand_, std::forward<F>(f)); });
  }
  /// Blocks until the backend has been destroyed or given up, or `until`: then false. Not on the strand's own threads.
  bool wait_closed(std::chrono::steady_clock::time_point until);
  /// After `wait_closed` said true: whether it was given up.
  bool left_behind();

  // Strand only.
  class deadlines& deadlines() noexcept { return deadlines_; }
  kw_backend* backend() const noexcept { return backend_; }
  const kw_backend_vt& vt() const noexcept { return vt_; }  ///< slots that the plugin does not have are null
  bool closing() const noexcept { return closing_at_ns_ != deadline::never; }
  /// When everything that runs must have ended; `deadline::never` while it is open.
  std::uint64_t closing_at_ns() const noexcept { return closing_at_ns_; }
  /// False: the plugin has been told that no call follows.
  bool takes_calls() const noexcept { return backend_ && !stopped_; }
  /// `farewell` is called when the account closes, while it still takes calls, if `of` still lives then.
  void before_close(const std::shared_ptr<const void>& of, std::function<void()> farewell);
  void call_began(call_context& c) noexcept { calls_.add(c); }
  void call_ended();
  http_service& http() noexcept { return *http_; }
  class poller& poller() noexcept { return *poller_; }
  void operation_began() noexcept { ++live_; }
  void operation_ended();
  /// Offloaded work keeps an event loop of the caller's from running dry, unless its plugin has been given up.
  void offload_began();
  void offload_ended();
  /// What a plugin that threw may still read: kept as long as its backend.
  void keep(std::shared_ptr<const void> arguments) { kept_.push_back(std::move(arguments)); }
  /// A plugin did not answer: what it may still read is kept for ever, and it is never destroyed.
  void abandon(std::shared_ptr<const void> arguments);

  /// Runs `f` with the plugin's code inside: no exception gets out, the time it takes is watched. The deadline is what
  /// host services that the plugin starts meanwhile are clamped to. False where it threw.
  template <class F>
  bool enter(std::uint64_t deadline_ns, const char* what, F&& f) noexcept {
    const std::uint64_t before = now_ns();
    const std::uint64_t outer = std::exchange(current_deadline_ns_, deadline_ns);
    bool ok = true;
    try {
      f();
    } catch (...) {
      ok = false;
    }
    current_deadline_ns_ = outer;
    left(what, now_ns() - before, ok);
    return ok;
  }
  std::uint64_t current_deadline_ns() const noexcept { return current_deadline_ns_; }
  void log(log_level l, std::string_view text) const noexcept { rt_->log(l, name_, text); }

 private:
  template <class Give>
  bool pass(Give&& give) {
    const auto self = shared_from_this();  // what is given may end everything before `give` is back
    const runtime::impl::passage open(*rt_);
    const executor_end::pin stays(*executor_end_);
    if (!open || !stays) return false;
    std::forward<Give>(give)();
    return true;
  }
  void left(const char* what, std::uint64_t took_ns, bool ok) const noexcept;
  void end_if_quiet();

  const std::shared_ptr<runtime::impl> rt_;
  const kw_plugin plugin_;
  const std::string name_;
  std::string configured_;
  std::optional<strand_type> strand_;  // none: its executor has ended
  class deadlines deadlines_;
  services services_;
  std::unique_ptr<class poller> poller_;
  std::unique_ptr<http_service> http_;
  kw_backend* backend_ = nullptr;
  kw_backend_vt vt_{};
  std::uint64_t current_deadline_ns_ = deadline::never;
  std::uint64_t live_ = 0, offloads_ = 0;
  boost::asio::any_io_executor awake_;  // tracked work while `offloads_`
  call_list calls_;
  std::uint64_t closing_at_ns_ = deadline::never;
  bool stopped_ = false;  // the plugin has been told
  std::vector<std::pair<std::weak_ptr<const void>, std::function<void()>>> farewells_;
  std::vector<std::shared_ptr<const void>> kept_;
  bool abandoned_ = false;  // the plugin never answered: it is never destroyed
  std::mutex closed_mutex_;
  std::condition_variable closed_;
  bool settled_ = false, given_up_ = false;     // under closed_mutex_: destroyed, or given up
  std::unique_ptr<executor_end> executor_end_;  // the last: it lets go of some of the others
};

}  // namespace ketway
