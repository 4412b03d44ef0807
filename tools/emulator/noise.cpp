#include "emulator/noise.hpp"

#include <algorithm>

namespace ketway::emulator {
namespace {

bool free_of_charge(std::uint16_t op) noexcept {
  switch (op) {
    case KW_OP_ID:
    case KW_OP_RZ:
    case KW_OP_P:
    case KW_OP_Z:
    case KW_OP_S:
    case KW_OP_SDG:
    case KW_OP_T:
    case KW_OP_TDG:
    case KW_OP_GPHASE: return true;
    default: return false;
  }
}

}  // namespace

bool noise::none() const noexcept {
  return one_qubit == 0 && two_qubit == 0 && readout == 0 && one_qubit_of.empty() && readout_of.empty() &&
         two_qubit_of.empty();
}

double noise::after(std::uint16_t op, std::span<const std::uint32_t> qubits) const {
  if (op < KW_OP_FIRST_GATE || qubits.empty()) return 0;
  if (qubits.size() == 1) {
    if (free_of_charge(op)) return 0;
    return qubits[0] < one_qubit_of.size() ? one_qubit_of[qubits[0]] : one_qubit;
  }
  const auto own = two_qubit_of.find(std::minmax(qubits[0], qubits[1]));
  return own == two_qubit_of.end() ? two_qubit : own->second;
}

double noise::flip(std::uint32_t qubit) const noexcept {
  return qubit < readout_of.size() ? readout_of[qubit] : readout;
}

double noise::from_infidelity(double infidelity, unsigned qubits) noexcept {
  return std::clamp(infidelity * (qubits == 1 ? 1.5 : 1.25), 0.0, 1.0);
}

}  // namespace ketway::emulator
