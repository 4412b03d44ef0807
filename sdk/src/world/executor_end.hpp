#pragma once
// What must be let go before an executor's context ends: strands, timers and sockets are bound to it, and their owners may
// live longer.

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>

namespace ketway {

/// While it lives, `let_go` is called once if the context of `where` ends; inside that end, so by one thread, when
/// nothing runs there any more.
class executor_end {
 public:
  executor_end(const boost::asio::any_io_executor& where, std::function<void()> let_go);
  executor_end(const executor_end&) = delete;
  executor_end& operator=(const executor_end&) = delete;
  ~executor_end();

 private:
  class watch;
  struct entry;
  const std::shared_ptr<entry> entry_;
};

}  // namespace ketway
