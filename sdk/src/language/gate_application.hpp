#pragma once
// Calls of gates in OpenQASM 3 written out into records: with modifiers, symbolic numbers, and the phases that a
// control makes visible.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "ketway/circuit.hpp"
#include "language/gate_library.hpp"
#include "language/quantity.hpp"

namespace ketway::language {

class gate_application {
 public:
  gate_application(const gate_library& library, quantity_arithmetic& arithmetic)
      : library_(library), arithmetic_(arithmetic) {}

  /// What one call with so many qubits writes; an upper bound. `exact`: its phase may matter.
  expansion_cost cost_of(const body_call& call, std::size_t qubits, bool exact) const;
  /// Writes a call. The caller has checked numbers, qubits and cost. False where it cannot be; see problem().
  bool write(const body_call& call, std::span<const angle> params, std::span<const std::uint32_t> qubits, circuit& to) {
    return write(call, params, qubits, to, false);
  }
  const std::string& problem() const noexcept { return problem_; }
  /// Sets `same_as` and `same_phase` of a gate whose name is that of an op and which does the same.
  void recognise(defined_gate& gate);

 private:
  // `exact`: the phase of the whole matters, for something controls it.
  bool write(const body_call& call, std::span<const angle> params, std::span<const std::uint32_t> qubits, circuit& to,
             bool exact);
  bool write_plain(const body_call& call, std::span<const angle> params, std::span<const std::uint32_t> qubits,
                   circuit& to, bool exact);
  bool write_record(std::uint16_t op, std::span<const angle> params, std::span<const std::uint32_t> qubits,
                    circuit& to);
  bool write_phase(extra_phase which, std::span<const angle> params, circuit& to);
  bool write_body(const defined_gate& gate, std::span<const angle> params, std::span<const std::uint32_t> qubits,
                  circuit& to, bool exact);
  bool modify(const gate_modifier& how, circuit& body);
  bool evaluate(const defined_gate& gate, pool_range steps, std::span<const angle> params, angle& out);
  bool fail(std::string why) { return problem_ = std::move(why), false; }

  const gate_library& library_;
  quantity_arithmetic& arithmetic_;
  std::string problem_;
};

}  // namespace ketway::language
