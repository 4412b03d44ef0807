#pragma once
// The commands, each a unit of its own: it adds itself to the command line and says what to do once it is chosen.

#include <functional>
#include <string>
#include <vector>

#include "exit_status.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): the name is CLI11's
class App;
}

namespace ketway::cli {

/// The flags that every command takes, before or behind its name.
struct global_flags {
  std::string config;                    ///< empty: where the configuration is looked for
  std::vector<std::string> plugin_path;  ///< searched before all else
  std::string state_dir;                 ///< the journal; empty: `state_folder()`
  std::string log_level;                 ///< empty: $KETWAY_LOG_LEVEL, then "warn"
  bool json = false, quiet = false;
};

class session;

/// What the chosen command does. Runs once, after the whole command line has been read.
using action = std::function<exit_status(session&)>;

// `chosen` and `globals` outlive the command line; a command sets `chosen` when it is the one that was named.
void add_run(CLI::App& root, global_flags& globals, action& chosen);
void add_jobs(CLI::App& root, global_flags& globals, action& chosen);
void add_compare(CLI::App& root, global_flags& globals, action& chosen);
void add_benchmark(CLI::App& root, global_flags& globals, action& chosen);
void add_transpile(CLI::App& root, global_flags& globals, action& chosen);
void add_cost(CLI::App& root, global_flags& globals, action& chosen);
void add_select(CLI::App& root, global_flags& globals, action& chosen);
void add_backends(CLI::App& root, global_flags& globals, action& chosen);
void add_plugins(CLI::App& root, global_flags& globals, action& chosen);
void add_plugins_check(CLI::App& plugins, global_flags& globals, action& chosen);
void add_doctor(CLI::App& root, global_flags& globals, action& chosen);
void add_cache(CLI::App& root, global_flags& globals, action& chosen);
void add_demo(CLI::App& root, global_flags& globals, action& chosen);
void add_emulate(CLI::App& root, global_flags& globals, action& chosen);
void add_completion(CLI::App& root, global_flags& globals, action& chosen);

/// The global flags, in the group "Global flags" of that command's help.
void add_global_flags(CLI::App& command, global_flags& globals);

}  // namespace ketway::cli
