#pragma once
// Time as something to wait for, on the clock of a runtime's world: virtual where that is.

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <memory>

#include "ketway/runtime.hpp"

namespace ketway {

/// Waits until `monotonic_ns` on the world's clock; any executor, any thread, many at once (they share one alarm). True when
/// the time has come; false when the wait ended before: the caller's slot was used, or the runtime has ended.
boost::asio::awaitable<bool> sleep_until(std::shared_ptr<runtime::impl> where, std::uint64_t monotonic_ns);

/// The same, from now on.
boost::asio::awaitable<bool> sleep_for(const runtime& rt, std::chrono::nanoseconds how_long);

}  // namespace ketway
