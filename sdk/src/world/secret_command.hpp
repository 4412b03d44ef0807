#pragma once
// A secret that a program prints (a keyring's tool).

#include <string>
#include <vector>

#include "ketway/error.hpp"

namespace ketway {

/// Runs it without a shell and gives what it writes to standard output, up to 64 KiB; its standard error goes to ours.
/// Blocks, for at most 30 s. Errors: failed_precondition where it cannot be started, ends with another status than 0, or
/// takes too long; never with what it wrote.
expected<std::string> run_secret_command(const std::vector<std::string>& words);

}  // namespace ketway
