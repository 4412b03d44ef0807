#pragma once
// One circuit in IonQ's gate list. Angles leave here in radians (qis) or turns (native).

#include <cstdint>
#include <ketway/plugin.hpp>
#include <string>
#include <vector>

#include "bit_map.hpp"
#include "settings.hpp"

namespace ketway::ionq {

/// The two-qubit gates that a device has as its own. Not known: the provider decides.
class native_gates {
 public:
  native_gates() = default;
  bool known = false, ms = false, zz = false;
};

class encoded_circuit {
 public:
  encoded_circuit() = default;
  std::string gates;          ///< a JSON array
  std::uint32_t qubits = 1;   ///< highest one in use + 1
  bool native = false;        ///< which gate set the list is in
  std::uint64_t records = 0;  ///< gates in the list
  std::uint64_t one_qubit = 0,
                two_qubit = 0;  ///< as they count for a price; gates on more are taken as their usual parts
  bit_map bits;
  std::vector<std::string> reasons;  ///< why it cannot be sent; then the rest means nothing
};

/// Never throws but for memory, whatever is in the columns.
encoded_circuit encode(const kw_circuit& c, gate_set wanted, const native_gates& natives);

/// Gates that IonQ's own gate set takes, and the native ones: names of ketway/ops.h.
const std::vector<std::string>& gate_names();

/// A double as JSON has it, in the fewest digits that read back alike.
std::string number_text(double d);

}  // namespace ketway::ionq
