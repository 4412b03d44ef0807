#pragma once
// A process while it lives: its runtime, and what runs on it.

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gate.hpp"
#include "ketway/plugin_host.hpp"
#include "ketway/resolver.hpp"
#include "process.hpp"

namespace ketway::simulated {

class life final : public backend_resolver {
 public:
  life(process& p, simulated_world& w, const char* d) : self(p), over(w.executor()), quiet(w.executor()), device(d) {}
  process& self;
  std::optional<runtime> rt;
  std::optional<account> cloud;
  std::optional<backend> opened;
  gate over;   ///< it has been killed, or is to end, or has nothing left to do
  gate quiet;  ///< nothing runs any more
  const char* const device;
  bool ends = false;
  std::vector<std::unique_ptr<alarm>> alarms, bells;  ///< bells: of what is done only while it lives
  std::vector<std::unique_ptr<boost::asio::cancellation_signal>> signals;

  boost::asio::awaitable<expected<backend>> open(std::string name) override {
    if (opened) co_return *opened;
    if (!cloud) co_return error(errc::failed_precondition, "this process has ended");
    const account a = *cloud;
    auto there = co_await a.open(device, std::move(name));
    if (there && !ends) opened = *there;
    co_return there;
  }
  bool alive() const { return !self.killed() && !ends; }
  bool busy() const { return running_ > 0; }
  void begin() { ++running_; }
  void finish() {
    if (--running_ > 0) return;
    over.open(), quiet.open();
  }
  /// Everything goes that a process has; its runtime ends.
  void leave() {
    ends = true;
    bells.clear();
    opened.reset(), cloud.reset(), rt.reset();
  }

 private:
  int running_ = 0;
};
using life_ptr = std::shared_ptr<life>;

/// `what` runs on it, and was begun before.
inline void spawn(const life_ptr& l, boost::asio::awaitable<void> what) {
  boost::asio::co_spawn(l->self.executor(), std::move(what), [l](const std::exception_ptr& e) {
    if (e) std::rethrow_exception(e);
    l->finish();
  });
}

}  // namespace ketway::simulated
