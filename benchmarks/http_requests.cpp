// Requests a second over loopback: through the host's HTTP service, as a plugin asks, and through plain Beast, which has
// no retries, limits, permissions, signatures or deadlines. Client and server on one thread each. In turn, several times;
// medians. Usage: ketway_bench_http_requests [requests a turn] [connections]
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <vector>

#include "http_server.hpp"
#include "ketway/plugin.hpp"
#include "ketway/plugin_host.hpp"

namespace {

using namespace ketway::benchmarks;  // NOLINT(google-build-using-namespace)
namespace p = ketway::plugin;
using clock_type = std::chrono::steady_clock;

constexpr int turns = 5;
std::string url;                       // where the plugin sends its requests
std::uint64_t requests_of_a_call = 0;  // how many

asio::awaitable<void> plain_client(tcp::endpoint to, std::uint64_t n) {
  tcp::socket socket(co_await asio::this_coro::executor);
  co_await socket.async_connect(to, asio::use_awaitable);
  socket.set_option(tcp::no_delay(true));
  boost::beast::flat_buffer buffer;
  for (std::uint64_t i = 0; i < n; ++i) {
    http::request<http::string_body> request(http::verb::post, "/v1/jobs", 11);
    request.set(http::field::host, "127.0.0.1");
    request.set(http::field::content_type, "application/json");
    request.set(http::field::user_agent, "plain");
    request.body() = message();
    request.prepare_payload();
    co_await http::async_write(socket, request, asio::use_awaitable);
    http::response<http::string_body> response;
    co_await http::async_read(socket, buffer, response, asio::use_awaitable);
    if (response.body() != message()) std::abort();
  }
}

double plain(tcp::endpoint to, std::uint64_t n, unsigned connections) {
  asio::io_context context(1);
  for (unsigned i = 0; i < connections; ++i) asio::co_spawn(context, plain_client(to, n / connections), asio::detached);
  const auto from = clock_type::now();
  context.run();
  return static_cast<double>(n / connections * connections) /
         std::chrono::duration<double>(clock_type::now() - from).count();
}

class asking_backend final : public p::backend {
 public:
  using backend::backend;
  p::task<std::vector<p::device>> devices() override {
    std::vector<p::device> all(1);
    all[0].id = "asking", all[0].flags = KW_DEVICE_SIMULATOR | KW_DEVICE_FREE;
    all[0].num_qubits = 2, all[0].formats = {"kw.circuit/1"};
    co_return all;
  }
  p::task<p::job> submit(const kw_submission&) override {
    const std::array<kw_header, 1> headers{kw_header{p::str("Content-Type"), p::str("application/json")}};
    for (std::uint64_t i = 0; i < requests_of_a_call; ++i) {
      auto r = p::sized<kw_http_request>();
      r.method = p::str("POST"), r.url = p::str(url), r.flags = KW_HTTP_IDEMPOTENT;
      r.headers = headers.data(), r.num_headers = headers.size(), r.body = p::bytes(message());
      const p::response answer = co_await p::http(r);
      if (answer.body != message()) std::abort();
    }
    throw p::error(KW_UNIMPLEMENTED, "nothing more to do");
  }
};
kw_backend* open_asking(kw_host* h, kw_str, char* why, std::uint64_t n) {
  return p::open_backend(why, n, [&] { return std::make_unique<asking_backend>(h); });
}

double through_the_host(std::uint64_t n, unsigned connections) {
  asio::io_context context(1);
  auto facts = p::sized<kw_plugin>();
  facts.id = p::str("asking"), facts.version = p::str("1"), facts.open = &open_asking;
  std::optional<double> took;
  {
    ketway::runtime rt(context.get_executor(), ketway::settings().level(ketway::log_level::off));
    ketway::account_rights rights;
    rights.origin(url.substr(0, url.find('/', 8)));
    const auto account = ketway::open_account(rt, &facts, "asking", "{}", rights).value();
    std::optional<ketway::backend> device;
    asio::co_spawn(
        context, [&]() -> asio::awaitable<void> { device.emplace((co_await account.open("", "asking")).value()); },
        asio::detached);
    context.run();
    context.restart();
    ketway::circuit c(1, 1);
    c.h(0).measure(0, 0);
    const auto call = [&]() -> asio::awaitable<void> {
      const auto r = co_await device->try_execute(c);
      if (r || r.error().code() != ketway::errc::unimplemented) std::abort();
    };
    requests_of_a_call = 1;  // the first request of a runtime reads the system's certificates
    asio::co_spawn(context, call(), asio::detached);
    context.run();
    context.restart();
    requests_of_a_call = n / connections;
    const auto from = clock_type::now();
    unsigned ended = 0;
    const auto timed = [&]() -> asio::awaitable<void> {
      co_await call();
      if (++ended == connections) took = std::chrono::duration<double>(clock_type::now() - from).count();
    };
    for (unsigned i = 0; i < connections; ++i) asio::co_spawn(context, timed(), asio::detached);
    context.run();
  }
  context.restart();
  context.run();
  return static_cast<double>(n / connections * connections) / *took;
}

double median(std::vector<double> all) {
  std::nth_element(all.begin(), all.begin() + turns / 2, all.end());
  return all[turns / 2];
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t n = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 100'000;
  const auto connections = static_cast<unsigned>(argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 16);
  const http_server server;
  url = "http://127.0.0.1:" + std::to_string(server.endpoint().port()) + "/v1/jobs";
  plain(server.endpoint(), n / 10, connections);
  through_the_host(n / 10, connections);
  std::vector<double> beast, host;
  for (int i = 0; i < turns; ++i) {
    beast.push_back(plain(server.endpoint(), n, connections));
    host.push_back(through_the_host(n, connections));
  }
  std::printf("%u connections: plain Beast %.0f requests/s, through the host %.0f requests/s, ratio %.2f\n",
              connections, median(beast), median(host), median(host) / median(beast));
  return 0;
}
