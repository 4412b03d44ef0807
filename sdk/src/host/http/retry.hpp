#pragma once
// When a request may be sent again, and after how long.

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "ketway/transport.hpp"
#include "ketway/world.hpp"

namespace ketway::retry {

constexpr int most = 4;  // repetitions of one request
constexpr std::uint64_t base_ns = 500'000'000ULL, cap_ns = 30'000'000'000ULL;

/// Full jitter (Brooker 2015): anything from 0 to base * 2^n, capped.
std::uint64_t backoff_ns(int repetition, world& w);

/// Retry-After in both forms (RFC 9110, 10.2.3): seconds, or a date; nothing where it does not read. At most a day.
std::optional<std::uint64_t> advice_ns(const http_reply& reply, std::uint64_t unix_ns);

/// Answers that say: not now. 429 was not acted upon; the others may have been.
bool passing(unsigned status) noexcept;

/// The tokens of one origin, shared by all accounts of a runtime: what keeps retries from drowning a server that is
/// already down. Thread-safe.
class budget {
 public:
  /// False: no more repetitions for now.
  bool spend(bool after_timeout);
  void succeeded(bool after_retry);

 private:
  static constexpr int capacity = 500, of_retry = 5, of_timeout = 10;
  std::mutex mutex_;
  int left_ = capacity;
};

}  // namespace ketway::retry
