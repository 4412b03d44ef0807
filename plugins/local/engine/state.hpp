#pragma once

#include <memory>
#include <vector>

#include "engine/crew.hpp"
#include "engine/memory.hpp"
#include "engine/schedule.hpp"
#include "engine/stop_signal.hpp"

namespace ketway::local {

/// What a simulation runs on: its threads, and its wish to stop. One per simulation, used by one thread.
class workshop {
 public:
  workshop(crew& threads, stop_signal& stop);

  /// crew::run with each member's meter and work space.
  template <class Work>
  void run(std::uint64_t items, std::uint64_t amplitudes_each, const Work& work) {
    const auto metered = [&](std::uint64_t item, unsigned member) {
      if (meters_[member]->spend(0)) return;
      work(item, member);
      meters_[member]->spend(amplitudes_each);
    };
    threads_.run(items, metered);
    stop_.check();
  }
  work_meter& meter(unsigned member) noexcept { return *meters_[member]; }
  /// At least `doubles`, aligned; kept for the next call of the same member.
  double* space(unsigned member, std::size_t doubles);
  /// Every member's space, so that `space` does not allocate within `run`.
  void prepare_space(std::size_t doubles);
  stop_signal& stop() noexcept { return stop_; }
  unsigned threads() const noexcept { return threads_.size(); }

 private:
  crew& threads_;
  stop_signal& stop_;
  std::vector<std::unique_ptr<work_meter>> meters_;
  std::vector<std::unique_ptr<state_memory>> spaces_;
};

/// Amplitudes of up to `num_bits` bits, beginning in |0...0>. Bits that no operation has touched yet are known to be 0, and
/// the memory above the highest touched one is neither read nor written.
class state {
 public:
  /// `capacity` bits; at least three are kept.
  explicit state(unsigned capacity);

  unsigned capacity() const noexcept { return capacity_; }
  unsigned active() const noexcept { return active_; }
  double* data() noexcept { return memory_->data(); }
  const double* data() const noexcept { return memory_->data(); }
  std::shared_ptr<state_memory> memory() const noexcept { return memory_; }
  static std::size_t bytes_for(unsigned capacity) noexcept;

  void run(const segment& s, workshop& shop);
  /// The squared norm where a bit has this value. The sum's order does not depend on the number of threads.
  double weight(unsigned index_bit, bool value, workshop& shop) const;
  /// Keeps the half where the bit has this value, times `factor`.
  void project(unsigned index_bit, bool value, double factor, workshop& shop);
  /// Becomes a copy of a state of the same capacity.
  void assign(const state& other, workshop& shop);
  /// Back to |0...0>.
  void clear(workshop& shop);
  /// From the kernels' order to re, im pairs in index order, times e(phase). The state can only be read after that.
  void interleave(double phase, workshop& shop);

 private:
  void run(const sweep& s, workshop& shop);
  void run_scattered(const sweep& s, unsigned before, workshop& shop);
  std::uint64_t pieces() const noexcept;
  unsigned piece_bits() const noexcept;

  unsigned capacity_, active_ = 3;
  std::shared_ptr<state_memory> memory_;
};

}  // namespace ketway::local
