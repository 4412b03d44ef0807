#pragma once
// An open session: what its handle and its backends share.

#include <atomic>
#include <memory>
#include <string>

#include "host/account_core.hpp"
#include "ketway/device.hpp"
#include "ketway/session.hpp"

namespace ketway {

class session::state {
 public:
  /// `ours`: closed when the last owner is gone.
  state(std::shared_ptr<const named_lease> l, std::shared_ptr<const ketway::device> d, std::string i, bool ours)
      : lease(std::move(l)), device(std::move(d)), id(std::move(i)), closes_itself(ours) {}
  state(const state&) = delete;
  state& operator=(const state&) = delete;
  ~state();

  const std::shared_ptr<const named_lease> lease;
  const std::shared_ptr<const ketway::device> device;
  const std::string id;
  std::atomic<bool> closes_itself;
};

/// Errors: unimplemented where the plugin has no sessions; the plugin's own.
boost::asio::awaitable<expected<session>> open_session(std::shared_ptr<const named_lease> lease,
                                                       std::shared_ptr<const device> d, session_options o);

}  // namespace ketway
