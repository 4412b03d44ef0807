#include "flags.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "command.hpp"
#include "ketway/suggestion.hpp"

namespace ketway::cli {
namespace {

// A choice flag's type reads "auto|statevector": what --help shows is also what completion offers.
constexpr char between = '|';

CLI::Validator validator(const shape_check& check) {
  return CLI::Validator([check](std::string& text) { return check(text); }, "");
}

}  // namespace

CLI::Option* text_flag(CLI::App& command, const std::string& name, std::string& value, const std::string& description,
                       const std::string& type) {
  return command.add_option(name, value, description)->type_name(type);
}

CLI::Option* checked_flag(CLI::App& command, const std::string& name, std::string& value,
                          const std::string& description, const std::string& type, const shape_check& check) {
  return text_flag(command, name, value, description, type)->check(validator(check));
}

CLI::Option* repeated_flag(CLI::App& command, const std::string& name, std::vector<std::string>& values,
                           const std::string& description, const std::string& type, const shape_check& check) {
  // By hand, so that the same variable may stand behind the flag of several commands and gets all values.
  const std::function<void(const std::vector<std::string>&)> append = [&values](const std::vector<std::string>& more) {
    values.insert(values.end(), more.begin(), more.end());
  };
  CLI::Option* flag = command.add_option_function<std::vector<std::string>>(name, append, description);
  flag->type_name(type)->allow_extra_args(false);
  if (check) flag->check(validator(check));
  return flag;
}

CLI::Option* choice_flag(CLI::App& command, const std::string& name, std::string& value, const std::string& description,
                         const std::vector<std::string>& words) {
  std::string type;
  for (const std::string& word : words) type += (type.empty() ? "" : std::string(1, between)) + word;
  const shape_check check = [words](const std::string& text) -> std::string {
    if (std::find(words.begin(), words.end(), text) != words.end()) return {};
    return "\"" + text + "\" is not one of its values" + suggestion(text, words);
  };
  return checked_flag(command, name, value, description, type, check);
}

std::vector<std::string> choices_of(const CLI::Option& flag) {
  std::vector<std::string> words;
  const std::string type = flag.get_type_name();
  if (type.find(between) == std::string::npos) return words;
  for (std::size_t from = 0; from <= type.size();) {
    const std::size_t end = std::min(type.find(between, from), type.size());
    words.push_back(type.substr(from, end - from));
    from = end + 1;
  }
  return words;
}

void add_global_flags(CLI::App& command, global_flags& globals) {
  const std::string group = "Global flags";
  const shape_check a_name = [](const std::string& text) {
    return text.empty() ? std::string("expected the name of a file") : std::string();
  };
  const shape_check a_folder = [](const std::string& text) {
    return text.empty() ? std::string("expected the name of a folder") : std::string();
  };
  checked_flag(command, "--config", globals.config,
               "the configuration (default: $KETWAY_CONFIG, then $XDG_CONFIG_HOME/ketway/config.json)", "FILE", a_name)
      ->group(group);
  repeated_flag(command, "--plugin-path", globals.plugin_path,
                "where plugins are, searched first; repeatable (also $KETWAY_PLUGIN_PATH, colon separated)", "DIR")
      ->group(group);
  checked_flag(
      command, "--state-dir", globals.state_dir,
      "the journal of jobs (default: $KETWAY_STATE_DIR, then $XDG_STATE_HOME/ketway, then ~/.local/state/ketway)",
      "DIR", a_folder)
      ->group(group);
  choice_flag(command, "--log-level", globals.log_level, "what is logged to standard error",
              {"trace", "debug", "info", "warn", "error", "off"})
      ->group(group);
  command.add_flag("--json", globals.json, "one JSON document on standard output, also for failures")->group(group);
  command.add_flag("--quiet", globals.quiet, "no notices, no progress")->group(group);
}

}  // namespace ketway::cli
