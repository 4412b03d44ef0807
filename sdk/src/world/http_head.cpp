// The head of a message: its fields, and what may stand in them.
#include "world/http_head.hpp"

#include <algorithm>
#include <array>

#include "ketway/transport.hpp"

namespace ketway {
namespace {

/// RFC 9110, 5.6.2: what a token is made of.
constexpr std::array<bool, 256> of_a_token = [] {
  std::array<bool, 256> is{};
  for (const char c : std::string_view("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    is[static_cast<unsigned char>(c)] = true;
  return is;
}();

bool token(std::string_view s) {
  return !s.empty() &&
         std::all_of(s.begin(), s.end(), [](char c) { return of_a_token[static_cast<unsigned char>(c)]; });
}

bool one_line(std::string_view s) {
  return std::none_of(s.begin(), s.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

}  // namespace

bool same_name(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

const std::string* find_field(const std::vector<http_field>& fields, std::string_view name) noexcept {
  const auto at = std::find_if(fields.begin(), fields.end(), [&](const auto& f) { return same_name(f.name, name); });
  return at == fields.end() ? nullptr : &at->value;
}

bool http_field::well_formed() const { return token(name) && one_line(value); }

bool http_send::well_formed() const {
  return token(method) && one_line(target) && target.find(' ') == std::string::npos &&
         std::all_of(fields.begin(), fields.end(), [](const http_field& f) { return f.well_formed(); });
}

}  // namespace ketway
