#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ketway::ibm {

/// Unix time in ns of an RFC 3339 date such as 2026-09-12T10:00:00.123Z or 2025-02-26T15:16:25-05:00; without an offset it
/// is taken as UTC. 0: not readable, or before 1970.
std::uint64_t unix_ns(std::string_view date);
/// 2026-09-12T10:00:00Z, with a fraction only where there is one.
std::string rfc3339(std::uint64_t unix_ns);
/// The same date in UTC as kw.device/1 wants it; empty where it can't be read.
std::string utc(std::string_view date);

}  // namespace ketway::ibm
