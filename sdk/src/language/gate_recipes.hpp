#pragma once
// How gates are made of others, exactly: what both printers of OpenQASM write into the definitions that a text needs.

#include <cstdint>
#include <string_view>

namespace ketway::language {

/// Steps in the syntax of OpenQASM, with `;` between them, on the operands a, b, c, d. A step marked with ! is one that
/// a control of the whole gate acts on; the others undo each other where the marked ones do not happen, so they need no
/// control. Steps may be `gphase`, and may call gates that have recipes of their own.
class gate_recipe {
 public:
  constexpr gate_recipe(std::uint16_t o, std::string_view p, std::string_view s) : op(o), params(p), steps(s) {}
  std::uint16_t op;
  std::string_view params, steps;
};

/// nullptr where there is none.
const gate_recipe* find_recipe(std::uint16_t op) noexcept;

}  // namespace ketway::language
