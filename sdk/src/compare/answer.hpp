#pragma once
// One contender's answer, whatever happens: always a value.

#include <boost/asio/awaitable.hpp>
#include <string>

#include "ketway/compare.hpp"

namespace ketway::comparing {

/// Whether the caller's coroutine has been cancelled.
boost::asio::awaitable<bool> was_cancelled();

/// What is said of a run that a cancel came before.
error not_started(const std::string& backend);

/// The result, or the error; what a backend throws becomes one.
boost::asio::awaitable<expected<result>> answer_of(contender who, circuit c, execute_options o);

/// How exact probabilities are asked for: with the parameters, the deadline and the abandonment of `o`, no plugin options.
execute_options for_ideal(const execute_options& o);

/// Whether a backend may be asked for the ideal without being named for it.
bool gives_ideal(const contender& who);

/// Fills in fastest, most faithful and cheapest.
void choose_best(comparison& report);

}  // namespace ketway::comparing
