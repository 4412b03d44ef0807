#include <algorithm>
#include <array>
#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>
#include <charconv>

#include "ketway/transport.hpp"
#include "world/port.hpp"

namespace ketway {
namespace {

namespace urls = boost::urls;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

error no_url(const std::string& why) { return error(errc::invalid_argument, "not a URL that can be asked: " + why); }

// The text itself is never quoted: its query may be a secret.
expected<http_url> from(const urls::url_view& u) {
  const bool tls = u.scheme_id() == urls::scheme::https;
  if (!tls && u.scheme_id() != urls::scheme::http) return no_url("expected https:// or http://");
  if (u.has_userinfo()) return no_url("a name or password in it would end up in logs");
  if (u.host().empty()) return no_url("there is no host in it");
  http_url to;
  to.origin.tls = tls;
  to.origin.host = u.host_type() == urls::host_type::ipv6 || u.host_type() == urls::host_type::ipv4
                       ? std::string(u.host_address())
                       : std::string(u.encoded_host());
  std::transform(to.origin.host.begin(), to.origin.host.end(), to.origin.host.begin(), lower);
  to.origin.port = tls ? 443 : 80;
  if (u.has_port() && !u.port().empty()) {
    const auto port = read_port(std::string_view(u.port().data(), u.port().size()));
    if (!port) return no_url("its port is none");
    to.origin.port = *port;
  }
  to.target = std::string(u.encoded_target());
  if (to.target.empty() || to.target.front() != '/') to.target.insert(0, "/");
  return to;
}

}  // namespace

std::optional<std::uint16_t> read_port(std::string_view text) noexcept {
  std::uint16_t port = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (fault != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

std::string http_origin::to_string() const {
  std::string text = tls ? "https://" : "http://";
  text += host.find(':') == std::string::npos ? host : "[" + host + "]";
  if (port != (tls ? 443 : 80)) text += ":" + std::to_string(port);
  return text;
}

expected<http_url> http_url::parse(std::string_view text) {
  const auto read = urls::parse_uri(urls::string_view(text.data(), text.size()));
  if (!read) return no_url(read.error().message());
  return from(*read);
}

expected<http_url> http_url::resolve(std::string_view reference) const {
  const std::string here = origin.to_string() + target;
  const auto base = urls::parse_uri(here);
  const auto place = urls::parse_uri_reference(urls::string_view(reference.data(), reference.size()));
  if (!base || !place) return no_url("a redirect that does not read");
  urls::url whole;
  if (const auto ok = urls::resolve(*base, *place, whole); !ok) return no_url(ok.error().message());
  return from(whole);
}

}  // namespace ketway
