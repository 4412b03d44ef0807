#pragma once
// Circuit breakers: a backend that fails again and again is passed over for a while by the sets that it is in
// (compose.hpp). There is one for each backend, by its runtime and its name, so all sets see the same state.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "ketway/runtime.hpp"

namespace ketway {

/// When a breaker opens and for how long. The window is one of time, not of calls: traffic is sparse, and what happened an
/// hour ago says nothing.
class breaker_settings {
 public:
  breaker_settings() = default;
  /// Default 5; at least 1.
  breaker_settings& failures_in_row(std::uint32_t n) { return failures_in_row_ = n ? n : 1, *this; }
  /// Default 10 min. Kept in tenths, so it is that long to within one of them.
  breaker_settings& window(std::chrono::nanoseconds t) { return window_ = t, *this; }
  /// The share of the window's calls that must fail; default 0.5.
  breaker_settings& share(double s) { return share_ = s, *this; }
  /// With fewer calls in the window their share says nothing; default 8.
  breaker_settings& minimum_calls(std::uint32_t n) { return minimum_calls_ = n, *this; }
  /// For that long times the number of openings; default 30 s, ...
  breaker_settings& open_for(std::chrono::nanoseconds t) { return open_for_ = t, *this; }
  /// ... and 300 s at most.
  breaker_settings& open_at_most(std::chrono::nanoseconds t) { return open_at_most_ = t, *this; }
  /// An answer that took longer counts as a failure; default: none does.
  breaker_settings& slow_call(std::optional<std::chrono::nanoseconds> t) { return slow_call_ = t, *this; }

  std::uint32_t failures_in_row() const noexcept { return failures_in_row_; }
  std::chrono::nanoseconds window() const noexcept { return window_; }
  double share() const noexcept { return share_; }
  std::uint32_t minimum_calls() const noexcept { return minimum_calls_; }
  std::chrono::nanoseconds open_for() const noexcept { return open_for_; }
  std::chrono::nanoseconds open_at_most() const noexcept { return open_at_most_; }
  std::optional<std::chrono::nanoseconds> slow_call() const noexcept { return slow_call_; }

 private:
  std::uint32_t failures_in_row_ = 5, minimum_calls_ = 8;
  double share_ = 0.5;
  std::chrono::nanoseconds window_ = std::chrono::minutes(10), open_for_ = std::chrono::seconds(30),
                           open_at_most_ = std::chrono::seconds(300);
  std::optional<std::chrono::nanoseconds> slow_call_;
};
static_assert(!std::is_aggregate_v<breaker_settings>);

enum class breaker_state : std::uint8_t {
  closed,     ///< calls go through
  open,       ///< passed over
  half_open,  ///< one call at a time may try; one more when it has not ended after `open_at_most`
};
std::string_view to_string(breaker_state s) noexcept;

class breaker_status {
 public:
  breaker_status() = default;
  std::string backend;
  breaker_state state = breaker_state::closed;
  std::uint64_t open_until_unix_ns = 0;  ///< for `open`; else 0
  std::uint32_t failures_in_row = 0;
  std::uint32_t openings = 0;  ///< since it last was well for a whole window
};

/// Every backend of the runtime that a set has called, by name. Thread-safe.
std::vector<breaker_status> breakers(const runtime& rt);
/// One of them; none: no set has called it.
std::optional<breaker_status> breaker_of(const runtime& rt, std::string_view backend);

}  // namespace ketway
