#pragma once
// IonQ's JSON circuits, read by the letter of its specification.

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>

#include "ketway/circuit.hpp"
#include "ketway/error.hpp"

namespace ketway::emulator::ionq {

/// A circuit that was read; every qubit is measured at its end into the register `output_all`.
class reading {
 public:
  reading() = default;
  ketway::circuit circuit;
  std::uint32_t qubits = 0;
  std::uint64_t one_qubit_gates = 0, two_qubit_gates = 0;
  std::set<std::string> gates;  ///< the names that occur
  bool native = false;
  bool measures_on_the_way = false;  ///< only from OpenQASM
};

/// `gates` is the value of `circuit`, `qubits` the width that was stated (0: highest index + 1). Errors: invalid_argument
/// that names the gate; such a request is answered with 400.
expected<reading> read_gates(const nlohmann::ordered_json& gates, const std::string& gateset, std::uint32_t qubits);

/// `ionq.qasm3.v1`. Errors as of read_circuit; the job fails then with CompilationError.
expected<reading> read_qasm(const std::string& text);

}  // namespace ketway::emulator::ionq
