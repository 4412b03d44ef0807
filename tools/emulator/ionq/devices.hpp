#pragma once
// IonQ's machines: made by rule from a seed, or from a characterization that was published.

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "emulator/noise.hpp"
#include "ketway/error.hpp"

namespace ketway::emulator::ionq {

using json = nlohmann::ordered_json;

class device {
 public:
  std::string id, status;  ///< "qpu.forte-1"; available, unavailable or retired
  std::uint32_t qubits = 0;
  std::string two_qubit_gate;  ///< "ms" or "zz"; of the simulator, both are taken and this is empty
  std::string location;
  double one_qubit = 0, two_qubit = 0, spam = 0;  ///< median fidelities
  json timing;                                    ///< seconds
  json connectivity;                              ///< pairs; null: every pair
  std::string characterization;                   ///< uuid; empty: there is none
  std::uint64_t as_of_ns = 0;

  bool simulator() const { return id == "simulator"; }
  noise errors() const;
  /// The characterization as of `days` days earlier; figures drift by rule.
  json characterize(unsigned days) const;
  std::string characterization_id(unsigned days) const;
};

/// The first is the simulator. Errors: invalid_argument for a snapshot without `fidelity` and `timing`.
expected<std::vector<device>> make_devices(std::uint64_t seed, std::uint64_t now_ns,
                                           const std::vector<std::string>& snapshots);

/// What `noise.model` of a job on the simulator stands for; nullptr: no such model. "ideal" has no noise.
const noise* model_named(std::string_view name);

}  // namespace ketway::emulator::ionq
