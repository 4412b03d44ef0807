#pragma once
// A look at a library's file before the system's loader sees it.

#include <filesystem>

#include "ketway/error.hpp"

namespace ketway::discovery {

/// `invalid_argument` unless it is an ELF shared object for the machine that this program is built for.
expected<void> check_library_format(const std::filesystem::path& library);

}  // namespace ketway::discovery
