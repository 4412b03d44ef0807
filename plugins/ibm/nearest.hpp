#pragma once

#include <string>
#include <vector>

namespace ketway::ibm {

/// The names most like `wanted` first, as a list for a person; the rest is counted.
std::string nearest_first(std::vector<std::string> names, const std::string& wanted);

}  // namespace ketway::ibm
