#pragma once
// The lease on a plugin account: when the last handle of any kind is gone, the account closes on its own strand.

#include <memory>

#include "host/plugin_account.hpp"
#include "ketway/plugin_host.hpp"

namespace ketway {

class account::core {
 public:
  explicit core(std::shared_ptr<plugin_account> a) : account(std::move(a)) {}
  core(const core&) = delete;
  core& operator=(const core&) = delete;
  ~core() { account->close(); }
  const std::shared_ptr<plugin_account> account;
};

}  // namespace ketway
