#include "opening.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace ketway::cli {

namespace asio = boost::asio;

asio::awaitable<expected<backend>> open_within(const fleet& backends, std::string name, time_limit limit) {
  using asio::experimental::awaitable_operators::operator||;
  asio::awaitable<expected<backend>> opening = backends.try_backend(name);
  const auto left = limit.left();
  if (!left) co_return co_await std::move(opening);
  const asio::any_io_executor where = co_await asio::this_coro::executor;
  asio::steady_timer clock(where, *left);
  asio::awaitable<void> time_up = clock.async_wait(asio::use_awaitable);
  auto first = co_await (std::move(opening) || std::move(time_up));
  if (first.index() == 0) co_return std::get<0>(std::move(first));
  error late(errc::deadline_exceeded, "the deadline has passed while the backend was being opened");
  late.backend(std::move(name)).billed(billing::not_billed);
  co_return late;
}

}  // namespace ketway::cli
