// Compiled again for each instruction set by foreach_target.h.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/tile_kernels.cpp"
// Widths that matter for doubles: 2 (baseline), 4, 8. Scalable vectors do not fit the fixed blocks.
#ifndef HWY_DISABLED_TARGETS
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#endif
#include <hwy/foreach_target.h>
// after foreach_target.h, which includes this file again
#include <hwy/highway.h>

#include <bit>
#include <cmath>

#include "engine/tile_kernels.hpp"

HWY_BEFORE_NAMESPACE();
namespace ketway::local::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using tag = hn::CappedTag<double, 8>;
using vec = hn::Vec<tag>;
constexpr tag d;
constexpr std::size_t width = hn::MaxLanes(tag());
constexpr std::size_t parts = 8 / width;  // vectors that make up eight lanes
constexpr std::size_t block = 16;         // doubles of one block

/// Calls body(first, count) for every run of consecutive blocks whose index has the bits of `ones` set and those of
/// `fixed` otherwise clear.
template <class Body>
HWY_INLINE void for_runs(std::uint64_t blocks, std::uint64_t fixed, std::uint64_t ones, Body body) {
  if (fixed == 0) return body(std::uint64_t{0}, blocks);
  const std::uint64_t run = fixed & (~fixed + 1);
  for (std::uint64_t x = 0;;) {
    body(x | ones, run);
    const std::uint64_t next = (x | fixed) + run;  // the fixed bits are set, so the carry runs over them
    if (next >= blocks) return;
    x = next & ~fixed;
  }
}

template <unsigned High>
HWY_INLINE void strides(const tile_op& o, std::size_t (&at)[1U << High]) {
  for (unsigned r = 0; r < (1U << High); ++r) {
    at[r] = 0;
    for (unsigned j = 0; j < High; ++j)
      if (r >> j & 1U) at[r] += block << o.high_at[j];
  }
}

/// A matrix on High block bits; coefficients are numbers.
template <unsigned High, bool Real>
void dense(double* HWY_RESTRICT tile, std::uint64_t blocks, const tile_op& o, const double* HWY_RESTRICT c) {
  constexpr std::size_t rows = std::size_t{1} << High;
  std::size_t at[rows];
  strides<High>(o, at);
  for_runs(blocks, o.fixed, o.ones, [&](std::uint64_t first, std::uint64_t count) HWY_ATTR {
    double* HWY_RESTRICT p = tile + block * first;
    for (double* const end = p + block * count; p != end; p += block) {
      for (std::size_t k = 0; k < 8; k += width) {
        vec re[rows], im[rows];
        for (std::size_t r = 0; r < rows; ++r)
          re[r] = hn::Load(d, p + at[r] + k), im[r] = hn::Load(d, p + at[r] + 8 + k);
        for (std::size_t r = 0; r < rows; ++r) {
          const double* row = c + r * rows * (Real ? 1 : 2);
          vec x = hn::Mul(hn::Set(d, row[0]), re[0]), y = hn::Mul(hn::Set(d, row[0]), im[0]);
          if constexpr (!Real) {
            x = hn::NegMulAdd(hn::Set(d, row[1]), im[0], x);
            y = hn::MulAdd(hn::Set(d, row[1]), re[0], y);
          }
          for (std::size_t j = 1; j < rows; ++j) {
            const vec a = hn::Set(d, row[j * (Real ? 1 : 2)]);
            x = hn::MulAdd(a, re[j], x), y = hn::MulAdd(a, im[j], y);
            if constexpr (!Real) {
              const vec b = hn::Set(d, row[2 * j + 1]);
              x = hn::NegMulAdd(b, im[j], x), y = hn::MulAdd(b, re[j], y);
            }
          }
          hn::Store(x, d, p + at[r] + k), hn::Store(y, d, p + at[r] + 8 + k);
        }
      }
    }
  });
}

/// A matrix on High block bits and Low lane bits; one coefficient per lane, and per combination of the low targets one
/// lane permutation (an xor with offset).
template <unsigned High, unsigned Low, bool Real>
void lanes(double* HWY_RESTRICT tile, std::uint64_t blocks, const tile_op& o, const double* HWY_RESTRICT c) {
  constexpr std::size_t rows = std::size_t{1} << High, combos = std::size_t{1} << Low;
  constexpr std::size_t column = 8 * combos * (Real ? 1 : 2);
  std::size_t at[rows];
  strides<High>(o, at);
  // An offset is a permutation within each vector and an exchange of the vectors of a block.
  HWY_ALIGN std::int64_t index[combos][width];
  std::size_t swap[combos];
  for (std::size_t x = 0; x < combos; ++x) {
    swap[x] = o.offset[x] & ~(width - 1);
    for (std::size_t l = 0; l < width; ++l) index[x][l] = static_cast<std::int64_t>(l ^ (o.offset[x] & (width - 1)));
  }
  const auto permuted = [&](const double* from, std::size_t x) HWY_ATTR {
    const vec v = hn::Load(d, from);
    if constexpr (width == 1) {
      return v;
    } else {
      return x == 0 ? v : hn::TableLookupLanes(v, hn::SetTableIndices(d, index[x]));
    }
  };
  for_runs(blocks, o.fixed, o.ones, [&](std::uint64_t first, std::uint64_t count) HWY_ATTR {
    double* HWY_RESTRICT p = tile + block * first;
    for (double* const end = p + block * count; p != end; p += block) {
      vec out_re[rows * parts], out_im[rows * parts];
      for (std::size_t k = 0; k < parts; ++k) {
        vec re[rows * combos], im[rows * combos];
        for (std::size_t r = 0; r < rows; ++r)
          for (std::size_t x = 0; x < combos; ++x) {
            const double* from = p + at[r] + ((k * width) ^ swap[x]);
            re[r * combos + x] = permuted(from, x), im[r * combos + x] = permuted(from + 8, x);
          }
        for (std::size_t r = 0; r < rows; ++r) {
          const double* row = c + r * rows * column + k * width;
          vec s = hn::Zero(d), t = hn::Zero(d);
          for (std::size_t j = 0; j < rows; ++j)
            for (std::size_t x = 0; x < combos; ++x) {
              const double* entry = row + j * column + x * 8 * (Real ? 1 : 2);
              const vec a = hn::LoadU(d, entry);
              s = hn::MulAdd(a, re[j * combos + x], s), t = hn::MulAdd(a, im[j * combos + x], t);
              if constexpr (!Real) {
                const vec b = hn::LoadU(d, entry + 8);
                s = hn::NegMulAdd(b, im[j * combos + x], s), t = hn::MulAdd(b, re[j * combos + x], t);
              }
            }
          out_re[r * parts + k] = s, out_im[r * parts + k] = t;
        }
      }
      for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t k = 0; k < parts; ++k) {
          hn::Store(out_re[r * parts + k], d, p + at[r] + k * width);
          hn::Store(out_im[r * parts + k], d, p + at[r] + 8 + k * width);
        }
    }
  });
}

void flip(double* HWY_RESTRICT tile, std::uint64_t blocks, const tile_op& o) {
  const std::size_t other = block << o.high_at[0];
  for_runs(blocks, o.fixed, o.ones, [&](std::uint64_t first, std::uint64_t count) HWY_ATTR {
    double* HWY_RESTRICT p = tile + block * first;
    for (double* const end = p + block * count; p != end; p += block)
      for (std::size_t k = 0; k < block; k += width) {
        const vec a = hn::Load(d, p + k), b = hn::Load(d, p + other + k);
        hn::Store(b, d, p + k), hn::Store(a, d, p + other + k);
      }
  });
}

using kernel = void (*)(double*, std::uint64_t, const tile_op&, const double*);
template <bool Real>
kernel lane_kernel(unsigned high, unsigned low) {
  switch (high * 4 + low) {
    case 0: return &lanes<0, 0, Real>;
    case 1: return &lanes<0, 1, Real>;
    case 2: return &lanes<0, 2, Real>;
    case 3: return &lanes<0, 3, Real>;
    case 4: return &lanes<1, 0, Real>;
    case 5: return &lanes<1, 1, Real>;
    case 6: return &lanes<1, 2, Real>;
    case 8: return &lanes<2, 0, Real>;
    case 9: return &lanes<2, 1, Real>;
    default: return &lanes<3, 0, Real>;
  }
}
template <bool Real>
kernel dense_kernel(unsigned high) {
  return high == 1 ? &dense<1, Real> : high == 2 ? &dense<2, Real> : &dense<3, Real>;
}

// ---- diagonal passes

/// to = a * b, element by element, over planar blocks.
HWY_INLINE void multiply_tables(double* to, const double* a, const double* b, std::size_t size) {
  for (std::size_t i = 0; i < size; i += block)
    for (std::size_t k = 0; k < 8; k += width) {
      const vec ar = hn::Load(d, a + i + k), ai = hn::Load(d, a + i + 8 + k);
      const vec br = hn::LoadU(d, b + i + k), bi = hn::LoadU(d, b + i + 8 + k);
      hn::Store(hn::NegMulAdd(ai, bi, hn::Mul(ar, br)), d, to + i + k);
      hn::Store(hn::MulAdd(ai, br, hn::Mul(ar, bi)), d, to + i + 8 + k);
    }
}
HWY_INLINE void scale_table(double* to, const double* from, double re, double im, std::size_t size) {
  const vec c = hn::Set(d, re), s = hn::Set(d, im);
  for (std::size_t i = 0; i < size; i += block)
    for (std::size_t k = 0; k < 8; k += width) {
      const vec x = hn::LoadU(d, from + i + k), y = hn::LoadU(d, from + i + 8 + k);
      hn::Store(hn::NegMulAdd(s, y, hn::Mul(c, x)), d, to + i + k);
      hn::Store(hn::MulAdd(s, x, hn::Mul(c, y)), d, to + i + 8 + k);
    }
}

struct level {
  const double* table;
  bool is_one;
};

/// The table of the lowest bits for a tile at this place; returns whether it multiplies by 1 only.
bool base_for(const diagonal_plan& plan, std::uint64_t outer, double* base, double* upper_angles) {
  const std::size_t size = std::size_t{2} << plan.low;
  double low_angles[diagonal_plan::table_bits] = {};
  double constant = 0;
  bool low_changes = false;
  for (const auto& t : plan.elsewhere) {
    if ((outer & t.mask) != t.mask) continue;
    if (t.bit < 0) {
      constant += t.angle, low_changes = true;
    } else if (static_cast<unsigned>(t.bit) < plan.low) {
      low_angles[t.bit] += t.angle, low_changes = true;
    } else {
      upper_angles[static_cast<unsigned>(t.bit) - plan.low] += t.angle;
    }
  }
  if (!low_changes) {
    for (std::size_t i = 0; i < size; ++i) base[i] = plan.base[i];
    return plan.base_is_one;
  }
  double re[1U << diagonal_plan::table_bits], im[1U << diagonal_plan::table_bits];
  re[0] = std::cos(constant), im[0] = std::sin(constant);
  for (unsigned b = 0; b < plan.low; ++b) {
    const double c = std::cos(low_angles[b]), s = std::sin(low_angles[b]);
    for (std::size_t x = 0, half = std::size_t{1} << b; x < half; ++x)
      re[half + x] = re[x] * c - im[x] * s, im[half + x] = re[x] * s + im[x] * c;
  }
  for (std::size_t x = 0; x < size / 2; ++x) {
    const std::size_t i = block * (x >> 3) + (x & 7);
    const double r = plan.base[i], m = plan.base[i + 8];
    base[i] = r * re[x] - m * im[x], base[i + 8] = r * im[x] + m * re[x];
  }
  return false;
}

void diagonal(double* tile, unsigned bits, const diagonal_plan& plan, std::uint64_t outer, double* work) {
  constexpr unsigned max_upper = 64;
  const std::size_t size = std::size_t{2} << plan.low;
  const auto known = static_cast<unsigned>(plan.upper.size());
  double angle[max_upper] = {}, single_re[max_upper], single_im[max_upper];
  level at[max_upper];
  double* own = work + size;  // per upper bit: its table, with its angle multiplied in
  double* levels = own + size * known;
  const level base{work, base_for(plan, outer, work, angle)};
  for (unsigned z = 0; z < known; ++z) {
    angle[z] += plan.upper[z].angle;
    single_re[z] = std::cos(angle[z]), single_im[z] = std::sin(angle[z]);
    if (plan.upper[z].has_table)
      scale_table(own + size * z, plan.upper[z].table.data(), single_re[z], single_im[z], size);
  }
  const std::uint64_t pieces = std::uint64_t{1} << (bits - plan.low);
  for (std::uint64_t piece = 0; piece < pieces; ++piece, tile += size) {
    level now = base;
    if (piece) {
      const auto z = static_cast<unsigned>(std::countr_zero(piece));
      const std::uint64_t rest = piece & (piece - 1);
      const level parent = rest ? at[std::countr_zero(rest)] : base;
      now = parent;
      if (z < known) {
        const auto& u = plan.upper[z];
        double re = u.has_table ? 1 : single_re[z], im = u.has_table ? 0 : single_im[z];
        bool crossed = !u.has_table && angle[z] != 0;
        for (const auto& x : u.crossings)
          if (rest >> x.with & 1U) {
            const double r = re;
            re = r * x.re - im * x.im, im = r * x.im + im * x.re, crossed = true;
          }
        double* to = levels + size * z;
        if (u.has_table) {
          multiply_tables(to, parent.table, own + size * z, size);
          if (crossed) scale_table(to, to, re, im, size);
          now = {to, false};
        } else if (crossed) {
          scale_table(to, parent.table, re, im, size);
          now = {to, false};
        }
      }
      at[z] = now;
    }
    if (!now.is_one) multiply_tables(tile, tile, now.table, size);
  }
}

// ---- wide gates

/// A matrix on many bits, all of them block bits: eight columns of amplitudes at once.
void wide_blocks(double* tile, unsigned bits, const wide_gate& w, double* work) {
  const std::size_t size = std::size_t{1} << w.targets.size();
  std::uint64_t fixed = w.controls;
  for (const auto t : w.targets) fixed |= std::uint64_t{1} << t;
  const auto at = [&](std::size_t r) {
    std::size_t out = 0;
    for (std::size_t j = 0; j < w.targets.size(); ++j) out += (r >> j & 1U) * (block << (w.targets[j] - lane_bits));
    return out;
  };
  for_runs(std::uint64_t{1} << (bits - lane_bits), fixed >> lane_bits, w.controls >> lane_bits,
           [&](std::uint64_t first, std::uint64_t count) HWY_ATTR {
             for (std::uint64_t b = first; b < first + count; ++b) {
               double* p = tile + block * b;
               for (std::size_t r = 0; r < size; ++r)
                 for (std::size_t k = 0; k < block; k += width)
                   hn::Store(hn::Load(d, p + at(r) + k), d, work + block * r + k);
               for (std::size_t r = 0; r < size; ++r)
                 for (std::size_t k = 0; k < 8; k += width) {
                   vec x = hn::Zero(d), y = hn::Zero(d);
                   for (std::size_t j = 0; j < size; ++j) {
                     const vec re = hn::Load(d, work + block * j + k), im = hn::Load(d, work + block * j + 8 + k);
                     const vec a = hn::Set(d, w.re[r * size + j]), c = hn::Set(d, w.im[r * size + j]);
                     x = hn::NegMulAdd(c, im, hn::MulAdd(a, re, x)), y = hn::MulAdd(c, re, hn::MulAdd(a, im, y));
                   }
                   hn::Store(x, d, p + at(r) + k), hn::Store(y, d, p + at(r) + 8 + k);
                 }
             }
           });
}

/// The same for bits anywhere, one column at a time.
void wide_columns(double* tile, unsigned bits, const wide_gate& w, double* work) {
  const std::size_t size = std::size_t{1} << w.targets.size();
  std::uint64_t fixed = w.controls;
  for (const auto t : w.targets) fixed |= std::uint64_t{1} << t;
  const auto place = [&](std::uint64_t x, std::size_t r) {
    for (std::size_t j = 0; j < w.targets.size(); ++j) x |= std::uint64_t{r >> j & 1U} << w.targets[j];
    return tile + block * (x >> lane_bits) + (x & (lanes_per_block - 1));
  };
  for_runs(std::uint64_t{1} << bits, fixed, w.controls, [&](std::uint64_t first, std::uint64_t count) HWY_ATTR {
    for (std::uint64_t x = first; x < first + count; ++x) {
      for (std::size_t r = 0; r < size; ++r) work[2 * r] = *place(x, r), work[2 * r + 1] = place(x, r)[8];
      for (std::size_t r = 0; r < size; ++r) {
        double re = 0, im = 0;
        for (std::size_t j = 0; j < size; ++j) {
          const double a = w.re[r * size + j], c = w.im[r * size + j];
          re += a * work[2 * j] - c * work[2 * j + 1], im += a * work[2 * j + 1] + c * work[2 * j];
        }
        *place(x, r) = re, place(x, r)[8] = im;
      }
    }
  });
}

void wide(double* tile, unsigned bits, const wide_gate& w, double* work) {
  bool in_lanes = (w.controls & (lanes_per_block - 1)) != 0;
  for (const auto t : w.targets) in_lanes = in_lanes || t < lane_bits;
  return in_lanes ? wide_columns(tile, bits, w, work) : wide_blocks(tile, bits, w, work);
}

// ---- the faces

bool run_tile(const tile_program& program, double* tile, unsigned bits, std::uint64_t outer, double* work,
              work_meter& meter) {
  const std::uint64_t blocks = std::uint64_t{1} << (bits - lane_bits);
  for (const auto& o : program.ops) {
    if ((outer & o.outer) != o.outer) continue;
    std::uint64_t spent = std::uint64_t{1} << bits;
    const double* c = program.coefficients.data() + o.table;
    switch (o.what) {
      case tile_op::code::dense:
        (o.real ? dense_kernel<true>(o.high) : dense_kernel<false>(o.high))(tile, blocks, o, c);
        break;
      case tile_op::code::lanes:
        (o.real ? lane_kernel<true>(o.high, o.low) : lane_kernel<false>(o.high, o.low))(tile, blocks, o, c);
        break;
      case tile_op::code::flip: flip(tile, blocks, o); break;
      case tile_op::code::diagonal: diagonal(tile, bits, program.plans[o.table], outer, work); break;
      case tile_op::code::wide: {
        const auto& w = program.wides[o.table];
        wide(tile, bits, w, work);
        spent <<= w.targets.size() - 3;
        break;
      }
    }
    if (meter.spend(spent)) return false;
  }
  return true;
}

double squared_norm(const double* data, std::uint64_t blocks) {
  vec a = hn::Zero(d), b = hn::Zero(d);
  for (const double* end = data + block * blocks; data != end; data += block)
    for (std::size_t k = 0; k < 8; k += width) {
      const vec re = hn::Load(d, data + k), im = hn::Load(d, data + 8 + k);
      a = hn::MulAdd(re, re, a), b = hn::MulAdd(im, im, b);
    }
  return hn::GetLane(hn::SumOfLanes(d, hn::Add(a, b)));
}

double squared_norm_where(const double* data, std::uint64_t blocks, unsigned index_bit, bool value) {
  double sum = 0;
  if (index_bit >= lane_bits) {
    const std::uint64_t b = std::uint64_t{1} << (index_bit - lane_bits);
    for_runs(blocks, b, value ? b : 0, [&](std::uint64_t first, std::uint64_t count) HWY_ATTR {
      sum += squared_norm(data + block * first, count);
    });
    return sum;
  }
  double by_lane[8] = {};
  for (std::uint64_t b = 0; b < blocks; ++b, data += block)
    for (std::size_t l = 0; l < 8; ++l) by_lane[l] += data[l] * data[l] + data[l + 8] * data[l + 8];
  for (std::size_t l = 0; l < 8; ++l)
    if ((l >> index_bit & 1U) == value) sum += by_lane[l];
  return sum;
}

void probabilities(const double* data, std::uint64_t blocks, double* out) {
  for (std::uint64_t b = 0; b < blocks; ++b, data += block, out += 8)
    for (std::size_t k = 0; k < 8; k += width) {
      const vec re = hn::Load(d, data + k), im = hn::Load(d, data + 8 + k);
      hn::StoreU(hn::MulAdd(re, re, hn::Mul(im, im)), d, out + k);
    }
}

void scale(double* data, std::uint64_t blocks, double factor) {
  const vec f = hn::Set(d, factor);
  for (std::size_t i = 0; i < block * blocks; i += width) hn::Store(hn::Mul(f, hn::Load(d, data + i)), d, data + i);
}

void project(double* data, std::uint64_t blocks, unsigned index_bit, bool value, double factor) {
  if (index_bit < lane_bits) {
    HWY_ALIGN double by_lane[8];
    for (std::size_t l = 0; l < 8; ++l) by_lane[l] = ((l >> index_bit & 1U) != 0) == value ? factor : 0.0;
    for (std::size_t i = 0; i < block * blocks; i += width)
      hn::Store(hn::Mul(hn::Load(d, by_lane + (i & 7)), hn::Load(d, data + i)), d, data + i);
    return;
  }
  const std::uint64_t b = std::uint64_t{1} << (index_bit - lane_bits);
  for (const bool side : {false, true})
    for_runs(blocks, b, side ? b : 0, [&](std::uint64_t first, std::uint64_t count) HWY_ATTR {
      double* p = data + block * first;
      if (side == value) return scale(p, count, factor);
      for (std::size_t i = 0; i < block * count; i += width) hn::Store(hn::Zero(d), d, p + i);
    });
}

void interleave(double* data, std::uint64_t blocks, double phase_re, double phase_im) {
  for (std::uint64_t b = 0; b < blocks; ++b, data += block) {
    double copy[block];
    for (std::size_t l = 0; l < 8; ++l) {
      copy[2 * l] = data[l] * phase_re - data[l + 8] * phase_im;
      copy[2 * l + 1] = data[l] * phase_im + data[l + 8] * phase_re;
    }
    for (std::size_t i = 0; i < block; ++i) data[i] = copy[i];
  }
}

const char* target_name() { return hwy::TargetName(HWY_TARGET); }

}  // namespace ketway::local::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ketway::local {
HWY_EXPORT(run_tile);
HWY_EXPORT(squared_norm);
HWY_EXPORT(squared_norm_where);
HWY_EXPORT(probabilities);
HWY_EXPORT(scale);
HWY_EXPORT(project);
HWY_EXPORT(interleave);
HWY_EXPORT(target_name);

bool run_tile(const tile_program& program, double* tile, unsigned bits, std::uint64_t outer, double* work,
              work_meter& meter) noexcept {
  return HWY_DYNAMIC_DISPATCH(run_tile)(program, tile, bits, outer, work, meter);
}
std::size_t tile_workspace(const tile_program& program, unsigned bits) noexcept {
  std::size_t most = program.widest ? std::size_t{16} << program.widest : 0;
  for (const auto& p : program.plans) most = std::max(most, diagonal_workspace(p, bits));
  return most;
}
double squared_norm(const double* data, std::uint64_t blocks) noexcept {
  return HWY_DYNAMIC_DISPATCH(squared_norm)(data, blocks);
}
double squared_norm_where(const double* data, std::uint64_t blocks, unsigned index_bit, bool value) noexcept {
  return HWY_DYNAMIC_DISPATCH(squared_norm_where)(data, blocks, index_bit, value);
}
void probabilities(const double* data, std::uint64_t blocks, double* out) noexcept {
  HWY_DYNAMIC_DISPATCH(probabilities)(data, blocks, out);
}
void project(double* data, std::uint64_t blocks, unsigned index_bit, bool value, double factor) noexcept {
  HWY_DYNAMIC_DISPATCH(project)(data, blocks, index_bit, value, factor);
}
void scale(double* data, std::uint64_t blocks, double factor) noexcept {
  HWY_DYNAMIC_DISPATCH(scale)(data, blocks, factor);
}
void interleave(double* data, std::uint64_t blocks, double phase_re, double phase_im) noexcept {
  HWY_DYNAMIC_DISPATCH(interleave)(data, blocks, phase_re, phase_im);
}
const char* instruction_set() noexcept { return HWY_DYNAMIC_DISPATCH(target_name)(); }
}  // namespace ketway::local
#endif
