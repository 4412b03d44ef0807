#include "terminal.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdlib>

namespace ketway::cli {
namespace {

bool present(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

bool utf8_locale() {
  for (const char* variable : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    if (!present(variable)) continue;
    const std::string_view value = std::getenv(variable);
    return value.find("UTF-8") != std::string_view::npos || value.find("utf8") != std::string_view::npos ||
           value.find("UTF8") != std::string_view::npos;
  }
  return false;
}

// The length of the well-formed UTF-8 sequence at the front of `text`; 0 where it is broken.
std::size_t sequence_length(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
  }
  // Overlong forms, surrogates and what lies past U+10FFFF.
  if (lead == 0xE0 && byte(1) < 0xA0) return 0;
  if (lead == 0xED && byte(1) > 0x9F) return 0;
  if (lead == 0xF0 && byte(1) < 0x90) return 0;
  if (lead == 0xF4 && byte(1) > 0x8F) return 0;
  return length;
}

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(descriptor, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

}  // namespace

terminal terminal::of(int descriptor) {
  terminal t;
  t.interactive_ = ::isatty(descriptor) == 1;
  const char* term = std::getenv("TERM");
  t.colour_ = t.interactive_ && !present("NO_COLOR") && term != nullptr && std::string_view(term) != "dumb";
  t.unicode_ = utf8_locale();
  return t;
}

std::string terminal::paint(style how, std::string_view text) const {
  static constexpr std::array<std::string_view, 6> codes = {"", "1", "2", "32", "31;1", "33"};
  if (!colour_ || how == style::plain) return std::string(text);
  std::string out = "\x1b[";
  out += codes.at(static_cast<std::size_t>(how));
  return out.append("m").append(text).append("\x1b[0m");
}

std::string terminal::bar(double fraction, std::uint32_t width) const {
  static constexpr std::array<std::string_view, 8> eighths = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const double cells = std::clamp(fraction, 0.0, 1.0) * width;
  std::string out;
  if (!unicode_) {
    out.assign(static_cast<std::size_t>(std::lround(cells)), '#');
    return out;
  }
  const auto units = static_cast<std::uint32_t>(std::lround(cells * 8));
  for (std::uint32_t i = 0; i < units / 8; ++i) out += "█";
  out += eighths.at(units % 8);
  return out;
}

std::string printable(std::string_view text) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    const auto lead = static_cast<unsigned char>(text[0]);
    const bool second_control_block = length == 2 && lead == 0xC2 && static_cast<unsigned char>(text[1]) < 0xA0;
    if (length == 0 || (lead < 0x20 && lead != '\n') || lead == 0x7F || second_control_block) {
      const std::size_t bytes = std::max<std::size_t>(length, 1);
      for (std::size_t i = 0; i < bytes; ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        out += "\\x";
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
      }
      text.remove_prefix(bytes);
      continue;
    }
    out.append(text.substr(0, length));
    text.remove_prefix(length);
  }
  return out;
}

std::size_t width_of(std::string_view text) noexcept {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool print(std::string_view text) { return write_all(STDOUT_FILENO, text); }

void print_error(std::string_view text) { write_all(STDERR_FILENO, text); }

}  // namespace ketway::cli
