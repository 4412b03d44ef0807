#pragma once
// Circuits on the local engine: shots, with or without noise, and exact probabilities.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "emulator/noise.hpp"
#include "ketway/circuit.hpp"
#include "ketway/error.hpp"

namespace ketway::emulator {

/// What was measured, a row a shot, in the order of the shots.
class shot_table {
 public:
  shot_table() = default;
  std::uint32_t num_bits = 0;
  std::uint64_t shots = 0;
  std::vector<std::uint8_t> keys;  ///< ceil(num_bits / 8) bytes a row, bit 0 lowest in the first byte

  std::size_t row_bytes() const noexcept { return (num_bits + 7) / 8; }
  bool bit(std::uint64_t shot, std::uint32_t number) const noexcept {
    return (keys[shot * row_bytes() + number / 8] >> (number % 8) & 1) != 0;
  }
  /// Bits [first, first + size) of a shot as text, the highest leftmost.
  std::string text(std::uint64_t shot, std::uint32_t first, std::uint32_t size) const;
};

/// The same seed gives the same table. Noise is by trajectories: shots without an error share one run of the circuit; the
/// others share at most 256 different histories of errors. Errors: those of the engine (resource_exhausted for a circuit
/// that is too wide, unimplemented, invalid_argument).
expected<shot_table> sample(const circuit& c, std::uint64_t shots, std::uint64_t seed, const noise& n);

/// One outcome and its exact probability; bit 0 is the lowest bit of the first byte.
class outcome {
 public:
  std::vector<std::uint8_t> key;
  double probability = 0;
};

/// Ascending by key; what is below 1e-12 is left out. Errors as above.
expected<std::vector<outcome>> probabilities(const circuit& c);

}  // namespace ketway::emulator
