#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace ketway {

/// 1 to 65535 in decimal digits and nothing else. (Boost.URL 1.81 takes what does not fit for no port.)
std::optional<std::uint16_t> read_port(std::string_view text) noexcept;

}  // namespace ketway
