#include "ketway/job_uri.hpp"

#include <optional>

namespace ketway {
namespace {

constexpr std::string_view scheme = "ketway:", token_mark = "token:";

bool plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
         c == ':' || c == '-';
}

void encode(std::string& out, std::string_view text) {
  constexpr char digits[] = "0123456789ABCDEF";
  for (const char c : text) {
    if (plain(c)) {
      out += c;
      continue;
    }
    const auto b = static_cast<unsigned char>(c);
    out += '%', out += digits[b >> 4], out += digits[b & 15U];
  }
}

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

std::optional<std::string> decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = digit(text[i + 1]), low = digit(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

}  // namespace

std::string job_uri(std::string_view backend, std::string_view id) {
  std::string out(scheme);
  encode(out, backend);
  out += '/';
  // An id that looks like the other form stays an id.
  if (id.starts_with(token_mark)) out += '%', out += "74", id.remove_prefix(1);
  encode(out, id);
  return out;
}

std::string token_uri(std::string_view backend, std::string_view token) {
  std::string out(scheme);
  encode(out, backend);
  out += '/';
  out += token_mark;
  encode(out, token);
  return out;
}

expected<job_name> read_job_uri(std::string_view uri) {
  const error wrong(errc::invalid_argument,
                    "'" + std::string(uri) + "' is no job's uri: expected ketway:BACKEND/ID, as `job::uri` gives it");
  const std::size_t slash = uri.find('/');
  if (!uri.starts_with(scheme) || slash == std::string_view::npos) return wrong;
  auto backend = decode(uri.substr(scheme.size(), slash - scheme.size()));
  std::string_view rest = uri.substr(slash + 1);
  const bool token = rest.starts_with(token_mark);
  if (token) rest.remove_prefix(token_mark.size());
  auto id = decode(rest);
  if (!backend || backend->empty() || !id || id->empty()) return wrong;
  job_name name;
  name.backend = std::move(*backend);
  (token ? name.token : name.id) = std::move(*id);
  return name;
}

}  // namespace ketway
