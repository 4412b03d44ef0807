#include "engine/schedule.hpp"

#include <algorithm>
#include <bit>

namespace ketway::local {
namespace {

constexpr unsigned max_tile_bits = 15;   // 512 KiB: half of a second-level cache
constexpr unsigned whole_below = 14;     // smaller states are one tile
constexpr unsigned contiguous_bits = 7;  // 2 KiB runs in memory

unsigned top(std::uint64_t bits) { return static_cast<unsigned>(std::bit_width(bits)); }

/// Phases after the last operation that could make them visible.
void drop_final_phases(operation_list& list) {
  std::uint64_t changed = 0;  // bits on which a later operation is not diagonal
  auto kept = list.ops.end();
  for (auto at = list.ops.end(); at != list.ops.begin();) {
    --at;
    if (at->what == operation::kind::phase && (at->controls & changed) == 0) continue;
    changed |= at->target_mask();
    *--kept = *at;
  }
  list.ops.erase(list.ops.begin(), kept);
}

class planner {
 public:
  planner(const operation_list& list, const tiling& t) : list_(list), tiling_(t) {
    remaining_.resize(list.ops.size());
    for (std::uint32_t i = 0; i < remaining_.size(); ++i) remaining_[i] = i, used_ |= list.ops[i].bits();
  }

  std::vector<sweep> plan() {
    std::vector<sweep> out;
    while (!done()) out.push_back(next());
    return out;
  }

 private:
  bool done() const { return deferred_.empty() && cursor_ == remaining_.size(); }

  sweep next() {
    const std::uint64_t everything = (bit(tiling_.num_bits() - 1) << 1) - 1;
    sweep s;
    s.local = tiling_.whole() ? everything : (std::uint64_t{1} << tiling_.run_bits()) - 1;
    s.required = 0;
    std::uint64_t blocked = 0, blocked_for_targets = 0;
    std::vector<std::uint32_t> taken, later;
    const auto consider = [&](std::uint32_t index) {
      const operation& o = list_.ops[index];
      const std::uint64_t targets = o.target_mask(), diagonal = o.controls;
      const bool free = !(targets & (blocked | blocked_for_targets)) && !(diagonal & blocked);
      const bool fits = !(targets & ~s.local) || room_for(s.local | targets, taken.empty());
      if (free && fits) {
        s.local |= targets;
        s.required = std::max(s.required, top(targets | diagonal));
        taken.push_back(index);
      } else {
        blocked |= targets, blocked_for_targets |= diagonal;
        later.push_back(index);
      }
    };
    for (const auto index : deferred_) consider(index);
    // Once every bit is blocked nothing later can be taken; the rest is left where it is.
    while (cursor_ < remaining_.size() && (blocked & used_) != used_ && later.size() < max_deferred)
      consider(remaining_[cursor_++]);
    deferred_ = std::move(later);
    if (!tiling_.whole()) fill(s);
    s.required = std::max(s.required, tiling_.whole() ? lane_bits : top(s.local));
    s.bits = tiling_.whole() ? 0 : static_cast<unsigned>(std::popcount(s.local));
    s.program = lay_out(list_, taken, s.local);
    for (const auto& plan : s.program.plans) s.required = std::max(s.required, plan.low);
    return s;
  }

  /// The first operation of a sweep always fits: a wide gate gets a wider tile.
  bool room_for(std::uint64_t local, bool first) const {
    return first || static_cast<unsigned>(std::popcount(local)) <= tiling_.tile_bits();
  }
  void fill(sweep& s) const {
    for (unsigned b = 0; b < tiling_.num_bits() && static_cast<unsigned>(std::popcount(s.local)) < tiling_.tile_bits();
         ++b)
      s.local |= bit(b);
  }

  static constexpr std::size_t max_deferred = 4096;  // bounds the work of planning
  const operation_list& list_;
  tiling tiling_;
  std::vector<std::uint32_t> remaining_, deferred_;
  std::size_t cursor_ = 0;
  std::uint64_t used_ = 0;
};

}  // namespace

tiling::tiling(unsigned num_bits) noexcept : num_bits_(std::max(num_bits, lane_bits)) {
  tile_bits_ = num_bits_ < whole_below ? num_bits_ : std::min(num_bits_ - 2, max_tile_bits);
  run_bits_ = std::min(contiguous_bits, tile_bits_);
}

segment make_segment(operation_list&& list, const tiling& t, bool diagonal_matters) {
  if (!diagonal_matters) drop_final_phases(list);
  segment out;
  out.global_phase = list.global_phase;
  out.operations = list.ops.size();
  if (!list.ops.empty()) out.sweeps = planner(list, t).plan();
  return out;
}

}  // namespace ketway::local
