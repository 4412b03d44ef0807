#include "world/unpack.hpp"

#include <zlib.h>

#include <array>
#include <new>

namespace ketway {

struct unpacker::state {
  z_stream z{};
  bool ended = false;
  std::array<char, 64 * 1024> out{};
};

unpacker::unpacker() : state_(std::make_unique<state>()) {
  constexpr int any_window = 15, with_gzip_header = 16;
  if (inflateInit2(&state_->z, any_window + with_gzip_header) != Z_OK) throw std::bad_alloc();
}
unpacker::~unpacker() { inflateEnd(&state_->z); }

unpacker::outcome unpacker::put(std::string_view packed, const std::function<bool(std::string_view)>& take) {
  z_stream& z = state_->z;
  z.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(packed.data()));
  z.avail_in = static_cast<uInt>(packed.size());
  for (;;) {
    if (state_->ended) {
      if (z.avail_in == 0) return outcome::more;
      if (inflateReset(&z) != Z_OK) return outcome::corrupt;  // another member follows
      state_->ended = false;
    }
    z.next_out = reinterpret_cast<Bytef*>(state_->out.data());
    z.avail_out = static_cast<uInt>(state_->out.size());
    const int how = inflate(&z, Z_NO_FLUSH);
    const std::size_t n = state_->out.size() - z.avail_out;
    if (n > 0 && !take({state_->out.data(), n})) return outcome::refused;
    if (how == Z_STREAM_END)
      state_->ended = true;
    else if (how == Z_BUF_ERROR || (how == Z_OK && z.avail_in == 0 && z.avail_out > 0))
      return outcome::more;
    else if (how != Z_OK)
      return outcome::corrupt;
  }
}

bool unpacker::complete() const noexcept { return state_->ended; }

}  // namespace ketway
