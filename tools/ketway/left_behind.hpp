#pragma once
// What a call that ends early leaves at a provider: a person must learn its name, and how to pick it up again.

#include <string>
#include <vector>

#include "ketway/error.hpp"

namespace ketway::cli {

/// A line on each job that these failures are about, and how to go on. `free`: nothing that is left behind can cost, so its
/// name does not matter; else the journal knows it.
std::string what_is_left(const std::vector<error>& failures, bool free);

/// How to pick up the job that this failure has left behind; empty: it has left none that the journal knows.
std::string how_to_go_on(const error& failure);

}  // namespace ketway::cli
