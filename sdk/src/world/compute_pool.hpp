#pragma once
// Threads for compute work, and one for storage. Not Asio's pool: that one waits for its threads even on one of them, and when the last owner of
// a world lets go there, the wait would never end.

#include <cstdint>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace ketway {

class compute_pool {
 public:
  /// What becomes of work that has not begun when the pool ends.
  enum class rest : std::uint8_t { drop, finish };
  explicit compute_pool(std::uint32_t threads, rest what = rest::drop);
  compute_pool(const compute_pool&) = delete;
  compute_pool& operator=(const compute_pool&) = delete;
  /// Drops or finishes what has not begun and waits for the rest; on one of its own threads for all but that one.
  ~compute_pool();
  /// Any thread.
  void run(std::function<void()> work);

 private:
  struct queue;
  const std::shared_ptr<queue> queue_;
  const rest rest_;
  std::vector<std::thread> threads_;
};

}  // namespace ketway
