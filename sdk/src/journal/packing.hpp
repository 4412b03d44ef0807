#pragma once
// Deflate (RFC 1951) of one text that lies in memory, without a frame, and CRC-32 (ISO 3309).

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ketway {

/// Appends `text`, packed, to `out`. False: that would not make it smaller, and `out` is as it was.
bool pack(std::string_view text, std::string& out);
/// Whether `packed` is all of one text of `size` bytes, which `out` then holds. Memory is taken as the text grows, not as
/// `size` says.
bool unpack(std::string_view packed, std::uint64_t size, std::vector<char>& out);
std::uint32_t checksum(std::string_view text) noexcept;

}  // namespace ketway
