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

bool matches(const http_origin& pattern, const http_origin& to) {
  if (pattern.tls != to.tls || pattern.port != to.port || (!to.tls && !loopback(to.host))) return false;
  return pattern.host.find('*') == std::string::npos ? pattern.host == to.host : same_host(pattern.host, to.host);
}

}  // namespace

origin_list::origin_list(const std::vector<std::string>& patterns) {
  for (std::string text : patterns) {
    const std::size_t star = text.find('*');
    // A star is no part of a URL: it is put back after the rest has been read.
    std::replace(text.begin(), text.end(), '*', '0');
    auto url = http_url::parse(text);
    if (!url) continue;
    std::string& host = url->origin.host;
    const std::size_t scheme = std::string_view("https://").size();
    if (star != std::string::npos && star >= scheme && star - scheme < host.size()) host[star - scheme] = '*';
    patterns_.push_back(std::move(url->origin));
  }
}

bool origin_list::allows(const http_origin& to) const {
  return std::any_of(patterns_.begin(), patterns_.end(), [&](const http_origin& p) { return matches(p, to); });
}

}  // namespace ketway
