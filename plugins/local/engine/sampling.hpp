#pragma once

#include <cstdint>
#include <vector>

#include "engine/random.hpp"
#include "engine/state.hpp"
#include "engine/tally.hpp"

namespace ketway::local {

/// Draws `shots` times from |amplitude|^2 and adds the registers to `out`, each once; `before` is the register so far. The shots are
/// split binomially over a tree of ranges, each with a stream of its own, so the cost follows the number of distinct
/// outcomes and the draw does not depend on the number of threads.
void sample(const state& s, std::uint64_t shots, std::uint64_t key, const key_writer& keys, const std::uint64_t* before,
            workshop& shop, tally<std::uint64_t>& out);

/// Adds `weight` times every register's probability to `out`, without those below `least` (after `weight`).
void add_probabilities(const state& s, double weight, double least, const key_writer& keys, const std::uint64_t* before,
                       workshop& shop, tally<double>& out);

/// One row per shot, in a random order: row numbers of `counts`.
std::vector<std::uint32_t> shuffled_rows(const tally<std::uint64_t>& counts, std::uint64_t shots, std::uint64_t key,
                                         workshop& shop);

}  // namespace ketway::local
