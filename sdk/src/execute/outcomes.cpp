// The outcomes of a result one by one, straight from its columns: a result of 2^26 rows is printed without a copy of it.

#include <algorithm>
#include <numeric>

#include "execute/convert.hpp"

namespace ketway {
namespace {

constexpr double negligible = 1e-12;
// With up to 7 bits below it, that many bits still lie in 8 bytes.
constexpr std::uint32_t chunk = 56;

/// The part of every key that belongs to one register, or all of it.
class key_part {
 public:
  key_part(const kw_result& r, std::uint32_t first, std::uint32_t size)
      : keys_(r.keys), key_size_((r.num_bits + 7) / 8), first_(first), size_(size) {}

  std::uint32_t size() const noexcept { return size_; }

  /// Bits [from, from + count) of the part; count at most `chunk`.
  std::uint64_t bits(std::uint64_t row, std::uint32_t from, std::uint32_t count) const noexcept {
    const std::uint32_t begin = first_ + from, shift = begin % 8;
    const std::uint8_t* const key = keys_ + row * key_size_ + begin / 8;
    std::uint64_t value = 0;
    for (std::uint32_t i = (shift + count + 7) / 8; i-- > 0;) value = value << 8U | key[i];
    return value >> shift & ((std::uint64_t{1} << count) - 1);
  }

  /// As numbers; that is also the order of the printed keys.
  int compare(std::uint64_t a, std::uint64_t b) const noexcept {
    for (std::uint32_t end = size_; end > 0;) {
      const std::uint32_t count = std::min(end, chunk);
      end -= count;
      const std::uint64_t x = bits(a, end, count), y = bits(b, end, count);
      if (x != y) return x < y ? -1 : 1;
    }
    return 0;
  }

  void print(std::uint64_t row, std::string& text) const {
    text.resize(size_);
    for (std::uint32_t from = 0; from < size_; from += chunk) {
      const std::uint32_t count = std::min(chunk, size_ - from);
      print_bits(bits(row, from, count), from, count, text);
    }
  }

  static void print_bits(std::uint64_t value, std::uint32_t from, std::uint32_t count, std::string& text) {
    char* const lowest = text.data() + text.size() - 1 - from;
    for (std::uint32_t i = 0; i < count; ++i) *(lowest - i) = static_cast<char>('0' + (value >> i & 1U));
  }

 private:
  const std::uint8_t* keys_;
  std::size_t key_size_;
  std::uint32_t first_, size_;
};

/// Rows `row_at(0)`, `row_at(1)`, ... are in order of the part; equal neighbours are one outcome.
template <class Value>
void see_in_order(std::uint64_t rows, const key_part& part, const auto& row_at, const auto& value_at, const auto& see) {
  std::string key;
  for (std::uint64_t i = 0; i < rows;) {
    const std::uint64_t row = row_at(i);
    Value sum = value_at(row);
    while (++i < rows && part.compare(row, row_at(i)) == 0) sum += value_at(row_at(i));
    part.print(row, key);
    see(std::string_view(key), sum);
  }
}

template <class Value>
void see_outcomes(const kw_result& r, const key_part& part, const auto& value_at, const auto& see) {
  const auto itself = [](std::uint64_t i) { return i; };
  std::uint64_t sorted = 1;
  while (sorted < r.rows && part.compare(sorted - 1, sorted) <= 0) ++sorted;
  if (sorted >= r.rows) return see_in_order<Value>(r.rows, part, itself, value_at, see);

  if (part.size() <= chunk && std::uint64_t{1} << part.size() <= r.rows) {
    std::vector<Value> sums(std::size_t{1} << part.size());
    for (std::uint64_t i = 0; i < r.rows; ++i) sums[part.bits(i, 0, part.size())] += value_at(i);
    std::string key(part.size(), '0');
    for (std::uint64_t i = 0; i < sums.size(); ++i) {
      key_part::print_bits(i, 0, part.size(), key);
      see(std::string_view(key), sums[i]);
    }
    return;
  }
  std::vector<std::uint64_t> order(r.rows);
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&part](std::uint64_t a, std::uint64_t b) {
    const int sign = part.compare(a, b);
    return sign != 0 ? sign < 0 : a < b;
  });
  see_in_order<Value>(
      r.rows, part, [&order](std::uint64_t i) { return order[i]; }, value_at, see);
}

void see_counts(const kw_result& r, const key_part& part, const auto& see) {
  const auto value = [&r](std::uint64_t i) { return r.counts[i]; };
  see_outcomes<std::uint64_t>(r, part, value, [&see](std::string_view key, std::uint64_t n) {
    if (n != 0) see(key, n);
  });
}

void see_probabilities(const kw_result& r, const key_part& part, const auto& see) {
  const auto value = [&r](std::uint64_t i) {
    return r.value_size == 4 ? static_cast<double>(reinterpret_cast<const float*>(r.values)[i]) : r.values[i];
  };
  see_outcomes<double>(r, part, value, [&see](std::string_view key, double p) {
    if (p >= negligible) see(key, p);
  });
}

const circuit_register& find_register(const result& r, std::string_view name) {
  for (const circuit_register& one : r.registers())
    if (one.name == name) return one;
  throw exception(error(errc::not_found, "no register named '" + std::string(name) + "' in the result"));
}

}  // namespace

void result::each_count(const std::function<void(std::string_view, std::uint64_t)>& see) const {
  if (data_) see_counts(data_->counts, key_part(data_->counts, 0, data_->num_bits), see);
}

void result::each_count(std::string_view register_name,
                        const std::function<void(std::string_view, std::uint64_t)>& see) const {
  const circuit_register& one = find_register(*this, register_name);
  see_counts(data_->counts, key_part(data_->counts, one.first, one.size), see);
}

void result::each_probability(const std::function<void(std::string_view, double)>& see) const {
  if (data_) see_probabilities(data_->probabilities, key_part(data_->probabilities, 0, data_->num_bits), see);
}

void result::each_probability(std::string_view register_name,
                              const std::function<void(std::string_view, double)>& see) const {
  const circuit_register& one = find_register(*this, register_name);
  see_probabilities(data_->probabilities, key_part(data_->probabilities, one.first, one.size), see);
}

void result::each_shot(const std::function<void(std::string_view)>& see) const {
  if (!data_) return;
  const kw_result& shots = data_->shots_in_order;
  const key_part all(shots, 0, data_->num_bits);
  std::string key;
  for (std::uint64_t i = 0; i < shots.rows; ++i) {
    all.print(i, key);
    see(std::string_view(key));
  }
}

std::uint64_t result::num_rows() const noexcept {
  return data_ ? std::max(data_->counts.rows, data_->probabilities.rows) : 0;
}

}  // namespace ketway
