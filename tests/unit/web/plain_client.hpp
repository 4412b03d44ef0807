#pragma once
// A client of plain sockets: what is sent and read is what stands in the test.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <string>

namespace ketway::web_test {

class plain_client {
 public:
  explicit plain_client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
  }
  plain_client(const plain_client&) = delete;
  plain_client& operator=(const plain_client&) = delete;
  ~plain_client() { ::close(socket_); }

  bool connected() const { return connected_; }
  void send(const std::string& text) {
    for (std::size_t at = 0; at < text.size();) {
      const ssize_t n = ::send(socket_, text.data() + at, text.size() - at, MSG_NOSIGNAL);
      if (n <= 0) return;
      at += static_cast<std::size_t>(n);
    }
  }
  /// Reads until `text` has come; false where the connection ended or `patience_ms` was up before.
  bool read_until(const std::string& text, int patience_ms = 10'000) {
    while (read.find(text) == std::string::npos)
      if (!more(patience_ms)) return false;
    return true;
  }
  void read_all() {
    while (more(10'000)) {
    }
  }
  /// Whether something more came.
  bool more(int patience_ms) {
    pollfd p{socket_, POLLIN, 0};
    if (::poll(&p, 1, patience_ms) <= 0) return false;
    char piece[4096];
    const ssize_t n = ::recv(socket_, piece, sizeof piece, 0);
    ended = n == 0;
    reset = n < 0 && errno == ECONNRESET;
    if (n <= 0) return false;
    read.append(piece, static_cast<std::size_t>(n));
    return true;
  }

  std::string read;
  bool ended = false, reset = false;

 private:
  int socket_;
  bool connected_ = false;
};

}  // namespace ketway::web_test
