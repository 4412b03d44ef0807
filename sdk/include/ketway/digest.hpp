#pragma once
// The SHA-256 of a file, as a manifest states it, and of a text.

#include <filesystem>
#include <string>
#include <string_view>

#include "ketway/error.hpp"

namespace ketway {

/// 64 lower-case hexadecimal digits. `not_found` or `permission_denied` where the file cannot be opened,
/// `unavailable` where reading fails. Reads the whole file on the calling thread, in parts of 64 KiB.
expected<std::string> sha256_file(const std::filesystem::path& file);
/// The same of a text that lies in memory. `internal` where the cryptographic library fails.
expected<std::string> sha256(std::string_view text);

}  // namespace ketway
