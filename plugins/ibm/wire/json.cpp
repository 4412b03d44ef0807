#include "wire/json.hpp"

#include <cmath>
#include <cstdlib>
#include <ketway/plugin.hpp>
#include <limits>

namespace ketway::ibm {
namespace {

bool is_word(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; }

/// With Infinity, -Infinity and NaN in quotation marks where they stand as values.
std::string with_quoted_words(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 64);
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      out += c;
      if (c == '\\' && i + 1 < text.size())
        out += text[++i];
      else if (c == '"')
        quoted = false;
      continue;
    }
    const bool apart = i == 0 || !is_word(text[i - 1]);
    std::string_view found;
    for (const std::string_view word : {"-Infinity", "Infinity", "NaN"})
      if (apart && text.substr(i, word.size()) == word) {
        found = word;
        break;
      }
    if (found.empty()) {
      quoted = c == '"';
      out += c;
    } else {
      out += '"';
      out += found;
      out += '"';
      i += found.size() - 1;
    }
  }
  return out;
}

json parse(std::string_view text, const std::string& what) {
  try {
    return json::parse(text);
  } catch (const json::parse_error& e) {
    if (e.byte > text.size()) throw plugin::error(KW_UNAVAILABLE, what + " ends before it is complete", KW_RETRYABLE);
    throw plugin::error(KW_DATA_LOSS, what + " is no JSON (byte " + std::to_string(e.byte) + ")");
  } catch (const json::exception&) {  // a number beyond double's range
    throw plugin::error(KW_DATA_LOSS, what + " holds a value that cannot be read");
  }
}

}  // namespace

json read_json(std::string_view text, const std::string& what) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && text[first] == '<')
    throw plugin::error(KW_UNAVAILABLE, what + " is a web page instead of data", KW_RETRYABLE);
  if (text.find("Infinity") == std::string_view::npos && text.find("NaN") == std::string_view::npos)
    return parse(text, what);
  return parse(with_quoted_words(text), what);
}

const json& member(const json& from, const char* key) {
  static const json none;
  if (!from.is_object()) return none;
  const auto at = from.find(key);
  return at == from.end() ? none : *at;
}

std::string text_of(const json& from, const char* key) {
  const json& value = member(from, key);
  return value.is_string() ? value.get<std::string>() : std::string();
}

std::optional<double> number(const json& value) {
  if (value.is_number()) return value.get<double>();
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  if (text == "Infinity") return std::numeric_limits<double>::infinity();
  if (text == "-Infinity") return -std::numeric_limits<double>::infinity();
  if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (text.empty() || text.find_first_not_of("+-.0123456789eE") != std::string::npos) return std::nullopt;
  char* end = nullptr;
  const double parsed = std::strtod(text.c_str(), &end);
  return end == text.c_str() + text.size() ? std::optional(parsed) : std::nullopt;
}

std::optional<std::uint64_t> whole(const json& value) {
  const auto n = number(value);
  if (!n || !(*n >= 0 && *n <= 9007199254740992.0) || *n != std::floor(*n)) return std::nullopt;
  return static_cast<std::uint64_t>(*n);
}

std::string dump(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

}  // namespace ketway::ibm
