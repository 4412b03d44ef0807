#pragma once
// Durations as people type them: "90s", "5m", "2h", "500ms".

#include <chrono>
#include <string>
#include <string_view>

#include "ketway/error.hpp"

namespace ketway {

/// One or more whole numbers, each with its unit (ns, us, ms, s, m, h, d), larger units first: "90s", "1h30m".
/// `invalid_argument` for a missing or unknown unit, a sign, a fraction, an empty text; `out_of_range` past 292 years.
expected<std::chrono::nanoseconds> parse_duration(std::string_view text);

/// The shortest text that `parse_duration` reads as this value: "1m30s", "500ms", "0s". Negative values print as "0s".
std::string format_duration(std::chrono::nanoseconds value);

}  // namespace ketway
