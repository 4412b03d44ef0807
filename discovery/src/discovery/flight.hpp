#pragma once
// One piece of work that many may wait for. Whoever waits may be cancelled; the work is not.

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/append.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace ketway::discovery {

/// Thread-safe.
template <class T>
class flight : public std::enable_shared_from_this<flight<T>> {
 public:
  /// Completes with an error code only where the waiter's own slot was used.
  boost::asio::awaitable<void> landed(boost::system::error_code& cancelled) {
    auto wait = boost::asio::redirect_error(boost::asio::use_awaitable, cancelled);
    auto begin = [self = this->shared_from_this()](auto handler) { self->add(std::move(handler)); };
    return boost::asio::async_initiate<decltype(wait), void(boost::system::error_code)>(std::move(begin), wait);
  }

  void land(T outcome) {
    std::map<std::uint64_t, std::unique_ptr<waiter>> all;
    {
      const std::lock_guard lock(mutex_);
      outcome_.emplace(std::move(outcome));
      all.swap(waiting_);
    }
    for (auto& [id, one] : all) one->resume({});
  }

  /// Only after `landed`.
  const T& outcome() const { return *outcome_; }

 private:
  using handler_type = boost::asio::any_completion_handler<void(boost::system::error_code)>;

  class waiter {
   public:
    template <class Handler>
    explicit waiter(Handler h)
        : executor_(boost::asio::get_associated_executor(h)),
          work_(boost::asio::prefer(executor_, boost::asio::execution::outstanding_work_t::tracked)),
          handler_(std::move(h)) {}
    void resume(boost::system::error_code how) {
      boost::asio::post(executor_, boost::asio::append(std::move(handler_), how));
    }

   private:
    boost::asio::any_io_executor executor_, work_;
    handler_type handler_;
  };

  template <class Handler>
  void add(Handler handler) {
    boost::asio::cancellation_slot slot = boost::asio::get_associated_cancellation_slot(handler);
    auto one = std::make_unique<waiter>(std::move(handler));
    std::unique_lock lock(mutex_);
    if (outcome_) {
      lock.unlock();
      one->resume({});
      return;
    }
    const std::uint64_t id = next_++;
    // Before anybody can complete it: from then on the slot may be the next wait's, on another thread.
    if (slot.is_connected()) {
      slot.assign([self = this->weak_from_this(), id](boost::asio::cancellation_type) {
        if (const std::shared_ptr<flight> still = self.lock()) still->cancel(id);
      });
    }
    waiting_.emplace(id, std::move(one));
  }

  void cancel(std::uint64_t id) {
    std::unique_lock lock(mutex_);
    auto node = waiting_.extract(id);
    lock.unlock();
    if (!node.empty()) node.mapped()->resume(boost::asio::error::operation_aborted);
  }

  std::mutex mutex_;
  std::optional<T> outcome_;
  std::map<std::uint64_t, std::unique_ptr<waiter>> waiting_;
  std::uint64_t next_ = 0;
};

}  // namespace ketway::discovery
