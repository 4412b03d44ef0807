#pragma once
// Numbers as text.

#include <cstdint>
#include <string>

namespace ketway::language {

void append_integer(std::string& out, std::uint64_t value);
/// The shortest text that reads back to the same double. It has a point wherever it has an exponent, as OpenQASM 2
/// asks.
void append_real(std::string& out, double value);

}  // namespace ketway::language
