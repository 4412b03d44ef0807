#pragma once
// The configuration file: which backends have which names, where plugins are, where secrets come from.
// docs/configuration.md describes it for people.

#include <filesystem>
#include <iosfwd>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ketway/account_rights.hpp"
#include "ketway/discovery/manifest.hpp"
#include "ketway/discovery/ranking.hpp"
#include "ketway/discovery/search.hpp"
#include "ketway/error.hpp"
#include "ketway/estimate.hpp"
#include "ketway/journal.hpp"

namespace ketway::discovery {

/// Where a secret is, never the secret: nothing here can print or return one. A text that stands in the configuration
/// itself is only noted to be there.
class secret_reference {
 public:
  enum class source : std::uint8_t { environment, file, command, text };

  static secret_reference in_environment(std::string name) { return {source::environment, {std::move(name)}}; }
  static secret_reference in_file(std::string path) { return {source::file, {std::move(path)}}; }
  static secret_reference from_command(std::vector<std::string> words) { return {source::command, std::move(words)}; }
  static secret_reference in_configuration() { return {source::text, {}}; }

  source kind() const noexcept { return kind_; }
  /// "environment variable", "file", "command" or "configuration file": all that may be shown.
  std::string_view description() const noexcept;

 private:
  secret_reference(source kind, std::vector<std::string> place) : kind_(kind), place_(std::move(place)) {}
  friend class secret_words;
  source kind_;
  std::vector<std::string> place_;  // name, path or words of the command: for the part that will read it
};
std::ostream& operator<<(std::ostream&, const secret_reference&) = delete;

/// One entry of `backends`.
struct backend_entry {
  backend_entry() = default;
  std::string alias;
  std::string plugin;  ///< short name or id
  std::string device;  ///< empty: the plugin's default
};

/// One entry of `failover`: a set of backends that is a backend.
struct failover_entry {
  failover_entry() = default;
  std::string name;
  std::vector<std::string> backends;  ///< in order; names of backends or of other sets
};

/// What a name on the command line means.
struct backend_target {
  backend_target() = default;
  std::string alias;  ///< empty: no entry of the configuration is meant
  std::string plugin;
  std::string device;  ///< empty: the default
};

/// What `kw_plugin.open` gets for one entry, and what it does not get.
struct backend_options {
  backend_options() = default;
  std::string config = "{}";                        ///< JSON; without every key that a credential reads
  std::map<std::string, secret_reference> secrets;  ///< those keys
  std::map<std::string, secret_place> places;       ///< and where they are, for the host's reader of secrets alone
};

/// What a kind of work needs, and what is best for it: an entry of `task_types`.
struct task_type {
  task_type() = default;
  requirements needs;
  ketway::objective objective;
};

/// Those that need no configuration: `simulation`, `hardware`, `ml`; docs/configuration.md says what they are.
std::map<std::string, task_type, std::less<>> standard_task_types();

struct configuration_state;

/// A configuration, read and checked. Immutable, copies share it; const calls may run on many threads at once.
class configuration {
 public:
  /// No file: `local` is the default backend.
  configuration();

  /// The file named by `command_line` (--config), else by $KETWAY_CONFIG, else $XDG_CONFIG_HOME/ketway/config.json
  /// (default ~/.config), else none. A file that somebody named must exist; a privileged process looks at no variable.
  static expected<configuration> load(const std::optional<std::filesystem::path>& command_line,
                                      const environment& variables = process_environment());

  /// One file. `not_found`, `permission_denied` (also: others may write to it), or `invalid_argument` with one
  /// diagnostic (file, line, column, what was expected) for each unknown key, wrong value, key that this version does
  /// not have yet, malformed secret reference, and unset variable outside `backends`.
  static expected<configuration> read(const std::filesystem::path& file,
                                      const environment& variables = process_environment());

  const std::filesystem::path& file() const noexcept;  ///< empty: no file
  const std::string& default_backend() const noexcept;
  /// Absolute; relative entries are taken from the file's folder, a leading "~/" is the home folder.
  const std::vector<std::filesystem::path>& plugin_path() const noexcept;
  /// `budget`. Plugins are called as the configuration calls them.
  const std::vector<budget_limit>& budget() const noexcept;
  const std::vector<backend_entry>& backends() const noexcept;   ///< sorted by alias
  const std::vector<failover_entry>& failover() const noexcept;  ///< sorted by name; no set contains itself

  /// An alias, "ALIAS:DEVICE" (that account, whatever device the entry names itself), or "PLUGIN" or "PLUGIN:DEVICE"
  /// (split at the first colon). `invalid_argument` for an empty part, and for an entry that uses a variable which is not
  /// set. Whether the plugin exists is not asked.
  expected<backend_target> resolve(std::string_view name) const;

  /// The options of one entry for its plugin, checked against `config_schema` (empty: anything goes). `not_found` for an
  /// unknown alias, with the nearest; `invalid_argument` with places in the file for an unset variable, an option that
  /// the schema forbids, a secret reference at a key that no credential of the plugin reads; `permission_denied` if a
  /// secret stands in the file as text, or in a file of its own, that others can read.
  expected<backend_options> options_for(std::string_view alias, const manifest& plugin,
                                        std::string_view config_schema) const;

  /// Units of cost in one another, as `rates` says.
  const exchange_rates& rates() const noexcept;
  /// The standard ones and those of `task_types`, which come in the place of a standard one of their name.
  const std::map<std::string, task_type, std::less<>>& task_types() const noexcept;

  /// Where secrets are referred to, as "backends/ibm/options/token" with what sort of place: for `ketway doctor`.
  std::map<std::string, secret_reference> secret_references() const;

 private:
  explicit configuration(std::shared_ptr<const configuration_state> s) : state_(std::move(s)) {}
  std::shared_ptr<const configuration_state> state_;
};

}  // namespace ketway::discovery
