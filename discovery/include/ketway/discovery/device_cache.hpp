#pragma once
// What backends say of themselves, kept for a short while: state, queue, calibration, prices.

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "ketway/backend.hpp"
#include "ketway/device.hpp"
#include "ketway/error.hpp"
#include "ketway/runtime.hpp"

namespace ketway {

class device_cache_options {
 public:
  device_cache_options() = default;
  /// What is older is asked for again; default 30 s.
  device_cache_options& max_age(std::chrono::nanoseconds t) { return max_age_ = t, *this; }
  /// How old it may become before it is asked for in the background; default 60 s, 0: never.
  device_cache_options& refresh_every(std::chrono::nanoseconds t) { return refresh_every_ = t, *this; }
  /// How long after it was last asked for here the background goes on with it; default 5 min.
  device_cache_options& unused_after(std::chrono::nanoseconds t) { return unused_after_ = t, *this; }

  std::chrono::nanoseconds max_age() const noexcept { return max_age_; }
  std::chrono::nanoseconds refresh_every() const noexcept { return refresh_every_; }
  std::chrono::nanoseconds unused_after() const noexcept { return unused_after_; }

 private:
  std::chrono::nanoseconds max_age_ = std::chrono::seconds(30), refresh_every_ = std::chrono::seconds(60),
                           unused_after_ = std::chrono::minutes(5);
};
static_assert(!std::is_aggregate_v<device_cache_options>);

/// What a device said, and how long ago.
class seen_device {
 public:
  seen_device() = default;
  ketway::device device;
  std::chrono::nanoseconds age{0};
};

/// A name is asked for once, however many want to know at the same time, and not again before its age is up. While a name is
/// used it is also refreshed in the background; on a runtime that works on its caller's executor it is not, since the timer
/// would keep that executor's event loop from running dry. Time is the world's. Thread-safe; the runtime outlives it. Its
/// end ends what it does in the background; who waits then gets `cancelled`.
class device_cache {
 public:
  explicit device_cache(runtime& rt, device_cache_options o = {});
  device_cache(const device_cache&) = delete;
  device_cache& operator=(const device_cache&) = delete;
  ~device_cache();

  /// Kept under the backend's name. Errors: those of `backend::refresh`, which are not kept: the next call asks again;
  /// cancelled, and the question goes on for others.
  boost::asio::awaitable<expected<seen_device>> get(backend b) const;
  /// What is known and not too old; asks nobody.
  std::optional<seen_device> find(std::string_view name) const;
  /// How many questions have gone out.
  std::uint64_t questions() const noexcept;

 private:
  class state;
  std::shared_ptr<state> state_;
};

}  // namespace ketway
