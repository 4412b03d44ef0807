#pragma once
// An entry of the journal with a size and a checksum that fit: without them no mutation would get past the first look.

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "journal/packing.hpp"

namespace ketway::fuzz {

inline std::string mended(std::string_view bytes) {
  constexpr std::size_t header = 24, packed_at = 5, sum_at = 8, size_at = 16;
  std::string all(bytes);
  if (all.size() < header) return all;
  const std::string_view body = std::string_view(all).substr(header);
  const std::uint32_t sum = checksum(body);
  const std::uint64_t size = body.size();
  all[packed_at] = 0;
  std::memcpy(all.data() + sum_at, &sum, sizeof sum), std::memcpy(all.data() + size_at, &size, sizeof size);
  return all;
}

}  // namespace ketway::fuzz
