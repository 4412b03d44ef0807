#include "world/proxy.hpp"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <cstdlib>

#include "world/base64.hpp"
#include "world/port.hpp"

namespace ketway {
namespace {

namespace urls = boost::urls;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

std::string_view trimmed(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
  return s;
}

// The conventions of curl: "example.com" and ".example.com" mean the host and all below it; "*" means everything.
bool excepts(std::string_view rule, const http_origin& to) {
  std::string entry = lower(trimmed(rule));
  if (entry.empty()) return false;
  if (entry == "*") return true;
  const std::string with_port = to.host + ":" + std::to_string(to.port);
  if (entry == with_port) return true;
  if (entry.size() > 2 && entry.front() == '[' && entry.back() == ']') entry = entry.substr(1, entry.size() - 2);
  if (entry.front() == '.') entry.erase(0, 1);
  if (entry == to.host) return true;
  return to.host.size() > entry.size() + 1 && to.host.ends_with(entry) &&
         to.host[to.host.size() - entry.size() - 1] == '.';
}

bool direct(const http_origin& to, std::string_view list) {
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    if (excepts(list.substr(0, comma), to)) return true;
    list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
  }
  return false;
}

}  // namespace

expected<std::optional<proxy>> proxy_for(const http_origin& to, const network_settings& settings) {
  const std::string& given = to.tls ? settings.https_proxy() : settings.http_proxy();
  if (given.empty() || direct(to, settings.no_proxy())) return std::optional<proxy>();
  const error bad = error(errc::invalid_argument, "the proxy setting does not read; expected http://HOST:PORT")
                        .advice("look at HTTPS_PROXY, http_proxy and ALL_PROXY");
  const std::string text = given.find("://") == std::string::npos ? "http://" + given : given;
  const auto url = urls::parse_uri(text);
  if (!url || url->scheme_id() != urls::scheme::http || url->host().empty()) return bad;
  proxy p;
  p.host = lower(url->host_address());
  p.port = 3128;
  if (url->has_port()) {
    const auto port = read_port(std::string_view(url->port().data(), url->port().size()));
    if (!port) return bad;
    p.port = *port;
  }
  if (url->has_userinfo()) p.authorization = "Basic " + to_base64(url->user() + ":" + url->password());
  return std::optional<proxy>(std::move(p));
}

network_settings network_settings::from_environment() {
  const auto read = [](const char* lower_case, const char* upper_case) {
    const char* value = std::getenv(lower_case);
    if (!value || !*value) value = upper_case ? std::getenv(upper_case) : nullptr;
    return std::string(value ? value : "");
  };
  network_settings s;
  const std::string all = read("all_proxy", "ALL_PROXY");
  const std::string https = read("https_proxy", "HTTPS_PROXY");
  const std::string http = read("http_proxy", nullptr);  // upper case is what CGI programs are given by strangers
  s.https_proxy(https.empty() ? all : https).http_proxy(http.empty() ? all : http);
  s.no_proxy(read("no_proxy", "NO_PROXY"));
  s.ca_file(read("SSL_CERT_FILE", nullptr));
  return s;
}

}  // namespace ketway
