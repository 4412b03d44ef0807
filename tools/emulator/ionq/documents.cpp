#include "ionq/documents.hpp"

#include "emulator/identifiers.hpp"
#include "ionq/results.hpp"
#include "ionq/submission.hpp"

namespace ketway::emulator::ionq {
namespace {

using generation = ionq_options::generation;

json text_or_null(const std::string& text) { return text.empty() ? json() : json(text); }
json time_or_null(bool reached, std::uint64_t ns) { return reached ? json(iso_time(ns)) : json(); }

json results_of(const job& j, generation wire) {
  json out = json::object();
  if (!j.work) {
    if (wire != generation::second)
      out["probabilities"] = {{"url", "/v0.4/jobs/" + j.id + "/results/probabilities/aggregated"}};
    if (wire != generation::first)
      out[std::string(aggregate_format)] = {{"id", j.artifacts.at(std::string(aggregate_format))},
                                            {"format", aggregate_format},
                                            {"media_type", "application/json"}};
    return out;
  }
  if (wire != generation::second) {
    const std::string base = "/v0.4/jobs/" + j.id + "/results/";
    out["probabilities"] = {{"url", base + "probabilities"}};
    if (!j.ideal) out["histogram"] = {{"url", base + "histogram"}}, out["shots"] = {{"url", base + "shots"}};
  }
  if (wire != generation::first) {
    for (const std::string_view f : formats_of(j))
      out[std::string(f)] = {{"id", j.artifacts.at(std::string(f))}, {"format", f}, {"media_type", "application/json"}};
  }
  return out;
}

json stats_of(const job& j, bool completed) {
  json s = json::object();
  if (!j.work) {
    s["circuits"] = j.children.size();
    return s;
  }
  s["qubits"] = j.work->program.qubits;
  s["circuits"] = 1;
  s["gate_counts"] = {{"1q", j.work->program.one_qubit_gates}, {"2q", j.work->program.two_qubit_gates}};
  s["predicted_quantum_compute_time_us"] = (j.ended_ns - j.started_ns) / 1000;
  if (completed && j.backend != "simulator") s["billed_quantum_compute_time_us"] = (j.ended_ns - j.started_ns) / 1000;
  return s;
}

}  // namespace

json device_document(const device& d, std::uint64_t now_ns, std::uint64_t average_queue_s) {
  json out = {{"backend", d.id},
              {"status", d.status},
              {"qubits", d.qubits},
              {"average_queue_time", average_queue_s},  // UNCONFIRMED: read as seconds by third parties
              {"last_updated", iso_time(now_ns)},
              {"degraded", false}};
  if (!d.characterization.empty()) out["characterization_id"] = d.characterization;
  if (!d.location.empty()) out["location"] = d.location;
  out["supported_gates"] = {"x",  "y", "z",  "rx",  "ry",   "rz",   "h",  "s",  "si", "v",
                            "vi", "t", "ti", "not", "cnot", "swap", "xx", "yy", "zz", "pauliexp"};
  out["supported_native_gates"] = {"gpi", "gpi2"};
  for (const char* pair : {"ms", "zz"})
    if (d.simulator() || d.two_qubit_gate == pair) out["supported_native_gates"].push_back(pair);
  out["supported_error_mitigations"] = d.simulator() ? json::array() : json::array({"debiasing"});
  return out;
}

json job_document(const job& j, std::uint64_t now_ns, generation wire, const account& who) {
  const status s = j.at(now_ns);
  const std::uint64_t end = s == status::canceled ? j.canceled_ns : s == status::failed ? j.ready_ns : j.ended_ns;
  const bool over = s >= status::completed, ran = s == status::started || s == status::completed;
  json out = {
      {"id", j.id},
      {"status", to_string(s)},
      {"type", j.type},
      {"backend", j.backend},
      {"dry_run", j.dry_run},
      {"submitter_id", who.submitter},
      {"project_id", who.project},
      {"parent_job_id", text_or_null(j.parent)},
      {"child_job_ids", j.children.empty() ? json() : json(j.children)},
      {"session_id", text_or_null(j.session)},
      {"metadata", j.metadata},
      {"name", j.has_name ? json(j.name) : json()},
      {"submitted_at", iso_time(j.submitted_ns)},
      {"started_at", time_or_null(ran || (over && j.started_ns < end), j.started_ns)},
      {"completed_at", time_or_null(over, end)},
      {"predicted_wait_time_ms", over || ran ? json() : json((j.started_ns - now_ns) / 1'000'000)},
      {"predicted_execution_duration_ms", (j.ended_ns - j.started_ns) / 1'000'000},
      {"execution_duration_ms", s == status::completed ? json((j.ended_ns - j.started_ns) / 1'000'000) : json()}};
  if (!j.ideal) out["shots"] = j.shots;
  if (!j.noise.is_null()) out["noise"] = j.noise;
  out["failure"] = s == status::failed ? json{{"code", j.failure_code}, {"message", j.failure_message}} : json();
  out["cost_model"] = wire == generation::first ? "quantum_compute_time" : "QCT";
  out["settings"] = j.settings.is_null() ? json::object() : j.settings;
  out["stats"] = stats_of(j, s == status::completed);
  out["output"] = json::object();
  out["results"] = s == status::completed && !j.dry_run ? results_of(j, wire) : json();
  return out;
}

json estimate_document(const device& d, const json& asked, double price, std::uint64_t now_ns,
                       const ionq_options& options) {
  const std::uint64_t run_ms = options.run_ns / 1'000'000, queue_ms = options.queue_ns / 1'000'000;
  const double one = d.simulator() ? 0 : price_one_qubit, two = d.simulator() ? 0 : price_two_qubit;
  const double least = d.simulator() ? 0 : price_minimum;
  if (options.wire == generation::first) {  // seconds
    return {{"input_values", asked},
            {"estimated_at", iso_time(now_ns)},
            {"cost_unit", "usd"},
            {"rate_information",
             {{"job_cost_minimum", least}, {"cost_1q_gate", one}, {"cost_2q_gate", two}, {"organization", nullptr}}},
            {"estimated_cost", price},
            {"estimated_execution_time", static_cast<double>(run_ms) / 1000},
            {"current_predicted_queue_time", static_cast<double>(queue_ms) / 1000}};
  }
  json context = asked;
  context["organization"] = nullptr, context["project"] = nullptr;
  return {{"estimate_context", std::move(context)},  // milliseconds
          {"estimated_at", iso_time(now_ns)},
          {"estimated_unit", "usd"},
          {"rate_card",
           {{"id", "emulated"},
            {"rates", json::array({{{"sku", d.id},
                                    {"unit", "gates"},
                                    {"cost_1q_gate", one},
                                    {"cost_2q_gate", two},
                                    {"job_cost_minimum", least}}})}}},
          {"estimated_total_cost", price},
          {"estimated_execution_time", run_ms},
          {"estimated_quantum_compute_time_us", run_ms * 1000},
          {"current_predicted_queue_time", queue_ms}};
}

}  // namespace ketway::emulator::ionq
