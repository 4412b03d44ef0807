#pragma once
// IBM's machines: their configuration and properties, and what the emulator reads off them.

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "emulator/ibm.hpp"
#include "emulator/noise.hpp"

namespace ketway::emulator::ibm {

using json = nlohmann::ordered_json;

class device {
 public:
  std::string name, status = "online";  ///< online, paused or offline
  json configuration, properties;       ///< properties may be null
  std::uint32_t qubits = 0;

  /// Whether that gate may act on these qubits, in that order: it is in the basis, or among the gates that the properties
  /// show as working.
  bool can(const std::string& gate, const std::vector<std::uint32_t>& on) const;
  const noise& errors() const noexcept { return noise_; }
  json listing(std::uint64_t queue, bool with_wait, std::uint64_t wait_s) const;

  /// Reads `configuration` and `properties`. Errors: invalid_argument.
  expected<void> examine();

 private:
  std::set<std::string> basis_;
  std::map<std::string, std::set<std::vector<std::uint32_t>>> places_;  // of gates; none stated: anywhere
  std::set<std::pair<std::uint32_t, std::uint32_t>> coupling_;
  noise noise_;
};

expected<std::vector<device>> make_devices(const ibm_options& options, std::uint64_t now_ns);

}  // namespace ketway::emulator::ibm
