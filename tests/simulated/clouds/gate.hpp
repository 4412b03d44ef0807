#pragma once
// Waiting in virtual time, for coroutines of one thread.

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "ketway/world.hpp"

namespace ketway::simulated {

/// Opened once; one waits. Outlives its waiter.
class gate {
 public:
  explicit gate(boost::asio::any_io_executor where) : where_(std::move(where)) {}
  void open() {
    open_ = true;
    if (!waiter_) return;
    boost::asio::post(where_, [h = std::move(*waiter_)]() mutable { std::move(h)(); });
    waiter_.reset();
  }
  boost::asio::awaitable<void> wait() {
    if (open_) co_return;
    auto initiate = [this](auto handler) { waiter_.emplace(std::move(handler)); };
    co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(initiate,
                                                                                       boost::asio::use_awaitable);
  }

 private:
  const boost::asio::any_io_executor where_;
  std::optional<boost::asio::any_completion_handler<void()>> waiter_;
  bool open_ = false;
};

inline boost::asio::awaitable<void> pause_in(simulated_world& w, std::chrono::nanoseconds t) {
  if (t.count() <= 0) co_return;
  gate over(w.executor());
  const auto bell = w.make_alarm([&over] { over.open(); });
  bell->arm(w.monotonic_ns() + static_cast<std::uint64_t>(t.count()));
  co_await over.wait();
}

}  // namespace ketway::simulated
