#include "host/http/origin_list.hpp"

#include <algorithm>
#include <string_view>

namespace ketway {
namespace {

std::string_view take_label(std::string_view& rest) {
  const std::size_t dot = rest.find('.');
  const std::string_view label = rest.substr(0, dot);
  rest = dot == std::string_view::npos ? std::string_view() : rest.substr(dot + 1);
  return label;
}

bool same_host(std::string_view pattern, std::string_view host) {
  while (!pattern.empty() || !host.empty()) {
    const std::string_view p = take_label(pattern), h = take_label(host);
    if (h.empty() || (p != "*" && p != h)) return false;
  }
  return true;
}

bool loopback(std::string_view host) { return host == "localhost" || host == "::1" || host.starts_with("127."); }

bool matches(std::string pattern, const http_origin& to) {
  const std::size_t star = pattern.find('*');
  // A star is no part of a URL: it is put back after the rest has been read.
  std::replace(pattern.begin(), pattern.end(), '*', '0');
  const auto url = http_url::parse(pattern);
  if (!url || url->origin.tls != to.tls || url->origin.port != to.port) return false;
  if (!to.tls && !loopback(to.host)) return false;
  if (star == std::string::npos) return url->origin.host == to.host;
  std::string host = url->origin.host;
  const std::size_t scheme = std::string_view("https://").size();
  if (star >= scheme && star - scheme < host.size()) host[star - scheme] = '*';
  return same_host(host, to.host);
}

}  // namespace

bool allows(const std::vector<std::string>& patterns, const http_origin& to) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& p) { return matches(p, to); });
}

}  // namespace ketway
