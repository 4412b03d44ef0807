#pragma once
// The lease on a plugin account: when the last handle of any kind is gone, the account closes on its own strand.

#include <memory>
#include <string>

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

/// A backend's hold on its account, and what the backend is called.
class named_lease {
 public:
  named_lease(std::shared_ptr<account::core> c, std::string n) : core(std::move(c)), name(std::move(n)) {}
  const std::shared_ptr<account::core> core;
  const std::string name;
};

}  // namespace ketway
