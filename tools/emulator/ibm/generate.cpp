#include "ibm/generate.hpp"

#include <cmath>
#include <random>

#include "emulator/identifiers.hpp"
#include "ibm/topology.hpp"

namespace ketway::emulator::ibm {
namespace {

// Spread around a median as calibrations are: log-normal.
class figures {
 public:
  explicit figures(std::uint64_t seed) : engine_(seed) {}
  double around(double median, double spread) {
    const double u = unit(), v = unit();
    return median * std::exp(spread * std::sqrt(-2 * std::log(u)) * std::cos(2 * M_PI * v));
  }

 private:
  double unit() { return (static_cast<double>(engine_() >> 11) + 0.5) * 0x1p-53; }
  std::mt19937_64 engine_;
};

json entry(const char* name, const char* unit, double value, const std::string& date) {
  return {{"date", date}, {"name", name}, {"unit", unit}, {"value", value}};
}

json gate(const std::string& name, const std::vector<std::uint32_t>& on, double error, double length_ns,
          const std::string& date) {
  std::string label = name;
  for (std::size_t i = 0; i < on.size(); ++i) label += (i ? "_" : "") + std::to_string(on[i]);
  return {
      {"qubits", on},
      {"gate", name},
      {"parameters", json::array({entry("gate_error", "", error, date), entry("gate_length", "ns", length_ns, date)})},
      {"name", label}};
}

std::vector<std::string> names_of(const ibm_device_rule& p) {
  if (p.fractional) return {"cz", "id", "rx", "rz", "rzz", "sx", "x", "xslow"};
  return {"cz", "id", "rz", "sx", "x"};
}

bool on_pairs(const std::string& name) { return name == "cz" || name == "rzz"; }

json configuration_of(const ibm_device_rule& p, const lattice& l, std::uint64_t now_ns) {
  json pairs = json::array(), singles = json::array(), coords = json::array(), gates = json::array(),
       all = json::array();
  for (const auto& [a, b] : l.edges) pairs.push_back({a, b}), pairs.push_back({b, a});
  for (std::uint32_t q = 0; q < l.qubits; ++q) {
    singles.push_back(json::array({q}));
    all.push_back(q);
    coords.push_back({l.places[q].first + 1, l.places[q].second + 1});
  }
  const std::vector<std::string> names = names_of(p);
  for (const std::string& name : names)
    gates.push_back({{"name", name},
                     {"parameters", name.starts_with("r") ? json::array({"theta"}) : json::array()},
                     {"qasm_def", "gate " + name + " q { }"},
                     {"coupling_map", on_pairs(name) ? pairs : singles}});
  json supported = names;
  for (const char* more : {"delay", "measure", "measure_2", "reset", "if_else", "store"}) supported.push_back(more);
  return {
      {"backend_name", p.name},
      {"backend_version", "1.0.0"},
      {"n_qubits", l.qubits},
      {"basis_gates", names},
      {"gates", std::move(gates)},
      {"local", false},
      {"simulator", false},
      {"conditional", false},
      {"open_pulse", false},
      {"memory", true},
      {"max_shots", 100000},
      {"max_experiments", 300},
      {"coupling_map", std::move(pairs)},
      {"supported_instructions", std::move(supported)},
      {"supported_features", {"qobj", "qasm3", "dynamic_circuits", "parameters"}},
      {"dt", 4.0},                         // ns
      {"dtm", 4.0},                        // ns
      {"rep_delay_range", {0.0, 2000.0}},  // us
      {"default_rep_delay", 250.0},        // us
      {"online_date", iso_time(now_ns - 31'536'000'000'000'000ULL)},
      {"processor_type", {{"family", p.family}, {"revision", p.revision}}},
      {"timing_constraints", {{"acquire_alignment", 1}, {"granularity", 1}, {"min_length", 2}, {"pulse_alignment", 1}}},
      {"meas_map", json::array({std::move(all)})},
      {"coords", std::move(coords)},
      {"u_channel_lo", json::array()},
      {"clops_h", 195000}};
}

json properties_of(const ibm_device_rule& p, const lattice& l, std::uint64_t seed, std::uint64_t now_ns) {
  const std::string date = iso_time(now_ns - 3'600'000'000'000ULL);
  figures f(seed);
  json qubits = json::array(), gates = json::array();
  for (std::uint32_t q = 0; q < l.qubits; ++q) {
    const double t1 = f.around(250, 0.3), wrong0 = f.around(0.008, 0.5), wrong1 = f.around(0.012, 0.5);
    qubits.push_back(json::array(
        {entry("T1", "us", t1, date), entry("T2", "us", std::min(2 * t1, f.around(170, 0.4)), date),
         entry("readout_error", "", (wrong0 + wrong1) / 2, date), entry("prob_meas0_prep1", "", wrong1, date),
         entry("prob_meas1_prep0", "", wrong0, date), entry("readout_length", "ns", 2280, date)}));
    const double error = f.around(0.00025, 0.4);
    for (const char* name : {"id", "sx", "x"}) gates.push_back(gate(name, {q}, error, 32, date));
    if (p.fractional) gates.push_back(gate("rx", {q}, error, 32, date));
    gates.push_back(gate("rz", {q}, 0, 0, date));
  }
  for (const auto& [a, b] : l.edges) {
    const double error = f.around(p.pair_error, 0.4);
    for (const auto& on : {std::vector{a, b}, std::vector{b, a}}) {
      gates.push_back(gate("cz", on, error, 68, date));
      if (p.fractional) gates.push_back(gate("rzz", on, error * 1.1, 80, date));
    }
  }
  return {{"backend_name", p.name},         {"backend_version", "1.0.0"}, {"last_update_date", date},
          {"qubits", std::move(qubits)},    {"gates", std::move(gates)},  {"general", json::array()},
          {"general_qlists", json::array()}};
}

lattice lattice_of(const ibm_device_rule& p) {
  switch (p.shape) {
    case ibm_device_rule::lattice::heavy_hex: return heavy_hex(p.rows, p.columns, false);
    case ibm_device_rule::lattice::heavy_hex_fringed: return heavy_hex(p.rows, p.columns, true);
    case ibm_device_rule::lattice::square: return square(p.rows, p.columns);
    case ibm_device_rule::lattice::line: break;
  }
  return line(p.columns);
}

}  // namespace

device generate(const ibm_device_rule& p, std::uint64_t seed, std::uint64_t now_ns) {
  const lattice l = lattice_of(p);
  device d;
  d.name = p.name, d.status = p.status;
  d.configuration = configuration_of(p, l, now_ns);
  if (p.calibrated) d.properties = properties_of(p, l, seed, now_ns);
  return d;
}

}  // namespace ketway::emulator::ibm
