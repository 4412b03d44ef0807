#include "ketway/together.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <exception>
#include <memory>

namespace ketway {
namespace {

namespace asio = boost::asio;

class group {
 public:
  group(const asio::any_io_executor& where, std::size_t number) : all_ended(where), left(number), stops(number) {}
  asio::steady_timer all_ended;
  std::size_t left;
  std::deque<asio::cancellation_signal> stops;
  std::exception_ptr failure;
};

}  // namespace

asio::awaitable<void> together(std::vector<asio::awaitable<void>> all) {
  co_await asio::this_coro::throw_if_cancelled(false);
  const asio::any_io_executor where = co_await asio::this_coro::executor;
  auto g = std::make_shared<group>(where, all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto ended = [g](std::exception_ptr thrown) {
      if (thrown && !g->failure) g->failure = std::move(thrown);
      if (--g->left == 0) g->all_ended.cancel();
    };
    asio::co_spawn(where, std::move(all[i]), asio::bind_cancellation_slot(g->stops[i].slot(), std::move(ended)));
  }
  while (g->left > 0) {
    g->all_ended.expires_at(asio::steady_timer::time_point::max());
    boost::system::error_code woken;
    co_await g->all_ended.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() == asio::cancellation_type::none) continue;
    co_await asio::this_coro::reset_cancellation_state();
    for (asio::cancellation_signal& stop : g->stops) stop.emit(asio::cancellation_type::all);
  }
  if (g->failure) std::rethrow_exception(g->failure);
}

}  // namespace ketway
