#pragma once

#include <optional>
#include <string>

#include "ibm/devices.hpp"
#include "ketway/circuit.hpp"
#include "ketway/error.hpp"

namespace ketway::emulator::ibm {

/// Reads the text of a program. Where a program defines a gate that the device has, its bodies (`cx rz cx` for rzz) are put
/// back into that gate, as the service knows it by its name. Errors as of read_circuit.
expected<circuit> read_program(const std::string& text, const device& on);

/// The first reason why the device cannot run the circuit as it stands; the service never routes or translates.
std::optional<std::string> not_isa(const circuit& c, const device& on);

}  // namespace ketway::emulator::ibm
