#include "conform/json.hpp"

#include <array>
#include <cctype>
#include <cstdio>

namespace ketway::conform {
namespace {

class reader {
 public:
  explicit reader(std::string_view text) : text_(text) {}

  bool value(json& to, int depth) {
    space();
    if (at_ >= text_.size() || depth > 64) return false;
    const std::size_t start = at_;
    const char c = text_[at_];
    bool ok = false;
    if (c == '{')
      ok = object(to, depth);
    else if (c == '[')
      ok = array(to, depth);
    else if (c == '"')
      return to.what = json::kind::string, string(to.text);
    else if (c == 't' || c == 'f')
      to.what = json::kind::boolean, ok = word(c == 't' ? "true" : "false");
    else if (c == 'n')
      to.what = json::kind::null, ok = word("null");
    else
      to.what = json::kind::number, ok = number();
    to.text = text_.substr(start, at_ - start);
    return ok;
  }
  bool end() {
    space();
    return at_ == text_.size();
  }

 private:
  void space() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
  }
  bool take(char c) {
    space();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool word(std::string_view w) {
    if (text_.substr(at_, w.size()) != w) return false;
    at_ += w.size();
    return true;
  }
  bool digits() {
    const std::size_t start = at_;
    while (at_ < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_]))) ++at_;
    return at_ > start;
  }
  bool number() {
    word("-");
    if (!digits()) return false;
    if (word(".") && !digits()) return false;
    if (!word("e") && !word("E")) return true;
    if (!word("+")) word("-");
    return digits();
  }
  bool string(std::string& to) {
    if (!take('"')) return false;
    const std::size_t start = at_;
    for (; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (static_cast<unsigned char>(text_[at_]) < 0x20) return false;
      if (text_[at_] == '\\') ++at_;
    }
    if (at_ >= text_.size()) return false;
    to = text_.substr(start, at_++ - start);
    return true;
  }
  bool object(json& to, int depth) {
    to.what = json::kind::object;
    take('{');
    if (take('}')) return true;
    do {
      if (!string(to.keys.emplace_back()) || !take(':') || !value(to.items.emplace_back(), depth + 1)) return false;
    } while (take(','));
    return take('}');
  }
  bool array(json& to, int depth) {
    to.what = json::kind::array;
    take('[');
    if (take(']')) return true;
    do {
      if (!value(to.items.emplace_back(), depth + 1)) return false;
    } while (take(','));
    return take(']');
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<json> json::parse(std::string_view text) {
  json out;
  reader r(text);
  if (!r.value(out, 0) || !r.end()) return std::nullopt;
  return out;
}

const json* json::find(std::string_view key) const {
  for (std::size_t i = 0; i < keys.size(); ++i)
    if (keys[i] == key) return &items[i];
  return nullptr;
}

std::string in_quotes(std::string_view s) {
  std::string out = "\"";
  for (const char c : s) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      std::array<char, 8> code{};
      std::snprintf(code.data(), code.size(), "\\u%04x", static_cast<unsigned>(c));
      out += code.data();
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string with_member(std::string_view object, std::string_view key, std::string_view value) {
  std::string out = "{";
  if (const auto parsed = json::parse(object); parsed && parsed->is(json::kind::object))
    for (std::size_t i = 0; i < parsed->keys.size(); ++i) {
      if (parsed->keys[i] == key) continue;
      const json& member = parsed->items[i];
      const char* quote = member.is(json::kind::string) ? "\"" : "";
      out += "\"" + parsed->keys[i] + "\":" + quote + member.text + quote + ",";
    }
  return out + in_quotes(key) + ":" + std::string(value) + "}";
}

}  // namespace ketway::conform
