#include "calibration.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "instant.hpp"

namespace ketway::ionq {
namespace {

constexpr double suspect_fidelity = 0.9;  // real histories hold medians of 0.5; they stay, with a mark

/// {"median": f, "stderr": e} as an error probability; older forms say `mean`. Null: not given, or no probability.
json error_of(const json& fidelities, const char* key, json& suspects) {
  const json* f = member(fidelities, key);
  if (!f) return nullptr;
  auto value = number_at(*f, "median");
  if (!value) value = number_at(*f, "mean");
  if (!value) value = number_of(*f);
  if (!value || *value < 0 || *value > 1) return nullptr;
  if (*value < suspect_fidelity) suspects.push_back(key);
  json figure = {{"value", 1 - *value}};
  if (const auto e = number_at(*f, "stderr"); e && *e >= 0) figure["stderr"] = *e;
  return figure;
}

json seconds_of(const json& timing, const char* key) {
  const auto s = number_at(timing, key);
  return s && *s >= 0 ? json(*s) : json();
}

void put(json& to, const char* key, const json& value) {
  if (!value.is_null()) to[key] = value;
}

json gate(const char* name, const char* native_name, const json& error, const json& duration) {
  json g = {{"name", name}, {"native_name", native_name}};
  json typical = json::object();
  put(typical, "error", error), put(typical, "duration", duration);
  if (!typical.empty()) g["typical"] = typical;
  if (!error.is_null()) g["error_kind"] = "unspecified";
  return g;
}

json own_gates(const native_gates& natives, const json& error_1, const json& error_2, const json& timing) {
  const json one = seconds_of(timing, "1q"), two = seconds_of(timing, "2q");
  json all = json::array();
  all.push_back(gate("gpi", "gpi", error_1, one));
  all.push_back(gate("gpi2", "gpi2", error_1, one));
  if (natives.ms) {
    json ms = gate("ms", "ms", error_2, two);
    ms["symmetric"] = true;  // but for the order of its phases
    all.push_back(std::move(ms));
  }
  if (natives.zz) {
    json zz = gate("rzz", "zz", error_2, two);
    zz["symmetric"] = true;
    all.push_back(std::move(zz));
  }
  return all;
}

}  // namespace

json newest_characterization(const json& body) {
  const json* list = member(body, "characterizations");
  if (!list || !list->is_array() || list->empty() || !list->front().is_object()) return nullptr;
  return list->front();
}

void add_calibration(json& detail, const json& c, const native_gates& natives) {
  static const json none = json::object();
  const json* fidelity = member(c, "fidelity");
  const json* timing = member(c, "timing");
  if (!fidelity) fidelity = &none;
  if (!timing) timing = &none;
  json suspects = json::array();
  const json spam = error_of(*fidelity, "spam", suspects), one = error_of(*fidelity, "1q", suspects),
             two = error_of(*fidelity, "2q", suspects);
  if (c.is_object()) {
    json calibration = json::object();
    if (auto id = text_at(c, "id"); !id.empty()) calibration["id"] = std::move(id);
    if (const auto at = parse_instant(text_at(c, "date"))) calibration["at"] = format_instant(at);
    if (!calibration.empty()) detail["calibration"] = std::move(calibration);
  }
  json times = json::object(), qubit = json::object(), readout = json::object();
  put(times, "gate_1q", seconds_of(*timing, "1q")), put(times, "gate_2q", seconds_of(*timing, "2q"));
  put(times, "readout", seconds_of(*timing, "readout")), put(times, "reset", seconds_of(*timing, "reset"));
  put(qubit, "t1", seconds_of(*timing, "t1")), put(qubit, "t2", seconds_of(*timing, "t2"));
  if (qubit.contains("t2")) qubit["t2_kind"] = "unspecified";
  put(readout, "error", spam), put(readout, "duration", seconds_of(*timing, "readout"));
  if (!readout.empty()) qubit["readout"] = std::move(readout);
  if (!times.empty()) detail["timing"] = std::move(times);
  if (!qubit.empty()) detail["qubit_defaults"] = std::move(qubit);
  if (c.is_object() || natives.known) detail["gates"] = own_gates(natives, one, two, *timing);
  if (!natives.known && !two.is_null())  // which of its gates this is, the provider does not say
    detail["metrics"].push_back({{"name", "two_qubit_gate_error"}, {"value", two["value"]}, {"unit", ""}});
  if (!suspects.empty()) detail["extra"]["suspect_fidelities"] = std::move(suspects);
}

std::vector<std::uint32_t> coupling_of(const json& c, std::uint32_t num_qubits) {
  const json* list = member(c, "connectivity");
  if (!list || !list->is_array()) return {};
  std::set<std::pair<std::uint32_t, std::uint32_t>> pairs;
  for (const auto& pair : *list) {
    if (!pair.is_array() || pair.size() != 2 || !pair[0].is_number_unsigned() || !pair[1].is_number_unsigned())
      return {};
    const auto a = pair[0].get<std::uint64_t>(), b = pair[1].get<std::uint64_t>();
    if (a >= num_qubits || b >= num_qubits || a == b) continue;
    pairs.emplace(static_cast<std::uint32_t>(std::min(a, b)), static_cast<std::uint32_t>(std::max(a, b)));
  }
  const std::uint64_t all = std::uint64_t{num_qubits} * (num_qubits - std::min(num_qubits, 1U)) / 2;
  if (pairs.empty() || pairs.size() == all) return {};
  std::vector<std::uint32_t> flat;
  for (const auto& [a, b] : pairs) flat.insert(flat.end(), {a, b, b, a});
  return flat;
}

}  // namespace ketway::ionq
