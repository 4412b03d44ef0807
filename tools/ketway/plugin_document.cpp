#include "plugin_document.hpp"

#include <nlohmann/json.hpp>

namespace ketway::cli {
namespace {

using nlohmann::ordered_json;

ordered_json manifest_document(const discovery::manifest& m) {
  ordered_json document;
  document["name"] = m.name;
  document["id"] = m.id;
  document["version"] = m.version;
  document["description"] = m.description;
  document["manifest"] = m.file.string();
  document["library"] = m.library.string();
  document["devices"] = m.devices;
  document["abi"] = std::to_string(m.abi_major) + "." + std::to_string(m.abi_min_minor);
  return document;
}

ordered_json schema_document(const std::string& text) {
  ordered_json schema = ordered_json::parse(text, nullptr, false);
  return schema.is_discarded() ? ordered_json(nullptr) : schema;
}

}  // namespace

ordered_json catalog_document(const discovery::catalog& c) {
  ordered_json plugins = ordered_json::array();
  for (const discovery::found_plugin& p : c.plugins()) {
    ordered_json entry = manifest_document(p.manifest);
    entry["found_in"] = to_string(p.folder.origin);
    plugins.push_back(std::move(entry));
  }
  ordered_json shadowed = ordered_json::array();
  for (const discovery::shadowed_plugin& p : c.shadowed()) {
    ordered_json entry;
    entry["manifest"] = p.plugin.manifest.file.string();
    entry["name"] = p.plugin.manifest.name;
    entry["by"] = p.by.string();
    shadowed.push_back(std::move(entry));
  }
  ordered_json refused = ordered_json::array();
  for (const discovery::refused_plugin& p : c.refused()) {
    ordered_json entry;
    entry["path"] = p.path.string();
    entry["name"] = p.name;
    entry["code"] = to_string(p.why.code());
    entry["reason"] = p.why.message();
    refused.push_back(std::move(entry));
  }
  ordered_json folders = ordered_json::array();
  for (const discovery::search_folder& f : c.folders()) {
    ordered_json entry;
    entry["path"] = f.path.string();
    entry["from"] = to_string(f.origin);
    folders.push_back(std::move(entry));
  }
  ordered_json document;
  document["plugins"] = std::move(plugins);
  document["shadowed"] = std::move(shadowed);
  document["refused"] = std::move(refused);
  document["folders"] = std::move(folders);
  return document;
}

ordered_json plugin_document(const discovery::loaded_plugin& p) {
  const discovery::manifest& m = p.manifest;
  ordered_json document = manifest_document(m);
  document["id"] = p.id;
  document["version"] = p.version;
  document["abi_minor"] = p.abi_minor;
  ordered_json permissions;
  permissions["origins"] = m.permissions.origins;
  permissions["credentials"] = m.permissions.credentials;
  permissions["streams"] = m.permissions.streams;
  permissions["raw_secret"] = m.permissions.raw_secret;
  document["permissions"] = std::move(permissions);
  document["config_schema"] = schema_document(p.config_schema);
  document["options_schema"] = schema_document(p.options_schema);
  document["load_s"] = std::chrono::duration<double>(p.load_time).count();
  document["notes"] = p.notes;
  return document;
}

std::vector<std::string> keys_of_schema(std::string_view schema) {
  std::vector<std::string> keys;
  const nlohmann::json document = nlohmann::json::parse(schema, nullptr, false);
  if (!document.is_object()) return keys;
  const auto properties = document.find("properties");
  if (properties == document.end() || !properties->is_object()) return keys;
  for (const auto& [key, value] : properties->items()) keys.push_back(key);
  return keys;
}

}  // namespace ketway::cli
