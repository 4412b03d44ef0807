#include "job.hpp"

#include <algorithm>

#include "failure.hpp"
#include "instant.hpp"

namespace ketway::ionq {
namespace {

constexpr std::uint64_t ms_ns = 1'000'000;
constexpr std::uint64_t soonest_poll_ms = 1'000, latest_poll_ms = 60'000;

std::vector<std::string> texts_at(const json& j, const char* key) {
  std::vector<std::string> all;
  const json* list = member(j, key);
  if (list && list->is_array())
    for (const auto& one : *list)
      if (one.is_string()) all.push_back(one.get<std::string>());
  return all;
}

json copy_of(const json& j, const char* key) {
  const json* m = member(j, key);
  return m ? *m : json();
}

const json* below(const json& j, std::initializer_list<const char*> path) {
  const json* at = &j;
  for (const char* key : path)
    if (at) at = member(*at, key);
  return at;
}

std::uint64_t poll_after(std::optional<std::uint64_t> predicted_ms) {
  if (!predicted_ms) return 0;
  return std::clamp(*predicted_ms, soonest_poll_ms, latest_poll_ms) * ms_ns;
}

}  // namespace

std::uint32_t state_of(std::string_view status) {
  if (status == "submitted" || status == "ready") return KW_JOB_QUEUED;
  if (status == "completed") return KW_JOB_DONE;
  if (status == "failed") return KW_JOB_FAILED;
  if (status == "canceled" || status == "cancelled" || status == "deleted") return KW_JOB_CANCELLED;
  if (status == "started" || status == "running") return KW_JOB_RUNNING;  // `running` in older answers
  return 0;  // what nobody has seen yet: the host bounds the wait
}

std::optional<job_view> job_view::read(const json& j) {
  job_view v;
  v.id = text_at(j, "id"), v.status = text_at(j, "status");
  if (v.id.empty()) return std::nullopt;
  v.state = state_of(v.status);
  v.type = text_at(j, "type"), v.backend = text_at(j, "backend"), v.parent = text_at(j, "parent_job_id");
  v.name = text_at(j, "name"), v.dry_run = flag_at(j, "dry_run");
  v.children = texts_at(j, "child_job_ids");
  if (const json* warning = member(j, "warning")) v.warnings = texts_at(*warning, "messages");
  if (const json* noise = member(j, "noise")) v.noise_model = text_at(*noise, "model");
  if (const json* metadata = member(j, "metadata"); metadata && metadata->is_object())
    for (const auto& [key, value] : metadata->items())
      if (value.is_string()) v.metadata[key] = value.get<std::string>();
  v.submitted_ns = parse_instant(text_at(j, "submitted_at")), v.started_ns = parse_instant(text_at(j, "started_at"));
  v.completed_ns = parse_instant(text_at(j, "completed_at"));
  v.execution_ns = whole_at(j, "execution_duration_ms").value_or(0) * ms_ns;
  v.predicted_wait_ms = whole_at(j, "predicted_wait_time_ms");
  v.predicted_execution_ms = whole_at(j, "predicted_execution_duration_ms");
  v.shots = whole_at(j, "shots");
  v.failure = copy_of(j, "failure"), v.results = copy_of(j, "results"), v.stats = copy_of(j, "stats");
  v.qubits = whole_at(v.stats, "qubits");
  if (const json* a = below(j, {"output", "error_mitigation", "aggregations"})) v.aggregations = *a;
  return v;
}

plugin::job job_view::as_job(std::string_view known_memo) const {
  plugin::job j;
  j.id = id, j.provider_state = status, j.state = state;
  j.memo = known_memo.empty() ? taken_from(metadata) : std::string(known_memo);
  j.created_ns = submitted_ns, j.started_ns = started_ns, j.finished_ns = completed_ns, j.execution_ns = execution_ns;
  if (state == KW_JOB_QUEUED) j.poll_after_ns = poll_after(predicted_wait_ms);
  if (state == KW_JOB_RUNNING) j.poll_after_ns = poll_after(predicted_execution_ms);
  if (state == KW_JOB_FAILED) j.failure = job_failure(&failure);
  if (simulator() && !backend.empty()) j.cost = 0, j.currency = "USD";  // simulators are free
  return j;
}

}  // namespace ketway::ionq
