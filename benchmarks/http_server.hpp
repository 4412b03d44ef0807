#pragma once
// A server that answers every request with the same 92 bytes of JSON: plain Beast on one thread of its own, so that what
// differs between two clients is the client.

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <string>
#include <thread>

namespace ketway::benchmarks {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;

inline const std::string& message() {
  static const std::string text =
      R"({"id":"0123456789abcdef","status":"queued","position":12,"shots":1024,"device":"emulated"})";
  return text;
}

class http_server {
 public:
  http_server() : acceptor_(context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
    asio::co_spawn(context_, accept(), asio::detached);
    thread_ = std::thread([this] { context_.run(); });
  }
  http_server(const http_server&) = delete;
  http_server& operator=(const http_server&) = delete;
  ~http_server() {
    context_.stop();
    thread_.join();
  }
  tcp::endpoint endpoint() const { return acceptor_.local_endpoint(); }

 private:
  asio::awaitable<void> accept() {
    for (;;) {
      tcp::socket socket = co_await acceptor_.async_accept(asio::use_awaitable);
      socket.set_option(tcp::no_delay(true));
      asio::co_spawn(context_, serve(std::move(socket)), asio::detached);
    }
  }
  static asio::awaitable<void> serve(tcp::socket socket) {
    boost::beast::flat_buffer buffer;
    try {
      for (;;) {
        http::request<http::string_body> request;
        co_await http::async_read(socket, buffer, request, asio::use_awaitable);
        http::response<http::string_body> response(http::status::ok, 11);
        response.set(http::field::content_type, "application/json");
        response.body() = message();
        response.prepare_payload();
        co_await http::async_write(socket, response, asio::use_awaitable);
      }
    } catch (const boost::system::system_error&) {  // the client has gone
      co_return;
    }
  }

  asio::io_context context_{1};
  tcp::acceptor acceptor_;
  std::thread thread_;
};

}  // namespace ketway::benchmarks
