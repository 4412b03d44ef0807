#pragma once
// Ids, dates and base64, as both clouds write them.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ketway::emulator {

class surroundings;

std::string new_uuid(surroundings& world);  ///< version 4
/// Lower-case letters and digits.
std::string new_word(surroundings& world, std::size_t length);
std::uint64_t new_seed(surroundings& world);

/// "2026-09-12T10:00:00.123Z"
std::string iso_time(std::uint64_t unix_ns);
/// Nanoseconds since 1970 of such a text; the fraction and the zone ("Z", "+02:00") may be missing. nullopt: no date.
std::optional<std::uint64_t> from_iso_time(std::string_view text);

std::string base64(std::span<const std::uint8_t> bytes);
std::string base64url(std::string_view text);  ///< without padding
std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text);

}  // namespace ketway::emulator
