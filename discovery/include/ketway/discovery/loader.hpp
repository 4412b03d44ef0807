#pragma once
// From a manifest to running code: the checks before loading, the loading, and the agreement on versions.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "ketway/discovery/manifest.hpp"
#include "ketway/error.hpp"
#include "ketway/plugin.h"

namespace ketway::discovery {

/// A plugin in this process. Never destroyed: the library stays loaded until the process ends.
struct loaded_plugin {
  loaded_plugin() = default;
  const kw_plugin* entry = nullptr;  ///< never null; every field up to `open` is there
  discovery::manifest manifest;
  std::string id;
  std::string version;          ///< as the library says
  std::string config_schema;    ///< the library's own, else the manifest's; may be empty
  std::string options_schema;   ///< may be empty
  std::uint32_t abi_minor = 0;  ///< the interface the library was built with
  std::chrono::nanoseconds load_time{0};
  std::vector<std::string> notes;  ///< oddities that do not stop it, a sentence each
};

/// Loads a plugin, once: the same file again (also by another name) gives the same pointer, without looking at it anew.
/// May be called on any thread; loads are done one after the other. Runs the library's static constructors: one that
/// throws ends the program, as with dlopen, and nothing here can prevent it.
///
/// Errors, each with a sentence and, where it helps, advice:
/// - `failed_precondition`: wrong ABI major, a newer host needed, only another major's entry exported, an id or schema
///   that does not agree with the manifest, a malformed entry structure;
/// - `not_found`: no such library; `invalid_argument`: not a library, or of another machine; entry symbol missing;
/// - `permission_denied`: others may write to the file or its folder, or own it; it leads out of the folder;
/// - `data_loss`: the SHA-256 differs from the manifest's; `unavailable`: the system's loader refused it;
/// - `internal`: the entry threw.
/// A library that was loaded before its refusal stays loaded, unused.
expected<const loaded_plugin*> load_plugin(const manifest& plugin);

/// Everything loaded so far, in order.
std::vector<const loaded_plugin*> loaded_plugins();

}  // namespace ketway::discovery
