#pragma once
// Where a loaded plugin becomes backends. Discovery calls this; a program that links a plugin statically may too.

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ketway/account_rights.hpp"
#include "ketway/backend.hpp"
#include "ketway/device.hpp"
#include "ketway/error.hpp"
#include "ketway/plugin.h"
#include "ketway/runtime.hpp"

namespace ketway {

/// One configured account of a plugin. A cheap handle; the kw_backend behind it is destroyed on its own queue after the
/// last handle, backend and job of it are gone and every operation has completed. Thread-safe.
class account {
 public:
  const std::string& name() const noexcept;
  std::string_view plugin_id() const noexcept;
  std::string_view plugin_version() const noexcept;
  /// Errors: those of the plugin; deadline_exceeded after 30 s.
  boost::asio::awaitable<expected<std::vector<device>>> devices() const;
  /// `id` empty: the plugin's default device. `name` is what the backend is called ("local:statevector", an alias).
  /// Errors: as `devices`, and not_found with the ids that exist.
  boost::asio::awaitable<expected<backend>> open(std::string id, std::string name) const;

  class core;  // private to sdk/src/host
  explicit account(std::shared_ptr<core> c) : core_(std::move(c)) {}
  const std::shared_ptr<core>& implementation() const noexcept { return core_; }

 private:
  std::shared_ptr<core> core_;
};

/// Opens `plugin` with `config` (a JSON object), which is first checked against the plugin's own schema. `name` stands in
/// logs and errors. `plugin` must stay valid for ever, as the loader's are.
/// Errors: invalid_argument naming the offending key, or the plugin's own reason; internal where it threw.
expected<account> open_account(runtime& rt, const kw_plugin* plugin, std::string name, std::string_view config = "{}",
                               const account_rights& rights = {});

}  // namespace ketway
