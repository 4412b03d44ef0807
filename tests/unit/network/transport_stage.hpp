#pragma once
// The real transport and a raw server on one event loop.

#include <gtest/gtest.h>

#include <chrono>
#include <optional>

#include "raw_server.hpp"
#include "world/http_transport.hpp"

namespace ketway::tests {

class Transport : public ::testing::Test {
 protected:
  Transport() : server(io) { open(network_settings()); }
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;
  ~Transport() override {
    way.reset();
    server.stop(), server.drop_all();
    io.restart();
    io.run_for(std::chrono::seconds(5));
  }
  void open(const network_settings& s) { way = make_http_transport(io.get_executor(), s).value(); }

  http_send get(const std::string& target = "/x") {
    http_send s;
    s.origin = http_origin(false, "127.0.0.1", server.port()), s.target = target;
    return s;
  }
  http_send post(std::string_view body) {
    http_send s = get("/jobs");
    s.method = "POST", s.body = body;
    return s;
  }
  struct waiting {
    std::optional<http_end> end;
    std::shared_ptr<http_exchange> exchange;
    int times = 0;
  };
  std::shared_ptr<waiting> start(http_send s) {
    auto w = std::make_shared<waiting>();
    w->exchange = way->start(std::move(s), [w](http_end e) { ++w->times, w->end.emplace(std::move(e)); });
    EXPECT_FALSE(w->end) << "inside start";
    return w;
  }
  /// Runs until it has ended.
  http_end& until(const std::shared_ptr<waiting>& w) {
    io.restart();
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!w->end && std::chrono::steady_clock::now() < limit) io.run_one_for(std::chrono::seconds(1));
    if (!w->end) w->end.emplace(error(errc::internal, "it never ended"), false);
    return *w->end;
  }
  http_end exchange(http_send s) { return std::move(until(start(std::move(s)))); }

  asio::io_context io;
  raw_server server;
  std::unique_ptr<transport> way;
};

}  // namespace ketway::tests
