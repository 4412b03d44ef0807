#include "settings.hpp"

#include <ketway/plugin.hpp>

#include "facts.hpp"

namespace ketway::ionq {

const std::string_view config_schema = R"json({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "type": "object",
  "properties": {
    "base_url": {"type": "string", "pattern": "^https?://[^/?#]+(/[^?#]*)?$",
      "title": "a URL such as \"https://api.ionq.co/v0.4\"",
      "description": "where the API is, with its version; https://api.ionq.co/v0.4 unless given"},
    "api_key": {"type": "string", "minLength": 1,
      "description": "the account's key; else QISKIT_IONQ_API_TOKEN, IONQ_API_KEY, IONQ_API_TOKEN, CIRQ_IONQ_API_KEY"}
  },
  "additionalProperties": false
})json";

const std::string_view options_schema = R"json({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "type": "object",
  "properties": {
    "name": {"type": "string", "minLength": 1, "maxLength": 200, "description": "the job's name at IonQ"},
    "metadata": {"type": "object", "maxProperties": 8,
      "propertyNames": {"minLength": 1, "maxLength": 40},
      "additionalProperties": {"type": "string", "maxLength": 400},
      "description": "texts that IonQ keeps with the job"},
    "noise": {"type": "object", "required": ["model"], "additionalProperties": false,
      "description": "how the simulator errs; on the simulator alone",
      "properties": {
        "model": {"enum": ["ideal", "harmony", "harmony-1", "harmony-2", "aria-1", "aria-2", "forte-1",
          "forte-enterprise-1"]},
        "seed": {"type": "integer", "minimum": 1, "maximum": 2147483647}}},
    "error_mitigation": {"type": "object", "additionalProperties": false,
      "properties": {
        "debiasing": {"type": "boolean", "description": "on by default on hardware from 500 shots; needs that many"},
        "symmetry_verification": {"type": "boolean"}}},
    "compilation": {"type": "object", "additionalProperties": false,
      "properties": {
        "opt": {"type": "number"}, "precision": {"type": "string"}, "gate_basis": {"type": "string"}}},
    "sharpen": {"type": "boolean", "description": "results by vote over debiasing's variants instead of by average"},
    "aggregation": {"enum": ["average", "voting", "dnl", "majority"],
      "description": "how the results of debiasing's variants become one"},
    "gateset": {"enum": ["auto", "qis", "native"],
      "description": "auto: native where a circuit has only the device's own gates, else qis"},
    "dry_run": {"type": "boolean", "description": "compile and price, never run"}
  },
  "additionalProperties": false
})json";

namespace {

json object_in(std::string_view text, const char* what) {
  if (text.empty()) return json::object();
  json j = read_json(text);
  if (!j.is_object()) throw plugin::error(KW_INVALID_ARGUMENT, std::string(what) + " is not a JSON object");
  return j;
}

[[noreturn]] void refuse(const std::string& why) { throw plugin::error(KW_INVALID_ARGUMENT, why, KW_NOT_BILLED); }

void refuse_unknown(const json& j, const std::string& place, std::initializer_list<std::string_view> keys) {
  for (const auto& [key, value] : j.items())
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) refuse("unknown key `" + place + key + "`");
}

std::string read_text(const json& j, const char* key) {
  const json* m = member(j, key);
  if (!m) return {};
  if (!m->is_string()) refuse("`" + std::string(key) + "` must be a text");
  return m->get<std::string>();
}

std::optional<bool> read_flag(const json& j, const char* key) {
  const json* m = member(j, key);
  if (!m) return std::nullopt;
  if (!m->is_boolean()) refuse("`" + std::string(key) + "` must be true or false");
  return m->get<bool>();
}

json read_object(const json& j, const char* key) {
  const json* m = member(j, key);
  if (!m) return json::object();
  if (!m->is_object()) refuse("`" + std::string(key) + "` must be an object");
  return *m;
}

gate_set read_gate_set(const json& j) {
  const std::string word = read_text(j, "gateset");
  if (word.empty() || word == "auto") return gate_set::chosen;
  if (word == "qis") return gate_set::qis;
  if (word == "native") return gate_set::native;
  refuse("`gateset` must be auto, qis or native");
}

string_map read_metadata(const json& j) {
  string_map out;
  const json given = read_object(j, "metadata");
  for (const auto& [key, value] : given.items()) {
    if (!value.is_string()) refuse("`metadata." + key + "` must be a text");
    if (is_own_key(key)) refuse("`metadata." + key + "` is this plugin's own; choose another key");
    if (key.size() > facts::metadata_key_bytes ||
        value.get_ref<const std::string&>().size() > facts::metadata_value_bytes)
      refuse("`metadata." + key + "` is longer than IonQ keeps");
    out[key] = value.get<std::string>();
  }
  return out;
}

}  // namespace

account_settings account_settings::read(std::string_view config) {
  const json j = object_in(config, "the configuration");
  refuse_unknown(j, "", {"base_url", "api_key"});
  account_settings s;
  if (std::string url = read_text(j, "base_url"); !url.empty()) {
    while (url.ends_with('/')) url.pop_back();
    const auto scheme = url.find("://");
    if (scheme == std::string::npos) refuse("`base_url` must begin with https://");
    if (url.find('/', scheme + 3) == std::string::npos) url += "/v0.4";  // a host alone
    if (url.ends_with("/v0.3")) refuse("`base_url`: this plugin speaks version v0.4 of IonQ's API, not v0.3");
    s.base_url = url;
  }
  return s;
}

run_options run_options::read(std::string_view options) {
  run_options o;
  if (options.empty() || options == "{}") return o;
  const json j = object_in(options, "`options`");
  refuse_unknown(
      j, "",
      {"name", "metadata", "noise", "error_mitigation", "compilation", "sharpen", "aggregation", "gateset", "dry_run"});
  o.name = read_text(j, "name"), o.aggregation = read_text(j, "aggregation");
  o.sharpen = read_flag(j, "sharpen").value_or(false), o.dry_run = read_flag(j, "dry_run").value_or(false);
  o.gates = read_gate_set(j), o.metadata = read_metadata(j);
  const json noise = read_object(j, "noise"), mitigation = read_object(j, "error_mitigation");
  refuse_unknown(noise, "noise.", {"model", "seed"});
  refuse_unknown(mitigation, "error_mitigation.", {"debiasing", "symmetry_verification"});
  o.noise_model = read_text(noise, "model");
  if (const json* seed = member(noise, "seed")) {
    if (!seed->is_number_integer()) refuse("`noise.seed` must be a whole number");
    o.noise_seed = seed->get<std::int64_t>();
  }
  if (o.noise_seed && o.noise_model.empty()) refuse("`noise.seed` needs `noise.model`");
  o.debiasing = read_flag(mitigation, "debiasing");
  o.symmetry_verification = read_flag(mitigation, "symmetry_verification");
  if (const json c = read_object(j, "compilation"); !c.empty()) {
    refuse_unknown(c, "compilation.", {"opt", "precision", "gate_basis"});
    o.compilation = c;
  }
  return o;
}

}  // namespace ketway::ionq
