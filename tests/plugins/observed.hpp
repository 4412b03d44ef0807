#pragma once
// What a test reads out of the plugins of this folder: how often each thing was called, over all their backends.
// `observed_of(plugin)` works on the plugins that say so in modes.md, and on no other.

#include <atomic>
#include <cstdint>

#include "ketway/plugin.h"

namespace ketway::tests {

class call_counts {
 public:
  call_counts() = default;
  std::atomic<std::uint64_t> opened = 0, destroyed = 0, stopped = 0;
  std::atomic<std::uint64_t> devices = 0, device = 0, validate = 0, estimate = 0, submit = 0, find = 0, poll = 0,
                             poll_many = 0, polled = 0 /* jobs asked for by poll_many */, fetch = 0, cancel = 0;
  std::atomic<std::uint64_t> op_cancels = 0, op_releases = 0, ops = 0;  ///< of operations that the plugin gave
  std::atomic<std::uint64_t> results_given = 0, results_released = 0;
  /// Calls into one backend that came while another was running.
  std::atomic<std::uint64_t> overlaps = 0;
};

struct observed_plugin : kw_plugin {
  call_counts* calls;
};

inline call_counts& observed_of(const kw_plugin* plugin) { return *static_cast<const observed_plugin*>(plugin)->calls; }

}  // namespace ketway::tests
