#include "engine/memory.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <new>
#include <optional>

namespace ketway::local {
namespace {

constexpr std::size_t huge_page = std::size_t{2} << 20;
std::atomic<std::uint64_t> reserved_untouched = 0;

std::optional<std::uint64_t> number_in(const std::string& path) {
  std::ifstream in(path);
  std::uint64_t value = 0;
  if (in >> value) return value;
  return std::nullopt;  // also for "max": no limit
}

/// The value after `key` in a file of "key value" lines.
std::optional<std::uint64_t> field_of(const std::string& path, const std::string& key) {
  std::ifstream in(path);
  std::string word;
  while (in >> word)
    if (word == key) {
      std::uint64_t value = 0;
      if (in >> value) return value;
    }
  return std::nullopt;
}

std::uint64_t left(std::optional<std::uint64_t> limit, std::optional<std::uint64_t> used, std::uint64_t reclaimable) {
  if (!limit || !used) return UINT64_MAX;
  const std::uint64_t busy = *used - std::min(*used, reclaimable);
  return *limit - std::min(*limit, busy);
}

/// This process's groups and all above them.
std::uint64_t left_by_groups(const std::string& root) {
  std::uint64_t least = UINT64_MAX;
  std::ifstream in(root + "/proc/self/cgroup");
  for (std::string line; std::getline(in, line);) {
    const auto first = line.find(':'), second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const bool unified = controllers.empty();
    if (!unified && (',' + controllers + ',').find(",memory,") == std::string::npos) continue;
    const std::string base = root + (unified ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory");
    for (std::string path = line.substr(second + 1);; path.resize(path.rfind('/'))) {
      const std::string at = base + path + '/';
      const auto cache = field_of(at + "memory.stat", unified ? "inactive_file" : "total_inactive_file").value_or(0);
      least = std::min(least, unified ? left(number_in(at + "memory.max"), number_in(at + "memory.current"), cache)
                                      : left(number_in(at + "memory.limit_in_bytes"),
                                             number_in(at + "memory.usage_in_bytes"), cache));
      if (path.find('/') == std::string::npos) break;
    }
  }
  return least;
}

}  // namespace

std::uint64_t available_memory(const std::string& root) {
  std::uint64_t least = left_by_groups(root);
  if (const auto kib = field_of(root + "/proc/meminfo", "MemAvailable:")) least = std::min(least, *kib * 1024);
  if (least == UINT64_MAX) return least;
  return least - std::min(least, reserved_untouched.load(std::memory_order_relaxed));
}

state_memory::state_memory(std::size_t bytes) : bytes_(bytes) {
  if (bytes < huge_page) {
    data_ = static_cast<double*>(::operator new(bytes, std::align_val_t{128}));
    std::memset(data_, 0, bytes);
    return;
  }
  mapped_ = bytes + huge_page;
  mapping_ = ::mmap(nullptr, mapped_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (mapping_ == MAP_FAILED) throw std::bad_alloc();
  void* place = mapping_;
  std::size_t space = mapped_;
  data_ = static_cast<double*>(std::align(huge_page, bytes, place, space));
#ifdef MADV_HUGEPAGE
  ::madvise(data_, bytes, MADV_HUGEPAGE);  // without it everything works, more slowly
#endif
  reserved_untouched.fetch_add(bytes_, std::memory_order_relaxed);
}

state_memory::~state_memory() {
  if (!mapping_) {
    ::operator delete(data_, std::align_val_t{128});
    return;
  }
  reserved_untouched.fetch_sub(bytes_ - touched_, std::memory_order_relaxed);
  ::munmap(mapping_, mapped_);
}

void state_memory::touch(std::size_t bytes) noexcept {
  bytes = std::min(bytes, bytes_);
  if (!mapping_ || bytes <= touched_) return;
  reserved_untouched.fetch_sub(bytes - touched_, std::memory_order_relaxed);
  touched_ = bytes;
}

std::string readable_bytes(double bytes) {
  static constexpr std::array<const char*, 7> units{"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  std::size_t unit = 0;
  for (; bytes >= 1024 && unit + 1 < units.size(); ++unit) bytes /= 1024;
  char text[48];
  std::snprintf(text, sizeof text, unit == 0 ? "%.0f %s" : "%.1f %s", bytes, units[unit]);
  return text;
}

}  // namespace ketway::local
