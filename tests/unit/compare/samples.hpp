#pragma once
// Distributions for tests: written out, drawn from probabilities, and any at all.

#include <map>
#include <random>
#include <string>
#include <vector>

#include "ketway/distribution.hpp"

namespace ketway::tests {

inline distribution counts(const std::map<std::string, std::uint64_t>& all) {
  return distribution::of_counts(all).value();
}
inline distribution exact(const std::map<std::string, double>& all) {
  return distribution::of_probabilities(all).value();
}

inline std::string key_of(std::uint64_t number, std::uint32_t bits) {
  std::string key(bits, '0');
  for (std::uint32_t i = 0; i < bits; ++i)
    if ((number >> i & 1U) != 0) key[bits - 1 - i] = '1';
  return key;
}

inline std::map<std::string, double> by_key(const std::vector<double>& probabilities, std::uint32_t bits) {
  std::map<std::string, double> all;
  for (std::size_t i = 0; i < probabilities.size(); ++i) all[key_of(i, bits)] = probabilities[i];
  return all;
}

/// So many shots of these probabilities, with the keys 0, 1, ... of `bits` bits.
inline distribution drawn(const std::vector<double>& probabilities, std::uint64_t shots, std::uint32_t bits,
                          std::mt19937_64& random) {
  std::vector<double> sums;
  double sum = 0;
  for (const double p : probabilities) sums.push_back(sum += p);
  std::map<std::string, std::uint64_t> all;
  for (std::uint64_t n = 0; n < shots; ++n) {
    const double at = static_cast<double>(random() >> 11U) * 0x1p-53 * sum;
    std::size_t i = 0;
    while (i + 1 < sums.size() && at >= sums[i]) ++i;
    ++all[key_of(i, bits)];
  }
  return counts(all);
}

/// A sample or exact, of one outcome to sixteen, of few shots or many.
inline distribution any_distribution(std::mt19937_64& random) {
  const std::uint64_t outcomes = 1 + random() % 16, scale = std::uint64_t{1} << random() % 20;
  std::map<std::string, std::uint64_t> all;
  std::map<std::string, double> shares;
  for (std::uint64_t i = 0; i < outcomes; ++i) {
    const std::string key = key_of(random() % 16, 4);
    all[key] += 1 + random() % scale;
    shares[key] += 1 + static_cast<double>(random() % scale);
  }
  return random() % 3 == 0 ? exact(shares) : counts(all);
}

}  // namespace ketway::tests
