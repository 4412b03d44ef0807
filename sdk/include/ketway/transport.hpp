#pragma once
// One HTTP exchange, as the world carries it: connections, TLS and proxies below this face; retries, limits and
// credentials above it. The simulated world has a transport without sockets.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ketway/error.hpp"

namespace ketway {

struct http_field {
  http_field() = default;
  http_field(std::string n, std::string v) : name(std::move(n)), value(std::move(v)) {}
  /// Whether it is one (RFC 9110, 5.1 and 5.5): a name of token characters, a value without line breaks.
  bool well_formed() const;
  std::string name, value;
};

/// The first field of that name, whatever its case; null where there is none.
const std::string* find_field(const std::vector<http_field>& fields, std::string_view name) noexcept;

/// Scheme, host and port: what a connection and a credential belong to.
class http_origin {
 public:
  http_origin() = default;
  http_origin(bool uses_tls, std::string h, std::uint16_t p) : tls(uses_tls), host(std::move(h)), port(p) {}
  bool tls = true;
  std::string host;  ///< lower case; an IPv6 address without brackets
  std::uint16_t port = 443;
  /// "https://host:port", the port left out where it is the scheme's own.
  std::string to_string() const;
  friend bool operator==(const http_origin&, const http_origin&) = default;
  friend auto operator<=>(const http_origin&, const http_origin&) = default;
};

/// A URL of http or https, split (RFC 3986).
class http_url {
 public:
  /// `invalid_argument` where it is none; user information in it is refused. A fragment is dropped.
  static expected<http_url> parse(std::string_view text);
  /// A Location, taken from this URL.
  expected<http_url> resolve(std::string_view reference) const;
  http_origin origin;
  std::string target = "/";  ///< path and query, as sent
};

/// Takes the body of an answer of status 2xx in parts (any other is kept whole); called between `start` and `done`, one part after another. False: no more is wanted.
using body_sink = std::function<bool(std::string_view part)>;

/// A body that is read while it is sent.
class body_source {
 public:
  using give = std::function<void(std::string part)>;
  std::uint64_t size = 0;  ///< of the whole
  /// Calls `give` once, on any thread, with exactly `n` bytes from `offset`; with none where they cannot be had, and then
  /// the exchange ends as aborted. Asked for in order, the next part when the last is on its way; not after `done`.
  std::function<void(std::uint64_t offset, std::size_t n, give to)> read;
};

/// What goes out. `body` is borrowed until `done`.
class http_send {
 public:
  http_send() = default;
  /// Whether its head is one: no word or line in it ends before its time.
  bool well_formed() const;
  http_origin origin;
  std::string method = "GET", target = "/";
  std::vector<http_field> fields;  ///< without Host, Content-Length, Connection, Accept-Encoding
  std::string_view body;
  std::shared_ptr<const body_source> source;  ///< instead of `body`; null: none
  std::uint64_t max_response = 0;             ///< bytes of the body, unpacked; more is out_of_range
  bool fresh = false;  ///< only over a connection that is known to be alive: what is sent may cost money
  body_sink sink;      ///< none: the body is kept whole
};

class http_reply {
 public:
  http_reply() = default;
  unsigned status = 0;
  std::vector<http_field> fields;
  std::string body;
};

/// How an exchange ended: with a reply, or with `failure` and whether a byte of the request may have arrived.
/// Failures: unavailable (no connection, broken off), deadline_exceeded (no connection in time), permission_denied (TLS
/// not trusted), data_loss (what came is no HTTP, or truncated), out_of_range (too large), aborted (the body's source
/// failed), cancelled.
class http_end {
 public:
  explicit http_end(http_reply r) : reply(std::move(r)), sent(true) {}
  http_end(error e, bool s) : failure(std::move(e)), sent(s) {}
  http_reply reply;
  error failure{errc::ok, ""};
  bool sent = false;
  bool ok() const noexcept { return failure.code() == errc::ok; }
};

class http_exchange {
 public:
  virtual ~http_exchange() = default;
  /// Any thread; the exchange then ends soon, and its connection with it.
  virtual void cancel() = 0;
};

class transport {
 public:
  virtual ~transport() = default;
  /// `done` comes exactly once, on any thread, never inside `start`. No deadline of its own: whoever waits cancels. Any
  /// thread.
  virtual std::shared_ptr<http_exchange> start(http_send what, std::function<void(http_end)> done) = 0;
};

/// Where the real transport differs from machine to machine.
class network_settings {
 public:
  network_settings() = default;
  /// SSL_CERT_FILE, HTTPS_PROXY, HTTP_PROXY, NO_PROXY, ALL_PROXY (lower case first), as other programs read them.
  static network_settings from_environment();
  /// PEM, trusted beside the system's own. There is no way to trust everything.
  network_settings& ca_file(std::string path) { return ca_file_ = std::move(path), *this; }
  network_settings& https_proxy(std::string url) { return https_proxy_ = std::move(url), *this; }
  network_settings& http_proxy(std::string url) { return http_proxy_ = std::move(url), *this; }
  /// Comma separated: hosts, .suffixes, addresses, host:port, or * for all.
  network_settings& no_proxy(std::string list) { return no_proxy_ = std::move(list), *this; }
  /// Connections at once to one origin; default 32.
  network_settings& connections(std::uint32_t n) { return connections_ = n, *this; }

  const std::string& ca_file() const noexcept { return ca_file_; }
  const std::string& https_proxy() const noexcept { return https_proxy_; }
  const std::string& http_proxy() const noexcept { return http_proxy_; }
  const std::string& no_proxy() const noexcept { return no_proxy_; }
  std::uint32_t connections() const noexcept { return connections_; }

 private:
  std::string ca_file_, https_proxy_, http_proxy_, no_proxy_;
  std::uint32_t connections_ = 32;
};

}  // namespace ketway
