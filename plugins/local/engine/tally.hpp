#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace ketway::local {

/// Where a classical bit comes from at the end of a run.
struct bit_source {
  std::uint32_t bit = 0;
  std::int32_t position = -1;  ///< of the basis index; -1: always 0
};

/// Turns basis indices into classical registers. A register is words of 64 bits, bit 0 of word 0 lowest.
class key_writer {
 public:
  key_writer(std::uint32_t num_bits, std::span<const bit_source> sources);
  std::size_t words() const noexcept { return words_; }
  /// Whether different indices below 2^index_bits always give different registers.
  bool one_to_one(unsigned index_bits) const noexcept;
  /// The measured bits of an index, close together: below 2^measured().
  std::uint64_t compact(std::uint64_t index) const noexcept;
  unsigned measured() const noexcept { return static_cast<unsigned>(positions_.size()); }
  /// `before` is the register so far (nullptr: zeros); the bits with a source are overwritten. `compacted` as from compact.
  void write(std::uint64_t compacted, const std::uint64_t* before, std::uint64_t* to) const noexcept;

 private:
  struct pack {
    std::uint64_t bytes[256];
  };
  std::size_t words_;
  std::vector<unsigned> positions_;  // of the index, each once, ascending: what compact keeps
  std::vector<std::uint64_t> kept_;  // per word: bits without a source
  std::vector<bit_source> targets_;  // position: of the compacted index
  std::vector<pack> compact_tables_, key_tables_;
  unsigned last_ = 0;
};

/// Rows of (register, value).
template <class Value>
class tally {
 public:
  explicit tally(std::size_t words) : words_(words) {}
  void add(const std::uint64_t* key, Value v) {
    keys_.insert(keys_.end(), key, key + words_);
    values_.push_back(v);
  }
  void reserve(std::size_t rows) { keys_.reserve(rows * words_), values_.reserve(rows); }
  std::size_t rows() const noexcept { return values_.size(); }
  std::size_t words() const noexcept { return words_; }
  const std::uint64_t* key(std::size_t row) const noexcept { return keys_.data() + row * words_; }
  Value value(std::size_t row) const noexcept { return values_[row]; }
  const std::vector<Value>& values() const noexcept { return values_; }
  std::vector<Value>& values() noexcept { return values_; }
  /// Equal registers become one row; rows ascend by register. Rows below `least` are dropped.
  void merge(Value least = Value{});
  /// Merges now and then while rows are added, so that memory follows the distinct registers.
  void merge_if_grown() {
    if (rows() < next_merge_) return;
    merge();
    next_merge_ = rows() * 2 > start_merging ? rows() * 2 : start_merging;
  }

 private:
  static constexpr std::size_t start_merging = std::size_t{1} << 16;
  std::size_t words_, next_merge_ = start_merging;
  std::vector<std::uint64_t> keys_;
  std::vector<Value> values_;
};
extern template class tally<std::uint64_t>;
extern template class tally<double>;

/// The columns of kw_result: ceil(num_bits / 8) bytes a row.
template <class Value>
std::vector<std::uint8_t> packed_keys(const tally<Value>& t, std::uint32_t num_bits) {
  const std::size_t size = (num_bits + 7) / 8;
  std::vector<std::uint8_t> out(size * t.rows());
  std::uint8_t* to = out.data();
  for (std::size_t r = 0; r < t.rows(); ++r) {
    const std::uint64_t* key = t.key(r);
    for (std::size_t b = 0; b < size; ++b) *to++ = static_cast<std::uint8_t>(key[b / 8] >> (b % 8 * 8));
  }
  return out;
}

}  // namespace ketway::local
