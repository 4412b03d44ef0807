#include "world/executor_end.hpp"

#include <boost/asio/execution/context.hpp>
#include <boost/asio/execution_context.hpp>
#include <mutex>
#include <utility>
#include <vector>

namespace ketway {

namespace asio = boost::asio;

struct executor_end::entry {
  std::mutex mutex;
  std::function<void()> let_go;
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
    for (const auto& weak : all) {
      const auto e = weak.lock();
      if (!e) continue;
      std::function<void()> f;
      {
        const std::lock_guard lock(e->mutex);
        f = std::exchange(e->let_go, nullptr);
      }
      if (f) f();
    }
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
  entry_->let_go = nullptr;
}

}  // namespace ketway
