#pragma once

#include <string_view>

namespace ketway::ibm {

/// Whether the interface has a gate of that name (ketway/ops.h).
bool known_gate(std::string_view name);
/// Whether the order of its two qubits does not matter.
bool symmetric_gate(std::string_view name);
/// OpenQASM 3 text that must stand in a program before the gate is used; empty where stdgates.inc has it.
std::string_view gate_definition(std::string_view name);

}  // namespace ketway::ibm
