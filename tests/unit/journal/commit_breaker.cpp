#include "commit_breaker.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>
#include <string_view>

namespace ketway::test {
namespace {

constexpr int look_ms = 20;

sockaddr_un socket_in(const std::string& folder_name) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = folder_name + "/.s.PGSQL.5432";
  if (path.size() >= sizeof address.sun_path) throw std::runtime_error("the path of a socket is too long");
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

/// Some bytes from one end to the other; empty: that end is closed.
std::string read_some(int from) {
  std::string part(65536, '\0');
  const ssize_t got = ::read(from, part.data(), part.size());
  part.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return part;
}

void write_all(int to, std::string_view part) {
  while (!part.empty()) {
    const ssize_t n = ::send(to, part.data(), part.size(), MSG_NOSIGNAL);
    if (n <= 0) return;
    part.remove_prefix(static_cast<std::size_t>(n));
  }
}

}  // namespace

commit_breaker::commit_breaker(std::string server_folder) : server_(std::move(server_folder)) {
  listening_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_un own = socket_in(folder_name());
  if (::bind(listening_, reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0 || ::listen(listening_, 8) != 0)
    throw std::runtime_error("no socket to listen on");
  accepting_ = std::jthread([this] { accept_all(); });
}

commit_breaker::~commit_breaker() {
  over_ = true;
  accepting_.join();
  ::close(listening_);
}

void commit_breaker::accept_all() {
  while (!over_) {
    pollfd waiting{listening_, POLLIN, 0};
    if (::poll(&waiting, 1, look_ms) <= 0) continue;
    const int client = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client >= 0) passing_.emplace_back([this, client] { pass_on(client); });
  }
  passing_.clear();
}

void commit_breaker::pass_on(int client) {
  const int server = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_un there = socket_in(server_);
  bool up = ::connect(server, reinterpret_cast<const sockaddr*>(&there), sizeof there) == 0;
  bool swallow = false;  // the server's next answer, and then the connection
  while (up && !over_) {
    pollfd ends[2] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
    if (::poll(ends, 2, look_ms) <= 0) continue;
    if (ends[0].revents != 0) {
      const std::string part = read_some(client);
      up = !part.empty();
      const moment now = part.find("COMMIT") != std::string::npos ? when_.exchange(moment::never) : moment::never;
      if (now != moment::never) ++broken_;
      if (now == moment::before) break;
      swallow = now == moment::after;
      write_all(server, part);
    }
    if (ends[1].revents != 0) {
      const std::string part = read_some(server);
      if (part.empty() || swallow) break;
      write_all(client, part);
    }
  }
  ::close(server);
  ::close(client);
}

}  // namespace ketway::test
