#include "ibm_snapshot.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <numbers>

namespace ketway::tests {
namespace {

using json = nlohmann::json;

json read(const std::filesystem::path& file) {
  std::ifstream in(file);
  return json::parse(in);
}

}  // namespace

std::vector<std::string> snapshots_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string stem = entry.path().stem();
    if (stem.starts_with("conf_")) names.push_back(stem.substr(5));
  }
  std::sort(names.begin(), names.end());
  return names;
}

target ibm_snapshot(const std::filesystem::path& folder, const std::string& name) {
  const json conf = read(folder / ("conf_" + name + ".json")), props = read(folder / ("props_" + name + ".json"));
  target t(conf.at("n_qubits").get<std::uint32_t>());
  t.name(name);
  std::map<std::string, native_gate> gates;
  for (const json& g : conf.at("basis_gates")) gates.emplace(g.get<std::string>(), native_gate(g.get<std::string>()));
  for (const json& g : props.at("gates")) {
    const auto gate = gates.find(g.at("gate").get<std::string>());
    if (gate == gates.end()) continue;
    for (const json& figure : g.at("parameters"))
      if (figure.at("name") == "gate_error") {
        const double error = figure.at("value");
        gate->second.site(g.at("qubits").get<std::vector<std::uint32_t>>(), error, error < 1);
      }
  }
  for (auto& [gate_name, gate] : gates) {
    if (gate_name == "rzz") gate.limits({parameter_limit(0, std::numbers::pi / 2)});
    // A gate that the calibration leaves out works wherever the coupling allows.
    t.gate(gate.everywhere(gate.sites().empty()));
  }
  std::vector<std::pair<std::uint32_t, std::uint32_t>> coupling;
  for (const json& edge : conf.at("coupling_map")) coupling.emplace_back(edge.at(0), edge.at(1));
  t.coupling(std::move(coupling));
  std::uint32_t q = 0;
  for (const json& figures : props.at("qubits")) {
    for (const json& figure : figures)
      if (figure.at("name") == "readout_error") t.readout_error(q, figure.at("value"));
    ++q;
  }
  bool conditions = false;
  for (const json& i : conf.value("supported_instructions", json::array())) conditions = conditions || i == "if_else";
  return t.mid_circuit(true).conditions(conditions);
}

}  // namespace ketway::tests
