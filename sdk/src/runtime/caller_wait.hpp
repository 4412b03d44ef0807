#pragma once
// A caller's coroutine waits for an answer that another thread gives. T is an expected<...>.

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/append.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "ketway/error.hpp"

namespace ketway {

template <class T>
class caller_wait {
 public:
  /// The other side's end: called at most once, on any thread; the last copy that goes without a call is an answer too.
  using answer = std::function<void(T)>;
  using start_function = std::function<void(answer)>;

  /// Whoever is cancelled meanwhile goes on at once, with `cancelled`; what still comes is dropped.
  static boost::asio::awaitable<T> begin(start_function start) {
    auto initiate = [](auto handler, start_function go) {
      auto shared = std::make_shared<place>(std::move(handler));
      place::heed_cancellation(shared);
      const std::shared_ptr<place> giver(
          shared.get(), [shared](place*) { shared->give(error(errc::failed_precondition, "the runtime has ended")); });
      go([giver](T what) { giver->give(std::move(what)); });
    };
    return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(T)>(
        initiate, boost::asio::use_awaitable, std::move(start));
  }

 private:
  class place {
   public:
    template <class Handler>
    explicit place(Handler h)
        : executor_(boost::asio::get_associated_executor(h)),
          work_(boost::asio::prefer(executor_, boost::asio::execution::outstanding_work_t::tracked)),
          handler_(std::in_place, std::move(h)) {}
    /// An any_completion_handler takes the handler's slot for itself and has one of its own: the other must be left alone.
    static void heed_cancellation(const std::shared_ptr<place>& self) {
      auto slot = boost::asio::get_associated_cancellation_slot(*self->handler_);
      if (!slot.is_connected()) return;
      slot.assign([weak = std::weak_ptr(self)](boost::asio::cancellation_type) {
        if (const auto p = weak.lock()) p->give(error(errc::cancelled, "cancelled by the caller"));
      });
    }
    void give(T&& what) {
      std::optional<handler_type> mine;
      {
        const std::lock_guard lock(mutex_);
        if (!handler_) return;
        mine.emplace(std::move(*handler_));
        handler_.reset();
      }
      const auto outlasts_the_post = std::exchange(work_, executor_);
      boost::asio::post(executor_, [h = std::move(*mine), v = std::move(what)]() mutable {
        if (auto slot = boost::asio::get_associated_cancellation_slot(h); slot.is_connected()) slot.clear();
        std::move(h)(std::move(v));
      });
    }

   private:
    using handler_type = boost::asio::any_completion_handler<void(T)>;
    std::mutex mutex_;
    const boost::asio::any_io_executor executor_;
    boost::asio::any_io_executor work_;
    std::optional<handler_type> handler_;
  };
};

}  // namespace ketway
