#pragma once
// How fast an account may ask: the buckets of its manifest, what a 429 has taught, and how many requests are on the way at
// once. Strand only.

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "host/call.hpp"

namespace ketway {

class limiter {
 public:
  using limits = std::map<std::string, std::pair<std::uint32_t, std::chrono::nanoseconds>>;
  limiter(plugin_account& account, const limits& of_manifest);

  /// Waits for a turn in bucket `name` (one of the manifest, else an origin) and for a place among those on the way. False:
  /// the call was stopped; then nothing was taken.
  flow<bool> admit(const std::string& name);
  /// The same where nobody waits: true, or nothing was taken.
  bool admit_at_once(const std::string& name);
  /// After `admit` said true: the request has ended. `pause_ns`: what a 429 advised; without advice the bucket rests for
  /// one of its turns, 1 s where it has none.
  void left(const std::string& name, bool limited, std::optional<std::uint64_t> pause_ns);
  std::uint32_t on_the_way() const noexcept { return busy_; }
  std::uint32_t most_on_the_way() const noexcept { return static_cast<std::uint32_t>(window_); }

 private:
  class place;  // NOLINT(cppcoreguidelines-virtual-class-destructor): it is final
  struct bucket {
    std::uint32_t count = 0;  // 0: not limited by the manifest
    std::uint64_t per_ns = 0, not_before_ns = 0;
    std::deque<std::uint64_t> taken;  // the last `count` turns
  };
  bucket& of(const std::string& name);
  void take_turn(bucket& b, std::uint64_t now_ns);
  static std::uint64_t turn_ns(const bucket& b, std::uint64_t now_ns);
  void wake();

  plugin_account& account_;
  std::map<std::string, bucket> buckets_;
  double window_ = 32;  // grows by one a round, halves at a 429
  std::uint32_t busy_ = 0;
  std::deque<place*> waiting_;
};

}  // namespace ketway
