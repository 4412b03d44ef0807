#pragma once
// IonQ's gate list as its documents define it, run on a state vector: bit i of the index is qubit i. It shares nothing with
// the encoder.

#include <complex>
#include <nlohmann/json.hpp>
#include <vector>

namespace ketway::ionq::tests {

using state = std::vector<std::complex<double>>;

/// Starts from |0...0>. Fails the test for a gate that the documents do not have.
state run_gate_list(const nlohmann::json& gates, bool native, unsigned qubits);
std::vector<double> probabilities(const state& s);

}  // namespace ketway::ionq::tests
