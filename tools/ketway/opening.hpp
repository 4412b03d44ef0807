#pragma once
// A backend that is opened in bounded time.

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <optional>
#include <string>

#include "ketway/discovery/discover.hpp"

namespace ketway::cli {

/// The deadline of a command: from when it was made on; none: as long as it takes.
class time_limit {
 public:
  explicit time_limit(std::optional<std::chrono::nanoseconds> limit) {
    if (limit) until_ = std::chrono::steady_clock::now() + std::min(*limit, longest);
  }
  /// At least 1 ns.
  std::optional<std::chrono::nanoseconds> left() const {
    if (!until_) return std::nullopt;
    return std::max<std::chrono::nanoseconds>(*until_ - std::chrono::steady_clock::now(), std::chrono::nanoseconds(1));
  }

 private:
  static constexpr std::chrono::nanoseconds longest = std::chrono::hours(24 * 365 * 100);
  std::optional<std::chrono::steady_clock::time_point> until_;
};

/// Errors: those of fleet::try_backend; deadline_exceeded.
boost::asio::awaitable<expected<backend>> open_within(const fleet& backends, std::string name, time_limit limit);

}  // namespace ketway::cli
