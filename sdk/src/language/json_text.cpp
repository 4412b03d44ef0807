#include "language/json_text.hpp"

#include <algorithm>

namespace ketway::language {
namespace {
bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
unsigned hex_value(char c) {
  if (is_digit(c)) return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
  return 16;
}
bool is_high_surrogate(unsigned code) { return code >= 0xD800 && code < 0xDC00; }
bool is_low_surrogate(unsigned code) { return code >= 0xDC00 && code < 0xE000; }

void append_utf8(std::string& out, unsigned code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | code >> 6);
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | code >> 12);
    out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | code >> 18);
    out += static_cast<char>(0x80 | (code >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}
}  // namespace

// ---- the check of the whole document

bool json_text::fail(std::string_view expected) {
  error(at_, "expected " + std::string(expected) + ", found " + describe_byte(text_, at_));
  return false;
}

void json_text::skip_space() noexcept { at_ = skip_space(at_); }
std::size_t json_text::skip_space(std::size_t at) const noexcept {
  while (at < text_.size() && is_space(text_[at])) ++at;
  return at;
}

bool json_text::check() {
  skip_space();
  root_ = at_;
  if (!check_value()) return false;
  skip_space();
  return at_ == text_.size() || fail("the end of the file");
}

bool json_text::check_value() {
  if (at_ == text_.size()) return fail("a value");
  switch (text_[at_]) {
    case '{':
    case '[': {
      if (++depth_ > max_depth) {
        error(at_, "nested too deeply; at most " + std::to_string(max_depth) + " levels are read");
        return false;
      }
      const bool good = text_[at_] == '{' ? check_object() : check_array();
      --depth_;
      return good;
    }
    case '"': return check_string();
    case 't': return check_word("true");
    case 'f': return check_word("false");
    case 'n': return check_word("null");
    default: return check_number();
  }
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

// ---- looking things up

json_text::kind json_text::kind_of(std::size_t at) const noexcept {
  switch (text_[at]) {
    case '{': return kind::object;
    case '[': return kind::array;
    case '"': return kind::string;
    case 't':
    case 'f': return kind::boolean;
    case 'n': return kind::null;
    default: return kind::number;
  }
}

std::size_t json_text::string_end(std::size_t at) const noexcept {
  for (++at; text_[at] != '"'; ++at) {
    if (text_[at] == '\\') ++at;
  }
  return at + 1;
}

std::size_t json_text::end_of(std::size_t at) const noexcept {
  switch (kind_of(at)) {
    case kind::string: return string_end(at);
    case kind::object:
    case kind::array: {
      std::size_t depth = 0;
      for (;; ++at) {
        const char c = text_[at];
        if (c == '"') {
          at = string_end(at) - 1;
        } else if (c == '{' || c == '[') {
          ++depth;
        } else if (c == '}' || c == ']') {
          if (--depth == 0) return at + 1;
        }
      }
    }
    default: return at + word_at(at).size();
  }
}

std::string_view json_text::word_at(std::size_t at) const noexcept {
  std::size_t end = at;
  while (end < text_.size() && !is_space(text_[end]) && text_[end] != ',' && text_[end] != '}' && text_[end] != ']')
    ++end;
  return text_.substr(at, end - at);
}

std::size_t json_text::first_element(std::size_t at) const noexcept {
  at = skip_space(at + 1);
  return text_[at] == ']' ? npos : at;
}

std::size_t json_text::next_element(std::size_t element) const noexcept {
  const std::size_t at = skip_space(end_of(element));
  return text_[at] == ']' ? npos : skip_space(at + 1);
}

void json_text::members(std::size_t at, std::vector<member>& out) const {
  std::size_t count = 0;
  at = skip_space(at + 1);
  while (text_[at] != '}') {
    if (count == out.size()) out.emplace_back();
    member& next = out[count++];
    next.key = string_at(at);
    next.key_at = at;
    at = skip_space(string_end(at));
    next.value_at = skip_space(at + 1);
    at = skip_space(end_of(next.value_at));
    if (text_[at] == ',') at = skip_space(at + 1);
  }
  out.resize(count);
}

bool json_text::distinct(const std::vector<member>& list) const {
  const auto twice = [&](const member& second) {
    error(second.key_at, "key " + language::quoted(second.key) + " occurs twice");
    return false;
  };
  constexpr std::size_t few = 16;
  if (list.size() <= few) {
    for (std::size_t i = 1; i < list.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (list[i].key == list[j].key) return twice(list[i]);
      }
    }
    return true;
  }
  std::vector<const member*> sorted;
  for (const member& m : list) sorted.push_back(&m);
  std::stable_sort(sorted.begin(), sorted.end(), [](const member* a, const member* b) { return a->key < b->key; });
  const auto same = std::adjacent_find(sorted.begin(), sorted.end(),
                                       [](const member* a, const member* b) { return a->key == b->key; });
  return same == sorted.end() || twice(**(same + 1));
}

std::string json_text::string_at(std::size_t at) const {
  const std::size_t end = string_end(at) - 1;
  std::string out;
  for (++at; at < end; ++at) {
    if (text_[at] != '\\') {
      out += text_[at];
      continue;
    }
    const char escape = text_[++at];
    if (escape != 'u') {
      static constexpr std::string_view from = "bfnrt", to = "\b\f\n\r\t";
      const auto known = from.find(escape);
      out += known == std::string_view::npos ? escape : to[known];
      continue;
    }
    const auto hex = [&](std::size_t first) {
      unsigned code = 0;
      for (std::size_t i = first; i < first + 4; ++i) code = code << 4 | hex_value(text_[i]);
      return code;
    };
    unsigned code = hex(at + 1);
    at += 4;
    if (is_high_surrogate(code)) {
      code = 0x10000 + ((code - 0xD800) << 10) + (hex(at + 3) - 0xDC00);
      at += 6;
    }
    append_utf8(out, code);
  }
  return out;
}

std::string json_text::describe(std::size_t at) const {
  switch (kind_of(at)) {
    case kind::object: return "an object";
    case kind::array: return "a list";
    case kind::string: return "the text " + language::quoted(string_at(at));
    default: return std::string(word_at(at).substr(0, 40));
  }
}

}  // namespace ketway::language
