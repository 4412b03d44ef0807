#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

namespace ketway::local {

/// The plugin's compute threads. Several simulations may use the crew at once, each from a thread of its own; then they
/// share the helpers, so that no more threads run than the crew's size. Helpers start with the first work that is shared
/// out, and end with the crew.
class crew {
 public:
  /// `size` counts the calling thread; at least 1.
  explicit crew(unsigned size);
  ~crew();
  crew(const crew&) = delete;
  crew& operator=(const crew&) = delete;

  unsigned size() const noexcept { return size_; }

  /// Calls work(item, member) for every item below `items`, in any order and on any of the members, the caller among them
  /// (member 0), and returns when all have returned. Members are numbered below size(). `work` must not throw.
  template <class Work>
  void run(std::uint64_t items, const Work& work) {
    const auto call = [](const void* w, std::uint64_t item, unsigned member) {
      (*static_cast<const Work*>(w))(item, member);
    };
    if (size_ == 1 || items < 2) {
      for (std::uint64_t i = 0; i < items; ++i) work(i, 0);
      return;
    }
    share(items, call, &work);
  }

 private:
  using function = void (*)(const void*, std::uint64_t, unsigned);
  struct region {
    function call;
    const void* work;
    std::uint64_t items;
    unsigned seats;  // helpers that may still join
    std::atomic<std::uint64_t> next = 0;
    std::atomic<unsigned> inside = 0;
  };

  void share(std::uint64_t items, function call, const void* work);
  void help(unsigned member);
  region* join();

  const unsigned size_;
  std::mutex mutex_;
  std::condition_variable wanted_, left_;
  std::vector<region*> open_;
  unsigned leaders_ = 0, asleep_ = 0;
  std::atomic<std::uint64_t> opened_ = 0;  // regions so far: what idle helpers watch for a moment before they sleep
  bool ending_ = false;
  std::vector<std::thread> helpers_;
};

}  // namespace ketway::local
