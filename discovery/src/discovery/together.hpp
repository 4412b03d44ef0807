#pragma once
// Several pieces of work side by side.

#include <boost/asio/awaitable.hpp>
#include <vector>

namespace ketway::discovery {

/// Starts all on the caller's executor, which runs one handler at a time, and completes when the last has ended. A cancel
/// reaches every one of them, and their ends are waited for all the same; the answer is false then. The first exception is
/// thrown again. For a coroutine that was spawned for itself: its cancellation state is not what it was afterwards.
boost::asio::awaitable<bool> together(std::vector<boost::asio::awaitable<void>> all);

}  // namespace ketway::discovery
