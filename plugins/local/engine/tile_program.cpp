#include "engine/tile_program.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "engine/matrix_shape.hpp"

namespace ketway::local {
namespace {

class layout {
 public:
  layout(const operation_list& list, std::uint64_t local) : list_(list), local_(local) {}

  void add(const operation& o) {
    if (o.what == operation::kind::phase) return add_phase(o);
    const std::uint64_t targets = o.target_mask();
    if (o.bits() & held_bits_) release_held();
    if (targets & phase_bits_) flush_phases();
    if (o.what == operation::kind::dense && o.num_targets == 1 && o.controls == 0) return hold(o);
    if (o.what == operation::kind::flip) return flip(o);
    place(o, list_.matrix(o), o.num_targets, o.targets.data(), o.controls);
  }
  tile_program finish() {
    release_held();
    flush_phases();
    return std::move(out_);
  }

 private:
  void add_phase(const operation& o) {
    if (o.controls & held_bits_) release_held();
    phases_.push_back({o.controls, o.angle});
    phase_bits_ |= o.controls;
  }

  // A one-bit gate waits for a partner: two of them cost one pass. Nothing that acts on its bit overtakes it.
  void hold(const operation& o) {
    if (held_bits_ == 0) {
      held_ = &o, held_bits_ = bit(o.targets[0]);
      return;
    }
    const operation& first = *held_;
    held_bits_ = 0;
    matrix2 a, b;
    std::copy_n(list_.matrix(first), 4, a.begin());
    std::copy_n(list_.matrix(o), 4, b.begin());
    const matrix4 both = tensor(b, a);
    const std::uint8_t targets[2] = {first.targets[0], o.targets[0]};
    place(o, both.data(), 2, targets, 0);
  }
  void release_held() {
    if (held_bits_ == 0) return;
    held_bits_ = 0;
    place(*held_, list_.matrix(*held_), 1, held_->targets.data(), 0);
  }

  void flush_phases() {
    std::vector<phase_term> together;
    double apart = 0;  // in passes over the tile
    for (const auto& t : phases_) {
      if (!fits_plan(t.mask, local_)) {
        single_phase(t);
        continue;
      }
      together.push_back(t);
      apart +=
          1.0 / static_cast<double>(std::uint64_t{1} << std::popcount(tile_mask(local_, t.mask & local_) >> lane_bits));
    }
    phases_.clear();
    phase_bits_ = 0;
    if (together.empty()) return;
    if (apart <= 1.5 || together.size() == 1) {
      for (const auto& t : together) single_phase(t);
      return;
    }
    tile_op op;
    op.what = tile_op::code::diagonal, op.table = out_.plans.size();
    out_.plans.push_back(make_plan(together, local_));
    out_.ops.push_back(op);
  }

  void single_phase(const phase_term& t) {
    tile_op op;
    set_controls(op, t.mask);
    const std::uint64_t low = tile_mask(local_, t.mask & local_) & (lanes_per_block - 1);
    const double c = std::cos(t.angle), s = std::sin(t.angle);
    op.what = tile_op::code::lanes, op.table = out_.coefficients.size();
    op.real = s == 0 || std::abs(s) < 1e-15;
    for (unsigned part = 0; part < (op.real ? 1U : 2U); ++part)
      for (std::uint64_t lane = 0; lane < lanes_per_block; ++lane)
        out_.coefficients.push_back((lane & low) == low ? (part ? s : c) : (part ? 0.0 : 1.0));
    out_.ops.push_back(op);
  }

  void set_controls(tile_op& op, std::uint64_t controls) const {
    op.outer = controls & ~local_;
    op.ones = tile_mask(local_, controls & local_) >> lane_bits;
    op.fixed |= op.ones;
  }

  void flip(const operation& o) {
    const unsigned target = tile_position(local_, o.targets[0]);
    const std::uint64_t inner = tile_mask(local_, o.controls & local_);
    if (target < lane_bits || (inner & (lanes_per_block - 1))) {
      static constexpr amplitude x[4] = {0, 1, 1, 0};
      return place(o, x, 1, o.targets.data(), o.controls);
    }
    tile_op op;
    op.what = tile_op::code::flip, op.high = 1, op.high_at[0] = static_cast<std::uint8_t>(target - lane_bits);
    op.fixed = bit(target - lane_bits);
    set_controls(op, o.controls);
    out_.ops.push_back(op);
  }

  void place(const operation&, const amplitude* m, unsigned k, const std::uint8_t* targets, std::uint64_t controls) {
    if (k > 3) return place_wide(m, k, targets, controls);
    // Sort the targets by position; bit j of a sorted index is bit order[j] of the given one.
    unsigned position[3] = {}, order[3] = {0, 1, 2};
    for (unsigned j = 0; j < k; ++j) position[j] = tile_position(local_, targets[j]);
    std::sort(order, order + k, [&](unsigned a, unsigned b) { return position[a] < position[b]; });
    const auto given = [&](unsigned sorted) {
      unsigned out = 0;
      for (unsigned j = 0; j < k; ++j) out |= ((sorted >> j) & 1U) << order[j];
      return out;
    };
    tile_op op;
    for (unsigned j = 0; j < k; ++j) {
      const unsigned p = position[order[j]];
      if (p < lane_bits) {
        ++op.low;
      } else {
        op.fixed |= bit(p - lane_bits);
        op.high_at[op.high++] = static_cast<std::uint8_t>(p - lane_bits);
      }
    }
    set_controls(op, controls);
    const auto low_controls = static_cast<unsigned>(tile_mask(local_, controls & local_) & (lanes_per_block - 1));
    unsigned lane_of[3] = {};
    for (unsigned j = 0; j < op.low; ++j) lane_of[j] = position[order[j]];
    for (unsigned c = 0; c < (1U << op.low); ++c)
      for (unsigned j = 0; j < op.low; ++j)
        if (c >> j & 1U) op.offset[c] = static_cast<std::uint8_t>(op.offset[c] | (1U << lane_of[j]));
    const unsigned size = 1U << k;
    op.real = is_real(m, std::size_t{size} * size);
    op.table = out_.coefficients.size();
    const unsigned rows = 1U << op.high, combos = 1U << op.low;
    if (op.low == 0 && low_controls == 0) {
      op.what = tile_op::code::dense;
      for (unsigned r = 0; r < rows; ++r)
        for (unsigned c = 0; c < rows; ++c) {
          const amplitude v = m[given(r) * size + given(c)];
          out_.coefficients.push_back(v.real());
          if (!op.real) out_.coefficients.push_back(v.imag());
        }
      out_.ops.push_back(op);
      return;
    }
    op.what = tile_op::code::lanes;
    const auto low_index = [&](unsigned lane) {
      unsigned out = 0;
      for (unsigned j = 0; j < op.low; ++j) out |= ((lane >> lane_of[j]) & 1U) << j;
      return out;
    };
    for (unsigned r = 0; r < rows; ++r)
      for (unsigned c = 0; c < rows; ++c)
        for (unsigned x = 0; x < combos; ++x)
          for (unsigned part = 0; part < (op.real ? 1U : 2U); ++part)
            for (unsigned lane = 0; lane < lanes_per_block; ++lane) {
              amplitude v = r == c && x == 0 ? 1 : 0;
              if ((lane & low_controls) == low_controls) {
                const unsigned row = r << op.low | low_index(lane), col = c << op.low | (low_index(lane) ^ x);
                v = m[given(row) * size + given(col)];
              }
              out_.coefficients.push_back(part ? v.imag() : v.real());
            }
    out_.ops.push_back(op);
  }

  void place_wide(const amplitude* m, unsigned k, const std::uint8_t* targets, std::uint64_t controls) {
    wide_gate w;
    for (unsigned j = 0; j < k; ++j) w.targets.push_back(static_cast<std::uint8_t>(tile_position(local_, targets[j])));
    w.controls = tile_mask(local_, controls & local_);
    const std::size_t entries = std::size_t{1} << (2 * k);
    for (std::size_t e = 0; e < entries; ++e) w.re.push_back(m[e].real()), w.im.push_back(m[e].imag());
    tile_op op;
    op.what = tile_op::code::wide, op.table = out_.wides.size(), op.outer = controls & ~local_;
    out_.widest = std::max(out_.widest, k);
    out_.wides.push_back(std::move(w));
    out_.ops.push_back(op);
  }

  const operation_list& list_;
  std::uint64_t local_;
  tile_program out_;
  std::vector<phase_term> phases_;
  std::uint64_t phase_bits_ = 0, held_bits_ = 0;
  const operation* held_ = nullptr;
};

}  // namespace

tile_program lay_out(const operation_list& list, std::span<const std::uint32_t> order, std::uint64_t local) {
  layout l(list, local);
  for (const auto index : order) l.add(list.ops[index]);
  return l.finish();
}

}  // namespace ketway::local
