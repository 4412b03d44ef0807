#pragma once
// The configuration's `budget`.

#include <nlohmann/json_fwd.hpp>

#include "ketway/discovery/configuration.hpp"

namespace ketway::discovery {

/// Of an object that has passed the schema.
std::vector<budget_limit> read_budget(const nlohmann::json& given);

}  // namespace ketway::discovery
