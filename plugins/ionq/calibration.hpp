#pragma once
// A characterization: medians of the whole device, in seconds and as fidelities.

#include <cstdint>
#include <vector>

#include "circuit.hpp"
#include "json_read.hpp"

namespace ketway::ionq {

/// The newest of an answer of GET /backends/{b}/characterizations; null: there is none.
json newest_characterization(const json& body);
/// Adds what a characterization says to a document of kw.device/1. Null adds only which gates are native.
void add_calibration(json& detail, const json& characterization, const native_gates& natives);
/// Pairs, in both directions, flat; empty: every two qubits.
std::vector<std::uint32_t> coupling_of(const json& characterization, std::uint32_t num_qubits);

}  // namespace ketway::ionq
