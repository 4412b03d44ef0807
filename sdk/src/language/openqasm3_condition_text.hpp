#pragma once
// Conditions of blocks as OpenQASM 3 writes them.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "circuit/columns.hpp"

namespace ketway::language {

/// A conjunction of whole registers and of bits: `c == 2 && !d[0]`. Empty text: always true. nullopt: never true, two
/// literals contradict each other. `names` are those of `registers`, which hold all bits in order.
std::optional<std::string> condition_text(std::span<const std::uint32_t> literals,
                                          std::span<const circuit_register> registers,
                                          std::span<const std::string> names);

}  // namespace ketway::language
