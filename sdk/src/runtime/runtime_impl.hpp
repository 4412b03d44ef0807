#pragma once
// What every part of a runtime shares. Thread-safe.

#include <atomic>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "ketway/runtime.hpp"

namespace ketway {

class plugin_account;

class runtime::impl {
 public:
  impl(settings s, std::unique_ptr<ketway::world> owned, ketway::world* borrowed, bool own_threads);
  ~impl();

  ketway::world& world() const noexcept { return *world_; }
  bool logs(log_level l) const noexcept { return l >= level_; }
  void log(log_level level, std::string_view source, std::string_view text) const noexcept;
  bool ended() const noexcept { return ended_.load(std::memory_order_acquire); }

  void adopt(const std::shared_ptr<plugin_account>& account);
  /// Asks every account to close; with own threads waits for them, up to 5 s.
  void end();

 private:
  const log_level level_;
  const log_sink sink_;
  const bool own_threads_;
  std::unique_ptr<ketway::world> owned_;
  ketway::world* world_;
  std::atomic<bool> ended_ = false;
  std::mutex mutex_;
  std::vector<std::weak_ptr<plugin_account>> accounts_;
};

}  // namespace ketway
