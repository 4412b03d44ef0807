// The check of a whole JSON document, before anything in it is looked up.

#include <algorithm>

#include "language/json_characters.hpp"
#include "language/json_text.hpp"

namespace ketway::language {

void json_text::skip_space() noexcept { at_ = skip_space(at_); }

bool json_text::fail(std::string_view expected) {
  error(at_, "expected " + std::string(expected) + ", found " + describe_byte(text_, at_));
  return false;
}

bool json_text::check() {
  skip_space();
  root_ = at_;
  if (!check_value()) return false;
  skip_space();
  if (at_ != text_.size()) return fail("the end of the file");
  std::sort(ends_.begin(), ends_.end());
  return true;
}

bool json_text::check_value() {
  if (at_ == text_.size()) return fail("a value");
  switch (text_[at_]) {
    case '{':
    case '[': return check_container();
    case '"': return check_string();
    case 't': return check_word("true");
    case 'f': return check_word("false");
    case 'n': return check_word("null");
    default: return check_number();
  }
}

bool json_text::check_container() {
  const std::size_t begin = at_;
  if (++depth_ > max_depth) {
    error(at_, "nested too deeply; at most " + std::to_string(max_depth) + " levels are read");
    return false;
  }
  if (!(text_[at_] == '{' ? check_object() : check_array())) return false;
  --depth_;
  if (at_ - begin > long_container) ends_.emplace_back(begin, at_);
  return true;
}

bool json_text::check_object() {
  ++at_;
  skip_space();
  if (at_ < text_.size() && text_[at_] == '}') return ++at_, true;
  for (;;) {
    if (at_ == text_.size() || text_[at_] != '"') return fail("a key in double quotes");
    if (!check_string()) return false;
    skip_space();
    if (at_ == text_.size() || text_[at_] != ':') return fail("':'");
    ++at_;
    skip_space();
    if (!check_value()) return false;
    skip_space();
    if (at_ == text_.size() || (text_[at_] != ',' && text_[at_] != '}')) return fail("',' or '}'");
    if (text_[at_++] == '}') return true;
    skip_space();
  }
}

bool json_text::check_array() {
  ++at_;
  skip_space();
  if (at_ < text_.size() && text_[at_] == ']') return ++at_, true;
  for (;;) {
    if (!check_value()) return false;
    skip_space();
    if (at_ == text_.size() || (text_[at_] != ',' && text_[at_] != ']')) return fail("',' or ']'");
    if (text_[at_++] == ']') return true;
    skip_space();
  }
}

bool json_text::check_string() {
  ++at_;
  while (at_ < text_.size()) {
    const auto byte = static_cast<unsigned char>(text_[at_]);
    if (byte == '"') return ++at_, true;
    if (byte == '\\') {
      ++at_;
      if (!check_escape()) return false;
    } else if (byte < 0x20) {
      return fail("a character of a string (control characters are written as escapes)");
    } else if (byte < 0x80) {
      ++at_;
    } else {
      const std::size_t length = utf8_length(text_, at_);
      if (length == 0) return fail("text in UTF-8");
      at_ += length;
    }
  }
  return fail("'\"' at the end of the string");
}

bool json_text::check_escape() {
  if (at_ == text_.size()) return fail("an escape");
  if (text_[at_] != 'u') {
    if (std::string_view("\"\\/bfnrt").find(text_[at_]) == std::string_view::npos) return fail("an escape of JSON");
    return ++at_, true;
  }
  const std::size_t begin = at_ - 1;
  ++at_;
  unsigned code = 0, second = 0;
  if (!check_hex(code)) return false;
  bool good = code != 0 && !is_low_surrogate(code);
  if (is_high_surrogate(code)) {
    good = text_.substr(at_, 2) == "\\u";
    if (good) {
      at_ += 2;
      if (!check_hex(second)) return false;
      good = is_low_surrogate(second);
    }
  }
  if (good) return true;
  at_ = begin;
  error(begin, code == 0 ? "a NUL character has no place in a circuit" : "expected a pair of surrogates");
  return false;
}

bool json_text::check_hex(unsigned& code) {
  code = 0;
  for (int i = 0; i < 4; ++i, ++at_) {
    if (at_ == text_.size() || hex_value(text_[at_]) > 15) return fail("four hexadecimal digits");
    code = code << 4 | hex_value(text_[at_]);
  }
  return true;
}

bool json_text::check_number() {
  const auto digits = [&] {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
    return at_ != begin;
  };
  const auto here = [&] { return at_ < text_.size() ? text_[at_] : '\0'; };
  const std::size_t begin = at_;
  if (here() == '-') ++at_;
  if (here() == '0') {
    ++at_;
    if (is_digit(here())) return fail("no digit after a leading 0");
  } else if (!digits()) {
    const bool word = at_ == begin && !std::string_view("{}[],:\"").starts_with(here());
    const auto rest = text_.substr(begin, 9);
    if (rest.starts_with("NaN") || rest.starts_with("Infinity") || rest.starts_with("-Infinity") ||
        rest.starts_with("inf") || rest.starts_with("nan")) {
      at_ = begin;
      return fail("a finite number");
    }
    return fail(word ? "a value" : at_ == begin ? "a value" : "a digit");
  }
  if (here() == '.') {
    ++at_;
    if (!digits()) return fail("a digit after '.'");
  }
  if (here() == 'e' || here() == 'E') {
    ++at_;
    if (here() == '+' || here() == '-') ++at_;
    if (!digits()) return fail("a digit of the exponent");
  }
  return true;
}

bool json_text::check_word(std::string_view word) {
  if (text_.substr(at_, word.size()) != word) return fail(word == "null" ? "a finite number or null" : "a value");
  at_ += word.size();
  return true;
}

}  // namespace ketway::language
