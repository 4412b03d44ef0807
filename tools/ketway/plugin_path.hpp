#pragma once
// Which plugin a person means.

#include <string>

#include "ketway/discovery/manifest.hpp"
#include "ketway/error.hpp"

namespace ketway::cli {

class session;

/// `what`: a manifest, a library beside its manifest, or the name or id of a plugin that discovery finds. Loads nothing.
/// Errors: those of the manifest; not_found where it is none of these.
expected<discovery::manifest> manifest_of(session& s, const std::string& what);

}  // namespace ketway::cli
