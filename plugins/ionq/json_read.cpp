#include "json_read.hpp"

#include <charconv>
#include <cmath>

namespace ketway::ionq {
namespace {

constexpr int deepest = 64;

bool is_shallow(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      if (++depth > deepest) return false;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return true;
}

}  // namespace

json read_json(std::string_view text) {
  if (!is_shallow(text)) return json(json::value_t::discarded);  // braces would make it a list
  return json::parse(text, nullptr, false);
}

const json* member(const json& j, const char* key) {
  if (!j.is_object()) return nullptr;
  const auto at = j.find(key);
  return at == j.end() || at->is_null() ? nullptr : &*at;
}

std::string text_at(const json& j, const char* key) {
  const json* m = member(j, key);
  return m && m->is_string() ? m->get_ref<const std::string&>() : std::string();
}

std::optional<double> number_of(const json& j) {
  double d = 0;
  if (j.is_number()) {
    d = j.get<double>();
  } else if (j.is_string()) {
    const auto& s = j.get_ref<const std::string&>();
    const auto [end, problem] = std::from_chars(s.data(), s.data() + s.size(), d);
    if (problem != std::errc() || end != s.data() + s.size()) return std::nullopt;
  } else {
    return std::nullopt;
  }
  return std::isfinite(d) ? std::optional(d) : std::nullopt;
}

std::optional<double> number_at(const json& j, const char* key) {
  const json* m = member(j, key);
  return m ? number_of(*m) : std::nullopt;
}

std::optional<std::uint64_t> whole_at(const json& j, const char* key) {
  const auto d = number_at(j, key);
  constexpr double most = 9e15;  // below, every whole number is a double
  if (!d || *d < 0 || *d > most || *d != std::floor(*d)) return std::nullopt;
  return static_cast<std::uint64_t>(*d);
}

bool flag_at(const json& j, const char* key) {
  const json* m = member(j, key);
  return m && m->is_boolean() && m->get<bool>();
}

std::string written(const json& j) { return j.dump(-1, ' ', false, json::error_handler_t::replace); }

}  // namespace ketway::ionq
