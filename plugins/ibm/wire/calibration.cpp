#include "wire/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "wire/times.hpp"

namespace ketway::ibm {
namespace {

constexpr double boundless = std::numeric_limits<double>::max();
constexpr std::uint32_t most_qubits = 1u << 20u;

/// Seconds or hertz in one unit of that name.
double scale_of(const std::string& unit) {
  static const std::map<std::string, double> scales{{"s", 1},     {"ms", 1e-3},  {"us", 1e-6}, {"µs", 1e-6},
                                                    {"ns", 1e-9}, {"ps", 1e-12}, {"Hz", 1},    {"kHz", 1e3},
                                                    {"MHz", 1e6}, {"GHz", 1e9}};
  const auto found = scales.find(unit);
  return found == scales.end() ? 1 : found->second;
}

void set(json& to, const char* key, json value) {
  if (!value.is_null()) to[key] = std::move(value);
}

}  // namespace

figures::figures(const json& list, std::string calibrated) : list_(list), calibrated_(std::move(calibrated)) {}

const json* figures::find(const char* name) const {
  if (!list_.is_array()) return nullptr;
  for (const json& entry : list_)
    if (text_of(entry, "name") == name) return &entry;
  return nullptr;
}

std::optional<double> figures::value(const char* name) const {
  const json* entry = find(name);
  if (!entry) return std::nullopt;
  const auto n = number(member(*entry, "value"));
  if (!n || !std::isfinite(*n)) return std::nullopt;
  return *n * scale_of(text_of(*entry, "unit"));
}

json figures::get(const char* name, double least, double most) const {
  const auto n = value(name);
  if (!n || *n < least || *n > most) return nullptr;
  const std::string date = utc(text_of(*find(name), "date"));
  if (date.empty() || date == calibrated_) return *n;
  return {{"value", *n}, {"at", date}};
}

bool figures::faulty() const { return value("operational") == 0.0; }

json figures::others(const std::vector<std::string>& known) const {
  json all = json::object();
  if (!list_.is_array()) return all;
  for (const json& entry : list_) {
    const std::string name = text_of(entry, "name");
    const auto n = number(member(entry, "value"));
    if (name.empty() || !n || !std::isfinite(*n) || std::find(known.begin(), known.end(), name) != known.end())
      continue;
    all[name] = {{"value", *n}, {"unit", text_of(entry, "unit").substr(0, 32)}};
    if (const auto date = utc(text_of(entry, "date")); !date.empty()) all[name]["at"] = date;
  }
  return all;
}

std::vector<std::uint32_t> qubit_list(const json& list, std::uint32_t limit) {
  std::vector<std::uint32_t> all;
  if (!list.is_array()) return all;
  for (const json& q : list) {
    const auto n = whole(q);
    if (!n || *n >= limit) return {};
    all.push_back(static_cast<std::uint32_t>(*n));
  }
  return all;
}

json qubit_details(const json& properties, const json& configuration) {
  static const std::vector<std::string> known{"T1",
                                              "T2",
                                              "frequency",
                                              "anharmonicity",
                                              "readout_error",
                                              "prob_meas0_prep1",
                                              "prob_meas1_prep0",
                                              "readout_length",
                                              "operational"};
  const std::string calibrated = utc(text_of(properties, "last_update_date"));
  const json& lists = member(properties, "qubits");
  const json& coords = member(configuration, "coords");
  const std::size_t described = lists.is_array() ? lists.size() : 0;
  const std::size_t placed = coords.is_array() ? coords.size() : 0;
  json all = json::array();
  for (std::size_t i = 0; i < std::min<std::size_t>(std::max(described, placed), most_qubits); ++i) {
    json q = json::object({{"qubit", i}});
    if (i < placed && coords[i].is_array() && coords[i].size() == 2 && coords[i][0].is_number() &&
        coords[i][1].is_number())
      q["position"] = coords[i];
    if (i < described) {
      const figures f(lists[i], calibrated);
      set(q, "t1", f.get("T1", 0, boundless)), set(q, "t2", f.get("T2", 0, boundless));
      set(q, "frequency", f.get("frequency", 0, boundless));
      set(q, "anharmonicity", f.get("anharmonicity", -boundless, boundless));
      json readout = json::object();
      set(readout, "error", f.get("readout_error", 0, 1));
      set(readout, "reads_0_prepared_1", f.get("prob_meas0_prep1", 0, 1));
      set(readout, "reads_1_prepared_0", f.get("prob_meas1_prep0", 0, 1));
      set(readout, "duration", f.get("readout_length", 0, boundless));
      if (!readout.empty()) q["readout"] = std::move(readout);
      if (f.faulty()) q["usable"] = false;
      if (json others = f.others(known); !others.empty()) q["metrics"] = std::move(others);
    }
    if (q.size() > 1) all.push_back(std::move(q));
  }
  return all;
}

gate_sites calibrated_gates(const json& properties) {
  const std::string calibrated = utc(text_of(properties, "last_update_date"));
  gate_sites all;
  for (const json& gate : member(properties, "gates")) {
    const std::string name = text_of(gate, "gate");
    const auto qubits = qubit_list(member(gate, "qubits"), most_qubits);
    if (name.empty() || qubits.empty()) continue;
    const figures f(member(gate, "parameters"), calibrated);
    gate_site& site = all[name][qubits];
    // UNCONFIRMED that an error of 1 marks what does not work; it is no error rate that anybody could want.
    site.usable = !f.faulty() && f.value("gate_error").value_or(0) < 1;
    if (site.usable) site.error = f.get("gate_error", 0, 1);
    site.duration = f.get("gate_length", 0, boundless);
  }
  return all;
}

}  // namespace ketway::ibm
