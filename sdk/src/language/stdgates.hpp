#pragma once
// stdgates.inc, built in: which names it gives, and what number of ketway/ops.h each of them is. The file's own
// definitions fix the phase of every gate; three gates differ there from those of ketway/ops.h.

#include <cstdint>
#include <span>
#include <string_view>

namespace ketway::language {

/// By which phase a gate of OpenQASM 3 differs from that of ketway/ops.h. It is seen only where the gate is controlled.
enum class extra_phase : std::uint8_t {
  none,
  half_theta,          ///< U(theta, phi, lambda): e(theta/2) more
  minus_half_the_sum,  ///< u2 and u3: e(-(phi + lambda)/2) more
};

class standard_gate {
 public:
  constexpr standard_gate(std::string_view n, std::uint16_t o, std::uint8_t p, std::uint8_t q,
                          extra_phase e = extra_phase::none)
      : name(n), op(o), params(p), qubits(q), phase(e) {}
  std::string_view name;
  std::uint16_t op;
  std::uint8_t params, qubits;
  extra_phase phase;
  /// U and gphase are part of the language and need no include.
  constexpr bool built_in() const noexcept { return name == "U" || name == "gphase"; }
};

std::span<const standard_gate> standard_gates() noexcept;

/// The name to write `op` by; empty where it has none.
std::string_view standard_name(std::uint16_t op) noexcept;

/// Words that no register, parameter or gate can be named by: keywords, types and constants of OpenQASM 3.
std::span<const std::string_view> openqasm3_words() noexcept;
/// Its functions, whose names a careful writer leaves alone.
std::span<const std::string_view> openqasm3_functions() noexcept;
/// Words that a provider with a Python API cannot take as the name of a result.
std::span<const std::string_view> python_words() noexcept;

}  // namespace ketway::language
