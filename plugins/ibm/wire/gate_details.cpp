// Where each gate works, how well and how long: gates of the configuration, with the figures of the calibration.
#include <algorithm>
#include <numbers>
#include <set>

#include "wire/calibration.hpp"
#include "wire/devices.hpp"
#include "wire/gate_names.hpp"

namespace ketway::ibm {
namespace {

using places = std::map<std::vector<std::uint32_t>, gate_site>;

/// Each pair once: the worse of the two directions where they differ in being usable.
places merged(const places& from) {
  places to;
  for (const auto& [qubits, site] : from) {
    auto sorted = qubits;
    std::sort(sorted.begin(), sorted.end());
    const auto [at, fresh] = to.emplace(sorted, site);
    if (!fresh && !site.usable) at->second = site;
  }
  return to;
}

bool one_way(const places& all) {
  return std::none_of(all.begin(), all.end(), [&](const auto& place) {
    return place.first.size() == 2 && all.contains({place.first[1], place.first[0]});
  });
}

json site_list(const places& all) {
  json list = json::array();
  for (const auto& [qubits, site] : all) {
    json one = {{"qubits", qubits}};
    if (!site.error.is_null()) one["error"] = site.error;
    if (!site.duration.is_null()) one["duration"] = site.duration;
    if (!site.usable) one["usable"] = false;
    list.push_back(std::move(one));
  }
  return list;
}

/// Where the configuration offers the gate; the calibration decides where it says nothing.
places places_of(const json& gate, const places& calibrated, std::uint32_t num_qubits) {
  places all;
  for (const json& place : member(gate, "coupling_map")) {
    const auto qubits = qubit_list(place, num_qubits);
    if (qubits.empty()) continue;
    const auto known = calibrated.find(qubits);
    all.emplace(qubits, known == calibrated.end() ? gate_site() : known->second);
  }
  return all.empty() ? calibrated : all;
}

json entry_of(const std::string& name, const json& gate, const places& calibrated, std::uint32_t num_qubits,
              bool offered) {
  json entry = {{"native_name", name}};
  const bool structure = name == "measure" || name == "reset" || name == "delay";
  if (offered || structure) entry["name"] = name;
  if (name == "rz") {
    entry["virtual"] = true;
    return entry;
  }
  // Of the native rzz; other angles end in IBM code 1517.
  if (name == "rzz")
    entry["parameters"] = json::array(
        {json::object({{"name", "theta"}, {"min", 0}, {"max", std::numbers::pi / 2}, {"tolerance", 1e-10}})});
  places all = places_of(gate, calibrated, num_qubits);
  const bool pairs = !all.empty() && all.begin()->first.size() == 2;
  if (pairs && symmetric_gate(name)) {
    entry["symmetric"] = true;
    all = merged(all);
  } else if (pairs && one_way(all)) {
    entry["directed"] = true;
  }
  if (!all.empty()) entry["sites"] = site_list(all);
  return entry;
}

}  // namespace

json gate_details(const device_facts& f, const settings& c) {
  const auto basis = usable_basis(f.configuration, c.fractional_gates);
  const auto offered = [&](const std::string& name) {
    return std::find(basis.begin(), basis.end(), name) != basis.end();
  };
  const auto calibrated = calibrated_gates(f.properties);
  const auto qubits = static_cast<std::uint32_t>(
      std::min<std::uint64_t>(whole(member(f.configuration, "n_qubits")).value_or(0), 1u << 20u));
  std::map<std::string, json> named;
  for (const json& gate : member(f.configuration, "gates"))
    if (const auto name = text_of(gate, "name"); !name.empty()) named[name] = gate;
  for (const auto& name : basis) named.emplace(name, json());
  for (const auto& [name, places] : calibrated) named.emplace(name, json());
  for (const char* name : {"measure", "reset", "delay"})
    if (supports(f.configuration, name)) named.emplace(name, json());
  json all = json::array();
  for (const auto& [name, gate] : named) {
    if (name == "id") continue;
    const auto known = calibrated.find(name);
    all.push_back(entry_of(name, gate, known == calibrated.end() ? places() : known->second, qubits, offered(name)));
  }
  return all;
}

}  // namespace ketway::ibm
