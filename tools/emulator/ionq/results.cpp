#include "ionq/results.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace ketway::emulator::ionq {
namespace {

constexpr std::array<std::string_view, 6> formats = {
    "ionq.result.probabilities.json.v1", "ionq.result.probabilities.json.v2", "ionq.result.histogram.json.v1",
    "ionq.result.histogram.json.v2",     "ionq.result.shots.json.v1",         "ionq.result.shots.json.v2"};

const circuit_register& all_qubits(const job& j) { return j.work->program.circuit.bit_registers().back(); }

bool bit_of(const std::vector<std::uint8_t>& key, std::uint32_t b) { return (key[b / 8] >> (b % 8) & 1) != 0; }

// v1: the decimal number whose bit i is qubit i
template <class Bit>
std::uint64_t number(const circuit_register& r, const Bit& bit) {
  std::uint64_t n = 0;
  for (std::uint32_t b = 0; b < r.size && b < 64; ++b) n |= static_cast<std::uint64_t>(bit(r.first + b)) << b;
  return n;
}

// v2: bit 0 is the leftmost character. UNCONFIRMED by any client's code; the documentation shows it so.
template <class Bit>
std::string text(const circuit_register& r, const Bit& bit) {
  std::string out;
  for (std::uint32_t b = 0; b < r.size; ++b) out += bit(r.first + b) ? '1' : '0';
  return out;
}

// Calls with a reader of bits and a weight for every outcome: shots one by one, or exact ones with their probability.
template <class Visit>
void each(const job& j, const Visit& visit) {
  if (j.work->shots) {
    const shot_table& t = *j.work->shots;
    for (std::uint64_t s = 0; s < t.shots; ++s) visit([&](std::uint32_t b) { return t.bit(s, b); }, 1.0);
  } else if (j.work->exact) {
    for (const outcome& o : *j.work->exact) visit([&](std::uint32_t b) { return bit_of(o.key, b); }, o.probability);
  }
}

json as_object(const std::map<std::uint64_t, double>& weights, double scale, bool counts) {
  json out = json::object();
  for (const auto& [key, weight] : weights) {
    if (counts)
      out[std::to_string(key)] = static_cast<std::uint64_t>(weight);
    else
      out[std::to_string(key)] = weight / scale;
  }
  return out;
}

double scale_of(const job& j) { return j.work->shots ? static_cast<double>(j.work->shots->shots) : 1; }

json flat(const job& j, bool counts) {
  std::map<std::uint64_t, double> weights;
  each(j, [&](const auto& bit, double weight) { weights[number(all_qubits(j), bit)] += weight; });
  return as_object(weights, scale_of(j), counts);
}

json by_register(const job& j, bool counts) {
  json registers = json::object();
  for (const circuit_register& r : j.work->program.circuit.bit_registers()) {
    std::map<std::string, double> weights;
    each(j, [&](const auto& bit, double weight) { weights[text(r, bit)] += weight; });
    json& to = registers[r.name] = json::object();
    for (const auto& [key, weight] : weights) {
      if (counts)
        to[key] = static_cast<std::uint64_t>(weight);
      else
        to[key] = weight / scale_of(j);
    }
  }
  return {{counts ? "histogram" : "probabilities", {{"registers", std::move(registers)}}}};
}

json shots_v1(const job& j) {
  json out = json::array();
  each(j, [&](const auto& bit, double) { out.push_back(std::to_string(number(all_qubits(j), bit))); });
  return out;
}

json shots_v2(const job& j) {
  json out = json::array();
  each(j, [&](const auto& bit, double) {
    json registers = json::object();
    for (const circuit_register& r : j.work->program.circuit.bit_registers()) {
      json& to = registers[r.name] = json::array();
      for (std::uint32_t b = 0; b < r.size; ++b) to.push_back(bit(r.first + b) ? 1 : 0);
    }
    out.push_back({{"registers", std::move(registers)}});
  });
  return {{"shots", std::move(out)}};
}

}  // namespace

std::vector<std::string_view> formats_of(const job& j) {
  return {formats.begin(), formats.begin() + (j.ideal ? 2 : formats.size())};
}

std::optional<json> result_of(const job& j, std::string_view form) {
  if (!j.work || (!j.work->shots && !j.work->exact)) return std::nullopt;
  const bool sampled = j.work->shots.has_value();
  if (form == "probabilities" || form == formats[0]) return flat(j, false);
  if (form == formats[1]) return by_register(j, false);
  if (!sampled) return std::nullopt;
  if (form == "histogram" || form == formats[2]) return flat(j, true);
  if (form == formats[3]) return by_register(j, true);
  if (form == "shots" || form == formats[4]) return shots_v1(j);
  if (form == formats[5]) return shots_v2(j);
  return std::nullopt;
}

}  // namespace ketway::emulator::ionq
