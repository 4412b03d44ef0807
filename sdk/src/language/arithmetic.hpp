#pragma once
// The arithmetic of OpenQASM expressions: real numbers only, and never a value that is not finite.

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
  modulo,  ///< the sign of the first operand, as in C
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
  ceiling,
  floor,
};

constexpr bool is_binary(operation what) noexcept { return what >= operation::add && what <= operation::power; }

/// nullptr and the value in `out`, or what is wrong. `b` is not looked at where the operation takes one operand.
const char* compute(operation what, double a, double b, double& out) noexcept;

/// The function of that name in OpenQASM 2.
std::optional<operation> find_function(std::string_view name) noexcept;

/// The function of that name in OpenQASM 3; `modulo` and `power` take two arguments.
std::optional<operation> find_openqasm3_function(std::string_view name) noexcept;

/// nullptr and the value of a decimal number as the scanner delimits it, or what is wrong.
const char* to_double(std::string_view digits, double& out) noexcept;

}  // namespace ketway::language
