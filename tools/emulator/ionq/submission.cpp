#include "ionq/submission.hpp"

#include <algorithm>
#include <charconv>
#include <set>

namespace ketway::emulator::ionq {
namespace {

constexpr std::uint64_t most_shots = 1'000'000, least_debiased = 500, most_circuits = 5000, most_gates = 150'000;

error refuse(const std::string& key, const std::string& why) {
  return error(errc::invalid_argument, why).provider_code(key).http_status(400);
}

void fail(job& j, const char* code, const std::string& why) {
  if (!j.failure_code.empty()) return;
  j.failure_code = code;
  j.failure_message = why;
}

std::optional<std::uint64_t> whole(const json& x) {
  if (x.is_number_unsigned()) return x.get<std::uint64_t>();
  if (!x.is_string()) return std::nullopt;  // cirq-ionq sends its shots as a text, and is served
  const auto& text = x.get_ref<const std::string&>();
  std::uint64_t n = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return n;
}

expected<void> only(const json& object, const std::string& where, const std::set<std::string>& keys) {
  for (const auto& [key, value] : object.items())
    if (!keys.contains(key)) return refuse(where + key, "\"" + where + key + "\" is not allowed");
  return {};
}

expected<void> read_noise(const json& body, job& j) {
  j.ideal = j.backend == "simulator";
  if (!body.contains("noise")) return {};
  j.noise = body["noise"];
  if (!j.noise.is_object() || !j.noise.contains("model") || !j.noise["model"].is_string())
    return refuse("noise.model", "\"noise.model\" is required");
  if (expected<void> known = only(j.noise, "noise.", {"model", "seed"}); !known) return known;
  if (!model_named(j.noise["model"].get<std::string>())) return refuse("noise.model", "\"noise.model\" is unknown");
  if (j.backend != "simulator") return refuse("noise", "\"noise\" is for the simulator");
  if (j.noise.contains("seed") && !j.noise["seed"].is_number_integer())
    return refuse("noise.seed", "\"noise.seed\" must be an integer");
  j.ideal = j.noise["model"] == "ideal";
  return {};
}

expected<void> read_settings(const json& body, job& j) {
  const bool machine = j.backend != "simulator";
  j.debiased = machine && j.shots >= least_debiased;
  if (!body.contains("settings")) return {};
  j.settings = body["settings"];
  if (!j.settings.is_object()) return refuse("settings", "\"settings\" must be an object");
  if (expected<void> known = only(j.settings, "settings.", {"error_mitigation", "compilation"}); !known) return known;
  for (const char* part : {"error_mitigation", "compilation"})
    if (j.settings.contains(part) && !j.settings[part].is_object())
      return refuse(std::string("settings.") + part, "must be an object");
  if (!j.settings.contains("error_mitigation")) return {};
  const json& mitigation = j.settings["error_mitigation"];
  if (expected<void> known = only(mitigation, "settings.error_mitigation.", {"debiasing", "symmetry_verification"});
      !known)
    return known;
  if (!mitigation.contains("debiasing")) return {};
  if (mitigation["debiasing"].is_object()) {
    j.debiased = true;
  } else if (mitigation["debiasing"].is_boolean()) {
    j.debiased = mitigation["debiasing"].get<bool>();
  } else {
    return refuse("settings.error_mitigation.debiasing", "must be a boolean");
  }
  if (j.debiased && j.shots < least_debiased)
    fail(j, "DebiasingError", "debiasing needs at least " + std::to_string(least_debiased) + " shots");
  return {};
}

expected<void> read_common(const json& body, job& j) {
  static const std::set<std::string> keys = {"type",  "backend",  "input",   "shots",      "name", "metadata",
                                             "noise", "settings", "dry_run", "session_id", "lang", "parent"};
  if (expected<void> known = only(body, "", keys); !known) return known;
  for (const char* key : {"type", "backend"})
    if (!body.contains(key) || !body[key].is_string()) return refuse(key, std::string("\"") + key + "\" is required");
  if (!body.contains("input") || !body["input"].is_object()) return refuse("input", "\"input\" is required");
  j.type = body["type"].get<std::string>(), j.backend = body["backend"].get<std::string>();
  if (body.contains("shots")) {
    const auto n = whole(body["shots"]);
    if (!n || *n < 1 || *n > most_shots) return refuse("shots", "\"shots\" must be an integer from 1 to 1000000");
    j.shots = *n;
  }
  if (body.contains("name") && !body["name"].is_null()) {
    if (!body["name"].is_string()) return refuse("name", "\"name\" must be a string");
    j.name = body["name"].get<std::string>(), j.has_name = true;
  }
  if (body.contains("session_id") && body["session_id"].is_string()) j.session = body["session_id"].get<std::string>();
  if (body.contains("dry_run")) {
    if (!body["dry_run"].is_boolean()) return refuse("dry_run", "\"dry_run\" must be a boolean");
    j.dry_run = body["dry_run"].get<bool>();
  }
  if (body.contains("metadata") && !body["metadata"].is_null()) {
    j.metadata = body["metadata"];
    if (!j.metadata.is_object()) return refuse("metadata", "\"metadata\" must be an object");
    for (const auto& [key, value] : j.metadata.items())
      if (!value.is_string()) return refuse("metadata." + key, "\"metadata." + key + "\" must be a string");
  }
  if (expected<void> noise = read_noise(body, j); !noise) return noise;
  return read_settings(body, j);
}

// What a schema does not see and the compiler does.
void examine(job& j, const device& on) {
  const reading& r = j.work->program;
  if (r.qubits > on.qubits)
    fail(j, "NotEnoughQubits",
         "the circuit needs " + std::to_string(r.qubits) + " qubits, " + on.id + " has " + std::to_string(on.qubits));
  if (r.one_qubit_gates + r.two_qubit_gates == 0) fail(j, "InvalidInput", "the circuit has no gates");
  if (r.native && !on.simulator())
    for (const char* pair : {"ms", "zz"})
      if (r.gates.contains(pair) && on.two_qubit_gate != pair)
        fail(j, "UnsupportedGate", std::string(pair) + " is no native gate of " + on.id);
  if (r.measures_on_the_way && j.ideal)
    fail(j, "UnsupportedGate", "mid-circuit measurement needs a machine or a noise model");
  j.price = j.dry_run ? 0 : price_of(on, r.one_qubit_gates, r.two_qubit_gates, j.shots);
}

expected<std::uint32_t> stated_qubits(const json& input) {
  if (!input.contains("qubits") || input["qubits"].is_null()) return std::uint32_t{0};
  const auto n = whole(input["qubits"]);
  if (!n || *n < 1 || *n > circuit_limits::max_qubits)
    return refuse("input.qubits", "\"input.qubits\" must be a positive integer");
  return static_cast<std::uint32_t>(*n);
}

expected<void> read_single(const json& input, const std::string& gateset, job& j, const device& on) {
  if (!input.contains("circuit")) return refuse("input.circuit", "\"input.circuit\" is required");
  const expected<std::uint32_t> qubits = stated_qubits(input);
  if (!qubits) return qubits.error();
  expected<reading> r = read_gates(input["circuit"], gateset, *qubits);
  if (!r) return refuse("input.circuit", r.error().message());
  j.work.emplace();
  j.work->program = std::move(*r);
  examine(j, on);
  return {};
}

expected<void> read_qasm_job(const json& input, job& j, const device& on) {
  if (!input.contains("data") || !input["data"].is_string()) return refuse("input.data", "\"input.data\" is required");
  expected<reading> r = read_qasm(input["data"].get<std::string>());
  j.work.emplace();
  if (!r) {
    fail(j, "CompilationError", r.error().message());
    return {};
  }
  j.work->program = std::move(*r);
  examine(j, on);
  return {};
}

std::string gateset_of(const json& input, const std::string& inherited) {
  return input.contains("gateset") && input["gateset"].is_string() ? input["gateset"].get<std::string>() : inherited;
}

expected<void> read_several(const json& input, std::vector<job>& all, const device& on) {
  if (expected<void> known = only(input, "input.", {"gateset", "qubits", "circuits"}); !known) return known;
  if (!input.contains("circuits") || !input["circuits"].is_array() || input["circuits"].empty())
    return refuse("input.circuits", "\"input.circuits\" must be an array with at least one circuit");
  if (input["circuits"].size() > most_circuits) return refuse("input.circuits", "too many circuits");
  std::uint64_t gates = 0;
  for (const json& one : input["circuits"]) {
    if (!one.is_object()) return refuse("input.circuits", "a circuit must be an object");
    job child = all.front();
    child.type = "ionq.circuit.v1";
    if (one.contains("name") && one["name"].is_string())
      child.name = one["name"].get<std::string>(), child.has_name = true;
    json whole = one;
    if (!whole.contains("qubits") && input.contains("qubits")) whole["qubits"] = input["qubits"];
    if (expected<void> read = read_single(whole, gateset_of(one, gateset_of(input, "qis")), child, on); !read)
      return read;
    gates += child.work->program.one_qubit_gates + child.work->program.two_qubit_gates;
    if (gates > most_gates) return refuse("input.circuits", "too many gates");
    all.push_back(std::move(child));
  }
  for (std::size_t i = 1; i < all.size(); ++i) {
    all[0].price += all[i].price;
    if (!all[i].failure_code.empty()) fail(all[0], all[i].failure_code.c_str(), all[i].failure_message);
  }
  return {};
}

}  // namespace

double price_of(const device& on, std::uint64_t one_qubit_gates, std::uint64_t two_qubit_gates, std::uint64_t shots) {
  if (on.simulator()) return 0;
  return std::max(price_minimum, static_cast<double>(shots) * (static_cast<double>(one_qubit_gates) * price_one_qubit +
                                                               static_cast<double>(two_qubit_gates) * price_two_qubit));
}

expected<std::vector<job>> read_submission(const std::string& text, const std::vector<device>& devices) {
  const json body = json::parse(text, nullptr, false);
  if (!body.is_object()) return refuse("", "the body must be a JSON object");
  std::vector<job> all(1);
  if (expected<void> common = read_common(body, all[0]); !common) return common.error();
  const auto on = std::find_if(devices.begin(), devices.end(), [&](const device& d) { return d.id == all[0].backend; });
  if (on == devices.end()) return refuse("backend", "\"backend\" is unknown: " + all[0].backend);
  if (on->status == "retired") return refuse("backend", all[0].backend + " is retired");
  const json& input = body["input"];
  expected<void> read;
  if (all[0].type == "ionq.circuit.v1") {
    if (!input.contains("gateset")) return refuse("input.gateset", "\"input.gateset\" is required");
    if (expected<void> known = only(input, "input.", {"gateset", "qubits", "circuit", "format"}); !known)
      return known.error();
    read = read_single(input, gateset_of(input, ""), all[0], *on);
  } else if (all[0].type == "ionq.multi-circuit.v1") {
    read = read_several(input, all, *on);
  } else if (all[0].type == "ionq.qasm3.v1") {
    read = read_qasm_job(input, all[0], *on);
  } else {
    return refuse("type", "the type \"" + all[0].type + "\" is not emulated");
  }
  if (!read) return read.error();
  all[0].request = body;
  return all;
}

}  // namespace ketway::emulator::ionq
