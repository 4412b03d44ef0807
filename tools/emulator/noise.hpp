#pragma once
// What goes wrong in an emulated machine: a random Pauli behind a gate, a flipped outcome behind a measurement.

#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "ketway/plugin.h"

namespace ketway::emulator {

class noise {
 public:
  noise() = default;
  double one_qubit = 0, two_qubit = 0;  ///< probability that a Pauli other than the identity follows the gate
  double readout = 0;                   ///< probability that an outcome is flipped
  // Where a qubit or an unordered pair (the lower first) has a figure of its own.
  std::vector<double> one_qubit_of, readout_of;
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> two_qubit_of;

  bool none() const noexcept;
  /// After a gate on these qubits; of more than two, the first two count. Diagonal one-qubit gates are frame changes and
  /// free.
  double after(std::uint16_t op, std::span<const std::uint32_t> qubits) const;
  double flip(std::uint32_t qubit) const noexcept;

  /// Probability of a Pauli error that gives that average gate infidelity on so many qubits (1 or 2); at most 1.
  static double from_infidelity(double infidelity, unsigned qubits) noexcept;
};

}  // namespace ketway::emulator
