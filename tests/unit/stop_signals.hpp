#pragma once
// One wish to stop for many coroutines: a cancellation slot serves one operation, so each gets its own.

#include <boost/asio/cancellation_signal.hpp>
#include <deque>

namespace ketway::tests {

class stop_signals {
 public:
  /// For the next coroutine that is spawned.
  boost::asio::cancellation_slot slot() { return signals_.emplace_back().slot(); }
  void emit(boost::asio::cancellation_type type) {
    for (auto& one : signals_) one.emit(type);
  }

 private:
  std::deque<boost::asio::cancellation_signal> signals_;
};

}  // namespace ketway::tests
