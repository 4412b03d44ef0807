#pragma once
// What a set of backends did with one call, step by step: it comes with the result, or with the error.

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace ketway {

class decision {
 public:
  enum class step : std::uint8_t {
    tried,                 ///< the call was handed to this backend
    skipped_open_breaker,  ///< passed over, because it failed too often of late
    failed,                ///< it said no; what follows says what was made of that
    retried,               ///< the same backend once more
    hedged,                ///< a second request, because the first took long
    won,                   ///< its answer is the answer
    cancelled_loser,       ///< the other of two requests, and what became of it
    left_loser,            ///< it was asked to cancel, and had not answered when the result was handed out
    gave_up,               ///< nobody else may be asked
    cancelled,             ///< the caller's wish, or the deadline
  };

  decision(std::uint64_t at_ns, step s, std::string name, std::string reason)
      : unix_ns(at_ns), what(s), backend(std::move(name)), why(std::move(reason)) {}
  std::uint64_t unix_ns;
  step what;
  std::string backend;
  std::string why;  ///< for a person; empty: there is nothing to say
};
static_assert(!std::is_aggregate_v<decision>);

/// The step in words, as `--json` prints it: "skipped_open_breaker".
std::string_view to_string(decision::step s) noexcept;

using decision_log = std::vector<decision>;  ///< in the order in which things happened

}  // namespace ketway
