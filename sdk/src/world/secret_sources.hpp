#pragma once
// Where secrets are read: configuration, environment, files of the provider's own tools, a command.

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <stop_token>
#include <string>

#include "ketway/account_rights.hpp"
#include "ketway/error.hpp"

namespace ketway {

class found_secret {
 public:
  secret value;
  std::string where;  ///< "environment variable", "configuration", "file", "command": all that may be shown
};

/// The first of `sources` (kw.credentials/1) that has it; nothing where none has. Blocks: files, and at most 30 s for a
/// command, which ends soon where `stop` is requested. Errors, which never hold the secret and are all `misconfigured`:
/// permission_denied for a file that others can read; invalid_argument for a file that does not read; failed_precondition
/// for a command that fails.
expected<std::optional<found_secret>> read_secret(const nlohmann::json& sources, const account_rights& rights,
                                                  const std::stop_token& stop = {});

}  // namespace ketway
