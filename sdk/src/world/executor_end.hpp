#pragma once
// What must be let go before an executor's context ends: strands, timers and sockets are bound to it, and their owners may
// live longer, or end at that very moment on another thread.

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>

namespace ketway {

/// Calls `let_go` once: where the context of `where` ends, inside that end, or in its own destructor, whichever is first.
/// The second waits for the first, so what is let go is gone before the context is.
class executor_end {
  struct entry;

 public:
  executor_end(const boost::asio::any_io_executor& where, std::function<void()> let_go);
  executor_end(const executor_end&) = delete;
  executor_end& operator=(const executor_end&) = delete;
  ~executor_end();

  /// While it lives the context does not end, if it is true; else it has ended, or is about to. Any thread; short.
  class pin {
   public:
    explicit pin(const executor_end& of);
    pin(const pin&) = delete;
    pin& operator=(const pin&) = delete;
    ~pin();
    explicit operator bool() const noexcept { return open_; }

   private:
    const std::shared_ptr<entry> entry_;
    const bool open_;
  };

 private:
  class watch;
  const std::shared_ptr<entry> entry_;
};

}  // namespace ketway
