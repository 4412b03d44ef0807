#pragma once
// Where plugins are looked for, and what was found there. Nothing is loaded: only manifests are read, and files and
// folders are asked who may write to them.

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ketway/discovery/manifest.hpp"
#include "ketway/error.hpp"

namespace ketway::discovery {

/// Reads one environment variable; empty optional: not set.
using environment = std::function<std::optional<std::string>(const std::string& name)>;

/// The process's own, through secure_getenv: a privileged (set-user-id) process sees no variable. Not to be called
/// while another thread changes the environment.
environment process_environment();

/// Whether the process runs with more rights than its caller (AT_SECURE).
bool is_privileged() noexcept;

/// Who named a folder, in the order of the search.
enum class folder_origin : std::uint8_t {
  command_line,      ///< --plugin-path
  environment_path,  ///< KETWAY_PLUGIN_PATH
  configuration,     ///< plugin_path in the configuration file
  user,              ///< $XDG_DATA_HOME/ketway/plugins
  system,            ///< /usr/lib/ketway/plugins
  built_in,          ///< where this build is installed, or beside the program
};

/// "--plugin-path", "KETWAY_PLUGIN_PATH", "configuration", "user", "system", "built-in".
std::string_view to_string(folder_origin origin) noexcept;

struct search_folder {
  search_folder() = default;
  search_folder(std::filesystem::path p, folder_origin o) : path(std::move(p)), origin(o) {}
  std::filesystem::path path;
  folder_origin origin = folder_origin::built_in;
};

/// What decides the search path; everything has a default taken from the process.
class search_settings {
 public:
  search_settings();

  search_settings& command_line(std::vector<std::filesystem::path> folders);  ///< in order; default: none
  search_settings& configured(std::vector<std::filesystem::path> folders);    ///< configuration::plugin_path()
  search_settings& environment(discovery::environment variables);             ///< default: process_environment()
  search_settings& privileged(bool yes);                    ///< default: is_privileged(); environment and HOME are then
                                                            ///< ignored
  search_settings& executable(std::filesystem::path file);  ///< default: this program; empty: none

  /// The folders in order. Relative ones are made absolute; KETWAY_PLUGIN_PATH is colon separated, empty parts of it
  /// name nothing. The built-in ones are the install prefix's lib/ketway/plugins, then `../plugins_out` and
  /// `../lib/ketway/plugins` as seen from the program's folder.
  std::vector<search_folder> folders() const;

 private:
  std::vector<std::filesystem::path> command_line_;
  std::vector<std::filesystem::path> configured_;
  discovery::environment environment_;
  bool privileged_;
  std::filesystem::path executable_;
};

struct found_plugin {
  found_plugin() = default;
  discovery::manifest manifest;
  search_folder folder;  ///< where it was found
};

/// A plugin that is fine, but whose name or id another one, earlier in the search, has already.
struct shadowed_plugin {
  shadowed_plugin() = default;
  found_plugin plugin;
  std::filesystem::path by;  ///< the manifest that was taken
};

/// Something that was not taken, and why.
struct refused_plugin {
  refused_plugin() = default;
  std::filesystem::path path;  ///< a manifest, a library without one, or a whole folder
  std::string name;            ///< as its manifest says, where that could be read; else empty
  std::string id;              ///< likewise; of a manifest that could not be read, as its file is called
  search_folder folder;
  error why;
};

/// What a search found. Immutable; const calls may run on many threads at once.
class catalog {
 public:
  const std::vector<found_plugin>& plugins() const noexcept { return plugins_; }  ///< in the order of the search
  const std::vector<shadowed_plugin>& shadowed() const noexcept { return shadowed_; }
  const std::vector<refused_plugin>& refused() const noexcept { return refused_; }
  const std::vector<search_folder>& folders() const noexcept { return folders_; }  ///< those that exist

  /// By short name or by id; the pointer lives as long as the catalog. Else the reason why a plugin of that name was
  /// refused, or `not_found` with the nearest names.
  expected<const found_plugin*> find(std::string_view name_or_id) const;

 private:
  friend class search;
  std::vector<found_plugin> plugins_;
  std::vector<shadowed_plugin> shadowed_;
  std::vector<refused_plugin> refused_;
  std::vector<search_folder> folders_;
};

/// Reads every `*.ketway.json` of every folder, in order of folder and then of file name; the first of a name or id is
/// taken. Refused and recorded: manifests with faults, files and folders that others may write to or own, libraries that
/// are missing, no regular files or lead out of their folder, libraries without a manifest, and folders named by a
/// person (command line, environment, configuration) that are not there. Never fails as a whole. Blocks on the disk.
catalog find_plugins(const std::vector<search_folder>& folders);

}  // namespace ketway::discovery
