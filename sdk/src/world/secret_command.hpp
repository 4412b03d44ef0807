#pragma once
// A secret that a program prints (a keyring's tool).

#include <chrono>
#include <stop_token>
#include <string>
#include <vector>

#include "ketway/error.hpp"

namespace ketway {

/// Runs it without a shell and gives what it has written to standard output when it ends, up to 64 KiB; its standard error
/// goes to ours. It runs in a session of its own, so that it cannot ask at the terminal; what is left of that session's
/// first process group when it ends is killed, and it dies with this process. Blocks, for at most `limit`, and not much
/// longer than until `stop` is requested. Errors: failed_precondition where it cannot be started, ends with another status
/// than 0, or takes too long; cancelled where it was stopped; never with what it wrote.
expected<std::string> run_secret_command(const std::vector<std::string>& words, const std::stop_token& stop = {},
                                         std::chrono::milliseconds limit = std::chrono::seconds(30));

}  // namespace ketway
