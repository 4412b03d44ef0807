#pragma once
// From the text of a configuration to its parts.

#include <vector>

#include "discovery/configuration_state.hpp"

namespace ketway::discovery {

/// Fills in everything below `file`, `text` and `variables`; the answer holds every fault that concerns the whole file.
std::vector<diagnostic> read_configuration(configuration_state& s);

}  // namespace ketway::discovery
