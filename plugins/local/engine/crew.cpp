#include "engine/crew.hpp"

#include <algorithm>

namespace ketway::local {
namespace {

constexpr int spins = 2000;  // some ten microseconds: the gap between two sweeps

void relax() noexcept {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

}  // namespace

crew::crew(unsigned size) : size_(std::max(size, 1U)) {}

crew::~crew() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    opened_.fetch_add(1, std::memory_order_release);
  }
  wanted_.notify_all();
  for (auto& t : helpers_) t.join();
}

void crew::share(std::uint64_t items, function call, const void* work) {
  region r{call, work, items, 0};
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    ++leaders_;
    if (leaders_ < size_) {
      r.seats = size_ - leaders_;
      while (helpers_.size() + 1 < size_) {
        const auto member = static_cast<unsigned>(helpers_.size() + 1);
        helpers_.emplace_back([this, member] { help(member); });
      }
      open_.push_back(&r);
      opened_.fetch_add(1, std::memory_order_release);
      wake = asleep_ > 0;
    }
  }
  if (wake) wanted_.notify_all();
  for (std::uint64_t i; (i = r.next.fetch_add(1, std::memory_order_relaxed)) < items;) call(work, i, 0);
  for (int s = 0; s < spins && r.inside.load(std::memory_order_acquire) != 0; ++s) relax();
  std::unique_lock lock(mutex_);
  std::erase(open_, &r);
  left_.wait(lock, [&] { return r.inside.load(std::memory_order_acquire) == 0; });
  --leaders_;
}

crew::region* crew::join() {
  for (region* r : open_)
    if (r->seats > 0 && r->next.load(std::memory_order_relaxed) < r->items) {
      --r->seats;
      r->inside.fetch_add(1, std::memory_order_relaxed);
      return r;
    }
  return nullptr;
}

void crew::help(unsigned member) {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (ending_) return;
    if (region* r = join()) {
      lock.unlock();
      for (std::uint64_t i; (i = r->next.fetch_add(1, std::memory_order_relaxed)) < r->items;)
        r->call(r->work, i, member);
      lock.lock();
      // Under the lock: the leader destroys the region once it has seen the last helper leave.
      if (r->inside.fetch_sub(1, std::memory_order_release) == 1) left_.notify_all();
      continue;
    }
    const std::uint64_t seen = opened_.load(std::memory_order_acquire);
    lock.unlock();
    bool more = false;
    for (int s = 0; s < spins && !more; ++s) relax(), more = opened_.load(std::memory_order_acquire) != seen;
    lock.lock();
    if (more || ending_) continue;
    ++asleep_;
    wanted_.wait(lock, [&] { return ending_ || opened_.load(std::memory_order_relaxed) != seen; });
    --asleep_;
  }
}

}  // namespace ketway::local
