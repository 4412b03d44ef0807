#include "configuration.hpp"

#include <charconv>
#include <stdexcept>
#include <string>

namespace toy {
namespace {

/// Takes one token of a flat JSON object off the front: a string without escapes, a number, or one character.
std::string_view take(std::string_view& rest) {
  const auto start = rest.find_first_not_of(" \t\r\n");
  rest.remove_prefix(start == std::string_view::npos ? rest.size() : start);
  std::size_t size = rest.empty() ? 0 : 1;
  constexpr std::string_view digits = "-0123456789";
  if (!rest.empty() && rest[0] == '"') {
    const auto end = rest.find_first_of("\"\\", 1);
    size = end == std::string_view::npos || rest[end] != '"' ? 1 : end + 1;
  } else if (!rest.empty() && digits.find(rest[0]) != std::string_view::npos) {
    const auto end = rest.find_first_not_of(digits);
    size = end == std::string_view::npos ? rest.size() : end;
  }
  const auto token = rest.substr(0, size);
  rest.remove_prefix(size);
  return token;
}

void expect(std::string_view& rest, std::string_view token) {
  const auto got = take(rest);
  if (got != token)
    throw std::invalid_argument("configuration: expected " + std::string(token) + ", got \"" + std::string(got) + "\"");
}

std::uint32_t integer(std::string_view& rest, const std::string& key, std::uint32_t least, std::uint32_t most) {
  const auto token = take(rest);
  std::uint32_t n = 0;
  const auto [end, problem] = std::from_chars(token.data(), token.data() + token.size(), n);
  if (problem != std::errc() || end != token.data() + token.size() || n < least || n > most)
    throw std::invalid_argument("configuration: " + key + " must be a whole number from " + std::to_string(least) +
                                " to " + std::to_string(most));
  return n;
}

}  // namespace

configuration::configuration(std::string_view text) {
  if (text.empty()) return;
  expect(text, "{");
  for (bool first = true;; first = false) {
    auto token = take(text);
    if (token == "}" && first) break;
    if (token == "\"qubits\"") {
      expect(text, ":");
      qubits = integer(text, "qubits", 1, 1024);
    } else {
      throw std::invalid_argument("configuration: unknown key " + std::string(token) + "; there is \"qubits\"");
    }
    token = take(text);
    if (token == "}") break;
    if (token != ",") throw std::invalid_argument("configuration: expected , or }");
  }
  if (!take(text).empty()) throw std::invalid_argument("configuration: something follows the object");
}

}  // namespace toy
