#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "engine/gate_matrix.hpp"

namespace ketway::local {

/// One step on the amplitudes, after fusion. Bits are positions in the basis index ("physical" qubits).
struct operation {
  enum class kind : std::uint8_t {
    phase,  ///< multiplies by e(angle) where all `controls` are 1; no targets
    flip,   ///< X on targets[0]
    dense   ///< a matrix on `num_targets` bits, targets[0] the lowest bit of its index
  };
  static constexpr std::size_t max_targets = 10;

  kind what = kind::phase;
  std::uint8_t num_targets = 0;
  std::array<std::uint8_t, max_targets> targets{};
  std::uint32_t matrix = 0;    ///< offset into operation_list::matrices
  std::uint64_t controls = 0;  ///< acts only where these bits are 1
  double angle = 0;

  std::uint64_t target_mask() const noexcept {
    std::uint64_t m = 0;
    for (std::size_t k = 0; k < num_targets; ++k) m |= std::uint64_t{1} << targets[k];
    return m;
  }
  std::uint64_t bits() const noexcept { return target_mask() | controls; }
};

struct operation_list {
  std::vector<operation> ops;
  std::vector<amplitude> matrices;
  double global_phase = 0;

  const amplitude* matrix(const operation& o) const noexcept { return matrices.data() + o.matrix; }
};

inline std::uint64_t bit(unsigned position) noexcept { return std::uint64_t{1} << position; }

}  // namespace ketway::local
