#pragma once
// Hash table from names to small numbers. Keys are views into texts that outlive the table; no single name is ever
// removed.

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace ketway::language {

class name_table {
 public:
  static constexpr std::uint32_t none = UINT32_MAX;

  /// The seed makes it hard to write a text whose names all meet in one slot.
  name_table() : slots_(64), seed_(static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(slots_.data()))) {}

  /// The number of the name, or `none`.
  std::uint32_t find(std::string_view name) const noexcept {
    for (std::size_t i = hash(name);; ++i) {
      const slot& here = slots_[i & (slots_.size() - 1)];
      if (here.data == nullptr) return none;
      if (here.size == name.size() && std::memcmp(here.data, name.data(), name.size()) == 0) return here.value;
    }
  }

  /// Adds a name, or gives a known one another number.
  void set(std::string_view name, std::uint32_t value) {
    if (used_ * 2 >= slots_.size()) grow();
    for (std::size_t i = hash(name);; ++i) {
      slot& here = slots_[i & (slots_.size() - 1)];
      if (here.data == nullptr) {
        here = slot(name, value);
        ++used_;
        return;
      }
      if (here.view() == name) {
        here.value = value;
        return;
      }
    }
  }

  void clear() {
    if (used_ != 0) slots_.assign(64, slot());
    used_ = 0;
  }

  /// Every name, sorted.
  std::vector<std::string_view> all() const {
    std::vector<std::string_view> out;
    for (const auto& here : slots_) {
      if (here.data != nullptr) out.push_back(here.view());
    }
    std::sort(out.begin(), out.end());
    return out;
  }

 private:
  class slot {
   public:
    slot() = default;
    slot(std::string_view name, std::uint32_t v)
        : data(name.data()), size(static_cast<std::uint32_t>(name.size())), value(v) {}
    std::string_view view() const noexcept { return {data, size}; }
    const char* data = nullptr;
    std::uint32_t size = 0, value = 0;
  };

  std::size_t hash(std::string_view name) const noexcept {
    constexpr std::uint64_t factor = 0x9E3779B97F4A7C15ULL;
    std::uint64_t mixed = seed_ ^ (name.size() * factor);
    const char* at = name.data();
    std::size_t left = name.size();
    for (; left >= 8; at += 8, left -= 8) {
      std::uint64_t part = 0;
      std::memcpy(&part, at, 8);
      mixed = (std::rotl(mixed, 29) ^ part) * factor;
    }
    std::uint64_t part = 0;
    for (; left > 0; --left) part = part << 8 | static_cast<unsigned char>(*at++);
    mixed = (std::rotl(mixed, 29) ^ part) * factor;
    // The high bits know every byte; bring them down to where the slot is taken from.
    mixed = (mixed ^ mixed >> 32) * factor;
    return static_cast<std::size_t>(mixed ^ mixed >> 29);
  }

  void grow() {
    std::vector<slot> old(slots_.size() * 2);
    old.swap(slots_);
    used_ = 0;
    for (const auto& here : old) {
      if (here.data != nullptr) set(here.view(), here.value);
    }
  }

  std::vector<slot> slots_;
  std::uint64_t seed_;
  std::size_t used_ = 0;
};

}  // namespace ketway::language
