#include "wire/tally.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace ketway::ibm {

void shot_table::resize(std::size_t n) {
  constexpr std::size_t most_bytes = 1u << 30u;
  if (n > most_bytes / std::max<std::size_t>(1, key_size()))
    throw plugin::error(KW_DATA_LOSS, "IBM's answer: " + std::to_string(n) + " outcomes of " +
                                          std::to_string(num_bits) + " bits are more than a result can hold");
  rows = n, keys.assign(n * key_size(), 0);
}

plugin::result_part shot_table::counts(std::size_t first, std::size_t n) const {
  plugin::result_part part(KW_RESULT_COUNTS);
  part.num_bits = num_bits, part.shots = n;
  const std::size_t size = key_size();
  if (size == 0) {
    if (n != 0) part.rows = 1, part.counts = {n};
    return part;
  }
  std::vector<const std::uint8_t*> order(n);
  for (std::size_t i = 0; i < n; ++i) order[i] = keys.data() + (first + i) * size;
  const auto below = [size](const std::uint8_t* a, const std::uint8_t* b) {
    for (std::size_t i = size; i-- > 0;)
      if (a[i] != b[i]) return a[i] < b[i];
    return false;
  };
  std::sort(order.begin(), order.end(), below);
  for (const std::uint8_t* key : order) {
    if (part.rows != 0 && std::memcmp(part.keys.data() + part.keys.size() - size, key, size) == 0) {
      ++part.counts.back();
      continue;
    }
    part.keys.insert(part.keys.end(), key, key + size);
    part.counts.push_back(1);
    ++part.rows;
  }
  return part;
}

plugin::result_part shot_table::shots(std::size_t first, std::size_t n) const {
  plugin::result_part part(KW_RESULT_SHOTS);
  part.num_bits = num_bits, part.shots = part.rows = n;
  const auto begin = keys.begin() + static_cast<std::ptrdiff_t>(first * key_size());
  part.keys.assign(begin, begin + static_cast<std::ptrdiff_t>(n * key_size()));
  return part;
}

}  // namespace ketway::ibm
