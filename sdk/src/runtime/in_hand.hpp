#pragma once
// Which submissions calls of this runtime are making or settling. The journal's owner is a process; two calls of one process
// would otherwise both look for the same job, and both send it.

#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace ketway {

/// Thread-safe.
class tokens_in_hand {
 public:
  /// False: another call has it.
  bool take(std::string_view token) {
    const std::lock_guard lock(mutex_);
    return tokens_.emplace(token).second;
  }
  void leave(std::string_view token) noexcept {
    const std::lock_guard lock(mutex_);
    if (const auto at = tokens_.find(token); at != tokens_.end()) tokens_.erase(at);
  }
  bool has(std::string_view token) const {
    const std::lock_guard lock(mutex_);
    return tokens_.contains(token);
  }

 private:
  mutable std::mutex mutex_;
  std::set<std::string, std::less<>> tokens_;
};

/// Has the token in hand from when it got it to its own end.
class in_hand {
 public:
  in_hand(tokens_in_hand& all, std::string_view token) : all_(all), token_(token), mine_(all.take(token)) {}
  in_hand(const in_hand&) = delete;
  in_hand& operator=(const in_hand&) = delete;
  ~in_hand() {
    if (mine_) all_.leave(token_);
  }
  bool mine() const noexcept { return mine_; }
  /// Once more, where another call had it.
  bool retry() { return mine_ = mine_ || all_.take(token_); }

 private:
  tokens_in_hand& all_;
  const std::string token_;
  bool mine_;
};

}  // namespace ketway
