#pragma once
// The origins that a manifest allows.

#include <string>
#include <vector>

#include "ketway/transport.hpp"

namespace ketway {

/// Whether `to` matches one of the patterns: "https://HOST[:PORT]", * for one label; "http://" to loopback only.
bool allows(const std::vector<std::string>& patterns, const http_origin& to);

}  // namespace ketway
