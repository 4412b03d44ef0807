#include "ionq/devices.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <random>

#include "emulator/identifiers.hpp"

namespace ketway::emulator::ionq {
namespace {

constexpr std::uint64_t day_ns = 86'400'000'000'000;

struct rule {
  const char *id, *status;
  std::uint32_t qubits;
  const char* pair_gate;
  double one, two, spam;     // fidelities around which a seed's figures lie
  double t1q, t2q, readout;  // seconds
};

// The names are IonQ's; the figures are what such machines were published with, rounded.
constexpr std::array<rule, 4> rules = {{
    {"qpu.aria-1", "available", 25, "ms", 0.9996, 0.986, 0.9939, 135e-6, 600e-6, 300e-6},
    {"qpu.forte-1", "available", 36, "zz", 0.9998, 0.9934, 0.9936, 130e-6, 970e-6, 150e-6},
    {"qpu.forte-enterprise-1", "unavailable", 36, "zz", 0.9998, 0.9922, 0.9951, 63e-6, 650e-6, 250e-6},
    {"qpu.harmony", "retired", 11, "ms", 0.9973, 0.9632, 0.9962, 10e-6, 210e-6, 100e-6},
}};

noise noise_of(double one, double two, double spam) {
  noise n;
  n.one_qubit = noise::from_infidelity(1 - one, 1);
  n.two_qubit = noise::from_infidelity(1 - two, 2);
  n.readout = std::max(0.0, 1 - spam);
  return n;
}

// The unit interval, from a name: the same in every run.
double spread(std::uint64_t seed, std::string_view what) {
  std::uint64_t h = seed ^ 0xcbf29ce484222325ULL;
  for (const char c : what) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return std::mt19937_64(h)() * 0x1p-64;
}

std::string id_from(std::string_view what) {
  std::string out = "00000000-0000-4000-8000-000000000000";
  std::mt19937_64 engine(static_cast<std::uint64_t>(spread(7, what) * 0x1p53));
  for (std::size_t i = 0; i < out.size(); ++i)
    if (out[i] == '0') out[i] = "0123456789abcdef"[engine() >> 60];
  return out;
}

device made(const rule& r, std::uint64_t seed, std::uint64_t now_ns) {
  device d;
  d.id = r.id, d.status = r.status, d.qubits = r.qubits, d.two_qubit_gate = r.pair_gate, d.location = "US";
  const auto near = [&](double fidelity, const char* what) {
    return 1 - (1 - fidelity) * (0.8 + 0.4 * spread(seed, d.id + what));
  };
  d.one_qubit = near(r.one, "1q"), d.two_qubit = near(r.two, "2q"), d.spam = near(r.spam, "spam");
  d.timing = {{"readout", r.readout}, {"reset", 20e-6}, {"1q", r.t1q}, {"2q", r.t2q}, {"t1", 100}, {"t2", 1}};
  d.characterization = id_from(d.id);
  d.as_of_ns = now_ns / day_ns * day_ns;
  return d;
}

// `median` in v0.4, `mean` in older characterizations
double figure(const json& fidelity, const char* what) {
  if (!fidelity.contains(what)) return 1;
  const json& f = fidelity[what];
  return f.value("median", f.value("mean", 1.0));
}

expected<device> read_snapshot(const std::string& text, std::uint64_t now_ns) {
  const json s = json::parse(text, nullptr, false);
  if (!s.is_object() || !s.contains("fidelity") || !s["fidelity"].is_object() || !s.contains("timing") ||
      !s["timing"].is_object())
    return error(errc::invalid_argument, "the snapshot is no characterization: \"fidelity\" or \"timing\" is missing");
  device d;
  try {
    const std::string backend = s.contains("backend") ? s["backend"].get<std::string>() : "snapshot";
    d.id = backend.starts_with("qpu.") ? backend : "qpu." + backend;
    d.status = "available";
    d.connectivity = s.value("connectivity", json());
    std::uint32_t highest = 0;
    for (const json& pair : d.connectivity)
      for (const json& q : pair) highest = std::max(highest, q.get<std::uint32_t>() + 1);
    d.qubits = s.contains("qubits") && s["qubits"].is_number_unsigned() ? s["qubits"].get<std::uint32_t>() : highest;
    d.two_qubit_gate = d.id.find("forte") == std::string::npos ? "ms" : "zz";
    d.one_qubit = figure(s["fidelity"], "1q"), d.two_qubit = figure(s["fidelity"], "2q");
    d.spam = figure(s["fidelity"], "spam");
    d.timing = s["timing"];
  } catch (const json::exception& e) {
    return error(errc::invalid_argument, std::string("the snapshot is no characterization: ") + e.what());
  }
  if (d.qubits == 0) return error(errc::invalid_argument, "the snapshot says nothing of its qubits");
  d.characterization = id_from(d.id);
  d.as_of_ns = now_ns / day_ns * day_ns;
  return d;
}

}  // namespace

noise device::errors() const { return noise_of(one_qubit, two_qubit, spam); }

std::string device::characterization_id(unsigned days) const {
  return days == 0 ? characterization : id_from(characterization + std::to_string(days));
}

json device::characterize(unsigned days) const {
  const auto then = [&](double fidelity, const char* what) {
    const double drift = days == 0 ? 1.0 : 0.9 + 0.2 * spread(days, id + what);
    return json{{"median", 1 - (1 - fidelity) * drift}, {"stderr", nullptr}};
  };
  json pairs = connectivity;
  if (pairs.is_null()) {
    pairs = json::array();
    for (std::uint32_t a = 0; a < qubits; ++a)
      for (std::uint32_t b = a + 1; b < qubits; ++b) pairs.push_back({a, b});
  }
  return {{"id", characterization_id(days)},
          {"backend", id},
          {"date", iso_time(as_of_ns - days * day_ns)},
          {"qubits", qubits},
          {"connectivity", std::move(pairs)},
          {"fidelity", {{"spam", then(spam, "spam")}, {"1q", then(one_qubit, "1q")}, {"2q", then(two_qubit, "2q")}}},
          {"timing", timing}};
}

expected<std::vector<device>> make_devices(std::uint64_t seed, std::uint64_t now_ns,
                                           const std::vector<std::string>& snapshots) {
  std::vector<device> all(1);
  all[0].id = "simulator", all[0].status = "available", all[0].qubits = 29;
  for (const rule& r : rules) all.push_back(made(r, seed, now_ns));
  for (const std::string& text : snapshots) {
    expected<device> d = read_snapshot(text, now_ns);
    if (!d) return d.error();
    std::erase_if(all, [&](const device& other) { return other.id == d->id; });
    all.push_back(std::move(*d));
  }
  return all;
}

const noise* model_named(std::string_view name) {
  static const std::map<std::string_view, noise> models = {{"ideal", noise()},
                                                           {"harmony", noise_of(0.9973, 0.9632, 0.9962)},
                                                           {"harmony-1", noise_of(0.9973, 0.9632, 0.9962)},
                                                           {"harmony-2", noise_of(0.9965, 0.9598, 0.9951)},
                                                           {"aria-1", noise_of(0.9996, 0.986, 0.9939)},
                                                           {"aria-2", noise_of(0.9996, 0.9852, 0.9945)},
                                                           {"forte-1", noise_of(0.9998, 0.9934, 0.9936)},
                                                           {"forte-enterprise-1", noise_of(0.9998, 0.9922, 0.9951)}};
  const auto found = models.find(name);
  return found == models.end() ? nullptr : &found->second;
}

}  // namespace ketway::emulator::ionq
