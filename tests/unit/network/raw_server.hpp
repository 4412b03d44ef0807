#pragma once
// A server that answers with the very bytes a test gives, on loopback, on the test's own event loop.

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <string>
#include <vector>

namespace ketway::tests {

namespace asio = boost::asio;

/// What to do with one request.
class act {
 public:
  explicit act(std::string b) : bytes(std::move(b)) {}
  act& then_close() { return close = true, *this; }
  act& then_reset() { return reset = true, *this; }
  act& never() { return silent = true, *this; }
  std::string bytes;
  bool close = false, reset = false, silent = false;
};

/// An answer of HTTP/1.1 with a length.
inline std::string answer_of(int status, const std::string& body, const std::string& fields = "") {
  return "HTTP/1.1 " + std::to_string(status) + " Some words\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n" + fields + "\r\n" + body;
}

class raw_server {
 public:
  explicit raw_server(asio::io_context& io, const char* address = "127.0.0.1")
      : acceptor_(io, {asio::ip::make_address(address), 0}) {
    asio::co_spawn(io, accept(), asio::detached);
  }
  /// With TLS from now on.
  void secure(asio::ssl::context& how) { tls_ = &how; }
  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  std::function<act(const std::string& request)> answer = [](const std::string&) { return act(answer_of(200, "ok")); };
  std::vector<std::string> requests;  // whole, as they came
  /// Bytes of a body that are read before the answer goes out; nothing is read after it where the body was longer.
  std::size_t reads_at_most = SIZE_MAX;
  int connections = 0;
  /// Those that are open are closed.
  void drop_all() {
    for (auto* s : open_) {
      boost::system::error_code ignored;
      s->close(ignored);
    }
  }
  void stop() {
    acceptor_.close();
    held_.cancel();
  }

 private:
  using socket = asio::ip::tcp::socket;
  asio::awaitable<void> accept() {
    for (;;) {
      boost::system::error_code ec;
      socket s = co_await acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, ec));
      if (ec) co_return;
      ++connections;
      asio::co_spawn(acceptor_.get_executor(), serve(std::move(s)), asio::detached);
    }
  }
  asio::awaitable<void> serve(socket s) {
    open_.push_back(&s);
    if (tls_) {
      asio::ssl::stream<socket&> stream(s, *tls_);
      boost::system::error_code ec;
      co_await stream.async_handshake(asio::ssl::stream_base::server, asio::redirect_error(asio::use_awaitable, ec));
      if (!ec) co_await talk(stream, s);
    } else {
      co_await talk(s, s);
    }
    std::erase(open_, &s);
  }
  template <class Stream>
  asio::awaitable<void> talk(Stream& stream, socket& s) {
    std::string have;
    for (;;) {
      boost::system::error_code ec;
      const std::size_t head = co_await asio::async_read_until(stream, asio::dynamic_buffer(have), "\r\n\r\n",
                                                               asio::redirect_error(asio::use_awaitable, ec));
      if (ec) co_return;
      const std::size_t at = have.find("Content-Length: ");
      const std::size_t length = at < head ? std::stoul(have.substr(at + 16)) : 0;
      while (have.size() < head + std::min(length, reads_at_most)) {
        char part[4096];
        const std::size_t n =
            co_await stream.async_read_some(asio::buffer(part), asio::redirect_error(asio::use_awaitable, ec));
        if (ec) co_return;
        have.append(part, n);
      }
      requests.push_back(have.substr(0, head + length));
      const bool whole = have.size() >= head + length;
      have.erase(0, head + length);
      const act what = answer(requests.back());
      if (what.silent) {
        char byte = 0;
        co_await stream.async_read_some(asio::buffer(&byte, 1), asio::redirect_error(asio::use_awaitable, ec));
        co_return;
      }
      co_await asio::async_write(stream, asio::buffer(what.bytes), asio::redirect_error(asio::use_awaitable, ec));
      if (!whole) co_await held_.async_wait(asio::redirect_error(asio::use_awaitable, ec));
      if (what.reset) s.set_option(asio::socket_base::linger(true, 0), ec);
      if (what.close || what.reset) s.close(ec);
      if (what.close || what.reset) co_return;
    }
  }
  asio::ip::tcp::acceptor acceptor_;
  asio::ssl::context* tls_ = nullptr;
  std::vector<socket*> open_;
  asio::steady_timer held_{acceptor_.get_executor(), asio::steady_timer::time_point::max()};
};

}  // namespace ketway::tests
