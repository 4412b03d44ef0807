#include "ibm/devices.hpp"

#include <algorithm>

#include "ibm/generate.hpp"

namespace ketway::emulator::ibm {
namespace {

std::optional<double> named(const json& list, const char* name) {
  for (const json& e : list)
    if (e.value("name", "") == name && e.contains("value") && e["value"].is_number()) return e["value"].get<double>();
  return std::nullopt;
}

std::vector<std::uint32_t> qubits_in(const json& list) { return list.get<std::vector<std::uint32_t>>(); }

}  // namespace

expected<void> device::examine() {
  try {
    name = configuration.at("backend_name").get<std::string>();
    qubits = configuration.at("n_qubits").get<std::uint32_t>();
    for (const json& g : configuration.at("basis_gates")) basis_.insert(g.get<std::string>());
    if (!configuration.at("coupling_map").is_null())
      for (const json& pair : configuration["coupling_map"]) coupling_.emplace(pair.at(0), pair.at(1));
    if (properties.is_null()) return {};
    noise_.one_qubit_of.assign(qubits, 0);
    noise_.readout_of.assign(qubits, 0);
    for (std::size_t q = 0; q < properties.at("qubits").size() && q < qubits; ++q)
      noise_.readout_of[q] = named(properties["qubits"][q], "readout_error").value_or(0);
    for (const json& g : properties.at("gates")) {
      const std::vector<std::uint32_t> on = qubits_in(g.at("qubits"));
      const auto gate = g.at("gate").get<std::string>();
      const double error = named(g.at("parameters"), "gate_error").value_or(0);
      if (error >= 1) continue;  // UNCONFIRMED: taken for "does not work now"
      places_[gate].insert(on);
      if (on.size() == 1 && gate == "sx" && on[0] < qubits)
        noise_.one_qubit_of[on[0]] = noise::from_infidelity(error, 1);
      if (on.size() == 2 && gate != "rzz")
        noise_.two_qubit_of[std::minmax(on[0], on[1])] = noise::from_infidelity(error, 2);
    }
  } catch (const json::exception& e) {
    return error(errc::invalid_argument, std::string("the snapshot does not read: ") + e.what());
  }
  return {};
}

bool device::can(const std::string& gate, const std::vector<std::uint32_t>& on) const {
  const auto stated = places_.find(gate);
  if (!basis_.contains(gate) && stated == places_.end()) return false;
  for (const std::uint32_t q : on)
    if (q >= qubits) return false;
  if (on.size() == 2) {
    // A pair whose gate is marked as broken is still on the map: the service takes it, and the result is noise.
    return coupling_.contains({on[0], on[1]}) || (stated != places_.end() && stated->second.contains(on));
  }
  return on.size() == 1;
}

json device::listing(std::uint64_t queue, bool with_wait, std::uint64_t wait_s) const {
  json out = {{"name", name},
              {"status", {{"name", status}, {"reason", status == "online" ? "available" : status}}},
              {"is_simulator", false},
              {"qubits", qubits},
              {"clops", {{"type", "hardware"}, {"value", configuration.value("clops_h", json())}}},
              {"processor_type", configuration.value("processor_type", json())},
              {"queue_length", queue}};
  if (out["processor_type"].is_object() && !out["processor_type"].contains("segment"))
    out["processor_type"]["segment"] = nullptr;
  if (with_wait) out["wait_time_seconds"] = {{"average", wait_s}, {"p50", wait_s}, {"p95", 3 * wait_s}};
  return out;
}

expected<std::vector<device>> make_devices(const ibm_options& options, std::uint64_t now_ns) {
  std::vector<device> all;
  for (const ibm_snapshot& s : options.snapshots) {
    device d;
    d.configuration = json::parse(s.configuration, nullptr, false);
    if (!d.configuration.is_object())
      return error(errc::invalid_argument, "the snapshot's configuration is no JSON object");
    if (!s.properties.empty()) d.properties = json::parse(s.properties, nullptr, false);
    if (d.properties.is_discarded()) return error(errc::invalid_argument, "the snapshot's properties are no JSON");
    all.push_back(std::move(d));
  }
  for (const ibm_device_rule& rule : options.rules) {
    const bool replaced = std::any_of(all.begin(), all.end(), [&](const device& d) {
      return d.configuration.value("backend_name", "") == rule.name;
    });
    if (!replaced) all.push_back(generate(rule, options.seed, now_ns));
  }
  for (device& d : all)
    if (expected<void> read = d.examine(); !read) return read.error();
  return all;
}

}  // namespace ketway::emulator::ibm

namespace ketway::emulator {

std::vector<ibm_device_rule> ibm_machines() {
  using lattice = ibm_device_rule::lattice;
  std::vector<ibm_device_rule> all;
  all.emplace_back("ibm_fez", lattice::heavy_hex, 8, 16);
  all.emplace_back("ibm_torino", lattice::heavy_hex_fringed, 7, 15).revision = "1";
  all.back().pair_error = 0.004;
  all.emplace_back("ibm_miami", lattice::square, 12, 10).family = "Nighthawk";
  all.back().revision = "1", all.back().fractional = false, all.back().pair_error = 0.0027;
  all.emplace_back("ibm_kingston", lattice::heavy_hex, 8, 16).status = "paused";
  all.emplace_back("ibm_berlin", lattice::square, 12, 10).status = "offline";
  all.back().family = "Nighthawk", all.back().revision = "1", all.back().fractional = false;
  all.back().calibrated = false;
  return all;
}

}  // namespace ketway::emulator
