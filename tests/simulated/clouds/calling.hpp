#pragma once
// How a caller of a scenario makes his call.

#include <boost/asio/awaitable.hpp>
#include <chrono>

#include "history.hpp"
#include "ketway/backend.hpp"
#include "ketway/world.hpp"

namespace ketway::simulated {

/// As planned: executed, or submitted and waited for; one circuit, a batch or a sweep.
boost::asio::awaitable<answers> make_call(backend device, call_plan plan, execute_options o, world& w);
/// What a job gives: all of its circuits have a result, or there is an error for all.
boost::asio::awaitable<expected<results>> results_of(job j, std::chrono::nanoseconds limit);

}  // namespace ketway::simulated
