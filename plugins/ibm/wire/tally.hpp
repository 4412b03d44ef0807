#pragma once
// Outcomes shot by shot as rows of bits, and how often each came.

#include <cstddef>
#include <cstdint>
#include <ketway/plugin.hpp>
#include <vector>

namespace ketway::ibm {

/// Rows of `num_bits` bits in the order of kw_result: bit 0 of byte 0 is classical bit 0.
class shot_table {
 public:
  shot_table() = default;
  explicit shot_table(std::uint32_t bits) : num_bits(bits) {}
  std::uint32_t num_bits = 0;
  std::size_t rows = 0;
  std::vector<std::uint8_t> keys;

  std::size_t key_size() const { return (num_bits + 7) / 8; }
  /// Throws plugin::error DATA_LOSS for more than anybody can have asked for.
  void resize(std::size_t n);
  /// Sets the bits of `value` from bit `at` on; what does not fit into the row is not written.
  void put(std::size_t row, std::uint32_t at, std::uint8_t value) {
    std::uint8_t* key = keys.data() + row * key_size();
    const std::size_t byte = at / 8, shift = at % 8;
    if (byte < key_size()) key[byte] = static_cast<std::uint8_t>(key[byte] | (value << shift));
    if (shift != 0 && byte + 1 < key_size())
      key[byte + 1] = static_cast<std::uint8_t>(key[byte + 1] | (value >> (8 - shift)));
  }

  /// KW_RESULT_COUNTS of rows [first, first + n), keys in ascending order.
  plugin::result_part counts(std::size_t first, std::size_t n) const;
  /// KW_RESULT_SHOTS of the same rows.
  plugin::result_part shots(std::size_t first, std::size_t n) const;
};

}  // namespace ketway::ibm
