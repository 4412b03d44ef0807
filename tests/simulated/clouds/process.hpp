#pragma once
// One process of a simulated world: its own view of the clock, the network and the disk, all of which it loses at once when
// it is killed. Between two things that it does to the world outside, what it has in memory does not matter; so to kill it
// before and after each of them is to kill it at every await.

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <random>
#include <set>
#include <string>

#include "cloud_transport.hpp"
#include "journal_watch.hpp"
#include "ketway/journal_store.hpp"
#include "ketway/world.hpp"

namespace ketway::simulated {

/// What the world outside can see of a process, and when an alarm of its rings.
enum class moment : std::uint8_t {
  request_leaves,   ///< not yet sent
  request_arrives,  ///< and the cloud has done what was asked
  answer_comes,     ///< not yet read
  write_begins,     ///< nothing of it is on disk
  write_is_kept,    ///< all of it is on disk, and nobody has been told
  alarm_rings,
};
std::string_view to_string(moment m) noexcept;

class process final : public world {
 public:
  /// `w`, `net` and `watch` outlive it. Each write takes up to `slowest_write`; `failing_writes` of a hundred fail.
  process(simulated_world& w, cloud_transport& net, journal_watch& watch, std::uint64_t seed);
  ~process() override;
  process(const process&) = delete;
  process& operator=(const process&) = delete;

  process& slowest_write(std::chrono::nanoseconds t) { return slowest_write_ = t, *this; }
  process& failing_writes(std::uint64_t of_a_hundred) { return failing_ = of_a_hundred, *this; }
  /// Whatever it sends to a host goes to that host's namesake with `ending`.
  process& redirect(std::string ending) { return ending_ = std::move(ending), *this; }
  /// `ring` is called in the moment of that number, counted from 1.
  void at(std::uint64_t number, std::function<void(moment)> ring) { at_ = number, ring_ = std::move(ring); }
  /// From now on nothing of it reaches the world outside, and nothing from there reaches it. What is under way to the cloud
  /// arrives or not, and a write that was handed over is done or not, both by the seed. What still runs inside has no effect,
  /// and ends when its runtime does.
  void kill();
  bool killed() const noexcept { return killed_; }
  std::uint64_t moments() const noexcept { return moments_; }
  /// The disk that `inner` opens, as this process sees it.
  journal_opener disk(journal_opener inner);
  /// It has ended, and so has the world: lets go of the latter.
  void rest();

  boost::asio::any_io_executor executor() override { return world_.executor(); }
  std::uint64_t monotonic_ns() const override { return world_.monotonic_ns(); }
  std::uint64_t unix_ns() const override { return world_.unix_ns(); }
  void random(std::span<std::byte> to) override { world_.random(to); }
  std::unique_ptr<alarm> make_alarm(std::function<void()> ring) override;
  void compute(std::function<void()> work) override { world_.compute(std::move(work)); }
  std::uint32_t compute_threads() const override { return world_.compute_threads(); }
  void store(std::function<void()> work) override;
  transport& network() override;
  void stop() override {}

 private:
  class wire;
  class exchange;
  class disk_store;
  /// One of its moments; false: it is dead.
  bool passes(moment m);
  bool coin() { return dice_() % 2 == 0; }
  void work_off();
  void next_work();

  simulated_world& world_;
  cloud_transport& net_;
  journal_watch& watch_;
  std::mt19937_64 dice_;
  std::chrono::nanoseconds slowest_write_{0};
  std::uint64_t failing_ = 0;
  std::string ending_;
  std::uint64_t moments_ = 0, at_ = 0;
  std::function<void(moment)> ring_;
  bool dying_ = false, killed_ = false;
  const std::unique_ptr<wire> wire_;
  std::set<std::shared_ptr<exchange>> exchanges_;
  std::set<disk_store*> disks_;
  std::deque<std::function<void()>> works_;
  std::unique_ptr<alarm> store_alarm_;
};

}  // namespace ketway::simulated
