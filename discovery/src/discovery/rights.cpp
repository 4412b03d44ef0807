#include "discovery/rights.hpp"

#include <nlohmann/json.hpp>

#include "ketway/transport.hpp"

namespace ketway::discovery {
namespace {

using nlohmann::json;

constexpr std::string_view reference = "config:";

class filler {
 public:
  filler(const std::string& config, std::string_view schema)
      : config_(json::parse(config, nullptr, false)), schema_(json::parse(schema, nullptr, false)) {}

  /// Empty where there is none.
  std::string value_at(const std::string& pointer) const {
    const json::json_pointer at(pointer);
    if (config_.is_object() && config_.contains(at)) return text_of(config_.at(at));
    const json::json_pointer fallback("/properties" + pointer + "/default");
    if (schema_.is_object() && schema_.contains(fallback)) return text_of(schema_.at(fallback));
    return {};
  }
  /// The text with every {config:/POINTER} filled in; or, where all of it is config:/POINTER, that value.
  std::string filled(const std::string& text) const {
    if (text.starts_with(reference)) return value_at(text.substr(reference.size()));
    std::string out;
    std::string_view rest = text;
    for (;;) {
      const std::size_t open = rest.find("{config:/");
      const std::size_t close = open == std::string_view::npos ? open : rest.find('}', open);
      if (close == std::string_view::npos) return out.append(rest);
      out.append(rest.substr(0, open));
      const std::size_t from = open + 1 + reference.size();
      out += value_at(std::string(rest.substr(from, close - from)));
      rest.remove_prefix(close + 1);
    }
  }
  json filled(const json& value) const {
    if (value.is_string()) return filled(value.get<std::string>());
    json out = value;
    if (value.is_structured())
      for (auto& member : out) member = filled(member);
    return out;
  }
  /// Empty where the pattern's pointer leads nowhere, or to no URL.
  std::string origin(const std::string& pattern) const {
    if (!pattern.starts_with(reference)) return pattern;
    const auto url = http_url::parse(filled(pattern));
    return url ? url->origin.to_string() : std::string();
  }

 private:
  static std::string text_of(const json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }
  json config_, schema_;
};

}  // namespace

account_rights rights_for(const manifest& plugin, const backend_options& options, std::string_view config_schema,
                          const environment& variables) {
  const filler fill(options.config, config_schema);
  account_rights rights;
  for (const std::string& pattern : plugin.permissions.origins)
    if (std::string o = fill.origin(pattern); !o.empty()) rights.origin(std::move(o));
  for (const credential& c : plugin.credentials) {
    json definition = json::parse(c.definition, nullptr, false);
    json origins = json::array();
    for (const std::string& pattern : c.origins)
      if (const std::string o = fill.origin(pattern); !o.empty()) origins.push_back(o);
    definition.erase("origins");
    definition = fill.filled(definition);
    definition["origins"] = std::move(origins);
    rights.credential(c.name, definition.dump());
  }
  for (const rate_limit& l : plugin.limits) rights.limit(l.bucket, l.count, l.per);
  for (const auto& [key, place] : options.places) rights.secret_at(key, place);
  rights.raw_secret(plugin.permissions.raw_secret).environment(variables);
  return rights;
}

}  // namespace ketway::discovery
