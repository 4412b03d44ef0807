#include "host/http/templates.hpp"

#include <nlohmann/json.hpp>

namespace ketway {
namespace {

std::string form_encoded(std::string_view text) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '*' ||
                       c == '-' || c == '.' || c == '_';
    const auto b = static_cast<unsigned char>(c);
    if (plain)
      out += c;
    else if (c == ' ')
      out += '+';
    else
      out += '%', out += digits[b >> 4U], out += digits[b & 15U];
  }
  return out;
}

}  // namespace

std::string filled(std::string_view text, fillings with) {
  std::string out;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    out += text.substr(0, open);
    if (open == std::string_view::npos) break;
    text.remove_prefix(open);
    const std::size_t close = text.find('}');
    const std::string_view name = close == std::string_view::npos ? std::string_view() : text.substr(1, close - 1);
    bool known = false;
    for (const auto& [key, value] : with)
      if (!name.empty() && key == name) out += value, known = true;
    const std::size_t taken = known ? close + 1 : 1;
    if (!known) out += '{';
    text.remove_prefix(taken);
  }
  return out;
}

nlohmann::json filled(const nlohmann::json& value, fillings with) {
  if (value.is_string()) return filled(std::string_view(value.get_ref<const std::string&>()), with);
  if (!value.is_structured()) return value;
  nlohmann::json out = value;
  for (auto& member : out) member = filled(member, with);
  return out;
}

std::string form_body(const nlohmann::json& form, fillings with) {
  std::string body;
  for (const auto& [key, text] : form.items()) {
    if (!body.empty()) body += '&';
    body += form_encoded(key) + "=" + form_encoded(filled(std::string_view(text.get_ref<const std::string&>()), with));
  }
  return body;
}

}  // namespace ketway
