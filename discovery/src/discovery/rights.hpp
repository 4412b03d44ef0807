#pragma once
// From a manifest and its configuration to what the host lets the account do.

#include "ketway/account_rights.hpp"
#include "ketway/discovery/configuration.hpp"
#include "ketway/discovery/manifest.hpp"
#include "ketway/discovery/search.hpp"

namespace ketway::discovery {

/// "config:/POINTER" and "{config:/POINTER}" are filled in from the options, else from the defaults of `config_schema`; an
/// origin whose pointer leads nowhere is none.
account_rights rights_for(const manifest& plugin, const backend_options& options, std::string_view config_schema,
                          const environment& variables);

}  // namespace ketway::discovery
