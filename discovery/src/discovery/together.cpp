#include "discovery/together.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <deque>
#include <exception>

#include "discovery/flight.hpp"

namespace ketway::discovery {
namespace {

namespace asio = boost::asio;

class group {
 public:
  explicit group(std::size_t number) : left(number), stops(number) {}
  std::size_t left;
  std::deque<asio::cancellation_signal> stops;
  std::exception_ptr failure;
  const std::shared_ptr<flight<std::exception_ptr>> ended = std::make_shared<flight<std::exception_ptr>>();
};

}  // namespace

asio::awaitable<bool> together(std::vector<asio::awaitable<void>> all) {
  if (all.empty()) co_return true;
  co_await asio::this_coro::throw_if_cancelled(false);
  const asio::any_io_executor where = co_await asio::this_coro::executor;
  const auto g = std::make_shared<group>(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto over = [g](std::exception_ptr thrown) {
      if (thrown && !g->failure) g->failure = std::move(thrown);
      if (--g->left == 0) g->ended->land(g->failure);
    };
    asio::co_spawn(where, std::move(all[i]), asio::bind_cancellation_slot(g->stops[i].slot(), std::move(over)));
  }
  boost::system::error_code cancelled;
  co_await g->ended->landed(cancelled);
  if (cancelled) {
    for (asio::cancellation_signal& stop : g->stops) stop.emit(asio::cancellation_type::terminal);
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    boost::system::error_code never;
    co_await g->ended->landed(never);
  }
  if (g->ended->outcome()) std::rethrow_exception(g->ended->outcome());
  co_return !cancelled;
}

}  // namespace ketway::discovery
