#pragma once
// The targets of IBM's published snapshots: a configuration (conf_NAME.json) and a calibration (props_NAME.json).

#include <filesystem>
#include <string>
#include <vector>

#include "ketway/compile.hpp"

namespace ketway::tests {

/// The names in a folder: "manila", "torino", ... sorted.
std::vector<std::string> snapshots_in(const std::filesystem::path& folder);
/// Gates that do not work (an error of 1) are sites that are not to be used. Throws where a file is not of that form.
target ibm_snapshot(const std::filesystem::path& folder, const std::string& name);

}  // namespace ketway::tests
