// A small service: clients send circuits over TCP, all of them run at once over one io_context, no thread waits.
//
//   async_service                 listens on 127.0.0.1, prints the port, serves until SIGINT or SIGTERM
//   async_service --try           serves eight clients of its own at once, prints what they got, and ends
//
// A client sends "SHOTS LENGTH\n" and LENGTH bytes of OpenQASM 2; it gets one line: "ok KEY=COUNT ..." or "error TEXT".
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <charconv>
#include <iostream>
#include <sstream>

#include "ketway/discovery/discover.hpp"
#include "ketway/language.hpp"

namespace asio = boost::asio;
using asio::use_awaitable;
using asio::ip::tcp;

namespace {

constexpr std::size_t largest_request = 1U << 20;

std::string line_of(const ketway::expected<ketway::result>& r) {
  if (!r) return "error " + r.error().to_string() + "\n";
  std::string line = "ok";
  for (const auto& [key, n] : r->counts()) line += " " + key + "=" + std::to_string(n);
  return line + "\n";
}

asio::awaitable<std::string> answer(const ketway::backend& backend, std::uint64_t shots, std::string text) {
  auto read = ketway::read_openqasm2(text);
  if (!read) co_return "error " + read.error().message() + "\n";
  ketway::execute_options options;
  options.shots(shots).deadline(std::chrono::minutes(1));
  const auto result = co_await backend.try_execute(std::move(read->circuit), options);
  co_return line_of(result);
}

asio::awaitable<void> serve_client(tcp::socket socket, ketway::backend backend) {
  try {
    std::string buffer;
    const std::size_t head =
        co_await asio::async_read_until(socket, asio::dynamic_buffer(buffer, largest_request), '\n', use_awaitable);
    std::istringstream line(buffer.substr(0, head));
    std::uint64_t shots = 0;
    std::size_t length = 0;
    std::string reply = "error expected: SHOTS LENGTH\n";
    if (line >> shots >> length && length <= largest_request) {
      std::string text = buffer.substr(head);
      const std::size_t have = std::min(text.size(), length);
      text.resize(length);
      co_await asio::async_read(socket, asio::buffer(text.data() + have, length - have), use_awaitable);
      reply = co_await answer(backend, shots, std::move(text));
    }
    co_await asio::async_write(socket, asio::buffer(reply), use_awaitable);
  } catch (const boost::system::system_error& e) {
    std::cerr << "a client went away: " << e.what() << '\n';
  }
}

asio::awaitable<void> serve(tcp::acceptor& acceptor, ketway::backend backend) {
  try {
    for (;;) {
      tcp::socket socket = co_await acceptor.async_accept(use_awaitable);
      asio::co_spawn(acceptor.get_executor(), serve_client(std::move(socket), backend), asio::detached);
    }
  } catch (const boost::system::system_error&) {
    co_return;  // the acceptor was closed: no new clients
  }
}

asio::awaitable<void> one_client(tcp::endpoint server, int number, int& left, tcp::acceptor& acceptor) {
  tcp::socket socket(co_await asio::this_coro::executor);
  co_await socket.async_connect(server, use_awaitable);
  std::string circuit = "OPENQASM 2.0; include \"qelib1.inc\"; qreg q[4]; creg c[4]; ";
  for (int bit = 0; bit < 4; ++bit)
    if ((number >> bit) & 1) circuit += "x q[" + std::to_string(bit) + "]; ";
  circuit += "measure q -> c;";
  const std::string request = "100 " + std::to_string(circuit.size()) + "\n" + circuit;
  co_await asio::async_write(socket, asio::buffer(request), use_awaitable);
  std::string reply;
  co_await asio::async_read_until(socket, asio::dynamic_buffer(reply), '\n', use_awaitable);
  std::cout << "client " << number << ": " << reply;
  if (--left == 0) acceptor.close();
}

asio::awaitable<void> start(ketway::fleet fleet, tcp::acceptor& acceptor, bool try_it, int& left) {
  const ketway::backend backend = co_await fleet.backend(fleet.default_backend());
  if (try_it)
    for (int i = 0; i < left; ++i)
      asio::co_spawn(acceptor.get_executor(), one_client(acceptor.local_endpoint(), i, left, acceptor), asio::detached);
  co_await serve(acceptor, backend);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const bool try_it = argc > 1 && std::string_view(argv[1]) == "--try";
    asio::io_context io(1);
    ketway::runtime rt(io.get_executor());
    const ketway::fleet fleet = ketway::discover(rt);
    tcp::acceptor acceptor(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    std::cout << "listening on 127.0.0.1:" << acceptor.local_endpoint().port() << std::endl;
    asio::signal_set signals(io, SIGINT, SIGTERM);
    if (!try_it) signals.async_wait([&](auto, int) { acceptor.close(); });
    int left = 8;
    std::exception_ptr failure;
    asio::co_spawn(io, start(fleet, acceptor, try_it, left), [&](std::exception_ptr e) { failure = std::move(e); });
    io.run();
    if (failure) std::rethrow_exception(failure);
    return 0;
  } catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 1;
  }
}
