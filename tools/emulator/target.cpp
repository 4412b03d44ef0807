#include "emulator/target.hpp"

#include <charconv>

namespace ketway::emulator {
namespace {

int digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::optional<std::string> url_decoded(std::string_view text, bool form) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (i + 2 >= text.size() || digit(text[i + 1]) < 0 || digit(text[i + 2]) < 0) return std::nullopt;
      out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      out += form && text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

std::vector<std::pair<std::string, std::string>> url_pairs(std::string_view text, bool form) {
  std::vector<std::pair<std::string, std::string>> out;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find('&'));
    text.remove_prefix(part.size() < text.size() ? part.size() + 1 : part.size());
    const std::size_t equals = part.find('=');
    auto key = url_decoded(part.substr(0, equals), form);
    auto value = equals == std::string_view::npos ? std::string() : url_decoded(part.substr(equals + 1), form);
    if (key && value && !part.empty()) out.emplace_back(std::move(*key), std::move(*value));
  }
  return out;
}

target::target(std::string_view text) {
  const std::size_t mark = text.find('?');
  if (mark != std::string_view::npos) query_ = url_pairs(text.substr(mark + 1), true);
  std::string_view path = text.substr(0, mark);
  if (path.starts_with('/')) path.remove_prefix(1);
  for (;;) {
    const std::size_t slash = path.find('/');
    segments_.push_back(url_decoded(path.substr(0, slash)).value_or(std::string()));
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
  }
}

bool target::is(std::string_view pattern, std::vector<std::string>& matched) const {
  matched.clear();
  pattern.remove_prefix(1);
  for (std::size_t i = 0;; ++i) {
    const std::size_t slash = pattern.find('/');
    const std::string_view wanted = pattern.substr(0, slash);
    if (i >= segments_.size()) return false;
    if (wanted == "*") {
      if (segments_[i].empty()) return false;
      matched.push_back(segments_[i]);
    } else if (segments_[i] != wanted) {
      return false;
    }
    if (slash == std::string_view::npos) return i + 1 == segments_.size();
    pattern.remove_prefix(slash + 1);
  }
}

bool target::is(std::string_view pattern) const {
  std::vector<std::string> ignored;
  return is(pattern, ignored);
}

const std::string* target::value(std::string_view key) const noexcept {
  for (const auto& [k, v] : query_)
    if (k == key) return &v;
  return nullptr;
}

std::vector<std::string> target::values(std::string_view key) const {
  std::vector<std::string> out;
  for (const auto& [k, v] : query_)
    if (k == key) out.push_back(v);
  return out;
}

std::optional<long long> target::number(std::string_view key) const {
  const std::string* text = value(key);
  if (!text) return std::nullopt;
  long long n = 0;
  const auto [end, problem] = std::from_chars(text->data(), text->data() + text->size(), n);
  if (problem != std::errc() || end != text->data() + text->size() || text->empty()) return std::nullopt;
  return n;
}

}  // namespace ketway::emulator
