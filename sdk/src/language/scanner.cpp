#include "language/scanner.hpp"

#include <algorithm>
#include <cstring>

namespace ketway::language {

void scanner::skip_comment() {
  if (at_[1] == '*') {
    error(offset(), "block comments do not exist in OpenQASM 2; expected '//'");
    const std::string_view rest(at_ + 2, static_cast<std::size_t>(end_ - at_ - 2));
    const auto close = rest.find("*/");
    at_ = close == std::string_view::npos ? end_ : rest.data() + close + 2;
    return;
  }
  const void* newline = std::memchr(at_, '\n', static_cast<std::size_t>(end_ - at_));
  const char* const stop = newline == nullptr ? end_ : static_cast<const char*>(newline);
  const bool plain = std::all_of(at_, stop, [](char c) { return static_cast<signed char>(c) > 0; });
  if (!plain) {
    const std::string_view text = source_->text();
    for (auto i = offset(); begin_ + i < stop;) {
      const std::size_t length = text[i] == '\0' ? 0 : utf8_length(text, i);
      if (length == 0) {
        error(i, "expected text in UTF-8, found " + describe_byte(text, i));
        break;
      }
      i += length;
    }
  }
  at_ = stop;
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

}  // namespace ketway::language
