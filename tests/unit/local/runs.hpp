#pragma once
// Runs drafts through the engine and reads the columns back as people write them.

#include <map>
#include <string>
#include <vector>

#include "draft.hpp"
#include "engine/simulation.hpp"

namespace ketway::local::testing {

inline std::string key_text(const std::vector<std::uint8_t>& keys, std::uint64_t row, std::uint32_t num_bits) {
  const std::size_t size = (num_bits + 7) / 8;
  std::string out(num_bits, '0');
  for (std::uint32_t b = 0; b < num_bits; ++b)
    if (keys[row * size + b / 8] >> (b % 8) & 1) out[num_bits - 1 - b] = '1';
  return out;
}

class runs {
 public:
  explicit runs(unsigned threads = 1) : threads(threads) {}

  simulation_result run(const draft& d, const simulation_request& r) {
    const kw_circuit c = d.columns();
    return simulation(c, r.statevector).run(r, threads, stop);
  }
  std::map<std::string, std::uint64_t> counts(const draft& d, std::uint64_t shots, std::uint64_t seed = 7) {
    simulation_request r = base;
    r.shots = shots, r.seed = seed, r.counts = true;
    const auto out = run(d, r);
    std::map<std::string, std::uint64_t> read;
    for (std::uint64_t row = 0; row < out.counts->rows; ++row)
      read[key_text(out.counts->keys, row, out.num_bits)] += out.counts->counts[row];
    return read;
  }
  std::map<std::string, double> probabilities(const draft& d) {
    simulation_request r = base;
    r.probabilities = true;
    const auto out = run(d, r);
    std::map<std::string, double> read;
    for (std::uint64_t row = 0; row < out.probabilities->rows; ++row)
      read[key_text(out.probabilities->keys, row, out.num_bits)] += out.probabilities->values[row];
    return read;
  }
  std::vector<std::complex<double>> statevector(const draft& d) {
    simulation_request r = base;
    r.statevector = true;
    const auto out = run(d, r);
    std::vector<std::complex<double>> read;
    for (std::size_t k = 0; k < std::size_t{1} << out.num_qubits; ++k)
      read.emplace_back(out.statevector->data()[2 * k], out.statevector->data()[2 * k + 1]);
    return read;
  }

  simulation_request base;
  crew threads;
  stop_signal stop;
};

}  // namespace ketway::local::testing
