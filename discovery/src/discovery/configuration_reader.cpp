#include "discovery/configuration_reader.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "discovery/budget.hpp"
#include "discovery/configuration_schema.hpp"
#include "discovery/configuration_selection.hpp"
#include "discovery/secrets.hpp"
#include "discovery/substitution.hpp"
#include "ketway/schema.hpp"

namespace ketway::discovery {
namespace {

using nlohmann::json;

const expected<schema>& compiled_schema() {
  static const expected<schema> compiled = schema::compile(configuration_schema, "configuration");
  return compiled;
}

template <std::size_t N>
bool is_one_of(const std::string_view (&names)[N], std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

/// Whether a pointer is that of a key which the format has and this version has not.
bool not_built_yet(const std::string& pointer) {
  const auto steps = std::count(pointer.begin(), pointer.end(), '/');
  const std::string_view last = std::string_view(pointer).substr(pointer.rfind('/') + 1);
  if (steps == 1) return is_one_of(top_level_keys_not_built_yet, last);
  return steps == 3 && pointer.starts_with("/backends/") && is_one_of(backend_keys_not_built_yet, last);
}

class reader {
 public:
  explicit reader(configuration_state& s) : s_(s), root_(s.text->value()), folder_(s.file.parent_path()) {}

  std::vector<diagnostic> run() {
    form();
    if (!faults_.empty()) return std::move(faults_);
    if (root_.contains("default_backend"))
      s_.default_backend = filled(root_["default_backend"], "/default_backend", faults_);
    const json folders = root_.value("plugin_path", json::array());
    for (std::size_t i = 0; i < folders.size(); ++i) {
      const std::string path = filled(folders[i], "/plugin_path/" + std::to_string(i), faults_);
      s_.plugin_path.push_back(placed(path, folder_, s_.variables));
    }
    const json entries = root_.value("backends", json::object());
    for (const auto& [alias, entry] : entries.items()) backend(alias, entry);
    if (root_.contains("budget")) s_.budget = read_budget(root_["budget"]);
    const json sets = root_.value("failover", json::object());
    for (const auto& [name, members] : sets.items()) failover(name, members);
    for (const failover_entry& one : s_.failover) refuse_circle(one.name);
    for (fault& f : read_selection(root_, s_)) faults_.push_back(at_value(f.pointer, f.message));
    return std::move(faults_);
  }

 private:
  diagnostic at_value(const std::string& pointer, const std::string& message) const {
    return {diagnostic::severity::error, s_.text->value_position(pointer), pointer + ": " + message};
  }

  void form() {
    const auto& rules = compiled_schema();
    if (!rules) return faults_.push_back(at_value("", rules.error().message()));
    for (auto& [pointer, at_key, message] : rules->violations(root_)) {
      auto where = at_key ? s_.text->key_position(pointer) : s_.text->value_position(pointer);
      if (at_key && not_built_yet(pointer)) message = "this key is not available in this version";
      if (!pointer.empty()) message = pointer + ": " + message;
      faults_.push_back({diagnostic::severity::error, std::move(where), std::move(message)});
    }
  }

  std::string filled(const json& text, const std::string& pointer, std::vector<diagnostic>& faults) const {
    auto result = substituted(text.get_ref<const std::string&>(), s_.variables);
    if (result) return std::move(*result);
    faults.push_back(at_value(pointer, result.error().message()));
    return {};
  }

  void backend(const std::string& alias, const json& given) {
    const std::string here = "/backends" + pointer_step(alias);
    entry_options& own = s_.options[alias];
    backend_entry entry;
    entry.alias = alias;
    entry.plugin = filled(given["plugin"], here + "/plugin", own.faults);
    if (given.contains("device")) entry.device = filled(given["device"], here + "/device", own.faults);
    s_.backends.push_back(std::move(entry));
    if (!given.contains("options")) return;
    own.options = given["options"];
    prefix_ = here + "/options";
    options(own.options, "", own);
  }

  void failover(const std::string& name, const json& members) {
    const std::string here = "/failover" + pointer_step(name);
    if (s_.options.contains(name))
      faults_.push_back({diagnostic::severity::error, s_.text->key_position(here),
                         here + ": \"" + name + "\" is the name of a backend already"});
    failover_entry set;
    set.name = name;
    for (std::size_t i = 0; i < members.size(); ++i) {
      const std::string place = here + "/" + std::to_string(i);
      std::string one = filled(members[i], place, faults_);
      if (std::find(set.backends.begin(), set.backends.end(), one) != set.backends.end())
        faults_.push_back(at_value(place, "this name stands here already"));
      set.backends.push_back(std::move(one));
    }
    s_.failover.push_back(std::move(set));
  }

  const failover_entry* set_named(const std::string& name) const {
    const auto set = std::find_if(s_.failover.begin(), s_.failover.end(),
                                  [&name](const failover_entry& e) { return e.name == name; });
    return set == s_.failover.end() ? nullptr : &*set;
  }

  /// What it contains, by way of other sets too.
  void refuse_circle(const std::string& name) {
    std::vector<std::string> inside = set_named(name)->backends;
    for (std::size_t i = 0; i < inside.size(); ++i) {
      if (inside[i] == name) {
        const std::string here = "/failover" + pointer_step(name);
        return faults_.push_back(at_value(here, "this set contains itself"));
      }
      const failover_entry* set = set_named(inside[i]);
      if (!set) continue;
      for (const std::string& more : set->backends)
        if (std::find(inside.begin(), inside.end(), more) == inside.end()) inside.push_back(more);
    }
  }

  void options(json& value, const std::string& pointer, entry_options& own) {
    if (value.is_string()) {
      value = filled(value, prefix_ + pointer, own.faults);
    } else if (!pointer.empty() && looks_like_secret_reference(value)) {
      secret(value, pointer, own);
    } else if (value.is_object()) {
      for (auto& [name, member] : value.items()) options(member, pointer + pointer_step(name), own);
    } else if (value.is_array()) {
      for (std::size_t i = 0; i < value.size(); ++i) options(value[i], pointer + "/" + std::to_string(i), own);
    }
  }

  void secret(const json& value, const std::string& pointer, entry_options& own) {
    auto reference = read_secret_reference(value);
    if (!reference) return faults_.push_back(at_value(prefix_ + pointer, reference.error().message()));
    if (reference->kind() == secret_reference::source::file) {
      const std::string path = filled(value["file"], prefix_ + pointer + "/file", own.faults);
      reference = secret_reference::in_file(placed(path, folder_, s_.variables).string());
    }
    own.secrets.emplace(pointer, std::move(*reference));
  }

  configuration_state& s_;
  const json& root_;
  std::filesystem::path folder_;
  std::string prefix_;  // pointer of the options being read
  std::vector<diagnostic> faults_;
};

}  // namespace

std::vector<diagnostic> read_configuration(configuration_state& s) { return reader(s).run(); }

}  // namespace ketway::discovery
