#pragma once
// From the configuration and the plugins that are there to backends by name.

#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "ketway/backend.hpp"
#include "ketway/compose.hpp"
#include "ketway/device.hpp"
#include "ketway/discovery/configuration.hpp"
#include "ketway/discovery/loader.hpp"
#include "ketway/discovery/search.hpp"
#include "ketway/error.hpp"
#include "ketway/runtime.hpp"

namespace ketway {

/// Where discovery looks; what is not said is taken from the process (docs/configuration.md).
class discovery_options {
 public:
  discovery_options() = default;

  /// Searched before all other folders; repeatable, in that order.
  discovery_options& plugin_path(std::filesystem::path folder) {
    return plugin_path_.push_back(std::move(folder)), *this;
  }
  /// The configuration, which must be there; instead of $KETWAY_CONFIG and the file of the user.
  discovery_options& config_file(std::filesystem::path file) { return config_file_ = std::move(file), *this; }
  /// Instead of the process's environment.
  discovery_options& environment(discovery::environment variables) {
    return environment_ = std::move(variables), *this;
  }

  const std::vector<std::filesystem::path>& plugin_path() const noexcept { return plugin_path_; }
  const std::optional<std::filesystem::path>& config_file() const noexcept { return config_file_; }
  const discovery::environment& environment() const noexcept { return environment_; }

 private:
  std::vector<std::filesystem::path> plugin_path_;
  std::optional<std::filesystem::path> config_file_;
  discovery::environment environment_ = discovery::process_environment();
};
static_assert(!std::is_aggregate_v<discovery_options>);

/// A name that `fleet::backend` understands.
class fleet_entry {
 public:
  fleet_entry() = default;
  std::string name;         ///< an alias, or a plugin's short name
  std::string plugin;       ///< the plugin's short name or id, as the configuration says
  std::string device;       ///< empty: the plugin's default
  bool configured = false;  ///< an alias of the configuration; else a plugin that was found
};

/// The backends that can be had. A cheap handle; copies share. Reading the configuration and the manifests made it;
/// libraries are loaded, and accounts opened, when a backend is first asked for. Thread-safe. The runtime outlives it.
class fleet {
 public:
  /// `name`: an alias of the configuration, `PLUGIN` (its default device), `PLUGIN:DEVICE`, or a failover set of the
  /// configuration, of which the first candidate that can be is opened, and the others when they are needed. The first call for a name
  /// opens it, others that come meanwhile wait for that; later ones are answered at once. A failure is not kept: the next
  /// call tries again. Entries with the same plugin and the same options share an account. The library is loaded on the
  /// runtime's executor.
  ///
  /// Errors: not_found for an unknown name, with what there is; the reason of a plugin that was refused; those of the
  /// options in the configuration; those of the plugin; invalid_argument for a plugin without a device named, where it has
  /// several and not all are free simulators (the message lists them); cancelled, and the opening goes on for others.
  boost::asio::awaitable<expected<ketway::backend>> try_backend(std::string name) const;
  boost::asio::awaitable<ketway::backend> backend(std::string name) const;
  /// A failover set of such names. Opens nothing: a candidate is opened when it is first asked, within the deadline of that
  /// call, and one that cannot be is a refusal of that candidate. Errors: not_found for a name that means nothing;
  /// invalid_argument for none at all.
  expected<ketway::backend> failover(const std::vector<std::string>& names, failover_options o = {}) const;
  /// Every device behind that name, as the plugin says now; for a name with a device, that one; for an
  /// entry that is called as its plugin all, its own device first. Errors: as try_backend.
  boost::asio::awaitable<expected<std::vector<device>>> devices(std::string name) const;
  /// Loads the plugin behind that name and opens nothing. Blocks. Errors: as try_backend.
  expected<const discovery::loaded_plugin*> load(std::string_view name) const;
  /// All that results of that backend depend on beside its device and the call: the plugin, its version and library, and
  /// what it is configured with, as a text that is only good for comparing (`ketway::cached`). No secret is in it. Loads the
  /// plugin and opens nothing. Blocks. Errors: as try_backend.
  expected<std::string> origin(std::string_view name) const;

  /// The aliases, then the plugins that were found, each sorted by name; an alias hides a plugin of its name.
  const std::vector<fleet_entry>& entries() const noexcept;
  /// What was found, what was refused and why, what is shadowed.
  const discovery::catalog& catalog() const noexcept;
  const discovery::configuration& configuration() const noexcept;
  /// The configuration's, else "local".
  const std::string& default_backend() const noexcept;

  struct state;  // private to discovery/src
  explicit fleet(std::shared_ptr<state> s) : state_(std::move(s)) {}

 private:
  std::shared_ptr<state> state_;
};

/// What the device `all[number]` of an entry is called, where `all` is what `fleet::devices` says of that entry. An entry's own
/// device has its bare name; where it has none, the first, if that may be said: it is the only one, or costs nothing.
std::string backend_name(const fleet_entry& entry, const std::vector<device>& all, std::size_t number);

/// Reads configuration and manifests; loads nothing. Blocks on the disk. Errors: those of the configuration; a plugin with
/// faults is no error but an entry of `fleet::catalog().refused()`.
expected<fleet> try_discover(runtime& rt, const discovery_options& options = {});
/// The same, throwing `exception`.
fleet discover(runtime& rt, const discovery_options& options = {});

}  // namespace ketway
