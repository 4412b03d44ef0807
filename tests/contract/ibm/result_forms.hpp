#pragma once
// Results as IBM writes them, in both forms. The encoded arrays are the verified ones of the service's fact sheet.

#include <zlib.h>

#include "cloud.hpp"

namespace ketway::ibm::tests {

inline const std::string two_bits =
    "eJyb7BfqGxDJyFDGUK2eklqcXKRupaBeU2qorqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RomOgqGmjoKtQpkAy4GZmZGAOUiG78=";
inline const std::string ten_bits =
    "eJyb7BfqGxDJyFDGUK2eklqcXKRupaBeU2qorqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RrGOgpGmjoKtQpkAy4GRiYGBkYAHJwbvA==";
inline const std::string two_doubles =
    "eJyb7BfqGxDJyFDGUK2eklqcXKRupaBuk2ahrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RpGOpo6CrUKFAAu+"
    "dbXgTvkftpDaE4HAEnyIko=";
inline const std::string no_doubles =
    "eJyb7BfqGxDJyFDGUK2eklqcXKRupaBuk2ahrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RoGOpo6CrUKFAAuAFOzG1s=";

inline std::string base64(const std::string& bytes) {
  static constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t n = 0;
    for (std::size_t k = 0; k < 3; ++k)
      n = n << 8u | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    for (std::size_t k = 0; k < 4; ++k) out += i + k > bytes.size() ? '=' : digits[n >> (18 - 6 * k) & 63u];
  }
  return out;
}

/// base64(zlib(NPY)) of bytes, as IBM packs them.
inline std::string packed(const std::string& type, const std::string& shape, const std::string& data) {
  std::string dict = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
  while ((10 + dict.size() + 1) % 64 != 0) dict += ' ';
  dict += '\n';
  std::string npy("\x93NUMPY\x01\x00", 8);
  npy += static_cast<char>(dict.size() & 0xFFu);
  npy += static_cast<char>(dict.size() >> 8u);
  npy += dict + data;
  uLongf size = compressBound(npy.size());
  std::string out(size, '\0');
  compress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(npy.data()), npy.size());
  out.resize(size);
  return base64(out);
}

inline json tagged(const char* type, json value) { return {{"__type__", type}, {"__value__", std::move(value)}}; }
inline json bit_array(const std::string& data, int bits) {
  return tagged("BitArray", {{"array", tagged("ndarray", data)}, {"num_bits", bits}});
}
inline json data_bin(const json& fields, const json& names, const json& shape = json::array()) {
  return tagged("DataBin", {{"field_names", names}, {"field_types", {"x"}}, {"shape", shape}, {"fields", fields}});
}
inline json encoded(const json& bin) {
  return tagged("PrimitiveResult",
                {{"pub_results",
                  {tagged("SamplerPubResult", {{"data", bin}, {"metadata", {{"circuit_metadata", json::object()}}}})}},
                 {"metadata", {{"version", 2}}}});
}
inline json plain(const json& data) {
  return {{"results", {{{"data", data}, {"metadata", {{"circuit_metadata", json::object()}}}}}},
          {"metadata", {{"version", 2}}}};
}

using layout = std::vector<std::pair<std::string, int>>;
inline std::string memo(const layout& registers, std::uint64_t shots, std::uint64_t sets = 1, bool each = false) {
  json list = json::array();
  for (const auto& [name, size] : registers) list.push_back(json::array({name, size}));
  return json{{"v", 1},
              {"estimator", false},
              {"memory", true},
              {"shots", shots},
              {"layouts", json::array({list})},
              {"programs", json::array({json::array({1, 0, sets, each ? 1 : 0, 0})})}}
      .dump();
}
inline std::string estimator_memo(std::uint64_t sets, std::uint64_t observables) {
  return json{{"v", 1},
              {"estimator", true},
              {"memory", false},
              {"shots", 0},
              {"layouts", json::array({json::array()})},
              {"programs", json::array({json::array({1, 0, sets, 0, observables})})}}
      .dump();
}

inline outcome<std::vector<part>> fetched(const std::string& body, const std::string& memo) {
  cloud ibm;
  ibm.expect("GET", "/jobs/cq1/results", answer(200, body));
  return ibm.fetch("cq1", memo);
}
using table = std::map<std::string, std::uint64_t>;

}  // namespace ketway::ibm::tests
