#include "language/scanner.hpp"

#include <algorithm>
#include <cstring>

namespace ketway::language {

void scanner::skip_comment() {
  if (at_[1] == '*') {
    if (version_ == language_version::two) error(offset(), "block comments do not exist in OpenQASM 2; expected '//'");
    const std::string_view rest(at_ + 2, static_cast<std::size_t>(end_ - at_ - 2));
    const auto close = rest.find("*/");
    const char* const stop = close == std::string_view::npos ? end_ : rest.data() + close + 2;
    if (version_ == language_version::three) {
      if (close == std::string_view::npos) error(offset(), "expected '*/' at the end of the comment that begins here");
      check_utf8(stop);
    }
    at_ = stop;
    return;
  }
  const void* newline = std::memchr(at_, '\n', static_cast<std::size_t>(end_ - at_));
  const char* const stop = newline == nullptr ? end_ : static_cast<const char*>(newline);
  check_utf8(stop);
  at_ = stop;
}

void scanner::check_utf8(const char* stop) {
  const bool plain = std::all_of(at_, stop, [](char c) { return static_cast<signed char>(c) > 0; });
  if (plain) return;
  const std::string_view text = source_->text();
  for (auto i = offset(); begin_ + i < stop;) {
    const std::size_t length = text[i] == '\0' ? 0 : utf8_length(text, i);
    if (length == 0) return error(i, "expected text in UTF-8, found " + describe_byte(text, i));
    i += length;
  }
}

void scanner::skip_line() noexcept {
  const void* newline = std::memchr(at_, '\n', static_cast<std::size_t>(end_ - at_));
  at_ = newline == nullptr ? end_ : static_cast<const char*>(newline);
}

namespace {
/// Blocks of Unicode whose characters are letters for the most part: Latin, Greek, Cyrillic and on to the scripts of the
/// world, the letter-like symbols (the constant of Euler is one), and mathematical letters.
bool is_letter(std::uint32_t point) noexcept {
  if (point < 0x250)
    return point >= 0xC0 ? point != 0xD7 && point != 0xF7 : point == 0xAA || point == 0xB5 || point == 0xBA;
  return point < 0x2000 || (point >= 0x2100 && point < 0x2150) || (point >= 0x3041 && point < 0xD800) ||
         (point >= 0xF900 && point < 0xFE00) || (point >= 0x1D400 && point < 0x1D800) ||
         (point >= 0x20000 && point < 0x32000);
}
}  // namespace

void scanner::skip_letters_beyond_ascii() noexcept {
  const std::string_view text = source_->text();
  while (at_ != end_) {
    if (detail::is(*at_, detail::word_part)) {
      ++at_;
      continue;
    }
    const std::size_t length = utf8_length(text, offset());
    if (length < 2) return;
    const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(at_[i])); };
    std::uint32_t point = byte(0) & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) point = point << 6 | (byte(i) & 0x3FU);
    if (!is_letter(point)) return;
    at_ += length;
  }
}

bool scanner::number(std::string_view& text) noexcept {
  const char* const first = at_;
  const char* p = at_;
  const auto run = [&] {
    const char* const start = p;
    while (p != end_ && detail::is(*p, detail::digit)) ++p;
    return p != start;
  };
  bool any = run();
  if (p != end_ && *p == '.') {
    ++p;
    any = run() || any;
  }
  if (!any) return false;
  if (p != end_ && (*p == 'e' || *p == 'E')) {
    const char* const mantissa = p;
    ++p;
    if (p != end_ && (*p == '+' || *p == '-')) ++p;
    if (!run()) p = mantissa;
  }
  at_ = p;
  text = {first, static_cast<std::size_t>(p - first)};
  return true;
}

bool scanner::string(char quote, std::string_view& text) noexcept {
  if (at_ == end_ || *at_ != quote) return false;
  const char* p = at_ + 1;
  while (p != end_ && *p != quote && *p != '\n') ++p;
  if (p == end_ || *p != quote) return false;
  text = {at_ + 1, static_cast<std::size_t>(p - at_ - 1)};
  at_ = p + 1;
  return true;
}

std::string scanner::describe() const {
  scanner copy = *this;
  const auto name = copy.word();
  if (!name.empty()) return quoted(name);
  std::string_view value;
  if (copy.number(value)) return quoted(value);
  return describe_byte(source_->text(), offset());
}

void scanner::skip_one() {
  std::string_view text;
  if (*at_ == '"' && string('"', text)) return;
  ++at_;
}

void scanner::recover() {
  std::size_t depth = 0;
  for (skip_space(); at_ != end_; skip_space()) {
    const char c = *at_;
    skip_one();
    if (c == '{') ++depth;
    if (c == ';' && depth == 0) return;
    if (c == '}' && (depth == 0 || --depth == 0)) return;
  }
}

void scanner::recover_in_body() {
  std::size_t depth = 0;
  for (skip_space(); at_ != end_; skip_space()) {
    const char c = *at_;
    if (c == '}' && depth == 0) return;
    skip_one();
    if (c == '{') ++depth;
    if (c == ';' && depth == 0) return;
    if (c == '}') --depth;
  }
}

void scanner::recover_statement(bool inside) {
  std::size_t braces = 0, brackets = 0;
  for (skip_space(); at_ != end_; skip_space()) {
    const char c = *at_;
    if (c == '}' && braces == 0 && inside) return;
    skip_one();
    if (c == ';' && braces == 0) return;
    if (c == '(' || c == '[') ++brackets;
    if ((c == ')' || c == ']') && brackets != 0) --brackets;
    if (c == '{') ++braces;
    if (c == '}' && (braces == 0 || --braces == 0) && brackets == 0) return;
  }
}

}  // namespace ketway::language
