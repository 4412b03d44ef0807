#pragma once
// Numbers in rows and columns as the Runtime API writes them: nested lists, or NPY in zlib in base64.

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "ketway/error.hpp"

namespace ketway::emulator::ibm {

using json = nlohmann::ordered_json;
using shape = std::vector<std::size_t>;

std::size_t count_of(const shape& s);

/// Row-major.
class array {
 public:
  array() = default;
  array(shape s, std::vector<double> v) : size(std::move(s)), values(std::move(v)) {}
  shape size;
  std::vector<double> values;
};

/// A number, nested lists of numbers, or {"__type__":"ndarray"}. Errors: invalid_argument.
expected<array> read_array(const json& from);

/// {"__type__":"ndarray","__value__":...} of doubles, or of bytes.
json encoded(const array& a);
json encoded(const shape& s, std::span<const std::uint8_t> bytes);

/// Nested lists of that shape; a single value where the shape is empty.
template <class Item>
json nested(const shape& s, const std::vector<Item>& items, std::size_t depth = 0, std::size_t first = 0) {
  if (depth == s.size()) return json(items[first]);
  std::size_t stride = 1;
  for (std::size_t i = depth + 1; i < s.size(); ++i) stride *= s[i];
  json out = json::array();
  for (std::size_t i = 0; i < s[depth]; ++i) out.push_back(nested(s, items, depth + 1, first + i * stride));
  return out;
}

}  // namespace ketway::emulator::ibm
