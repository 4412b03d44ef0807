#pragma once
// The SHA-256 of a file, as a manifest states it.

#include <filesystem>
#include <string>

#include "ketway/error.hpp"

namespace ketway {

/// 64 lower-case hexadecimal digits. `not_found` or `permission_denied` where the file cannot be opened,
/// `unavailable` where reading fails. Reads the whole file on the calling thread, in parts of 64 KiB.
expected<std::string> sha256_file(const std::filesystem::path& file);

}  // namespace ketway
