#pragma once
// gzip (RFC 1952), part by part.

#include <functional>
#include <memory>
#include <string_view>

namespace ketway {

class unpacker {
 public:
  unpacker();
  unpacker(const unpacker&) = delete;
  unpacker& operator=(const unpacker&) = delete;
  ~unpacker();
  enum class outcome : std::uint8_t { more, refused, corrupt };
  /// Gives what `packed` unpacks to, in parts of at most 64 KiB, to `take`; `refused` as soon as that says false.
  outcome put(std::string_view packed, const std::function<bool(std::string_view)>& take);
  /// Whether the last member of the stream has come to its end.
  bool complete() const noexcept;

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace ketway
