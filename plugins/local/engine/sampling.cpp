#include "engine/sampling.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "engine/tile_kernels.hpp"

namespace ketway::local {
namespace {

constexpr unsigned max_range_bits =
    10;  // amplitudes of one leaf of the tree: their probabilities stay in the first cache

struct draw {
  std::uint64_t index, count;
};

/// Sums over ranges, as a heap: node 1 is everything, node k's children are 2k and 2k + 1.
class range_tree {
 public:
  range_tree(const state& s, workshop& shop) : bits_(s.active()), range_bits_(std::min(bits_, max_range_bits)) {
    const std::uint64_t ranges = std::uint64_t{1} << (bits_ - range_bits_),
                        blocks = (1U << range_bits_) / lanes_per_block;
    sums_.resize(2 * ranges);
    shop.run((ranges + group - 1) / group, group << range_bits_, [&](std::uint64_t g, unsigned) {
      for (std::uint64_t r = g * group; r < std::min(ranges, (g + 1) * group); ++r)
        sums_[ranges + r] = squared_norm(s.data() + (r << (range_bits_ + 1)), blocks);
    });
    for (std::uint64_t k = ranges; k-- > 1;) sums_[k] = sums_[2 * k] + sums_[2 * k + 1];
    if (!(total() > 0) || !std::isfinite(total()))
      throw failure(KW_INTERNAL, "the state's norm is not a positive number: a gate of the circuit is not unitary");
  }
  unsigned range_bits() const noexcept { return range_bits_; }
  std::uint64_t ranges() const noexcept { return sums_.size() / 2; }
  double total() const noexcept { return sums_[1]; }

  /// How many of the shots fall into each range.
  std::vector<draw> split(std::uint64_t shots, std::uint64_t key) const {
    std::vector<draw> leaves, stack{{1, shots}};
    while (!stack.empty()) {
      const draw d = stack.back();
      stack.pop_back();
      if (d.count == 0) continue;
      if (d.index >= ranges()) {
        leaves.push_back({d.index - ranges(), d.count});
        continue;
      }
      const double left = sums_[2 * d.index], right = sums_[2 * d.index + 1];
      const std::uint64_t in_left =
          right > 0 ? random_stream(mixed(key) ^ d.index).binomial(d.count, left / (left + right)) : d.count;
      stack.push_back({2 * d.index + 1, d.count - in_left});
      stack.push_back({2 * d.index, in_left});
    }
    return leaves;
  }

 private:
  static constexpr std::uint64_t group = 16;
  unsigned bits_, range_bits_;
  std::vector<double> sums_;
};

std::size_t count_rows(const state& s, const range_tree& tree, double least, workshop& shop) {
  std::vector<std::uint32_t> found(tree.ranges());
  const std::uint64_t size = std::uint64_t{1} << tree.range_bits();
  shop.run(tree.ranges(), size, [&](std::uint64_t r, unsigned) {
    double p[1U << max_range_bits];
    probabilities(s.data() + 2 * (r << tree.range_bits()), size / lanes_per_block, p);
    for (std::uint64_t i = 0; i < size; ++i) found[r] += p[i] >= least * tree.total() ? 1 : 0;
  });
  std::size_t rows = 0;
  for (const auto f : found) rows += f;
  return rows;
}

/// Many shots per amplitude: splits down to single amplitudes.
void split_range(const double* p, std::uint64_t size, std::uint64_t shots, std::uint64_t first, std::uint64_t key,
                 std::vector<draw>& out) {
  double sums[2U << max_range_bits];
  for (std::uint64_t i = 0; i < size; ++i) sums[size + i] = p[i];
  for (std::uint64_t k = size; k-- > 1;) sums[k] = sums[2 * k] + sums[2 * k + 1];
  random_stream random(key);
  draw stack[max_range_bits + 2] = {{1, shots}};
  for (int top = 1; top > 0;) {
    const draw d = stack[--top];
    if (d.count == 0) continue;
    if (d.index >= size) {
      out.push_back({first + d.index - size, d.count});
      continue;
    }
    const double left = sums[2 * d.index], right = sums[2 * d.index + 1];
    const std::uint64_t in_left = right > 0 ? random.binomial(d.count, left / (left + right)) : d.count;
    stack[top++] = {2 * d.index + 1, d.count - in_left};
    stack[top++] = {2 * d.index, in_left};
  }
}

/// Few shots per amplitude: sorted uniforms (partial sums of exponential gaps) merged with the running sum.
void merge_range(const double* p, std::uint64_t size, std::uint64_t shots, std::uint64_t first, std::uint64_t key,
                 std::vector<double>& points, std::vector<draw>& out) {
  random_stream random(key);
  points.resize(shots);
  double at = 0, sum = 0;
  for (auto& x : points) x = at -= std::log(random.positive());
  at -= std::log(random.positive());
  std::uint64_t last = 0;
  for (std::uint64_t i = 0; i < size; ++i) {
    sum += p[i];
    if (p[i] > 0) last = i;
  }
  const double factor = sum / at;
  double reached = 0;
  std::size_t next = 0;
  for (std::uint64_t i = 0; i < size && next < shots; ++i) {
    reached += p[i];
    std::size_t end = next;
    while (end < shots && (points[end] * factor < reached || i == last)) ++end;
    if (end > next) out.push_back({first + i, end - next});
    next = end;
  }
}

void draw_in_range(const state& s, unsigned range_bits, draw range, std::uint64_t key, std::vector<double>& points,
                   std::vector<draw>& out) {
  const std::uint64_t size = std::uint64_t{1} << range_bits, first = range.index << range_bits;
  double p[1U << max_range_bits];
  probabilities(s.data() + 2 * first, size / lanes_per_block, p);
  key = mixed(mixed(key) + 0x5eed) ^ range.index;
  if (range.count > 2 * size)
    split_range(p, size, range.count, first, key, out);
  else
    merge_range(p, size, range.count, first, key, points, out);
}

/// Adds the drawn indices as registers: through a table of all outcomes where that is small.
void add_draws(const std::vector<draw>& draws, const key_writer& keys, unsigned index_bits, const std::uint64_t* before,
               tally<std::uint64_t>& out) {
  std::vector<std::uint64_t> key(keys.words());
  const auto add = [&](std::uint64_t compacted, std::uint64_t count) {
    keys.write(compacted, before, key.data());
    out.add(key.data(), count);
  };
  if (!keys.one_to_one(index_bits) && keys.measured() < 24 &&
      (std::uint64_t{1} << keys.measured()) <= 4 * draws.size()) {
    std::vector<std::uint64_t> table(std::size_t{1} << keys.measured());
    for (const auto& d : draws) table[keys.compact(d.index)] += d.count;
    for (std::size_t c = 0; c < table.size(); ++c)
      if (table[c]) add(c, table[c]);
    return;
  }
  if (keys.one_to_one(index_bits)) {
    for (const auto& d : draws) add(keys.compact(d.index), d.count);
    return;
  }
  std::vector<draw> compacted(draws.size());
  for (std::size_t i = 0; i < draws.size(); ++i) compacted[i] = {keys.compact(draws[i].index), draws[i].count};
  std::sort(compacted.begin(), compacted.end(), [](const draw& a, const draw& b) { return a.index < b.index; });
  for (std::size_t i = 0; i < compacted.size();) {
    std::uint64_t count = 0;
    const std::uint64_t index = compacted[i].index;
    for (; i < compacted.size() && compacted[i].index == index; ++i) count += compacted[i].count;
    add(index, count);
  }
}

}  // namespace

void sample(const state& s, std::uint64_t shots, std::uint64_t key, const key_writer& keys, const std::uint64_t* before,
            workshop& shop, tally<std::uint64_t>& out) {
  if (shots == 0) return;
  if (keys.measured() == 0) {
    std::vector<std::uint64_t> empty(keys.words());
    keys.write(0, before, empty.data());
    return out.add(empty.data(), shots);
  }
  const range_tree tree(s, shop);
  const std::vector<draw> ranges = tree.split(shots, key);
  // Consecutive ranges go together, so that the pieces handed to threads are neither tiny nor many.
  const std::size_t per_piece = 16, pieces = (ranges.size() + per_piece - 1) / per_piece;
  std::vector<std::vector<draw>> found(pieces);
  std::vector<std::vector<double>> points(shop.threads());
  shop.run(pieces, per_piece << tree.range_bits(), [&](std::uint64_t piece, unsigned member) {
    for (std::size_t r = piece * per_piece; r < std::min(ranges.size(), (piece + 1) * per_piece); ++r)
      draw_in_range(s, tree.range_bits(), ranges[r], key, points[member], found[piece]);
  });
  if (pieces == 1) return add_draws(found[0], keys, s.active(), before, out);
  std::size_t rows = 0;
  for (const auto& f : found) rows += f.size();
  std::vector<draw> all;
  all.reserve(rows);
  for (auto& f : found) {
    all.insert(all.end(), f.begin(), f.end());
    f = {};
  }
  if (out.rows() == 0 && keys.one_to_one(s.active())) out.reserve(rows);
  add_draws(all, keys, s.active(), before, out);
}

void add_probabilities(const state& s, double weight, double least, const key_writer& keys, const std::uint64_t* before,
                       workshop& shop, tally<double>& out) {
  std::vector<std::uint64_t> key(keys.words());
  const auto add = [&](std::uint64_t compacted, double p) {
    if (p * weight < least) return;
    keys.write(compacted, before, key.data());
    out.add(key.data(), p * weight);
  };
  const range_tree tree(s, shop);
  const std::uint64_t size = std::uint64_t{1} << tree.range_bits();
  const double total = tree.total();
  const bool direct = keys.one_to_one(s.active());
  if (direct && s.active() >= 20) {
    const std::size_t rows = count_rows(s, tree, least / weight, shop);
    const double bytes = static_cast<double>(rows) * static_cast<double>(2 * keys.words() * 8 + 16);
    if (bytes > static_cast<double>(available_memory()))
      throw failure(KW_RESOURCE_EXHAUSTED, "the exact answer has " + std::to_string(rows) + " rows and needs " +
                                               readable_bytes(bytes) + ", there are " +
                                               readable_bytes(static_cast<double>(available_memory())) +
                                               "; ask for shots instead");
    out.reserve(out.rows() + rows);
  }
  std::vector<double> table(direct ? 0 : std::size_t{1} << keys.measured());
  double p[1U << max_range_bits];
  for (std::uint64_t r = 0; r < tree.ranges(); ++r) {
    probabilities(s.data() + 2 * (r << tree.range_bits()), size / lanes_per_block, p);
    for (std::uint64_t i = 0; i < size; ++i) {
      if (p[i] == 0) continue;
      const std::uint64_t compacted = keys.compact((r << tree.range_bits()) | i);
      if (direct)
        add(compacted, p[i] / total);
      else
        table[compacted] += p[i] / total;
    }
    if (shop.meter(0).spend(size)) shop.stop().check();
  }
  for (std::size_t c = 0; c < table.size(); ++c)
    if (table[c] > 0) add(c, table[c]);
}

std::vector<std::uint32_t> shuffled_rows(const tally<std::uint64_t>& counts, std::uint64_t shots, std::uint64_t key,
                                         workshop& shop) {
  std::vector<std::uint32_t> rows;
  rows.reserve(shots);
  for (std::size_t r = 0; r < counts.rows(); ++r)
    rows.insert(rows.end(), counts.value(r), static_cast<std::uint32_t>(r));
  random_stream random(mixed(key) + 0x0bde);
  constexpr std::uint64_t stretch = 1U << 16;
  for (std::uint64_t i = rows.size(); i > 1; --i) {
    std::swap(rows[i - 1], rows[random.below(i)]);
    if (i % stretch == 0 && shop.meter(0).spend(stretch)) shop.stop().check();
  }
  return rows;
}

}  // namespace ketway::local
