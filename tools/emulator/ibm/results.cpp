// Results of the two primitives: plain JSON, and the encoded form that Qiskit asks for.

#include "ibm/jobs.hpp"

namespace ketway::emulator::ibm {
namespace {

// A register's value in one shot, most significant byte first.
std::vector<std::uint8_t> big_endian(const shot_table& t, std::uint64_t shot, const circuit_register& r) {
  std::vector<std::uint8_t> out((r.size + 7) / 8);
  for (std::uint32_t b = 0; b < r.size; ++b)
    if (t.bit(shot, r.first + b)) out[out.size() - 1 - b / 8] |= static_cast<std::uint8_t>(1U << (b % 8));
  return out;
}

std::string hex(const std::vector<std::uint8_t>& big) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const std::uint8_t b : big) out += {digits[b >> 4], digits[b & 15]};
  const std::size_t first = out.find_first_not_of('0');
  return "0x" + (first == std::string::npos ? "0" : out.substr(first));
}

json tagged(const char* type, json value) { return {{"__type__", type}, {"__value__", std::move(value)}}; }

// UNCONFIRMED for several parameter sets: samples nested as the sets are.
json plain_sampler(const pub& p) {
  json data = json::object();
  for (const circuit_register& r : p.circuit.bit_registers()) {
    if (r.size == 0) continue;
    std::vector<json> sets;
    for (const shot_table& t : p.tables) {
      json samples = json::array();
      for (std::uint64_t s = 0; s < t.shots; ++s) samples.push_back(hex(big_endian(t, s, r)));
      sets.push_back(std::move(samples));
    }
    data[r.name] = {{"samples", nested(p.points, sets)}, {"num_bits", r.size}};
  }
  return {{"data", std::move(data)}, {"metadata", {{"circuit_metadata", json::object()}}}};
}

json metadata_of(const pub& p) {
  json m = {{"circuit_metadata", json::object()}};
  if (p.estimates) {
    m["target_precision"] = p.precision;
    m["shots"] = static_cast<std::uint64_t>(1 / (p.precision * p.precision));
    m["resilience"] = json::object();
    m["num_randomizations"] = 32;
  }
  return m;
}

json plain_estimator(const pub& p) {
  const json errors = nested(p.errors.size, p.errors.values);
  return {{"data",
           {{"evs", nested(p.values.size, p.values.values)}, {"stds", errors}, {"ensemble_standard_error", errors}}},
          {"metadata", metadata_of(p)}};
}

json bin(const shape& points, json fields) {
  json names = json::array(), types = json::array();
  for (const auto& [name, value] : fields.items()) {
    names.push_back(name);
    types.push_back(value["__type__"] == "BitArray" ? "<class 'qiskit.primitives.containers.bit_array.BitArray'>"
                                                    : "numpy.ndarray[numpy.float64]");
  }
  return tagged("DataBin", {{"field_names", std::move(names)},
                            {"field_types", std::move(types)},
                            {"shape", points},
                            {"fields", std::move(fields)}});
}

json encoded_sampler(const pub& p) {
  json fields = json::object();
  for (const circuit_register& r : p.circuit.bit_registers()) {
    if (r.size == 0) continue;
    std::vector<std::uint8_t> bytes;
    for (const shot_table& t : p.tables)
      for (std::uint64_t s = 0; s < t.shots; ++s) {
        const std::vector<std::uint8_t> row = big_endian(t, s, r);
        bytes.insert(bytes.end(), row.begin(), row.end());
      }
    shape size = p.points;
    size.push_back(p.shots);
    size.push_back((r.size + 7) / 8);
    fields[r.name] = tagged("BitArray", {{"array", encoded(size, bytes)}, {"num_bits", r.size}});
  }
  return tagged("SamplerPubResult", {{"data", bin(p.points, std::move(fields))}, {"metadata", metadata_of(p)}});
}

json encoded_estimator(const pub& p) {
  json fields = {
      {"evs", encoded(p.values)}, {"stds", encoded(p.errors)}, {"ensemble_standard_error", encoded(p.errors)}};
  return tagged("PubResult", {{"data", bin(p.values.size, std::move(fields))}, {"metadata", metadata_of(p)}});
}

}  // namespace

std::string results_text(const job& j) {
  json all = json::array();
  for (const pub& p : j.pubs) {
    if (j.encoded)
      all.push_back(p.estimates ? encoded_estimator(p) : encoded_sampler(p));
    else
      all.push_back(p.estimates ? plain_estimator(p) : plain_sampler(p));
  }
  json document;
  if (j.encoded)
    document = tagged("PrimitiveResult", {{"pub_results", std::move(all)}, {"metadata", {{"version", 2}}}});
  else
    document = {{"results", std::move(all)}, {"metadata", {{"version", 2}}}};
  return document.dump();
}

}  // namespace ketway::emulator::ibm
