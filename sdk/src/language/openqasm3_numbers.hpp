#pragma once
// Numbers, expressions and durations as OpenQASM 3 writes them.

#include <map>
#include <string>
#include <string_view>

namespace ketway::language {

/// A float literal that reads back to the same double; never one that looks like an integer.
void append_angle(std::string& out, double value);
/// An expression of ketway/ops.h (O3) in the words of OpenQASM 3, its names replaced.
void append_expression(std::string& out, std::string_view expression,
                       const std::map<std::string, std::string, std::less<>>& names);
/// "100ns": in the largest of s, ms, us, ns that gives a number of 1 or more, or in s, so that it reads back to the same
/// double.
void append_seconds(std::string& out, double seconds);

/// What one `unit` is: seconds are value / divisor. 0 for an unknown unit, and for dt.
double unit_divisor(std::string_view unit) noexcept;

}  // namespace ketway::language
