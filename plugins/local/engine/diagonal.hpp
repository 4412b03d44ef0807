#pragma once
// A product of phases as one pass over a tile: amplitude x is multiplied by e(sum of angle_k over the terms whose bits are
// all 1 in x). The lowest bits go through a table; each higher bit multiplies that table when it becomes 1, so a pass costs
// two complex products per amplitude however many terms there are.

#include <cstdint>
#include <span>
#include <vector>

namespace ketway::local {

struct phase_term {
  std::uint64_t mask = 0;  ///< bits of the whole index
  double angle = 0;
};

struct diagonal_plan {
  static constexpr unsigned table_bits = 7;

  struct upper_bit {
    bool has_table = false;
    std::vector<double> table;  ///< planar blocks, 2^low entries: what this bit does to the table
    double angle = 0;           ///< alone
    struct crossing {
      unsigned with;  ///< a higher upper bit
      double re, im;
    };
    std::vector<crossing> crossings;
  };
  struct outside {           ///< depends on bits outside of the tile, so on the tile's place
    std::uint64_t mask = 0;  ///< bits of the whole index
    int bit = -1;            ///< tile bit that must be 1 too; -1: none
    double angle = 0;
  };

  unsigned low = 3;          ///< bits of the table
  std::vector<double> base;  ///< planar blocks, 2^low entries
  bool base_is_one = true;
  std::vector<upper_bit> upper;  ///< tile bits low, low + 1, ...
  std::vector<outside> elsewhere;
};

/// Doubles of work space that a pass needs.
std::size_t diagonal_workspace(const diagonal_plan& plan, unsigned tile_bits) noexcept;

/// Whether a term fits into a plan for tiles of these bits: at most one bit above the table, or two bits in all.
bool fits_plan(std::uint64_t mask, std::uint64_t local) noexcept;
/// Every term must fit.
diagonal_plan make_plan(std::span<const phase_term> terms, std::uint64_t local);

/// Position of `index_bit` (a bit of the whole index, in `local`) within the tile.
unsigned tile_position(std::uint64_t local, unsigned index_bit) noexcept;
/// All bits of `mask` (within `local`) as tile bits.
std::uint64_t tile_mask(std::uint64_t local, std::uint64_t mask) noexcept;

}  // namespace ketway::local
