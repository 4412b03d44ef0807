#pragma once
// Circuits into a device's own gates and connections, where they are not already: on a compute thread, since a large one
// takes its time.

#include <memory>
#include <mutex>

#include "execute/work.hpp"
#include "host/call.hpp"

namespace ketway {

class target;

/// What a device's circuits are compiled for, read once from each description. Thread-safe.
class lowering {
 public:
  /// Whether `d` takes only gates or pairs of qubits of its own.
  static bool wanted(const device& d) noexcept { return !d.basis.empty() || !d.coupling.empty(); }
  /// `one` as it is where it runs on `d` so; else compiled. Errors: invalid_argument with every reason.
  flow<expected<prepared>> apply(prepared one, std::shared_ptr<const device> d, const work_builder& builder);

 private:
  expected<std::shared_ptr<const target>> target_of(const std::shared_ptr<const device>& d);
  std::mutex mutex_;
  std::shared_ptr<const device> device_;
  std::shared_ptr<const target> target_;
};

}  // namespace ketway
