#pragma once
// Cuts a list of operations into sweeps. In one sweep the state is read and written once: it goes tile by tile through the
// second-level cache, and every operation whose targets are among the sweep's local bits is applied to the tile there.
// Controls and phases may lie on any bit.

#include <cstdint>
#include <vector>

#include "engine/operation.hpp"
#include "engine/tile_program.hpp"

namespace ketway::local {

struct sweep {
  std::uint64_t local = 0;  ///< the bits that vary within a tile
  unsigned bits = 0;        ///< how many; 0: all that the state has
  unsigned required = 0;    ///< bits that the state must have
  tile_program program;
};

/// Operations that run without looking at a classical bit.
struct segment {
  std::vector<sweep> sweeps;
  double global_phase = 0;
  std::size_t operations = 0;
};

class tiling {
 public:
  /// For a state of at most `num_bits` bits. The result does not depend on the machine, so that a seed gives the same
  /// counts everywhere where arithmetic is the same.
  explicit tiling(unsigned num_bits) noexcept;
  unsigned num_bits() const noexcept { return num_bits_; }
  unsigned tile_bits() const noexcept { return tile_bits_; }
  unsigned run_bits() const noexcept { return run_bits_; }
  bool whole() const noexcept { return tile_bits_ == num_bits_; }

 private:
  unsigned num_bits_, tile_bits_, run_bits_;
};

/// `diagonal_matters` false: the state is only measured afterwards, so phases at the end are left out.
segment make_segment(operation_list&& list, const tiling& t, bool diagonal_matters);

}  // namespace ketway::local
