#pragma once
// The tokens of OpenQASM 3, as far as its programs are read here.

#include <algorithm>
#include <cstddef>
#include <ketway/plugin.hpp>
#include <string>
#include <string_view>

namespace ketway::ibm {

enum class token_kind { end, word, number, physical, text, sign };

class token {
 public:
  token(token_kind k, std::string_view t) : kind(k), text(t) {}
  bool is(std::string_view wanted) const { return text == wanted; }
  token_kind kind;
  std::string_view text;
};

inline bool digit(char c) { return c >= '0' && c <= '9'; }
inline bool letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

class scanner {
 public:
  explicit scanner(std::string_view text) : text_(text) {}

  token next() {
    skip();
    if (at_ >= text_.size()) return {token_kind::end, {}};
    const char c = text_[at_];
    if (letter(c)) return {token_kind::word, span([](char x) { return letter(x) || digit(x); })};
    if (c == '$') {
      const bool glued = at_ > 0 && (letter(text_[at_ - 1]) || digit(text_[at_ - 1]) || text_[at_ - 1] == '.');
      const auto begin = at_++;
      span(digit);
      if (glued || at_ == begin + 1) fail("a $ that names no qubit");
      return {token_kind::physical, text_.substr(begin, at_ - begin)};
    }
    if (digit(c) || (c == '.' && at_ + 1 < text_.size() && digit(text_[at_ + 1])))
      return {token_kind::number, span([](char x) { return letter(x) || digit(x) || x == '.'; })};
    if (c == '"') {
      const auto end = text_.find('"', at_ + 1);
      if (end == std::string_view::npos) fail("a text without an end");
      const auto all = text_.substr(at_, end + 1 - at_);
      at_ = end + 1;
      return {token_kind::text, all};
    }
    return {token_kind::sign, text_.substr(at_++, 1)};
  }

  std::size_t position() const { return at_; }

  [[noreturn]] void fail(const std::string& what) const {
    const auto line = 1 + std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at_), '\n');
    throw plugin::error(KW_INVALID_ARGUMENT, "the program, line " + std::to_string(line) + ": " + what, KW_NOT_BILLED);
  }

 private:
  template <class Wanted>
  std::string_view span(Wanted wanted) {
    const auto begin = at_;
    while (at_ < text_.size() && wanted(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }
  void skip() {
    while (at_ < text_.size()) {
      const auto rest = text_.substr(at_, 2);
      if (static_cast<unsigned char>(text_[at_]) <= ' ') {
        ++at_;
      } else if (rest == "//") {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (rest == "/*") {
        const auto end = text_.find("*/", at_ + 2);
        if (end == std::string_view::npos) fail("a comment without an end");
        at_ = end + 2;
      } else {
        return;
      }
    }
  }
  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace ketway::ibm
