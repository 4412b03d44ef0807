#pragma once
// Devices and candidates that the tests of selection share.

#include <random>
#include <string>
#include <vector>

#include "ketway/discovery/ranking.hpp"

namespace ketway::tests {

/// Three qubits in a row; sx, rz and cz with errors and durations, T1 and T2 of qubits 0 and 1.
inline constexpr const char* calibrated = R"({
  "schema": "kw.device/1", "kind": "gate", "provider": "Acme", "region": "eu-1",
  "calibration": {"id": "cal-1"},
  "timing": {"repetition_delay": {"default": 2.5e-4}, "job_overhead": 2},
  "qubits": [
    {"qubit": 0, "t1": 1e-4, "t2": 8e-5, "readout": {"error": 0.01, "duration": 1e-6}},
    {"qubit": 1, "t1": 2e-4, "t2": 5e-4, "readout": {"error": 0.02, "duration": 1e-6}},
    {"qubit": 2, "readout": {"reads_0_prepared_1": 0.04, "reads_1_prepared_0": 0.02, "duration": 1e-6}}],
  "gates": [
    {"name": "rz", "virtual": true},
    {"name": "sx", "typical": {"error": 0.001, "duration": 3e-8},
     "sites": [{"qubits": [0], "error": 0.0005}, {"qubits": [1]}, {"qubits": [2]}]},
    {"name": "cz", "symmetric": true,
     "sites": [{"qubits": [0, 1], "error": 0.005, "duration": 7e-8}, {"qubits": [1, 2], "error": 0.008, "duration": 7e-8}]}]})";

inline device calibrated_device() {
  device d;
  d.id = d.name = "kestrel", d.num_qubits = 3;
  d.mid_circuit = d.conditions = true;
  d.basis = {"rz", "sx", "cz"}, d.coupling = {{0, 1}, {1, 0}, {1, 2}, {2, 1}};
  d.state = device_state::online, d.snapshot = "cal-1", d.detail = calibrated;
  return d;
}

/// A candidate that everything is known of.
inline candidate known_candidate(std::string name, double cost, double queue_s, double probability) {
  candidate c(std::move(name));
  c.plugin = "acme", c.device = calibrated_device();
  c.cost.amount = c.cost.low = c.cost.high = cost, c.cost.currency = "USD";
  c.cost.queue = std::chrono::nanoseconds(static_cast<std::int64_t>(queue_s * 1e9));
  c.cost.run = std::chrono::seconds(1);
  c.success.probability = probability;
  return c;
}

inline circuit_needs small_circuit() {
  circuit_needs n;
  n.qubits = 2;
  return n;
}

inline std::vector<std::string> names_of(const selection& s) {
  std::vector<std::string> names;
  for (const ranked_candidate& c : s.candidates) names.push_back(c.backend);
  return names;
}

/// Candidates of every kind: some things unknown, some free, some small, some with a reason against them.
inline std::vector<candidate> random_candidates(std::mt19937_64& random) {
  const auto below = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
  std::vector<candidate> all;
  const unsigned n = 1 + below(12);
  for (unsigned i = 0; i < n; ++i) {
    candidate c = known_candidate("backend" + std::to_string(i), 0.25 * below(8), 30.0 * below(6), 0.1 * below(11));
    c.plugin = "plugin" + std::to_string(below(3));
    c.device.simulator = below(2) == 0, c.device.num_qubits = 1 + below(6);
    c.device.mid_circuit = below(4) != 0, c.swaps = below(5);
    if (below(5) == 0) c.cost.amount = c.cost.low = c.cost.high = std::nullopt;
    if (below(5) == 0) c.cost.queue = std::nullopt;
    if (below(5) == 0) c.success.probability = std::nullopt;
    if (below(6) == 0) c.cost.currency = "credits";
    if (below(8) == 0) c.device.state = device_state::offline;
    if (below(8) == 0) c.reasons.emplace_back("has no gate nonsense");
    all.push_back(std::move(c));
  }
  return all;
}

inline requirements random_requirements(std::mt19937_64& random) {
  const auto below = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
  requirements r;
  if (below(3) == 0) r.qubits(below(7));
  if (below(3) == 0) r.max_cost(0.5 * below(4), "USD");
  if (below(3) == 0) r.max_queue(std::chrono::seconds(30 * below(6)));
  if (below(3) == 0) r.max_time(std::chrono::seconds(30 * below(6)));
  if (below(3) == 0) r.min_fidelity(0.1 * below(11));
  if (below(3) == 0) r.max_swaps(below(5));
  if (below(4) == 0) r.kind(below(2) == 0 ? device_kind::simulator : device_kind::hardware);
  if (below(4) == 0) r.provider("plugin" + std::to_string(below(3)));
  if (below(4) == 0) r.not_provider("plugin" + std::to_string(below(3)));
  return r;
}

inline objective random_objective(std::mt19937_64& random) {
  switch (random() % 5) {
    case 0: return objective::fastest();
    case 1: return objective::cheapest();
    case 2: return objective::most_faithful();
    case 3: return objective::weighted(static_cast<double>(random() % 3), 1, static_cast<double>(random() % 3));
    default: return {};
  }
}

}  // namespace ketway::tests
