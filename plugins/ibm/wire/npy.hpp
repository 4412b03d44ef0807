#pragma once
// Arrays as IBM encodes them: base64 of zlib of NPY. Pure, and bounded: no more than `most_bytes` are ever unpacked.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ketway::ibm {

class array {
 public:
  std::string type;                ///< "|u1", "<f8", …
  std::vector<std::size_t> shape;  ///< C order
  std::string data;                ///< little-endian, as in the file

  std::size_t item_size() const;  ///< bytes
  std::size_t count() const;      ///< elements: the product of the shape
  /// As doubles; throws plugin::error DATA_LOSS for a type that holds no real numbers.
  std::vector<double> numbers() const;
};

/// Throws plugin::error DATA_LOSS where any layer is broken, or where the array is larger than `most_bytes`.
array read_encoded_array(std::string_view base64, std::size_t most_bytes);

/// RFC 4648, without line breaks; padding may be missing. Throws plugin::error DATA_LOSS.
std::string from_base64(std::string_view text);
/// Throws plugin::error DATA_LOSS for a broken stream and for one that gives more than `most_bytes`.
std::string inflated(std::string_view compressed, std::size_t most_bytes);
/// Throws plugin::error DATA_LOSS.
array read_npy(std::string file);

}  // namespace ketway::ibm
