#pragma once
// Whether a library and this host understand each other.

#include <cstdint>

#include "ketway/discovery/loader.hpp"

namespace ketway::discovery {

using entry_function = const kw_plugin* (*)(std::uint32_t host_minor);

/// What a manifest promises, held against what the host offers, before anything is loaded.
expected<void> check_manifest_abi(const manifest& plugin, std::uint32_t host_minor);

/// Calls the entry and reads what it answers; `entry`, `manifest`, `id`, the schemas, `abi_minor` and `notes` of the
/// answer are set. An exception out of the entry ends here.
expected<loaded_plugin> agree(entry_function entry, const manifest& plugin, std::uint32_t host_minor);

}  // namespace ketway::discovery
