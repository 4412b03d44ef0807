#pragma once

#include <atomic>
#include <cstdint>

#include "engine/failure.hpp"

namespace ketway::local {

/// Asks a running simulation to end. `request` may be called on any thread; the simulation polls at least once per 2^22
/// amplitudes that it works on, and then throws failure(KW_CANCELLED).
class stop_signal {
 public:
  void request() noexcept { requested_.store(true, std::memory_order_relaxed); }
  bool requested() const noexcept {
    return requested_.load(std::memory_order_relaxed) || (other_ && other_->load(std::memory_order_relaxed));
  }
  /// A flag of somebody else's that ends the simulation too. Set before it starts; outlives it.
  void watch(const std::atomic<bool>& other) noexcept { other_ = &other; }
  void check() const {
    if (requested()) throw failure(KW_CANCELLED, "the simulation was cancelled");
  }

  /// How often the flag was read, and how many amplitudes were worked on between the readings: what a test counts.
  std::uint64_t polls() const noexcept { return polls_.load(std::memory_order_relaxed); }
  std::uint64_t amplitudes() const noexcept { return amplitudes_.load(std::memory_order_relaxed); }
  std::uint64_t longest_stretch() const noexcept { return longest_.load(std::memory_order_relaxed); }

 private:
  friend class work_meter;
  bool poll(std::uint64_t amplitudes) noexcept {
    polls_.fetch_add(1, std::memory_order_relaxed);
    amplitudes_.fetch_add(amplitudes, std::memory_order_relaxed);
    auto seen = longest_.load(std::memory_order_relaxed);
    while (seen < amplitudes && !longest_.compare_exchange_weak(seen, amplitudes, std::memory_order_relaxed)) {
    }
    return requested();
  }
  std::atomic<bool> requested_ = false;
  const std::atomic<bool>* other_ = nullptr;
  std::atomic<std::uint64_t> polls_ = 0, amplitudes_ = 0, longest_ = 0;
};

/// One thread's account of the amplitudes worked on since its last poll.
class work_meter {
 public:
  explicit work_meter(stop_signal& stop) noexcept : stop_(&stop) {}
  work_meter(const work_meter&) = delete;
  work_meter& operator=(const work_meter&) = delete;

  /// True: stop now.
  bool spend(std::uint64_t amplitudes) noexcept {
    since_ += amplitudes;
    if (since_ < poll_every) return stopped_;
    stopped_ = stop_->poll(since_);
    since_ = 0;
    return stopped_;
  }

 private:
  static constexpr std::uint64_t poll_every = 1U << 20;
  stop_signal* stop_;
  std::uint64_t since_ = 0;
  bool stopped_ = false;
};

}  // namespace ketway::local
