#include "world/executor_end.hpp"

#include <atomic>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/execution_context.hpp>
#include <mutex>
#include <utility>
#include <vector>

namespace ketway {

namespace asio = boost::asio;

struct executor_end::entry {
  std::recursive_mutex mutex;  // what is let go may own the owner
  std::function<void()> let_go;
  std::atomic<bool> ending = false;
  std::atomic<std::uint32_t> pins = 0;

  void end() {
    ending.store(true);
    for (auto n = pins.load(); n != 0; n = pins.load()) pins.wait(n);
    const std::lock_guard lock(mutex);
    if (const auto f = std::exchange(let_go, nullptr)) f();
  }
  bool pin() {
    pins.fetch_add(1);
    return !ending.load();
  }
  void unpin() {
    if (pins.fetch_sub(1) == 1 && ending.load()) pins.notify_all();
  }
};

/// A service of the context: told when it ends, before anything that is bound to it goes.
class executor_end::watch final : public asio::execution_context::service {
 public:
  using key_type = watch;
  static asio::execution_context::id id;  // NOLINT(readability-identifier-naming): Asio looks for this name
  explicit watch(asio::execution_context& c) : service(c) {}
  void add(const std::shared_ptr<entry>& e) {
    const std::lock_guard lock(mutex_);
    std::erase_if(entries_, [](const auto& weak) { return weak.expired(); });
    entries_.push_back(e);
  }
  void shutdown() override {
    std::vector<std::weak_ptr<entry>> all;
    {
      const std::lock_guard lock(mutex_);
      all.swap(entries_);
    }
    for (const auto& weak : all)
      if (const auto e = weak.lock()) e->end();
  }

 private:
  std::mutex mutex_;
  std::vector<std::weak_ptr<entry>> entries_;
};

asio::execution_context::id executor_end::watch::id;

executor_end::executor_end(const asio::any_io_executor& where, std::function<void()> let_go)
    : entry_(std::make_shared<entry>()) {
  entry_->let_go = std::move(let_go);
  asio::use_service<watch>(asio::query(where, asio::execution::context)).add(entry_);
}

executor_end::~executor_end() {
  const std::lock_guard lock(entry_->mutex);
  if (const auto f = std::exchange(entry_->let_go, nullptr)) f();
}

executor_end::pin::pin(const executor_end& of) : entry_(of.entry_), open_(entry_->pin()) {}
executor_end::pin::~pin() { entry_->unpin(); }

}  // namespace ketway
