#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ketway::ionq {

/// Unix time in ns of an RFC 3339 text, or of a date alone; 0 where it is neither or
/// lies before 1970.
std::uint64_t parse_instant(std::string_view text);
/// "2026-05-01T12:00:00Z", whole seconds.
std::string format_instant(std::uint64_t unix_ns);
/// Retry-After in both forms, in ns from `unix_now_ns` on; 0: no advice.
std::uint64_t parse_retry_after(std::string_view text, std::uint64_t unix_now_ns);

}  // namespace ketway::ionq
