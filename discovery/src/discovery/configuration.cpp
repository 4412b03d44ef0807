#include "ketway/discovery/configuration.hpp"

#include <algorithm>
#include <utility>

#include "discovery/configuration_reader.hpp"
#include "discovery/configuration_state.hpp"
#include "discovery/trust.hpp"
#include "ketway/suggestion.hpp"

namespace ketway::discovery {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_bytes = 1u << 20u;

fs::path default_file(const environment& variables) {
  const std::string folder = variables("XDG_CONFIG_HOME").value_or("");
  if (fs::path(folder).is_absolute()) return fs::path(folder) / "ketway/config.json";
  const std::string home = variables("HOME").value_or("");
  return fs::path(home).is_absolute() ? fs::path(home) / ".config/ketway/config.json" : fs::path();
}

}  // namespace

configuration::configuration() : state_(std::make_shared<const configuration_state>()) {}

expected<configuration> configuration::load(const std::optional<fs::path>& command_line, const environment& variables) {
  if (command_line) return read(*command_line, variables);
  const auto named = variables("KETWAY_CONFIG");
  if (named && !named->empty()) return read(*named, variables);
  const fs::path file = default_file(variables);
  std::error_code failed;
  if (file.empty() || fs::status(file, failed).type() == fs::file_type::not_found) return configuration();
  return read(file, variables);
}

expected<configuration> configuration::read(const fs::path& file, const environment& variables) {
  auto content = read_text_file(file, most_bytes);
  if (!content) return std::move(content).error();
  if ((content->facts.st_mode & S_IWOTH) != 0)
    return std::move(
        error(errc::permission_denied, file.string() + ": everyone may write to it, and it says what code is loaded")
            .advice("chmod 600 '" + file.string() + "'"));
  auto text = json_text::read(content->text, file.string());
  if (!text) return std::move(text).error();
  auto s = std::make_shared<configuration_state>();
  std::error_code failed;
  s->file = fs::absolute(file, failed);
  s->text = std::move(*text);
  s->variables = variables;
  s->readable_by_others = (content->facts.st_mode & (S_IRWXG | S_IRWXO)) != 0;
  if (auto faults = read_configuration(*s); !faults.empty()) return refusal(std::move(faults));
  return configuration(std::move(s));
}

const fs::path& configuration::file() const noexcept { return state_->file; }
const std::string& configuration::default_backend() const noexcept { return state_->default_backend; }
const std::vector<fs::path>& configuration::plugin_path() const noexcept { return state_->plugin_path; }
const std::vector<budget_limit>& configuration::budget() const noexcept { return state_->budget; }
const std::vector<backend_entry>& configuration::backends() const noexcept { return state_->backends; }
const std::vector<failover_entry>& configuration::failover() const noexcept { return state_->failover; }

const exchange_rates& configuration::rates() const noexcept { return state_->rates; }
const std::map<std::string, task_type, std::less<>>& configuration::task_types() const noexcept {
  return state_->task_types;
}

expected<backend_target> configuration::resolve(std::string_view name) const {
  backend_target target;
  const std::size_t colon = name.find(':');
  for (const auto& entry : state_->backends) {
    // An entry is an account: "ibm:ibm_fez" is that device with its options, never the plugin without them, which would
    // be another cloud.
    const bool with_device =
        colon != std::string_view::npos && entry.alias == name.substr(0, colon) && colon + 1 < name.size();
    if (entry.alias != name && !with_device) continue;
    if (const auto& faults = state_->options.find(entry.alias)->second.faults; !faults.empty()) return refusal(faults);
    target.alias = entry.alias;
    target.plugin = entry.plugin;
    target.device = with_device ? std::string(name.substr(colon + 1)) : entry.device;
    return target;
  }
  target.plugin = name.substr(0, colon);
  if (colon != std::string_view::npos) target.device = name.substr(colon + 1);
  if (target.plugin.empty() || (colon != std::string_view::npos && target.device.empty()))
    return error(errc::invalid_argument,
                 in_quotes(name) + " names no backend: expected PLUGIN, PLUGIN:DEVICE or a configured name");
  return target;
}

std::map<std::string, secret_reference> configuration::secret_references() const {
  std::map<std::string, secret_reference> all;
  for (const auto& [alias, entry] : state_->options)
    for (const auto& [pointer, reference] : entry.secrets)
      all.emplace("backends/" + alias + "/options" + pointer, reference);
  return all;
}

}  // namespace ketway::discovery
