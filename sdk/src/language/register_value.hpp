#pragma once
// Classical registers against integers of any size, as conditions of OpenQASM 2 write them.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ketway::language {

/// The literals of ketway/ops.h for bits first..first+size-1 == the decimal number, lowest bit first. False (and no
/// literal) where the number does not fit into the register.
bool register_literals(std::string_view digits, std::uint32_t first, std::uint32_t size,
                       std::vector<std::uint32_t>& literals);

/// The decimal number whose bit i is bits[i].
std::string decimal(const std::vector<bool>& bits);

}  // namespace ketway::language
