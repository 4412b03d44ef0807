#include "engine/diagonal.hpp"

#include <bit>
#include <cmath>

namespace ketway::local {
namespace {

std::size_t real_at(std::size_t entry) noexcept { return 16 * (entry >> 3) + (entry & 7); }

void fill_with_one(std::vector<double>& table, std::size_t entries) {
  table.assign(2 * entries, 0.0);
  for (std::size_t x = 0; x < entries; ++x) table[real_at(x)] = 1;
}

/// Multiplies the entries whose index has all of `mask`.
void multiply_where(std::vector<double>& table, std::size_t entries, std::uint64_t mask, double angle) {
  const double c = std::cos(angle), s = std::sin(angle);
  for (std::size_t x = mask; x < entries; x = (x + 1) | mask) {
    double& re = table[real_at(x)];
    double& im = table[real_at(x) + 8];
    const double r = re;
    re = c * r - s * im, im = c * im + s * r;
  }
}

}  // namespace

unsigned tile_position(std::uint64_t local, unsigned index_bit) noexcept {
  return static_cast<unsigned>(std::popcount(local & ((std::uint64_t{1} << index_bit) - 1)));
}
std::uint64_t tile_mask(std::uint64_t local, std::uint64_t mask) noexcept {
  std::uint64_t out = 0;
  for (; mask; mask &= mask - 1)
    out |= std::uint64_t{1} << tile_position(local, static_cast<unsigned>(std::countr_zero(mask)));
  return out;
}

bool fits_plan(std::uint64_t mask, std::uint64_t local) noexcept {
  if (std::popcount(mask) <= 2) return true;
  if (mask & ~local) return false;
  return std::popcount(tile_mask(local, mask) >> diagonal_plan::table_bits) <= 1;
}

std::size_t diagonal_workspace(const diagonal_plan& plan, unsigned tile_bits) noexcept {
  const std::size_t table = std::size_t{2} << plan.low;
  const std::size_t levels = tile_bits > plan.low ? tile_bits - plan.low : 0;
  return table * (1 + levels + plan.upper.size());
}

diagonal_plan make_plan(std::span<const phase_term> terms, std::uint64_t local) {
  diagonal_plan plan;
  const auto bits = static_cast<unsigned>(std::popcount(local));
  plan.low = bits < diagonal_plan::table_bits ? bits : diagonal_plan::table_bits;
  const std::size_t entries = std::size_t{1} << plan.low;
  const std::uint64_t low_mask = entries - 1;
  fill_with_one(plan.base, entries);
  plan.upper.resize(bits - plan.low);
  for (const auto& t : terms) {
    const std::uint64_t outer = t.mask & ~local, inner = tile_mask(local, t.mask & local);
    if (outer) {
      plan.elsewhere.push_back({outer, inner ? std::countr_zero(inner) : -1, t.angle});
      continue;
    }
    const std::uint64_t in_table = inner & low_mask, above = inner >> plan.low;
    if (!above) {
      multiply_where(plan.base, entries, in_table, t.angle);
      plan.base_is_one = false;
      continue;
    }
    const auto first = static_cast<unsigned>(std::countr_zero(above));
    auto& u = plan.upper[first];
    if (above & (above - 1)) {
      const auto second = static_cast<unsigned>(std::countr_zero(above & (above - 1)));
      u.crossings.push_back({second, std::cos(t.angle), std::sin(t.angle)});
    } else if (!in_table) {
      u.angle += t.angle;
    } else {
      if (!u.has_table) fill_with_one(u.table, entries);
      u.has_table = true;
      multiply_where(u.table, entries, in_table, t.angle);
    }
  }
  return plan;
}

}  // namespace ketway::local
