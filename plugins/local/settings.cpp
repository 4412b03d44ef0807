#include "settings.hpp"

#include <ketway/plugin.hpp>
#include <nlohmann/json.hpp>

namespace ketway::local {
namespace {

using nlohmann::json;

json object_in(std::string_view text, const char* what) {
  if (text.empty() || text == "{}") return json::object();
  json j = json::parse(text, nullptr, false);
  if (!j.is_object()) throw plugin::error(KW_INVALID_ARGUMENT, std::string(what) + " is not a JSON object");
  return j;
}

template <class Number>
void read_number(const json& j, const char* key, Number& to, std::uint64_t least, std::uint64_t most) {
  const auto at = j.find(key);
  if (at == j.end()) return;
  if (!at->is_number_unsigned() || at->get<std::uint64_t>() < least || at->get<std::uint64_t>() > most)
    throw plugin::error(KW_INVALID_ARGUMENT, std::string(key) + " must be a whole number from " +
                                                 std::to_string(least) + " to " + std::to_string(most));
  to = at->get<Number>();
}

void read_choice(const json& j, const char* key, std::initializer_list<std::string_view> choices) {
  const auto at = j.find(key);
  if (at == j.end()) return;
  std::string all;
  for (const auto c : choices) {
    if (at->is_string() && at->get_ref<const std::string&>() == c) return;
    all += all.empty() ? "" : ", ";
    all += c;
  }
  throw plugin::error(KW_INVALID_ARGUMENT, std::string(key) + " must be one of: " + all);
}

void refuse_unknown(const json& j, std::initializer_list<std::string_view> keys) {
  for (const auto& [key, value] : j.items())
    if (std::find(keys.begin(), keys.end(), key) == keys.end())
      throw plugin::error(KW_INVALID_ARGUMENT, "unknown key `" + key + "`");
}

}  // namespace

const std::string_view config_schema = R"json({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "type": "object",
  "properties": {
    "max_qubits": {"type": "integer", "minimum": 1, "maximum": 40,
      "description": "largest circuit that is offered and taken; else what the memory holds"},
    "threads": {"type": "integer", "minimum": 1, "maximum": 1024,
      "description": "threads that one simulation may use; else as many as the host has workers"},
    "max_memory": {"type": "integer", "minimum": 1048576,
      "description": "bytes that the state of one simulation may take; else what the machine can spare"}
  },
  "additionalProperties": false
})json";

const std::string_view options_schema = R"json({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "type": "object",
  "properties": {
    "method": {"enum": ["auto", "statevector"], "description": "how to simulate"},
    "max_memory": {"type": "integer", "minimum": 128, "description": "bytes that the state may take"},
    "max_loop_turns": {"type": "integer", "minimum": 1,
      "description": "turns of all `while` loops of one shot before the run fails; 1000000 unless given"},
    "max_branches": {"type": "integer", "minimum": 1,
      "description": "measurement histories of an exact run (shots = 0) before it fails; 1048576 unless given"}
  },
  "additionalProperties": false
})json";

account_settings account_settings::read(std::string_view config) {
  const json j = object_in(config, "the configuration");
  refuse_unknown(j, {"max_qubits", "threads", "max_memory"});
  account_settings out;
  read_number(j, "max_qubits", out.max_qubits, 1, 40);
  read_number(j, "threads", out.threads, 1, 1024);
  read_number(j, "max_memory", out.max_memory, std::uint64_t{1} << 20, UINT64_MAX);
  return out;
}

run_options run_options::read(std::string_view options) {
  run_options out;
  if (options.empty() || options == "{}") return out;
  const json j = object_in(options, "`options`");
  refuse_unknown(j, {"method", "max_memory", "max_loop_turns", "max_branches"});
  read_choice(j, "method", {"auto", "statevector"});
  read_number(j, "max_memory", out.max_memory, 128, UINT64_MAX);
  read_number(j, "max_loop_turns", out.max_loop_turns, 1, UINT64_MAX);
  read_number(j, "max_branches", out.max_branches, 1, UINT64_MAX);
  return out;
}

}  // namespace ketway::local
