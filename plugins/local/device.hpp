#pragma once

#include <ketway/plugin.hpp>
#include <string_view>

#include "settings.hpp"

namespace ketway::local {

inline constexpr std::string_view statevector_id = "statevector";

/// The device `statevector`, as large as the memory that can be had now.
plugin::device statevector_device(const account_settings& settings, unsigned threads, std::uint32_t running);

}  // namespace ketway::local
