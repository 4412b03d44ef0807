#include "engine/tally.hpp"

#include <algorithm>
#include <numeric>

namespace ketway::local {
namespace {

/// A byte's table needs no entry for bits that never occur.
unsigned entries(std::size_t bits) { return bits < 8 ? 1U << bits : 256U; }

}  // namespace

key_writer::key_writer(std::uint32_t num_bits, std::span<const bit_source> sources)
    : words_(std::max<std::size_t>((num_bits + 63) / 64, 1)), kept_(words_, ~std::uint64_t{0}) {
  for (const auto& s : sources)
    if (s.position >= 0) positions_.push_back(static_cast<unsigned>(s.position));
  std::sort(positions_.begin(), positions_.end());
  positions_.erase(std::unique(positions_.begin(), positions_.end()), positions_.end());
  for (const auto& s : sources) {
    kept_[s.bit / 64] &= ~(std::uint64_t{1} << (s.bit % 64));
    if (s.position < 0) continue;
    const auto at = std::lower_bound(positions_.begin(), positions_.end(), static_cast<unsigned>(s.position));
    targets_.push_back({s.bit, static_cast<std::int32_t>(at - positions_.begin())});
  }
  last_ = positions_.empty() ? 0 : positions_.back() + 1;
  // Eight bits at a time through tables, where a table pays for itself.
  compact_tables_.resize((last_ + 7) / 8);
  for (std::size_t g = 0; g < compact_tables_.size(); ++g)
    for (unsigned byte = 0; byte < entries(last_ - 8 * g); ++byte) {
      std::uint64_t out = 0;
      for (std::size_t k = 0; k < positions_.size(); ++k)
        if (positions_[k] / 8 == g && (byte >> (positions_[k] % 8) & 1U)) out |= std::uint64_t{1} << k;
      compact_tables_[g].bytes[byte] = out;
    }
  if (words_ > 1) return;
  key_tables_.resize((positions_.size() + 7) / 8);
  for (std::size_t g = 0; g < key_tables_.size(); ++g)
    for (unsigned byte = 0; byte < entries(positions_.size() - 8 * g); ++byte) {
      std::uint64_t out = 0;
      for (const auto& t : targets_)
        if (static_cast<std::size_t>(t.position) / 8 == g && (byte >> (t.position % 8) & 1U))
          out |= std::uint64_t{1} << t.bit;
      key_tables_[g].bytes[byte] = out;
    }
}

bool key_writer::one_to_one(unsigned index_bits) const noexcept {
  return positions_.size() >= index_bits && (index_bits == 0 || positions_[index_bits - 1] == index_bits - 1);
}

std::uint64_t key_writer::compact(std::uint64_t index) const noexcept {
  std::uint64_t out = 0;
  index &= (std::uint64_t{1} << last_) - 1;
  for (std::size_t g = 0; g < compact_tables_.size(); ++g) out |= compact_tables_[g].bytes[index >> (8 * g) & 255];
  return out;
}

void key_writer::write(std::uint64_t compacted, const std::uint64_t* before, std::uint64_t* to) const noexcept {
  for (std::size_t w = 0; w < words_; ++w) to[w] = before ? before[w] & kept_[w] : 0;
  if (words_ == 1) {
    for (std::size_t g = 0; g < key_tables_.size(); ++g) to[0] |= key_tables_[g].bytes[compacted >> (8 * g) & 255];
    return;
  }
  for (const auto& t : targets_)
    if (compacted >> t.position & 1U) to[t.bit / 64] |= std::uint64_t{1} << (t.bit % 64);
}

template <class Value>
void tally<Value>::merge(Value least) {
  std::vector<std::uint32_t> order(rows());
  std::iota(order.begin(), order.end(), 0U);
  const auto less = [&](std::uint32_t a, std::uint32_t b) {
    for (std::size_t w = words_; w-- > 0;)
      if (key(a)[w] != key(b)[w]) return key(a)[w] < key(b)[w];
    return a < b;  // so that sums do not depend on the sorting algorithm
  };
  std::sort(order.begin(), order.end(), less);
  tally merged(words_);
  merged.reserve(rows());
  for (std::size_t i = 0; i < order.size();) {
    const std::uint64_t* first = key(order[i]);
    Value sum{};
    std::size_t j = i;
    for (; j < order.size() && std::equal(first, first + words_, key(order[j])); ++j) sum += values_[order[j]];
    if (sum > least || (least == Value{} && sum == least)) merged.add(first, sum);
    i = j;
  }
  keys_ = std::move(merged.keys_);
  values_ = std::move(merged.values_);
}

template class tally<std::uint64_t>;
template class tally<double>;

}  // namespace ketway::local
