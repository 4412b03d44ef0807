#pragma once
// What every part of a runtime shares. Thread-safe.

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "host/http/retry.hpp"
#include "journal/journal.hpp"
#include "ketway/runtime.hpp"
#include "runtime/in_hand.hpp"

namespace ketway {

class backend_resolver;
class breaker_board;
class plugin_account;
class sleepers;

class runtime::impl {
 public:
  impl(const settings& s, std::unique_ptr<ketway::world> owned, ketway::world* borrowed, bool own_threads);
  ~impl();

  ketway::world& world() const noexcept { return *world_; }
  bool logs(log_level l) const noexcept { return l >= level_; }
  void log(log_level level, std::string_view source, std::string_view text) const noexcept;
  bool ended() const noexcept { return ended_.load(std::memory_order_acquire); }

  /// Holds off the end of the runtime's own world while something is handed to it from a thread that it does not know.
  class passage {
   public:
    explicit passage(impl& rt) : rt_(rt) {
      rt_.passing_.fetch_add(1);
      open_ = !rt_.shut_.load();
    }
    passage(const passage&) = delete;
    passage& operator=(const passage&) = delete;
    ~passage() {
      if (rt_.passing_.fetch_sub(1) == 1 && rt_.shut_.load()) rt_.passing_.notify_all();
    }
    /// False: nothing runs there any more.
    explicit operator bool() const noexcept { return open_; }

   private:
    impl& rt_;
    bool open_;
  };

  /// None: nothing is journaled.
  const std::shared_ptr<ketway::journal>& journal() const noexcept { return journal_; }
  std::vector<budget_limit> limits() const {
    const std::lock_guard lock(mutex_);
    return limits_;
  }
  /// The same in the unit of the limits, where they have one and there is a rate.
  cost_estimate in_unit_of(const std::vector<budget_limit>& limits, cost_estimate costs) const;
  void limit_spending(std::vector<budget_limit> limits, exchange_rates rates);
  std::shared_ptr<backend_resolver> resolver() const {
    const std::lock_guard lock(mutex_);
    return resolver_.lock();
  }
  void resolve_with(std::weak_ptr<backend_resolver> r) {
    const std::lock_guard lock(mutex_);
    resolver_ = std::move(r);
  }

  /// What is left for repetitions to one origin, whoever asks.
  retry::budget& retries_to(const http_origin& origin) {
    const std::lock_guard lock(mutex_);
    return budgets_[origin];
  }

  /// Those that its calls are making or settling.
  tokens_in_hand& submissions() noexcept { return submissions_; }
  const tokens_in_hand& submissions() const noexcept { return submissions_; }

  /// Who waits for a time.
  sleepers& sleep();
  /// The breakers of its backends.
  breaker_board& breakers();

  void adopt(const std::shared_ptr<plugin_account>& account);
  /// Asks every account to close. With own threads waits for them, for a while, and ends the world; what takes longer,
  /// or cannot be waited for on this thread, goes on behind the caller's back and ends then.
  static void end(const std::shared_ptr<impl>& self);

 private:
  using accounts = std::vector<std::shared_ptr<plugin_account>>;
  void finish(accounts open);
  const log_level level_;
  const log_sink sink_;
  const bool own_threads_;
  std::unique_ptr<ketway::world> owned_;
  ketway::world* world_;
  std::atomic<bool> ended_ = false;         // no new calls
  std::atomic<bool> shut_ = false;          // own threads only: what is posted now would never run
  std::atomic<std::uint32_t> passing_ = 0;  // passages that are open
  std::shared_ptr<ketway::journal> journal_;
  tokens_in_hand submissions_;
  mutable std::mutex mutex_;
  std::vector<budget_limit> limits_;
  exchange_rates rates_;
  std::weak_ptr<backend_resolver> resolver_;
  std::vector<std::weak_ptr<plugin_account>> accounts_;
  std::map<http_origin, retry::budget> budgets_;
  std::shared_ptr<sleepers> sleepers_;       // none: nobody has waited yet
  std::unique_ptr<breaker_board> breakers_;  // none: no set has been made yet
};

}  // namespace ketway
