#include "journal/packing.hpp"

#include <zlib.h>

#include <algorithm>
#include <bit>
#include <new>

namespace ketway {
namespace {

constexpr std::size_t not_worth_it = 256;                   // bytes
constexpr std::size_t most_at_once = std::size_t{1} << 30;  // zlib counts in 32 bits
constexpr std::size_t first_room = std::size_t{64} * 1024;

Bytef* bytes_of(const char* at) { return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(at)); }

/// The tables of zlib take 260 KiB and are cleared each time; for a short text a window of its size does as well.
class packer {
 public:
  explicit packer(std::size_t size) {
    const int window = std::clamp(static_cast<int>(std::bit_width(size)), 9, 15);
    if (deflateInit2(&z, Z_BEST_SPEED, Z_DEFLATED, -window, std::min(window - 7, 8), Z_DEFAULT_STRATEGY) != Z_OK)
      throw std::bad_alloc();
  }
  packer(const packer&) = delete;
  packer& operator=(const packer&) = delete;
  ~packer() { deflateEnd(&z); }
  z_stream z{};
};

class opened {
 public:
  opened() {
    if (inflateInit2(&z, -15) != Z_OK) throw std::bad_alloc();
  }
  opened(const opened&) = delete;
  opened& operator=(const opened&) = delete;
  ~opened() { inflateEnd(&z); }
  z_stream z{};
};

}  // namespace

bool pack(std::string_view text, std::string& out) {
  if (text.size() < not_worth_it) return false;
  packer p(text.size());
  const std::size_t begin = out.size(), end = begin + text.size() - 1;
  std::size_t at = begin;
  for (int how = Z_OK; how != Z_STREAM_END;) {
    if (p.z.avail_in == 0) {
      const std::size_t part = std::min(text.size(), most_at_once);
      p.z.next_in = bytes_of(text.data()), p.z.avail_in = static_cast<uInt>(part);
      text.remove_prefix(part);
    }
    if (at == out.size()) {
      if (at == end) return out.resize(begin), false;
      out.resize(std::min(end, std::max(at * 2, begin + first_room)));
    }
    const std::size_t room = std::min(out.size() - at, most_at_once);
    p.z.next_out = bytes_of(out.data() + at), p.z.avail_out = static_cast<uInt>(room);
    how = deflate(&p.z, text.empty() ? Z_FINISH : Z_NO_FLUSH);
    at += room - p.z.avail_out;
  }
  out.resize(at);
  return true;
}

bool unpack(std::string_view packed, std::uint64_t size, std::vector<char>& out) {
  opened o;
  std::size_t at = 0;
  for (int how = Z_OK; how != Z_STREAM_END;) {
    if (o.z.avail_in == 0) {
      const std::size_t part = std::min(packed.size(), most_at_once);
      o.z.next_in = bytes_of(packed.data()), o.z.avail_in = static_cast<uInt>(part);
      packed.remove_prefix(part);
    }
    // One byte more than there should be: a text that is longer shows itself.
    if (at == out.size()) out.resize(std::min<std::uint64_t>(size + 1, std::max(at * 2, first_room)));
    const std::size_t room = std::min(out.size() - at, most_at_once);
    o.z.next_out = bytes_of(out.data() + at), o.z.avail_out = static_cast<uInt>(room);
    how = inflate(&o.z, Z_NO_FLUSH);
    at += room - o.z.avail_out;
    if (at > size || (how != Z_OK && how != Z_STREAM_END)) return false;
  }
  if (at != size || o.z.avail_in != 0 || !packed.empty()) return false;
  out.resize(at);
  return true;
}

std::uint32_t checksum(std::string_view text) noexcept {
  uLong sum = crc32(0, nullptr, 0);
  while (!text.empty()) {
    const std::size_t part = std::min(text.size(), most_at_once);
    sum = crc32(sum, bytes_of(text.data()), static_cast<uInt>(part));
    text.remove_prefix(part);
  }
  return static_cast<std::uint32_t>(sum);
}

}  // namespace ketway
