#pragma once
// The world as an interface: where code runs, what time it is, where randomness comes from. The real one is Asio and the
// system; the simulated one is one thread, a virtual clock and a seed, so a test waits for nothing.

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "ketway/transport.hpp"

namespace ketway {

/// Rings once per `arm`, on the world's executor; `arm` again replaces the time. Used from one strand.
class alarm {
 public:
  virtual ~alarm() = default;
  virtual void arm(std::uint64_t monotonic_ns) = 0;
  virtual void disarm() = 0;
};

class world {
 public:
  virtual ~world() = default;
  /// Where backends run. Any thread.
  virtual boost::asio::any_io_executor executor() = 0;
  virtual std::uint64_t monotonic_ns() const = 0;    ///< any thread
  virtual std::uint64_t unix_ns() const = 0;         ///< any thread
  virtual void random(std::span<std::byte> to) = 0;  ///< any thread
  /// `ring` is called on the executor.
  virtual std::unique_ptr<alarm> make_alarm(std::function<void()> ring) = 0;
  /// Runs `work` on a compute thread, where it may block. Any thread.
  virtual void compute(std::function<void()> work) = 0;
  virtual std::uint32_t compute_threads() const = 0;  ///< at least 1
  /// Runs `work` on the thread for storage, where it may block: one after the other, in order. What was handed over before
  /// the end is still done. Any thread.
  virtual void store(std::function<void()> work) = 0;
  /// How HTTP leaves this world. Any thread; lives as long as the world.
  virtual transport& network() = 0;
  /// Whether this is one of the world's own threads, which cannot wait for the world.
  virtual bool on_own_thread() const { return false; }
  /// Whether the executor is somebody else's, who may wait for it to run dry: an armed alarm would hold that up.
  virtual bool on_foreign_executor() const { return false; }
  /// Ends it: compute work that runs is waited for, threads are joined, what waits on the executor is dropped. Not on one
  /// of its own threads. Idempotent. A world on somebody's executor ends with that.
  virtual void stop() = 0;
};

/// One thread, driven by the caller. Not thread-safe: everything happens inside `run_*` of the calling thread.
class simulated_world : public world {
 public:
  /// Runs what is ready; time stands still.
  virtual void run_ready() = 0;
  /// Runs until nothing is ready and no alarm is armed, or `limit` of virtual time has passed; time jumps from alarm to
  /// alarm. Returns how far it went.
  virtual std::chrono::nanoseconds run_for(std::chrono::nanoseconds limit) = 0;
  /// What `network` answers with from now on; until then every exchange fails with `unavailable`.
  virtual void connect(std::shared_ptr<transport> to) = 0;
};

std::unique_ptr<simulated_world> make_simulated_world(std::uint64_t seed);
/// Own threads: `io_threads` for the executor, `compute_threads` for `compute` (0: one per core).
std::unique_ptr<world> make_threaded_world(std::uint32_t io_threads, std::uint32_t compute_threads,
                                           const network_settings& network = network_settings::from_environment());
/// On an executor of the caller's, who runs it.
std::unique_ptr<world> make_world_on(boost::asio::any_io_executor where, std::uint32_t compute_threads,
                                     const network_settings& network = network_settings::from_environment());

}  // namespace ketway
