#include "ketway/discovery/manifest.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "discovery/trust.hpp"
#include "ketway/duration.hpp"
#include "ketway/json_text.hpp"
#include "ketway/schema.hpp"

namespace ketway::discovery {
namespace {

using nlohmann::json;

constexpr std::size_t most_bytes = 1u << 20u;

/// Compiled once; only a fault in the schema itself, which is part of the program, can make it an error.
const expected<schema>& compiled_schema() {
  static const expected<schema> compiled = schema::compile(manifest_schema(), "kw.manifest/1");
  return compiled;
}

/// What a schema cannot say: how the parts of one manifest must agree.
class reader {
 public:
  explicit reader(const json_text& text, const std::filesystem::path& file) : text_(text), root_(text.value()) {
    m_.file = file;
  }

  expected<manifest> run() {
    names();
    permissions();
    credentials();
    limits();
    isolation();
    m_.devices = root_.value("devices", std::vector<std::string>());
    if (root_.contains("config_schema")) config_schema();
    m_.sha256 = root_.value("sha256", "");
    if (!findings_.empty()) return refusal(std::move(findings_));
    return std::move(m_);
  }

 private:
  void find(const std::string& pointer, std::string message) {
    findings_.push_back(
        {diagnostic::severity::error, text_.value_position(pointer), pointer + ": " + std::move(message)});
  }

  void names() {
    m_.id = root_["id"].get<std::string>();
    m_.name = root_["name"].get<std::string>();
    m_.version = root_["version"].get<std::string>();
    m_.description = root_.value("description", "");
    m_.library = m_.file.parent_path() / root_["library"].get<std::string>();
    m_.abi_major = root_["abi"]["major"].get<std::uint32_t>();
    m_.abi_min_minor = root_["abi"]["min_minor"].get<std::uint32_t>();
    const std::string expected_name = m_.id + ".ketway.json";
    if (m_.file.filename() != expected_name) find("/id", "expected the id of a file named " + expected_name);
  }

  void permissions() {
    const json given = root_.value("permissions", json::object());
    m_.permissions.origins = given.value("origins", std::vector<std::string>());
    m_.permissions.credentials = given.value("credentials", std::vector<std::string>());
    m_.permissions.streams = given.value("streams", std::vector<std::string>());
    m_.permissions.raw_secret = given.value("raw_secret", false);
    const json declared = root_.value("credentials", json::object());
    for (std::size_t i = 0; i < m_.permissions.credentials.size(); ++i)
      if (!declared.contains(m_.permissions.credentials[i]))
        find("/permissions/credentials/" + std::to_string(i),
             "expected the name of one of this manifest's credentials");
  }

  void credentials() {
    const json declared = root_.value("credentials", json::object());
    for (const auto& [name, entry] : declared.items()) {
      const std::string here = "/credentials" + pointer_step(name);
      credential c;
      c.name = name;
      c.scheme = entry["scheme"].get<std::string>();
      c.origins = entry["origins"].get<std::vector<std::string>>();
      c.definition = entry.dump();
      for (const char* sources : {"sources", "user", "access", "access_key", "session_token"})
        for (const auto& source : entry.value(sources, json::array()))
          if (source.contains("config")) c.config_keys.push_back(source["config"].get<std::string>());
      const auto& allowed = m_.permissions.origins;
      for (std::size_t i = 0; i < c.origins.size(); ++i)
        if (std::find(allowed.begin(), allowed.end(), c.origins[i]) == allowed.end())
          find(here + "/origins/" + std::to_string(i), "expected an origin that permissions.origins lists too");
      if (c.scheme == "jwt_bearer" && entry.contains("request") != entry.contains("reply"))
        find(here, "expected \"request\" and \"reply\" together, or neither");
      if (c.scheme == "sigv4" && entry.contains("access_key") != entry.contains("sources"))
        find(here, "expected \"access_key\" and \"sources\" together, or neither");
      m_.credentials.push_back(std::move(c));
    }
  }

  void limits() {
    const json given = root_.value("limits", json::object());
    for (const auto& [bucket, entry] : given.items()) {
      const auto per = parse_duration(entry["per"].get_ref<const std::string&>());
      rate_limit limit;
      limit.bucket = bucket;
      limit.count = entry["count"].get<std::uint32_t>();
      if (!per)
        find("/limits" + pointer_step(bucket) + "/per", per.error().message());
      else if (per->count() == 0)
        find("/limits" + pointer_step(bucket) + "/per", "expected a duration above zero");
      else
        limit.per = *per;
      m_.limits.push_back(std::move(limit));
    }
  }

  void isolation() {
    const json given = root_.value("isolation", json::object());
    m_.runs_inline = given.value("inline", true);
    m_.runs_in_process = given.value("process", true);
    if (!m_.runs_inline && !m_.runs_in_process) find("/isolation", "expected at least one of inline and process");
  }

  void config_schema() {
    m_.config_schema = root_["config_schema"].dump();
    if (auto compiled = schema::compile(m_.config_schema, "config_schema"); !compiled)
      for (const auto& one : compiled.error().diagnostics()) find("/config_schema", one.message);
  }

  const json_text& text_;
  const json& root_;
  manifest m_;
  std::vector<diagnostic> findings_;
};

}  // namespace

expected<manifest> manifest::parse(std::string_view text, const std::filesystem::path& file) {
  const auto& form = compiled_schema();
  if (!form) return form.error();
  auto read = json_text::read(text, file.string());
  if (!read) return std::move(read).error();
  if (auto checked = form->check(*read); !checked) return std::move(checked).error();
  return reader(*read, file).run();
}

expected<manifest> manifest::read(const std::filesystem::path& file) {
  auto content = read_text_file(file, most_bytes);
  if (!content) return std::move(content).error();
  return parse(content->text, file);
}

}  // namespace ketway::discovery
