#pragma once
// What the kernels execute. A tile is a run of 2^bits amplitudes that lies in one piece, in blocks of eight: eight real
// parts, then their eight imaginary parts. Bits 0..2 of an index choose within a block ("lanes"), the others a block.

#include <cstdint>
#include <span>
#include <vector>

#include "engine/diagonal.hpp"
#include "engine/operation.hpp"

namespace ketway::local {

inline constexpr unsigned lane_bits = 3;
inline constexpr unsigned lanes_per_block = 1U << lane_bits;

struct tile_op {
  enum class code : std::uint8_t {
    dense,     ///< targets outside the lanes: coefficients are numbers
    lanes,     ///< coefficients are blocks of eight, one per lane; 0 targets: a multiplication
    flip,      ///< exchanges blocks
    diagonal,  ///< plans[table]
    wide       ///< wides[table]
  };
  code what = code::dense;
  std::uint8_t high = 0, low = 0;  ///< targets among the block bits, and among the lanes; at most 3 together
  bool real = false;
  std::uint8_t high_at[3] = {};  ///< block-bit positions, lowest first
  std::uint8_t offset[8] = {};   ///< lane offset (xor) of each combination of the low targets
  std::uint64_t fixed = 0;       ///< block bits that the loop leaves out: targets and controls
  std::uint64_t ones = 0;        ///< the controls among them
  std::uint64_t outer = 0;       ///< bits of the whole index, outside of the tile, that must be 1
  std::size_t table = 0;         ///< offset into coefficients, or index of the plan
};

/// A matrix on four or more bits (positions within the tile).
struct wide_gate {
  std::vector<std::uint8_t> targets;
  std::uint64_t controls = 0;
  std::vector<double> re, im;  ///< row-major
};

struct tile_program {
  std::vector<tile_op> ops;
  std::vector<double> coefficients;
  std::vector<diagonal_plan> plans;
  std::vector<wide_gate> wides;
  unsigned widest = 0;  ///< targets of the widest gate
};

/// Lays out `ops` for tiles made of the bits in `local` (at least the three lowest), which stay in order. Phases are
/// merged into one pass where that is cheaper, and one-bit gates are paired.
tile_program lay_out(const operation_list& list, std::span<const std::uint32_t> order, std::uint64_t local);

}  // namespace ketway::local
