#pragma once
// The gates that OpenQASM 2 texts call by name: which names qelib1.inc gives, in its form of 2017 and in the extended
// one that Qiskit has shipped since, and what number of ketway/ops.h each of them is.

#include <cstdint>
#include <span>
#include <string_view>

namespace ketway::language {

enum class gate_origin : std::uint8_t {
  built_in,  ///< U and CX, there without any include
  paper,     ///< the qelib1.inc of 2017
  extended,  ///< the file that Qiskit ships; not in strict mode
  beyond,    ///< in no qelib1.inc, but written by tools and clear in meaning; not in strict mode, with a warning
};

class named_gate {
 public:
  static constexpr std::uint32_t any = UINT32_MAX;
  constexpr named_gate(std::string_view n, std::uint16_t o, std::uint8_t p, std::uint32_t q, gate_origin from)
      : name(n), op(o), params(p), qubits(q), origin(from) {}
  std::string_view name;
  std::uint16_t op;
  std::uint8_t params;
  std::uint32_t qubits;  ///< `any`: one target after at least one control
  gate_origin origin;
  /// u0 takes the length of a pause, which `id` does not.
  constexpr bool drops_params() const noexcept { return name == "u0"; }
};

std::span<const named_gate> named_gates() noexcept;

/// The name of `op` in the extended qelib1.inc, in the oldest form that means the same (u1 for p, u3 for u); empty
/// where it has none.
std::string_view qelib1_name(std::uint16_t op) noexcept;

/// Words that OpenQASM 2 reserves.
std::span<const std::string_view> reserved_words() noexcept;

}  // namespace ketway::language
