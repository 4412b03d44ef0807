#pragma once
// What a configuration keeps: shared by reading it and by asking it for a backend's options.

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "ketway/discovery/configuration.hpp"
#include "ketway/json_text.hpp"

namespace ketway::discovery {

/// An entry's options with variables filled in. Faults of the environment wait here until the entry is asked for: one
/// backend that is not set up must not stop the others.
struct entry_options {
  nlohmann::json options = nlohmann::json::object();  // secret references still in place
  std::map<std::string, secret_reference> secrets;    // by pointer inside the options
  std::vector<diagnostic> faults;
};

struct configuration_state {
  std::filesystem::path file;
  std::optional<json_text> text;
  environment variables;
  bool readable_by_others = false;
  std::string default_backend = "local";
  std::vector<std::filesystem::path> plugin_path;
  std::vector<backend_entry> backends;
  std::vector<budget_limit> budget;
  std::vector<failover_entry> failover;
  std::map<std::string, entry_options, std::less<>> options;  // by alias
  exchange_rates rates;
  std::map<std::string, task_type, std::less<>> task_types = standard_task_types();
};

}  // namespace ketway::discovery
