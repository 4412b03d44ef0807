#pragma once
// Results of deterministic simulator runs, kept on disk: what was computed once is not computed again. docs/result_cache.md
// tells it for people.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <type_traits>

#include "ketway/backend.hpp"
#include "ketway/error.hpp"
#include "ketway/runtime.hpp"

namespace ketway {

class result_cache_options {
 public:
  result_cache_options() = default;
  /// Default: $XDG_CACHE_HOME/ketway, else ~/.cache/ketway; a process with more rights than its caller has none. Results
  /// are in its folder `results`, which belongs to this user alone. Processes may share it.
  result_cache_options& folder(std::filesystem::path f) { return folder_ = std::move(f), *this; }
  /// Of all entries together, in bytes as they lie on disk; beyond it those go that were used least recently. Default
  /// 256 MiB.
  result_cache_options& limit(std::uint64_t bytes) { return limit_ = bytes, *this; }
  /// Of one result's columns in memory, in bytes; a larger one is not kept. Default 8 MiB.
  result_cache_options& largest_result(std::uint64_t bytes) { return largest_ = bytes, *this; }

  const std::filesystem::path& folder() const noexcept { return folder_; }
  std::uint64_t limit() const noexcept { return limit_; }
  std::uint64_t largest_result() const noexcept { return largest_; }

 private:
  std::filesystem::path folder_ = default_folder();
  std::uint64_t limit_ = std::uint64_t{256} << 20, largest_ = std::uint64_t{8} << 20;
  static std::filesystem::path default_folder();
};
static_assert(!std::is_aggregate_v<result_cache_options>);

class result_cache_usage {
 public:
  result_cache_usage() = default;
  std::uint64_t entries = 0, bytes = 0;  ///< bytes: as they lie on disk
};

/// A cheap handle; copies share. Reading and writing is done on the runtime's threads for computing. The runtime must outlive
/// every backend that was made with it. Thread-safe.
class result_cache {
 public:
  explicit result_cache(runtime& rt, result_cache_options o = {});
  const result_cache_options& options() const noexcept;

  /// These two block on the disk. A folder that is not there is an empty cache. Errors: permission_denied, unavailable.
  expected<result_cache_usage> usage() const;
  /// Removes every entry; what it was.
  expected<result_cache_usage> clear() const;

  class state;  // private to sdk/src/cache
  const std::shared_ptr<state>& implementation() const noexcept { return state_; }

 private:
  std::shared_ptr<state> state_;
};

/// A backend that answers from `cache` what `where` has answered before. Only what must come out the same is kept and
/// looked up: on a device that is a simulator and free, with a seed or with exact probabilities asked for, and no state
/// vector. All else goes to `where` as if nothing stood before it: hardware always, jobs (`submit`), sessions.
///
/// A result is known by everything that it depends on: the circuit as it is handed in, parameters, shots, seed, options, the
/// device's id and snapshot, the version of Ketway, and `origin`, which names what `where` is: its plugin, the version of
/// that and how it was configured, its noise too (`fleet::origin`). An empty one turns the cache off. A batch, and a sweep, is
/// known as a whole.
///
/// A result from the cache has a notice that says so, `"cached": true` in its metadata, and the cache's own timing. A
/// damaged entry is removed and the circuit runs. A cache that cannot be read or written is a warning in the log and never
/// an error. The caller's deadline holds for all of it; on cancellation nothing is started that has not been.
backend cached(backend where, result_cache cache, std::string origin);

}  // namespace ketway
