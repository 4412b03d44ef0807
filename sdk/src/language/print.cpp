#include "language/print.hpp"

#include <array>
#include <charconv>
#include <string_view>

namespace ketway::language {

void append_integer(std::string& out, std::uint64_t value) {
  std::array<char, 24> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  out.append(buffer.data(), end);
}

void append_real(std::string& out, double value) {
  std::array<char, 40> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  const std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  const auto exponent = text.find('e');
  out += text.substr(0, exponent);
  if (exponent == std::string_view::npos) return;
  if (text.find('.') == std::string_view::npos) out += ".0";
  out += text.substr(exponent);
}

}  // namespace ketway::language
