#pragma once
// Plugins as `--json` shows them.

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "ketway/discovery/loader.hpp"
#include "ketway/discovery/search.hpp"

namespace ketway::cli {

/// {"plugins", "shadowed", "refused", "folders"}
nlohmann::ordered_json catalog_document(const discovery::catalog& c);

/// A loaded plugin: what its manifest and its library say.
nlohmann::ordered_json plugin_document(const discovery::loaded_plugin& p);

/// The names of a schema's top-level properties, sorted.
std::vector<std::string> keys_of_schema(std::string_view schema);

}  // namespace ketway::cli
