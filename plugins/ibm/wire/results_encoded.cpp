// {"__type__": …, "__value__": …}: IBM's tagged form. A BitArray is an ndarray of bytes with the shape of the parameter
// sets, then shots, then ceil(num_bits / 8); each row is one big-endian number.
#include <algorithm>
#include <cstring>

#include "wire/results.hpp"

namespace ketway::ibm {
namespace {

[[noreturn]] void broken(const std::string& what) { throw plugin::error(KW_DATA_LOSS, "IBM's answer: " + what); }

constexpr int most_nesting = 16;
constexpr std::size_t most_bytes = 1u << 30u;  // of one register, unpacked

void shape_of(const json& list, std::vector<std::size_t>& shape) {
  for (const json* at = &list; at->is_array(); at = &at->front()) {
    if (shape.size() == most_nesting) broken("a list nested too deeply");
    shape.push_back(at->size());
    if (at->empty()) return;
  }
}

/// Every number of the list, whose lists must have the shape's lengths.
void collect(const json& list, const std::vector<std::size_t>& shape, std::size_t depth, std::string& data) {
  if (depth == shape.size()) {
    // null stands for a value that could not be computed
    const auto n = list.is_null() ? number(json("NaN")) : number(list);
    if (!n) broken("something else than a number in a list of numbers");
    const double value = *n;
    data.append(reinterpret_cast<const char*>(&value), sizeof value);
    return;
  }
  if (!list.is_array() || list.size() != shape[depth]) broken("a ragged list of numbers");
  for (const json& item : list) collect(item, shape, depth + 1, data);
}

}  // namespace

const json& untagged(const json& value) {
  const json* at = &value;
  for (int i = 0; i < most_nesting && at->is_object() && at->contains("__type__") && at->contains("__value__"); ++i)
    at = &(*at)["__value__"];
  return *at;
}

array array_of(const json& value, std::size_t most_bytes) {
  const json& v = untagged(value);
  if (v.is_string() && text_of(value, "__type__") == "ndarray")
    return read_encoded_array(v.get_ref<const std::string&>(), most_bytes);
  array out;
  out.type = "<f8";
  shape_of(v, out.shape);
  collect(v, out.shape, 0, out.data);
  return out;
}

void put_encoded(shot_table& to, const json& field, const bit_register& r, std::uint32_t first, bool& sized,
                 std::size_t most_rows) {
  const std::size_t width = (static_cast<std::size_t>(r.size) + 7) / 8;
  array a = array_of(member(untagged(field), "array"), std::min(most_rows * width, most_bytes));
  if (a.shape.size() < 2 || a.shape.back() != width)
    broken("register " + r.name + " has not " + std::to_string(width) + " bytes a shot");
  if (a.type != "|u1") {  // a plain list
    std::string bytes;
    for (const double n : a.numbers()) {
      if (!(n >= 0 && n <= 255) || n != static_cast<double>(static_cast<int>(n))) broken("a byte out of range");
      bytes += static_cast<char>(static_cast<unsigned char>(n));
    }
    a.data = std::move(bytes);
  }
  const std::size_t rows = a.data.size() / width;
  if (!std::exchange(sized, true)) to.resize(rows);
  if (rows != to.rows) broken("register " + r.name + " has another number of shots than those before it");
  const std::size_t spare = width * 8 - r.size;
  for (std::size_t i = 0; i < rows; ++i) {
    const char* row = a.data.data() + i * width;
    if (spare != 0 && (static_cast<unsigned char>(row[0]) >> (8 - spare)) != 0)
      broken("register " + r.name + " holds an outcome larger than its " + std::to_string(r.size) + " bits");
    for (std::size_t b = 0; b < width; ++b)
      to.put(i, first + static_cast<std::uint32_t>(b * 8), static_cast<std::uint8_t>(row[width - 1 - b]));
  }
}

}  // namespace ketway::ibm
