#include "engine/state.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "engine/tile_kernels.hpp"

namespace ketway::local {
namespace {

constexpr unsigned max_piece_bits = 14;  // for work that is shared out and is not a sweep

/// Spreads the bits of x over the set bits of mask, lowest first.
std::uint64_t deposit(std::uint64_t x, std::uint64_t mask) noexcept {
  std::uint64_t out = 0;
  for (; mask; mask &= mask - 1, x >>= 1)
    if (x & 1) out |= mask & (~mask + 1);
  return out;
}

}  // namespace

workshop::workshop(crew& threads, stop_signal& stop) : threads_(threads), stop_(stop) {
  for (unsigned m = 0; m < threads.size(); ++m) meters_.push_back(std::make_unique<work_meter>(stop));
  spaces_.resize(threads.size());
}

double* workshop::space(unsigned member, std::size_t doubles) {
  auto& at = spaces_[member];
  if (!at || at->bytes() < doubles * sizeof(double)) at = std::make_unique<state_memory>(doubles * sizeof(double));
  return at->data();
}
void workshop::prepare_space(std::size_t doubles) {
  for (unsigned m = 0; m < spaces_.size(); ++m) space(m, doubles);
}

std::size_t state::bytes_for(unsigned capacity) noexcept { return std::size_t{16} << std::max(capacity, lane_bits); }

state::state(unsigned capacity)
    : capacity_(std::max(capacity, lane_bits)), memory_(std::make_shared<state_memory>(bytes_for(capacity))) {
  memory_->data()[0] = 1;
  memory_->touch(bytes_for(active_));
}

void state::run(const segment& s, workshop& shop) {
  for (const auto& one : s.sweeps) run(one, shop);
}

void state::run(const sweep& s, workshop& shop) {
  const unsigned before = active_;
  active_ = std::max(active_, s.required);
  memory_->touch(bytes_for(active_));
  if (s.bits == 0 || s.bits == active_) {
    double* work = shop.space(0, tile_workspace(s.program, active_));
    run_tile(s.program, data(), active_, 0, work, shop.meter(0));
    return shop.stop().check();
  }
  if (s.local != (std::uint64_t{1} << s.bits) - 1) return run_scattered(s, before, shop);
  // Tiles beyond what was active hold zeros, which every operation leaves.
  const std::uint64_t tiles = std::uint64_t{1} << (std::max(before, s.bits) - s.bits);
  shop.prepare_space(tile_workspace(s.program, s.bits));
  shop.run(tiles, 0, [&](std::uint64_t tile, unsigned member) {
    run_tile(s.program, data() + (tile << (s.bits + 1)), s.bits, tile << s.bits, shop.space(member, 0),
             shop.meter(member));
  });
}

/// The tile's amplitudes lie in runs; they are gathered into one piece, worked on in cache, and put back.
void state::run_scattered(const sweep& s, unsigned before, workshop& shop) {
  const auto run_bits = static_cast<unsigned>(std::countr_one(s.local));
  const std::uint64_t all = (std::uint64_t{1} << active_) - 1;
  const std::uint64_t outside = all & ~s.local, inside = s.local >> run_bits << run_bits;
  std::vector<std::uint64_t> runs(std::size_t{1} << (s.bits - run_bits));
  for (std::size_t r = 0; r < runs.size(); ++r) runs[r] = deposit(r, inside);
  const std::uint64_t known = std::uint64_t{1} << before;  // amplitudes from here on are zero
  const std::size_t run_doubles = std::size_t{2} << run_bits, tile_doubles = std::size_t{2} << s.bits;
  shop.prepare_space(tile_doubles + tile_workspace(s.program, s.bits));
  const std::uint64_t tiles = std::uint64_t{1} << (active_ - s.bits);
  const std::uint64_t cost = std::uint64_t{1} << s.bits;
  shop.run(tiles, cost, [&](std::uint64_t tile, unsigned member) {
    const std::uint64_t outer = deposit(tile, outside);
    if (outer >= known) return;
    double* const space = shop.space(member, 0);
    double* const from = data() + 2 * outer;
    for (std::size_t r = 0; r < runs.size(); ++r) {
      double* const to = space + r * run_doubles;
      if (outer + runs[r] < known)
        std::memcpy(to, from + 2 * runs[r], run_doubles * sizeof(double));
      else
        std::memset(to, 0, run_doubles * sizeof(double));
    }
    if (!run_tile(s.program, space, s.bits, outer, space + tile_doubles, shop.meter(member))) return;
    for (std::size_t r = 0; r < runs.size(); ++r)
      std::memcpy(from + 2 * runs[r], space + r * run_doubles, run_doubles * sizeof(double));
  });
}

unsigned state::piece_bits() const noexcept { return std::min(active_, max_piece_bits); }
std::uint64_t state::pieces() const noexcept { return std::uint64_t{1} << (active_ - piece_bits()); }

double state::weight(unsigned index_bit, bool value, workshop& shop) const {
  const unsigned bits = piece_bits();
  const std::uint64_t amplitudes = std::uint64_t{1} << bits, blocks = amplitudes / lanes_per_block;
  const bool untouched = index_bit >= active_;  // known to be 0
  const auto of_piece = [&](std::uint64_t piece) {
    const double* at = data() + 2 * amplitudes * piece;
    if (!untouched && index_bit < bits) return squared_norm_where(at, blocks, index_bit, value);
    return (!untouched && (piece >> (index_bit - bits) & 1U)) == value ? squared_norm(at, blocks) : 0.0;
  };
  if (pieces() == 1) {
    if (shop.meter(0).spend(amplitudes)) shop.stop().check();
    return of_piece(0);
  }
  std::vector<double> sums(pieces());
  shop.run(pieces(), amplitudes, [&](std::uint64_t piece, unsigned) { sums[piece] = of_piece(piece); });
  double sum = 0;
  for (const double s : sums) sum += s;
  return sum;
}

void state::project(unsigned index_bit, bool value, double factor, workshop& shop) {
  const unsigned bits = piece_bits();
  const std::uint64_t amplitudes = std::uint64_t{1} << bits, blocks = amplitudes / lanes_per_block;
  const bool untouched = index_bit >= active_;  // known to be 0
  shop.run(pieces(), amplitudes, [&](std::uint64_t piece, unsigned) {
    double* at = data() + 2 * amplitudes * piece;
    if (!untouched && index_bit < bits)
      local::project(at, blocks, index_bit, value, factor);
    else
      scale(at, blocks, (!untouched && (piece >> (index_bit - bits) & 1U)) == value ? factor : 0);
  });
}

void state::assign(const state& other, workshop& shop) {
  const unsigned before = active_;
  active_ = std::max(before, other.active_);
  memory_->touch(bytes_for(active_));
  const std::uint64_t amplitudes = std::uint64_t{1} << piece_bits();
  const std::uint64_t known = std::uint64_t{1} << other.active_;
  shop.run(pieces(), amplitudes, [&](std::uint64_t piece, unsigned) {
    const std::uint64_t first = amplitudes * piece, copied = first < known ? std::min(known - first, amplitudes) : 0;
    std::memcpy(data() + 2 * first, other.data() + 2 * first, 2 * copied * sizeof(double));
    std::memset(data() + 2 * (first + copied), 0, 2 * (amplitudes - copied) * sizeof(double));
  });
  active_ = other.active_;
}

void state::clear(workshop& shop) {
  const std::uint64_t amplitudes = std::uint64_t{1} << piece_bits();
  shop.run(pieces(), amplitudes, [&](std::uint64_t piece, unsigned) {
    std::memset(data() + 2 * amplitudes * piece, 0, 2 * amplitudes * sizeof(double));
  });
  data()[0] = 1;
  active_ = lane_bits;
}

void state::interleave(double phase, workshop& shop) {
  const unsigned bits = std::min(capacity_, max_piece_bits);
  const std::uint64_t amplitudes = std::uint64_t{1} << bits, blocks = amplitudes / lanes_per_block;
  const double re = std::cos(phase), im = std::sin(phase);
  memory_->touch(memory_->bytes());
  shop.run(std::uint64_t{1} << (capacity_ - bits), amplitudes,
           [&](std::uint64_t piece, unsigned) { local::interleave(data() + 2 * amplitudes * piece, blocks, re, im); });
}

}  // namespace ketway::local
