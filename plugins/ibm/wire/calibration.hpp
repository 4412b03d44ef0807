#pragma once
// Figures of IBM's properties in the units of kw.device/1: seconds, hertz, probabilities; entries are found by name.

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "wire/json.hpp"

namespace ketway::ibm {

/// A figure of a list of {name, value, unit, date}: in base units, with its date where it differs from `calibrated`.
class figures {
 public:
  figures(const json& list, std::string calibrated);
  /// Null where there is none or it lies outside [least, most].
  json get(const char* name, double least, double most) const;
  /// Whether the provider marks the thing as broken.
  bool faulty() const;
  /// As it is, in the base unit.
  std::optional<double> value(const char* name) const;
  /// Everything but these, as metrics by name, in the provider's units.
  json others(const std::vector<std::string>& known) const;

 private:
  const json* find(const char* name) const;
  const json& list_;
  std::string calibrated_;
};

/// `qubits` of kw.device/1.
json qubit_details(const json& properties, const json& configuration);

/// What is known of a gate at one place.
class gate_site {
 public:
  gate_site() = default;
  json error, duration;
  bool usable = true;
};
/// By gate name, then qubits in order of operands.
using gate_sites = std::map<std::string, std::map<std::vector<std::uint32_t>, gate_site>>;
gate_sites calibrated_gates(const json& properties);

/// Indices below `limit`; empty where it is no list of them.
std::vector<std::uint32_t> qubit_list(const json& list, std::uint32_t limit);

}  // namespace ketway::ibm
