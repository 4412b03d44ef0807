#pragma once
// Several pieces of work at once on one event loop.

#include <boost/asio/awaitable.hpp>
#include <vector>

namespace ketway {

/// Starts all on the caller's executor and completes when the last has ended. A cancel reaches every one of them, and their
/// ends are waited for all the same. The first exception is thrown again then. The executor must run one handler at a time
/// (a strand, or an event loop with one thread).
boost::asio::awaitable<void> together(std::vector<boost::asio::awaitable<void>> all);

}  // namespace ketway
