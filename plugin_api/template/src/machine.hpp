#pragma once
// The provider: a machine with classical bits for qubits. Pure, so that it is tested without a host.

#include <cstdint>
#include <string>
#include <vector>

#include "ketway/plugin.h"

namespace toy {

/// Every reason why the machine does not run `c`; none: it does. Reads nothing outside the columns, whatever they say.
std::vector<std::string> objections(const kw_circuit& c, std::uint32_t qubits);

/// The classical bits after a run, as a key of kw_result: bit 0 of byte 0 is classical bit 0. `c` has no objections.
std::vector<std::uint8_t> run(const kw_circuit& c);

}  // namespace toy
