// The body of POST /jobs.

#include <algorithm>
#include <set>

#include "ibm/jobs.hpp"

namespace ketway::emulator::ibm {
namespace {

// What the answer to a body of the wrong form carries: "job not valid". For keys that a program does not know, 1603.
constexpr const char* not_valid = "3211";
constexpr const char* unknown_key = "1603";

error refuse(const char* code, const std::string& why, unsigned http = 400) {
  return error(http == 404 ? errc::not_found : errc::invalid_argument, why).provider_code(code).http_status(http);
}

expected<void> only(const json& object, const std::set<std::string>& keys, const std::string& where) {
  for (const auto& [key, value] : object.items())
    if (!keys.contains(key)) return refuse(unknown_key, "Additional properties are not allowed: " + where + key);
  return {};
}

expected<void> read_tags(const json& body, job& j) {
  if (!body.contains("tags") || body["tags"].is_null()) return {};
  if (!body["tags"].is_array() || body["tags"].size() > 8) return refuse("1204", "a job has at most 8 tags");
  for (const json& tag : body["tags"]) {
    if (!tag.is_string() || tag.get_ref<const std::string&>().size() > 86)
      return refuse("1205", "a tag has at most 86 characters");
    j.tags.push_back(tag.get<std::string>());
  }
  return {};
}

expected<void> read_common(const json& body, job& j) {
  static const std::set<std::string> keys = {"program_id", "backend",    "params",         "tags",
                                             "cost",       "session_id", "calibration_id", "private",
                                             "log_level",  "runtime",    "start_session",  "session_time"};
  if (expected<void> known = only(body, keys, ""); !known) return known;
  for (const char* key : {"program_id", "backend"})
    if (!body.contains(key) || !body[key].is_string()) return refuse(not_valid, std::string(key) + " is required");
  if (!body.contains("params") || !body["params"].is_object()) return refuse(not_valid, "params is required");
  j.program = body["program_id"].get<std::string>(), j.backend = body["backend"].get<std::string>();
  if (body.contains("cost")) {
    if (!body["cost"].is_number_unsigned() || body["cost"].get<std::uint64_t>() > 10'800)
      return refuse(not_valid, "cost must be an integer from 0 to 10800");
    j.cost = body["cost"].get<std::uint64_t>();
  }
  for (const auto& [key, to] :
       {std::pair("session_id", &j.session), {"calibration_id", &j.calibration}, {"runtime", &j.runtime}})
    if (body.contains(key) && body[key].is_string()) *to = body[key].get<std::string>();
  if (body.contains("private") && body["private"].is_boolean()) j.is_private = body["private"].get<bool>();
  return read_tags(body, j);
}

expected<pub_defaults> read_options(const json& params, bool estimator) {
  static const std::set<std::string> shared = {"dynamical_decoupling", "execution",   "twirling",          "simulator",
                                               "experimental",         "environment", "max_execution_time"};
  pub_defaults d;
  if (!params.contains("options")) return d;
  const json& o = params["options"];
  if (!o.is_object()) return refuse(not_valid, "options must be an object");
  std::set<std::string> keys = shared;
  keys.insert("default_shots");
  if (estimator)
    for (const char* more : {"seed_estimator", "default_precision", "resilience", "resilience_level"})
      keys.insert(more);
  if (expected<void> known = only(o, keys, "options."); !known) return known.error();
  if (o.contains("default_shots") && !o["default_shots"].is_null()) {
    if (!o["default_shots"].is_number_unsigned() || o["default_shots"].get<std::uint64_t>() == 0)
      return refuse(not_valid, "options.default_shots must be a positive integer");
    d.shots = o["default_shots"].get<std::uint64_t>();
  }
  if (o.contains("default_precision") && o["default_precision"].is_number())
    d.precision = o["default_precision"].get<double>();
  return d;
}

bool uses_fractional(const pub& p) {
  const kw_circuit& c = p.circuit.columns();
  return std::any_of(c.gates, c.gates + c.num_gates,
                     [](const kw_gate& g) { return g.op == KW_OP_RX || g.op == KW_OP_RZZ; });
}

bool twirls_gates(const json& params) {
  const json options = params.value("options", json::object());
  const json twirling = options.value("twirling", json::object());
  return twirling.is_object() && twirling.contains("enable_gates") && twirling["enable_gates"] == true;
}

expected<void> read_params(const json& params, job& j, const device& on) {
  const bool estimator = j.program == "estimator";
  std::set<std::string> keys = {"pubs", "version", "options", "support_qiskit"};
  if (estimator) keys.insert("resilience_level");
  if (expected<void> known = only(params, keys, "params."); !known) return known;
  if (!params.contains("version") || params["version"] != 2) return refuse(not_valid, "params.version must be 2");
  if (!params.contains("pubs") || !params["pubs"].is_array() || params["pubs"].empty())
    return refuse(not_valid, "params.pubs must be a list with at least one PUB");
  // Sources disagree on the default of support_qiskit: RT always says which.
  j.encoded = params.contains("support_qiskit") && params["support_qiskit"] == true;
  const expected<pub_defaults> defaults = read_options(params, estimator);
  if (!defaults) return defaults.error();
  for (const json& one : params["pubs"]) {
    expected<pub> p =
        estimator ? read_estimator_pub(one, *defaults, on, j.failure) : read_sampler_pub(one, *defaults, on, j.failure);
    if (!p) return refuse(not_valid, p.error().message());
    if (!j.failure && twirls_gates(params) && uses_fractional(*p))
      j.failure.emplace(1519, "gate twirling is not compatible with fractional gates");
    j.pubs.push_back(std::move(*p));
  }
  return {};
}

}  // namespace

expected<job> read_submission(const std::string& text, const std::vector<device>& devices) {
  json body = json::parse(text, nullptr, false);
  if (!body.is_object()) return refuse(not_valid, "the body must be a JSON object");
  job j;
  if (expected<void> common = read_common(body, j); !common) return common.error();
  if (j.program != "sampler" && j.program != "estimator")
    return refuse(not_valid, "the program \"" + j.program + "\" is not emulated");
  const auto on = std::find_if(devices.begin(), devices.end(), [&](const device& d) { return d.name == j.backend; });
  if (on == devices.end()) return refuse("1216", "Backend " + j.backend + " not found", 404);  // UNCONFIRMED: the code
  if (expected<void> read = read_params(body["params"], j, *on); !read) return read.error();
  j.params = std::move(body["params"]);
  return j;
}

}  // namespace ketway::emulator::ibm
