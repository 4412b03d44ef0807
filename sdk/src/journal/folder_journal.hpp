#pragma once
// `journal_in_folder` with a layer of one's own below SQLite.

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "ketway/journal_store.hpp"

namespace ketway {

/// `vfs` is the registered name of the layer, or null.
expected<std::unique_ptr<journal_store>> open_folder_journal(const std::string& folder,
                                                             const std::function<void(std::span<std::byte>)>& random,
                                                             const char* vfs);

}  // namespace ketway
