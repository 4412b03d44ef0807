#pragma once
// What is said when nobody could run it.

#include <string>
#include <vector>

#include "ketway/compose.hpp"
#include "ketway/error.hpp"

namespace ketway {

/// One error of many refusals, none of which has run anything: every backend's reason. Of one it is that one.
error all_refused(const std::string& set, std::vector<error> refusals);

/// The same error, which says why nobody else was asked.
error kept_here(error e);

}  // namespace ketway
