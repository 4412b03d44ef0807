#pragma once
// Memory of state vectors: what the machine has to spare, and the buffers themselves.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace ketway::local {

/// Bytes that this process may still take: the least of the machine's available memory and what the control groups leave,
/// less what running simulations have reserved and not touched yet. `root` is where /proc and /sys are looked for.
/// UINT64_MAX where nothing can be read.
std::uint64_t available_memory(const std::string& root = "");

/// Zeroed memory, aligned to 128 bytes (2 MiB from that size on, and then in huge pages where the system has them). The
/// pages come into being when first written, by the thread that writes them.
class state_memory {
 public:
  /// std::bad_alloc where the system refuses.
  explicit state_memory(std::size_t bytes);
  ~state_memory();
  state_memory(const state_memory&) = delete;
  state_memory& operator=(const state_memory&) = delete;

  double* data() const noexcept { return data_; }
  std::size_t bytes() const noexcept { return bytes_; }
  /// The first `bytes` are about to be written: they no longer count as reserved only.
  void touch(std::size_t bytes) noexcept;

 private:
  double* data_ = nullptr;
  void* mapping_ = nullptr;
  std::size_t bytes_, mapped_ = 0, touched_ = 0;
};

/// "1.5 GiB"; powers of 1024, one decimal place from KiB on.
std::string readable_bytes(double bytes);

}  // namespace ketway::local
