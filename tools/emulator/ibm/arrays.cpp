#include "ibm/arrays.hpp"

#include <zlib.h>

#include <cctype>
#include <cstring>

#include "emulator/identifiers.hpp"

namespace ketway::emulator::ibm {
namespace {

constexpr std::size_t largest_array = 64U << 20;  // bytes, inflated
constexpr char magic[] = {'\x93', 'N', 'U', 'M', 'P', 'Y', 1, 0};

std::string npy_header(const char* type, const shape& s) {
  std::string dict = std::string("{'descr': '") + type + "', 'fortran_order': False, 'shape': (";
  for (const std::size_t n : s) dict += std::to_string(n) + (s.size() == 1 ? "," : ", ");
  if (s.size() > 1) dict.erase(dict.size() - 2);
  dict += "), }";
  while ((sizeof magic + 2 + dict.size() + 1) % 64 != 0) dict += ' ';
  dict += '\n';
  std::string out(magic, sizeof magic);
  out += static_cast<char>(dict.size() & 255);
  out += static_cast<char>(dict.size() >> 8);
  return out + dict;
}

std::string deflated(const std::string& from) {
  uLongf size = compressBound(from.size());
  std::string out(size, '\0');
  compress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(from.data()), from.size());
  out.resize(size);
  return out;
}

expected<std::string> inflated(const std::vector<std::uint8_t>& from) {
  z_stream z{};
  if (inflateInit(&z) != Z_OK) return error(errc::resource_exhausted, "zlib does not start");
  std::string out;
  std::vector<char> piece(64U << 10);
  z.next_in = const_cast<Bytef*>(from.data());
  z.avail_in = static_cast<uInt>(from.size());
  int state = Z_OK;
  while (state == Z_OK && out.size() <= largest_array) {
    z.next_out = reinterpret_cast<Bytef*>(piece.data());
    z.avail_out = static_cast<uInt>(piece.size());
    state = inflate(&z, Z_NO_FLUSH);
    out.append(piece.data(), piece.size() - z.avail_out);
  }
  inflateEnd(&z);
  if (state != Z_STREAM_END) return error(errc::invalid_argument, "an array is not zlib, or too large");
  return out;
}

json tagged(const std::string& npy) {
  const std::string small = deflated(npy);
  return {{"__type__", "ndarray"},
          {"__value__", base64({reinterpret_cast<const std::uint8_t*>(small.data()), small.size()})}};
}

expected<shape> shape_in(const std::string& header) {
  const std::size_t at = header.find("'shape': (");
  if (at == std::string::npos) return error(errc::invalid_argument, "an array has no shape");
  shape s;
  std::size_t n = 0;
  bool digits = false;
  for (std::size_t i = at + 10; i < header.size(); ++i) {
    const char c = header[i];
    if (std::isdigit(static_cast<unsigned char>(c))) {
      n = n * 10 + static_cast<std::size_t>(c - '0'), digits = true;
      if (n > largest_array) return error(errc::invalid_argument, "an array is too large");
    } else {
      if (digits) s.push_back(n);
      n = 0, digits = false;
      if (c == ')') return s;
    }
  }
  return error(errc::invalid_argument, "an array's shape does not end");
}

expected<array> read_npy(const std::string& npy) {
  if (npy.size() < 10 || std::memcmp(npy.data(), magic, sizeof magic) != 0)
    return error(errc::invalid_argument, "an array is no NPY 1.0");
  const std::size_t length = static_cast<unsigned char>(npy[8]) + 256U * static_cast<unsigned char>(npy[9]);
  if (npy.size() < 10 + length) return error(errc::invalid_argument, "an array is cut off");
  const std::string header = npy.substr(10, length);
  if (header.find("'<f8'") == std::string::npos || header.find("'fortran_order': False") == std::string::npos)
    return error(errc::invalid_argument, "an array must be of type <f8 in C order");
  expected<shape> s = shape_in(header);
  if (!s) return s.error();
  const std::size_t n = count_of(*s);
  if (npy.size() != 10 + length + 8 * n) return error(errc::invalid_argument, "an array has the wrong size");
  std::vector<double> values(n);
  std::memcpy(values.data(), npy.data() + 10 + length, 8 * n);
  return array(std::move(*s), std::move(values));
}

expected<void> append(const json& from, std::size_t depth, array& to) {
  if (from.is_number()) {
    if (depth != to.size.size()) return error(errc::invalid_argument, "an array is ragged");
    to.values.push_back(from.get<double>());
    return {};
  }
  if (!from.is_array() || depth >= to.size.size() || from.size() != to.size[depth])
    return error(errc::invalid_argument, "an array must be nested lists of numbers, of one shape");
  for (const json& x : from)
    if (expected<void> done = append(x, depth + 1, to); !done) return done;
  return {};
}

}  // namespace

std::size_t count_of(const shape& s) {
  std::size_t n = 1;
  for (const std::size_t x : s) {
    if (x != 0 && n > largest_array / x) return largest_array + 1;
    n *= x;
  }
  return n;
}

expected<array> read_array(const json& from) {
  if (from.is_object()) {
    if (from.value("__type__", "") != "ndarray" || !from.contains("__value__"))
      return error(errc::invalid_argument, "values must be numbers, lists or an ndarray");
    if (!from["__value__"].is_string()) return read_array(from["__value__"]);
    const auto bytes = from_base64(from["__value__"].get_ref<const std::string&>());
    if (!bytes) return error(errc::invalid_argument, "an array is no base64");
    const expected<std::string> npy = inflated(*bytes);
    if (!npy) return npy.error();
    return read_npy(*npy);
  }
  array out;
  for (const json* level = &from; level->is_array(); level = &(*level)[0]) {
    out.size.push_back(level->size());
    if (level->empty() || out.size.size() > 16) break;
  }
  if (expected<void> done = append(from, 0, out); !done) return done.error();
  return out;
}

json encoded(const array& a) {
  std::string npy = npy_header("<f8", a.size);
  npy.append(reinterpret_cast<const char*>(a.values.data()), 8 * a.values.size());
  return tagged(npy);
}

json encoded(const shape& s, std::span<const std::uint8_t> bytes) {
  std::string npy = npy_header("|u1", s);
  npy.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return tagged(npy);
}

}  // namespace ketway::emulator::ibm
