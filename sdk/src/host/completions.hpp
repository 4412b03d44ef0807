#pragma once
// The table behind every kw_done.ctx. A ctx is an index and a generation in a table that is never freed, so a second, late
// or invented completion is recognised and ignored, whatever thread it comes on.

#include <cstdint>

#include "ketway/plugin.h"

namespace ketway {

/// Receives the one completion that counts. `completed` may run on any thread; the sink stays alive until it has been
/// told so by its own strand.
class completion_sink {
 public:
  virtual void completed(const kw_status& status, const void* result) noexcept = 0;

 protected:
  ~completion_sink() = default;
};

namespace completions {

/// Takes a slot for `sink`. Any thread.
kw_done arm(completion_sink& sink);
/// After `completed` has been dealt with: the slot is free again. Any thread.
void retire(const kw_done& d) noexcept;
/// Gives up waiting. True: `completed` will never run. False: it has begun, or has run.
bool abandon(const kw_done& d) noexcept;
/// How many completions came twice, late or from nowhere, in this process.
std::uint64_t ignored() noexcept;

}  // namespace completions
}  // namespace ketway
