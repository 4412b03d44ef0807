#pragma once
// A layer below SQLite that stands for a disk which fails: at a chosen operation it refuses, or the power is gone, and what
// was written and never synced is then there in part, sector by sector.

#include <cstdint>
#include <string>

namespace ketway::test {

class bad_disk {
 public:
  enum class fault : std::uint8_t {
    none,
    full,        ///< every write from then on
    write,       ///< that one write, half of which arrives
    sync,        ///< that one sync
    power_loss,  ///< everything from then on
  };

  /// Registers it with SQLite; one at a time.
  bad_disk();
  bad_disk(const bad_disk&) = delete;
  bad_disk& operator=(const bad_disk&) = delete;
  ~bad_disk();

  const char* name() const noexcept;
  /// At the `operation`th write or sync from now on, counted from 0.
  void fail(fault f, std::uint64_t operation);
  void mend() { fail(fault::none, 0); }
  /// Whether the fault has come.
  bool struck() const noexcept;
  /// Writes and syncs since `fail`.
  std::uint64_t operations() const noexcept;
  /// After a loss of power and the end of all connections: of the sectors that were never synced, those that `seed` chooses
  /// are again what they were.
  void forget_unsynced(std::uint64_t seed);
};

}  // namespace ketway::test
