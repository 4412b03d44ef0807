#pragma once
// A secret that a program prints (a keyring's tool).

#include <chrono>
#include <string>
#include <vector>

#include "ketway/error.hpp"

namespace ketway {

/// Runs it without a shell and gives what it has written to standard output when it ends, up to 64 KiB; its standard error
/// goes to ours. It runs in a session of its own, so that it cannot ask at the terminal; what it has started there ends
/// with it. Blocks, for at most `limit`. Errors: failed_precondition where it cannot be started, ends with another status
/// than 0, or takes too long; never with what it wrote.
expected<std::string> run_secret_command(const std::vector<std::string>& words,
                                         std::chrono::milliseconds limit = std::chrono::seconds(30));

}  // namespace ketway
