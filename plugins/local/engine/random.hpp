#pragma once
// Own random numbers, so that one seed gives the same counts with every standard library.

#include <cstdint>

namespace ketway::local {

/// One step of splitmix64: a permutation of 64-bit numbers with good avalanche; used to derive keys from keys.
std::uint64_t mixed(std::uint64_t x) noexcept;

/// xoshiro256++, keyed. Each node of a sampling tree has a stream of its own, named by a path of numbers, so that the
/// numbers do not depend on who visits which node when.
class random_stream {
 public:
  explicit random_stream(std::uint64_t key) noexcept;

  std::uint64_t next() noexcept;
  /// In [0, 1), with 53 random bits.
  double uniform() noexcept { return static_cast<double>(next() >> 11) * 0x1p-53; }
  /// In (0, 1].
  double positive() noexcept { return static_cast<double>((next() >> 11) + 1) * 0x1p-53; }
  /// Below `bound`, which is not 0, without bias.
  std::uint64_t below(std::uint64_t bound) noexcept;
  /// How many of `trials` succeed, each with probability p (outside of [0, 1] or NaN: taken to the nearer end, NaN to 0).
  std::uint64_t binomial(std::uint64_t trials, double p) noexcept;

 private:
  std::uint64_t state_[4];
};

}  // namespace ketway::local
