#pragma once
// The arithmetic of OpenQASM 2 expressions: real numbers only, and never a value that is not finite.

#include <cstdint>
#include <optional>
#include <string_view>

namespace ketway::language {

enum class operation : std::uint8_t {
  number,
  argument,
  add,
  subtract,
  multiply,
  divide,
  power,
  negate,
  sin,
  cos,
  tan,
  exp,
  ln,
  sqrt,
  asin,
  acos,
  atan,
};

/// nullptr and the value in `out`, or what is wrong. `b` is not looked at where the operation takes one operand.
const char* compute(operation what, double a, double b, double& out) noexcept;

/// The function of that name.
std::optional<operation> find_function(std::string_view name) noexcept;

/// nullptr and the value of a decimal number as the scanner delimits it, or what is wrong.
const char* to_double(std::string_view digits, double& out) noexcept;

}  // namespace ketway::language
