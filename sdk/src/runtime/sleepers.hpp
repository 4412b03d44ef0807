#pragma once
// Callers that wait for a time, all behind one alarm of the world.

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/strand.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>

#include "ketway/world.hpp"
#include "world/deadlines.hpp"
#include "world/executor_end.hpp"

namespace ketway {

/// Made by a runtime, which guards every call from another thread (runtime::impl::passage).
class sleepers : public std::enable_shared_from_this<sleepers> {
 public:
  using handler_type = boost::asio::any_completion_handler<void(bool)>;

  explicit sleepers(world& w);
  sleepers(const sleepers&) = delete;
  sleepers& operator=(const sleepers&) = delete;
  ~sleepers();

  /// Before the first use, since it needs to be owned.
  void begin();
  /// The handler gets true at `at_ns`, false when the wait is cut short; always posted to `where`. Any thread.
  void add(std::uint64_t at_ns, boost::asio::any_io_executor where, handler_type handler);
  /// Cuts every wait short, those to come too. Any thread.
  void end();

 private:
  using strand_type = boost::asio::strand<boost::asio::any_io_executor>;
  class sleeper;
  void fire();
  void drop_all();
  void wake(sleeper& s, bool in_time);
  /// Runs `f` on the strand; false: nothing runs there any more.
  template <class F>
  bool hand_over(F&& f);

  world& world_;
  std::optional<strand_type> strand_;  // none: its executor has ended
  class deadlines deadlines_;
  std::unordered_map<sleeper*, std::shared_ptr<sleeper>> asleep_;
  bool ended_ = false;
  std::unique_ptr<executor_end> executor_end_;  // the last: it lets go of the others
};

}  // namespace ketway
