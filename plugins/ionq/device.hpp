#pragma once
// A backend of IonQ's, its calibration and its rates, as a device with kw.device/1.

#include <cstdint>
#include <ketway/plugin.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "circuit.hpp"
#include "json_read.hpp"

namespace ketway::ionq {

/// What encoding must know of where a job goes.
class machine {
 public:
  machine() = default;
  explicit machine(std::string name) : id(std::move(name)) {}
  /// Everything that is not named as hardware.
  bool simulator() const { return !id.starts_with("qpu"); }
  std::string id;
  std::optional<std::uint32_t> qubits;
  native_gates natives;
};

/// IonQ's id for what a person calls a device: "forte-1" is "qpu.forte-1".
std::string backend_id(std::string_view name);
/// What an entry of GET /backends says of the machine.
machine machine_of(const json& entry);
/// The entries of GET /backends: a bare array, or an object with one. nullptr: neither.
const json* backend_list(const json& body);

/// `calibration`: the newest characterization, or null. `rates`: an answer of GET /jobs/estimate, or null.
plugin::device device_of(const json& entry, const json& calibration, const json& rates, std::uint64_t unix_now_ns);

/// "no device named ...", with the nearest of these names.
plugin::error unknown_device(std::string_view name, const std::vector<std::string>& known);

}  // namespace ketway::ionq
