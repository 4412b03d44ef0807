#pragma once
// Reading files: the one that the caller names, and those that a text includes, which are kept inside a folder.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "ketway/error.hpp"

namespace ketway::language {

/// The whole file. Errors: not_found, permission_denied, unavailable, invalid_argument (a folder, or more than
/// `max_bytes`).
expected<std::string> load_file(const std::filesystem::path& path, std::uint64_t max_bytes);

/// The true path of `name` under `root`. Errors: not_found, and permission_denied where the name is absolute, climbs
/// with `..`, leaves `root` through a symbolic link or is no regular file.
expected<std::filesystem::path> resolve_include(const std::filesystem::path& root, std::string_view name);

}  // namespace ketway::language
