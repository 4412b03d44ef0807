#include "wire/npy.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <ketway/plugin.hpp>

namespace ketway::ibm {
namespace {

constexpr std::size_t most_header = 1u << 16u;
static_assert(std::endian::native == std::endian::little, "arrays are read as they lie in the file");

[[noreturn]] void broken(const std::string& what) {
  throw plugin::error(KW_DATA_LOSS, "an array in IBM's answer is broken: " + what);
}

int base64_digit(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

/// Ends the stream on every way out.
class inflater {
 public:
  inflater() {
    if (inflateInit(&stream) != Z_OK) throw plugin::error(KW_RESOURCE_EXHAUSTED, "out of memory");
  }
  inflater(const inflater&) = delete;
  inflater& operator=(const inflater&) = delete;
  ~inflater() { inflateEnd(&stream); }
  z_stream stream{};
};

/// What stands after 'KEY': in the header's dict, up to where `end` says.
std::string_view entry(std::string_view dict, std::string_view key, char end) {
  const std::string quoted = "'" + std::string(key) + "':";
  const auto at = dict.find(quoted);
  if (at == std::string_view::npos) broken("its header has no " + std::string(key));
  auto rest = dict.substr(at + quoted.size());
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  const auto stop = rest.find(end, 1);
  if (stop == std::string_view::npos) broken("its header does not end");
  return rest.substr(0, stop);
}

std::vector<std::size_t> shape_of(std::string_view tuple) {
  if (tuple.empty() || tuple.front() != '(') broken("its shape is no tuple");
  tuple.remove_prefix(1);
  std::vector<std::size_t> shape;
  while (!tuple.empty()) {
    const auto digits = tuple.find_first_of("0123456789");
    const bool spaced = tuple.substr(0, digits).find_first_not_of(" ,L") == std::string_view::npos;
    if (!spaced) broken("its shape holds something else than numbers");
    if (digits == std::string_view::npos) break;
    tuple.remove_prefix(digits);
    std::size_t n = 0;
    const auto [end, problem] = std::from_chars(tuple.data(), tuple.data() + tuple.size(), n);
    if (problem != std::errc() || shape.size() >= 32) broken("its shape is too large");
    tuple.remove_prefix(static_cast<std::size_t>(end - tuple.data()));
    shape.push_back(n);
  }
  return shape;
}

template <class T>
void append(std::vector<double>& to, const std::string& data) {
  for (std::size_t i = 0; i + sizeof(T) <= data.size(); i += sizeof(T)) {
    T value;
    std::memcpy(&value, data.data() + i, sizeof value);
    to.push_back(static_cast<double>(value));
  }
}

}  // namespace

std::size_t array::item_size() const {
  std::size_t n = 0;
  if (type.size() >= 3) std::from_chars(type.data() + 2, type.data() + type.size(), n);
  return n;
}

std::size_t array::count() const {
  std::size_t n = 1;
  for (const auto d : shape)
    if (__builtin_mul_overflow(n, d, &n)) broken("its shape is too large");
  return n;
}

std::vector<double> array::numbers() const {
  std::vector<double> all;
  all.reserve(data.size() / std::max<std::size_t>(1, item_size()));
  if (type == "<f8")
    append<double>(all, data);
  else if (type == "<f4")
    append<float>(all, data);
  else if (type == "<i8")
    append<std::int64_t>(all, data);
  else if (type == "<i4")
    append<std::int32_t>(all, data);
  else if (type == "|u1")
    append<std::uint8_t>(all, data);
  else
    broken("its type holds no real numbers");
  return all;
}

std::string from_base64(std::string_view text) {
  while (!text.empty() && text.back() == '=') text.remove_suffix(1);
  if (text.size() % 4 == 1) broken("its base64 ends too early");
  std::string out;
  out.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    const int digit = base64_digit(c);
    if (digit < 0) broken("a character that base64 has not");
    bits = (bits << 6u) | static_cast<std::uint32_t>(digit);
    held += 6;
    if (held >= 8) {
      held -= 8;
      out += static_cast<char>((bits >> static_cast<unsigned>(held)) & 0xFFu);
    }
  }
  return out;
}

std::string inflated(std::string_view compressed, std::size_t most_bytes) {
  inflater z;
  z.stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
  z.stream.avail_in = static_cast<uInt>(std::min<std::size_t>(compressed.size(), UINT32_MAX));
  std::string out;
  std::array<char, 16384> part{};
  for (int state = Z_OK; state != Z_STREAM_END;) {
    z.stream.next_out = reinterpret_cast<Bytef*>(part.data());
    z.stream.avail_out = static_cast<uInt>(part.size());
    state = inflate(&z.stream, Z_NO_FLUSH);
    if (state != Z_OK && state != Z_STREAM_END) broken("its compressed bytes cannot be unpacked");
    const std::size_t got = part.size() - z.stream.avail_out;
    if (got > most_bytes - out.size())
      broken("it unpacks to more than the " + std::to_string(most_bytes) + " bytes that belong there");
    out.append(part.data(), got);
  }
  return out;
}

array read_npy(std::string file) {
  constexpr std::string_view magic("\x93NUMPY", 6);
  if (file.size() < 10 || std::string_view(file).substr(0, 6) != magic) broken("it is no NPY file");
  const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(file[i])); };
  const bool wide = byte(6) >= 2;  // version 2 and 3 have four bytes of length
  if (byte(6) < 1 || byte(6) > 3 || (wide && file.size() < 12)) broken("its NPY version is not known");
  std::size_t size = byte(8) | byte(9) << 8u;
  if (wide) size |= byte(10) << 16u | byte(11) << 24u;
  const std::size_t begin = wide ? 12 : 10;
  if (size > most_header || file.size() - begin < size) broken("its header is longer than the file");
  const std::string_view dict = std::string_view(file).substr(begin, size);
  array out;
  auto type = entry(dict, "descr", ',');
  if (type.size() < 3 || type.front() != '\'' || type.back() != '\'') broken("its type is no text");
  out.type = std::string(type.substr(1, type.size() - 2));
  const auto order = entry(dict, "fortran_order", ',');
  if (order.substr(0, 5) != "False") broken("it is in Fortran's order");
  out.shape = shape_of(entry(dict, "shape", ')'));
  const std::size_t item = out.item_size();
  std::size_t bytes = 0;
  if (item == 0 || item > 16 || __builtin_mul_overflow(out.count(), item, &bytes)) broken("its type is not known");
  if (file.size() - begin - size != bytes) broken("it holds another number of bytes than its shape says");
  out.data = std::move(file.erase(0, begin + size));
  return out;
}

array read_encoded_array(std::string_view base64, std::size_t most_bytes) {
  return read_npy(inflated(from_base64(base64), most_bytes + most_header));
}

}  // namespace ketway::ibm
