// kw_device.detail: everything beyond the columns, in the form kw.device/1.
#include <algorithm>
#include <cmath>

#include "wire/calibration.hpp"
#include "wire/devices.hpp"
#include "wire/gate_names.hpp"
#include "wire/times.hpp"

namespace ketway::ibm {
namespace {

void set(json& to, const char* key, const std::string& text) {
  if (!text.empty()) to[key] = text;
}

/// A number of the configuration in the base unit, if there is one.
void set_scaled(json& to, const char* key, const json& value, double scale) {
  if (const auto n = number(value); n && std::isfinite(*n) && *n >= 0) to[key] = *n * scale;
}

json processor(const device_facts& f) {
  const json& from = member(f.entry, "processor_type").is_object() ? member(f.entry, "processor_type")
                                                                   : member(f.configuration, "processor_type");
  json p = json::object();
  for (const char* key : {"family", "revision", "segment"}) {
    const json& v = member(from, key);
    if (v.is_string()) p[key] = v;
    if (v.is_number()) p[key] = v.dump();  // old descriptions have numbers here
  }
  return p;
}

/// IBM's dt is in nanoseconds, its delays between shots in microseconds.
json timing(const json& configuration) {
  json t = {{"job_overhead", 2}};
  set_scaled(t, "dt", member(configuration, "dt"), 1e-9);
  const json& constraints = member(configuration, "timing_constraints");
  for (const char* key : {"granularity", "pulse_alignment", "acquire_alignment", "min_length"})
    if (const auto n = whole(member(constraints, key)); n && (*n > 0 || key == std::string_view("min_length")))
      t[key] = *n;
  json delay = json::object();
  const json& range = member(configuration, "rep_delay_range");
  if (range.is_array() && range.size() == 2) {
    set_scaled(delay, "min", range[0], 1e-6);
    set_scaled(delay, "max", range[1], 1e-6);
  }
  set_scaled(delay, "default", member(configuration, "default_rep_delay"), 1e-6);
  if (!delay.empty()) t["repetition_delay"] = std::move(delay);
  return t;
}

json language(const plugin::device& d) {
  json l = {{"versions", json::array({"3.0"})},
            {"include", "stdgates.inc"},
            {"qubits", "physical"},
            {"verbatim", "always"},
            {"inputs", true},
            {"unassigned_measure", false}};
  for (const auto& gate : d.basis)
    if (const auto text = gate_definition(gate); !text.empty()) l["define"][gate] = text;
  if ((d.flags & KW_DEVICE_CONDITIONS) != 0) l["control_flow"] = json::array({"if", "else"});
  return json::object({{"openqasm3", std::move(l)}});
}

json limits(const plugin::device& d) {
  json per_qubit = json::object();
  for (const auto& gate : d.basis) {
    const bool pair = gate == "cz" || gate == "cx" || gate == "ecr" || gate == "rzz";
    if (pair) per_qubit[gate] = 5'000'000;
    if (gate == "rz") per_qubit[gate] = 30'000'000;
    if (gate == "sx") per_qubit[gate] = 20'000'000;
  }
  json l = {{"min_shots", 1}, {"max_shots_total", d.max_shots}, {"max_job", 10800}};
  if (!per_qubit.empty()) l["per_qubit"] = std::move(per_qubit);
  return l;
}

json queue(const device_facts& f, const plugin::device& d) {
  json q = json::object();
  if (d.queue_length != UINT32_MAX) q["length"] = d.queue_length;
  json wait = json::object();
  for (const char* key : {"average", "p50", "p95"})
    set_scaled(wait, key, member(member(f.entry, "wait_time_seconds"), key), 1);
  if (!wait.empty()) q["wait"] = std::move(wait);
  return q;
}

json metrics(const device_facts& f) {
  json all = json::array();
  const auto add = [&all](const std::string& name, const json& value, const std::string& unit, const json& on) {
    const auto n = number(value);
    if (!n || !std::isfinite(*n)) return;
    json m = {{"name", name}, {"value", *n}, {"unit", unit.substr(0, 32)}};
    if (const auto qubits = qubit_list(on, 1u << 20u); !qubits.empty()) m["qubits"] = qubits;
    all.push_back(std::move(m));
  };
  add("clops", member(member(f.entry, "clops"), "value"), "", nullptr);
  add("quantum_volume", member(f.configuration, "quantum_volume"), "", nullptr);
  const json& performance = member(f.entry, "performance_metrics");
  if (performance.is_object())
    for (const auto& [name, m] : performance.items())
      add(name, member(m, "value"), text_of(m, "unit"), member(m, "qubits"));
  for (const json& m : member(f.properties, "general")) {
    if (text_of(m, "name").empty()) continue;
    const std::size_t before = all.size();
    add(text_of(m, "name"), member(m, "value"), text_of(m, "unit"), nullptr);
    if (const auto date = utc(text_of(m, "date")); all.size() > before && !date.empty()) all.back()["at"] = date;
  }
  return all;
}

json quotas(const json& usage) {
  auto limit = number(member(usage, "usage_limit_seconds"));
  if (!limit) limit = number(member(usage, "usage_allocation_seconds"));
  if (!limit) return json::array();
  json q = {{"name", "QPU time"}, {"scope", "instance"}, {"limit", *limit}, {"unit", "s"}};
  set_scaled(q, "used", member(usage, "usage_consumed_seconds"), 1);
  const json& period = member(usage, "usage_period");
  if (const auto from = text_of(period, "start_time"); !from.empty())
    q["period"] = from + "/" + text_of(period, "end_time");
  return json::array({std::move(q)});
}

json mitigation() {
  const auto one = [](const char* name, bool standard, const char* note) {
    return json{{"name", name}, {"default", standard}, {"note", note}};
  };
  return json::array({one("dynamical_decoupling", false, "option dynamical_decoupling"),
                      one("twirling", false, "option twirling"),
                      one("measure_mitigation", true, "expectation values only, from resilience_level 1"),
                      one("zne", false, "expectation values only, resilience_level 2 or option resilience"),
                      one("pec", false, "expectation values only, option resilience")});
}

}  // namespace

json device_detail(const device_facts& f, const settings& c, const plugin::device& d) {
  json all = {{"schema", "kw.device/1"}, {"kind", "gate"}, {"provider", "IBM"}, {"technology", "superconducting"}};
  if (f.read_ns != 0) all["as_of"] = rfc3339(f.read_ns);
  set(all, "region", f.region);
  if (json p = processor(f); !p.empty()) all["processor"] = std::move(p);
  std::string version = text_of(f.status, "backend_version");
  if (version.empty()) version = text_of(f.configuration, "backend_version");
  set(all, "version", version);
  set(all, "online_since", utc(text_of(f.configuration, "online_date")));
  set(all, "description", text_of(f.configuration, "description"));
  all["queue"] = queue(f, d);
  all["availability"] = json::object({{"sessions", json::array({"batch", "dedicated"})}});
  json price = {{"per", "second"}, {"amount", c.price_per_second}, {"currency", "USD"}, {"note", "of QPU time"}};
  all["prices"] = {{"items", json::array({std::move(price)})}, {"source", c.price_source}};
  set(all["prices"], "as_of", c.price_as_of.empty() && f.read_ns != 0 ? rfc3339(f.read_ns) : c.price_as_of);
  if (json m = metrics(f); !m.empty()) all["metrics"] = std::move(m);
  if (json q = quotas(f.usage); !q.empty()) all["quotas"] = std::move(q);
  if (!f.configuration.is_object()) return all;
  all["timing"] = timing(f.configuration);
  all["languages"] = language(d);
  all["limits"] = limits(d);
  all["gates"] = gate_details(f, c);
  all["mitigation"] = mitigation();
  all["results"] =
      json::array({json::object({{"name", "counts"}}), json::object({{"name", "shots"}}),
                   json::object({{"name", "expectation"}, {"observables", json::array({"x", "y", "z"})}})});
  if (json q = qubit_details(f.properties, f.configuration); !q.empty()) all["qubits"] = std::move(q);
  if (const auto at = utc(text_of(f.properties, "last_update_date")); !at.empty())
    all["calibration"] = json::object({{"at", at}});
  return all;
}

}  // namespace ketway::ibm
