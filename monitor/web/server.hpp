#pragma once
// An HTTP/1.1 server of its own thread, with TLS where it is given a certificate. Small on purpose: whole requests in, whole
// answers out.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ketway/error.hpp"

namespace ketway::web {

using header_list = std::vector<std::pair<std::string, std::string>>;

class incoming {
 public:
  incoming() = default;
  std::string method, target;  ///< as they came
  std::string host;            ///< of the Host header, without the port
  header_list headers;
  std::string body;
};

/// How the connection goes on with an answer. All but `normal` are for emulated faults.
enum class ending : std::uint8_t {
  normal,         ///< sent whole; the connection is kept where the client keeps it
  reset,          ///< nothing is sent; the connection is reset
  silence,        ///< nothing is sent; the connection stays open until the client or the idle limit ends it
  cut,            ///< the head and `body_limit` bytes of the body, then the connection ends
  refuse,         ///< reset, and nobody listens for `delay`
  bad_handshake,  ///< reset, and the next handshake shows the certificate number `certificate`
};

class reply {
 public:
  reply() = default;
  unsigned status = 200;
  header_list headers;  ///< without Content-Length and Connection
  std::string body;

  ending end = ending::normal;
  std::chrono::nanoseconds delay{0};   ///< before the first byte
  std::uint64_t bytes_per_second = 0;  ///< of the body; 0: as fast as it goes
  std::size_t body_limit = 0, certificate = 0;
};

/// Takes the answer, once; from any thread, also after the server has ended (then it is dropped).
using respond = std::function<void(reply)>;
/// Called on the server's thread, where it must not block; it may answer later. It throws nothing.
using handler = std::function<void(incoming, respond)>;

class certificate {
 public:
  certificate() = default;
  certificate(std::string chain, std::string key) : chain_pem(std::move(chain)), key_pem(std::move(key)) {}
  std::string chain_pem, key_pem;
};

class server_options {
 public:
  server_options() = default;
  std::string address = "127.0.0.1";  ///< IPv4 or IPv6, no name
  std::uint16_t port = 0;             ///< 0: any that is free
  /// Empty: no TLS. The first is shown, the others for `bad_handshake`.
  std::vector<certificate> certificates;
  std::uint32_t header_limit = 64U << 10;                    ///< bytes; beyond it 431
  std::uint64_t body_limit = 256ULL << 20;                   ///< bytes; beyond it 413
  std::chrono::nanoseconds idle{std::chrono::seconds(120)};  ///< a connection that says nothing for so long is closed
};

/// Every member may be called from any thread but the server's own.
class server {
 public:
  /// Listens; when this returns, connections are taken. Errors: invalid_argument (the address or a certificate does not
  /// read), unavailable (the port is taken), permission_denied.
  static expected<std::unique_ptr<server>> start(const server_options& options, handler answer);
  /// As `stop` with 5 s.
  ~server();
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  std::uint16_t port() const noexcept;
  /// "http://127.0.0.1:8080", "https://[::1]:8080"
  std::string url() const;
  /// No new connections; idle ones are closed, requests under way are answered for at most `grace`. Returns when the
  /// thread has ended. Further calls do nothing.
  void stop(std::chrono::nanoseconds grace);

 private:
  class core;
  explicit server(std::shared_ptr<core> c) : core_(std::move(c)) {}
  std::shared_ptr<core> core_;
};

}  // namespace ketway::web
