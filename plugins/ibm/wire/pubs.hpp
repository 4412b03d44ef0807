#pragma once
// The parts of a PUB.

#include <ketway/plugin.hpp>
#include <string>

#include "wire/json.hpp"

namespace ketway::ibm {

/// Values of one parameter set by name, as scalars. By name, since nobody promises the order of positions.
json one_set(const kw_sweep& sweep, std::uint64_t set);
/// Values of all sets by name, one list a name: the PUB's shape is the number of sets.
json all_sets(const kw_sweep& sweep);

/// {"ZZ": 1.0, "XX": 0.5}: the rightmost letter is qubit 0, filled up with I to `num_qubits`.
json pauli_sum(const kw_observable& o, std::uint32_t num_qubits);

}  // namespace ketway::ibm
