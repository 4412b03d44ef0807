#pragma once
// Threads for compute work. Not Asio's pool: that one waits for its threads even on one of them, and when the last owner of
// a world lets go there, the wait would never end.

#include <cstdint>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace ketway {

class compute_pool {
 public:
  explicit compute_pool(std::uint32_t threads);
  compute_pool(const compute_pool&) = delete;
  compute_pool& operator=(const compute_pool&) = delete;
  /// Drops what has not begun and waits for what has; on one of its own threads for all but that one.
  ~compute_pool();
  /// Any thread.
  void run(std::function<void()> work);

 private:
  struct queue;
  const std::shared_ptr<queue> queue_;
  std::vector<std::thread> threads_;
};

}  // namespace ketway
