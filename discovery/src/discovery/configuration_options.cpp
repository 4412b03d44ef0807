// What a plugin gets of its entry in the configuration: everything but the secrets.

#include <set>
#include <utility>

#include "discovery/configuration_state.hpp"
#include "discovery/secrets.hpp"
#include "discovery/substitution.hpp"
#include "ketway/discovery/configuration.hpp"
#include "ketway/schema.hpp"
#include "ketway/suggestion.hpp"

namespace ketway::discovery {
namespace {

using nlohmann::json;

class splitter {
 public:
  splitter(const configuration_state& s, const std::string& alias, const entry_options& own, const manifest& plugin)
      : s_(s), own_(own), plugin_(plugin), here_("/backends" + pointer_step(alias) + "/options"), rest_(own.options) {
    for (const auto& c : plugin.credentials) keys_.insert(c.config_keys.begin(), c.config_keys.end());
  }

  expected<backend_options> run(const schema& rules) {
    for (const auto& key : keys_)
      if (own_.options.contains(key))
        if (auto fine = take(key); !fine) return std::move(fine).error();
    for (const auto& [pointer, reference] : own_.secrets)
      if (!taken_.contains(pointer)) fault(pointer, "the plugin " + in_quotes(plugin_.name) + " reads no secret here");
    if (faults_.empty())
      for (auto& [pointer, at_key, message] : rules.violations(rest_)) fault(pointer, std::move(message), at_key);
    if (!faults_.empty()) return refusal(std::move(faults_));
    result_.config = rest_.dump();
    return std::move(result_);
  }

 private:
  void fault(const std::string& pointer, std::string message, bool at_key = false) {
    const std::string full = here_ + pointer;
    auto where = at_key ? s_.text->key_position(full) : s_.text->value_position(full);
    faults_.push_back({diagnostic::severity::error, std::move(where), full + ": " + std::move(message)});
  }

  /// Moves one key out of the options, among the secrets.
  expected<void> take(const std::string& key) {
    const std::string pointer = pointer_step(key);
    if (const auto reference = own_.secrets.find(pointer); reference != own_.secrets.end()) {
      if (reference->second.kind() == secret_reference::source::file)
        if (auto fine = check_secret_file(secret_words::file(reference->second)); !fine) return fine;
      result_.secrets.emplace(key, reference->second);
      result_.places.emplace(key, secret_words::place(reference->second));
      taken_.insert(pointer);
    } else if (const json& value = own_.options[key]; value.is_string()) {
      const auto& written = s_.text->value().at(json::json_pointer(here_ + pointer)).get_ref<const std::string&>();
      if (const std::string variable = variable_alone(written); !variable.empty()) {
        result_.secrets.emplace(key, secret_reference::in_environment(variable));
        result_.places.emplace(key, secret_place(secret_place::kind::environment, {variable}));
      } else if (auto fine = take_text(key, pointer); !fine) {
        return fine;
      } else {
        result_.places.emplace(key, secret_place(secret(value.get<std::string>())));
      }
    } else {
      fault(pointer, R"(expected a secret: {"env": NAME}, {"file": PATH}, {"command": [WORD, ...]} or text)");
    }
    rest_.erase(key);
    return {};
  }

  expected<void> take_text(const std::string& key, const std::string& pointer) {
    result_.secrets.emplace(key, secret_reference::in_configuration());
    if (!s_.readable_by_others) return {};
    std::vector<diagnostic> list{{diagnostic::severity::error, s_.text->value_position(here_ + pointer),
                                  here_ + pointer + ": a secret stands here as text, and others can read this file"}};
    return std::move(refusal(std::move(list), errc::permission_denied)
                         .advice("chmod 600 '" + s_.file.string() + R"(', or write {"env": NAME} instead)"));
  }

  const configuration_state& s_;
  const entry_options& own_;
  const manifest& plugin_;
  std::string here_;  // pointer of the options
  json rest_;
  std::set<std::string> keys_;   // that credentials of the plugin read
  std::set<std::string> taken_;  // pointers
  backend_options result_;
  std::vector<diagnostic> faults_;
};

}  // namespace

expected<backend_options> configuration::options_for(std::string_view alias, const manifest& plugin,
                                                     std::string_view config_schema) const {
  const auto own = state_->options.find(alias);
  if (own == state_->options.end()) {
    std::vector<std::string> names;
    for (const auto& entry : state_->backends) names.push_back(entry.alias);
    return error(errc::not_found, "the configuration has no backend " + in_quotes(alias) + suggestion(alias, names));
  }
  if (!own->second.faults.empty()) return refusal(own->second.faults);
  auto rules = schema::compile(config_schema, "config_schema of " + plugin.id);
  if (!rules) return error(errc::failed_precondition, rules.error().message());
  return splitter(*state_, own->first, own->second, plugin).run(*rules);
}

}  // namespace ketway::discovery
