#include "world/compute_pool.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>

namespace ketway {

struct compute_pool::queue {
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::function<void()>> work;
  bool ended = false;

  void serve() {
    std::unique_lock lock(mutex);
    for (;;) {
      changed.wait(lock, [this] { return ended || !work.empty(); });
      if (work.empty()) return;
      std::function<void()> next = std::move(work.front());
      work.pop_front();
      lock.unlock();
      next();
      next = nullptr;  // what it held ends here, not under the lock
      lock.lock();
    }
  }
};

compute_pool::compute_pool(std::uint32_t threads, rest what) : queue_(std::make_shared<queue>()), rest_(what) {
  for (std::uint32_t i = 0; i < threads; ++i) threads_.emplace_back([q = queue_] { q->serve(); });
}

compute_pool::~compute_pool() {
  std::deque<std::function<void()>> dropped;
  {
    const std::lock_guard lock(queue_->mutex);
    queue_->ended = true;
    if (rest_ == rest::drop) dropped.swap(queue_->work);
  }
  queue_->changed.notify_all();
  for (std::thread& t : threads_)
    if (t.get_id() == std::this_thread::get_id())
      t.detach();
    else
      t.join();
}

void compute_pool::run(std::function<void()> work) {
  {
    const std::lock_guard lock(queue_->mutex);
    if (queue_->ended) return;
    queue_->work.push_back(std::move(work));
  }
  queue_->changed.notify_one();
}

}  // namespace ketway
