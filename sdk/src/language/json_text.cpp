#include "language/json_text.hpp"

#include <algorithm>

#include "language/json_characters.hpp"

namespace ketway::language {
namespace {
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

std::size_t json_text::skip_space(std::size_t at) const noexcept {
  while (at < text_.size() && is_json_space(text_[at])) ++at;
  return at;
}

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

std::size_t json_text::known_end(std::size_t at) const noexcept {
  return std::lower_bound(ends_.begin(), ends_.end(), std::pair<std::size_t, std::size_t>(at, 0))->second;
}

std::size_t json_text::end_of(std::size_t at) const noexcept {
  switch (kind_of(at)) {
    case kind::string: return string_end(at);
    case kind::object:
    case kind::array: {
      std::size_t depth = 0;
      for (std::size_t i = at; i - at <= long_container; ++i) {
        const char c = text_[i];
        if (c == '"') {
          i = string_end(i) - 1;
        } else if (c == '{' || c == '[') {
          ++depth;
        } else if (c == '}' || c == ']') {
          if (--depth == 0) return i + 1;
        }
      }
      return known_end(at);
    }
    default: return at + word_at(at).size();
  }
}

std::string_view json_text::word_at(std::size_t at) const noexcept {
  std::size_t end = at;
  while (end < text_.size() && !is_json_space(text_[end]) && text_[end] != ',' && text_[end] != '}' &&
         text_[end] != ']')
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
