// Results by URL and by artifact, and sessions.

#include <algorithm>

#include "emulator/identifiers.hpp"
#include "ionq/results.hpp"
#include "ionq/service.hpp"

namespace ketway::emulator::ionq {

response service::one_result(call& c, job& j, std::string_view form) {
  if (j.at(c.now_ns) != status::completed || j.dry_run) return refused(404, "the results are not ready");
  const std::optional<json> body = result_of(j, form);
  return body ? answered(*body) : refused(404, "the job has no such result");
}

response service::aggregated(call& c, job& parent) {
  if (parent.at(c.now_ns) != status::completed || parent.dry_run) return refused(404, "the results are not ready");
  json all = json::object();
  for (const std::string& id : parent.children) {
    const job* child = find(id);
    if (child) all[id] = result_of(*child, "probabilities").value_or(json::object());
  }
  return answered(all);
}

response service::artifact(call& c, job& j) {
  for (const auto& [format, id] : j.artifacts) {
    if (id != c.ids[1]) continue;
    return format == aggregate_format ? aggregated(c, j) : one_result(c, j, format);
  }
  return refused(404, "Artifact not found");
}

std::optional<response> service::result_routes(call& c) {
  const bool by_url = c.is("GET", "/v0.4/jobs/*/results/*"),
             all = !by_url && c.is("GET", "/v0.4/jobs/*/results/*/aggregated");
  const bool stored = !by_url && !all && c.is("GET", "/v0.4/jobs/*/artifacts/*");
  if (!by_url && !all && !stored) return std::nullopt;
  job* j = find(c.ids[0]);
  if (!j) return refused(404, "Job " + c.ids[0] + " not found");
  settle(*j, c.now_ns);
  if (stored) {
    if (options_.wire == ionq_options::generation::first) return refused(404, "Not Found");
    return artifact(c, *j);
  }
  if (all) {
    if (c.ids[1] != "probabilities" || j->work) return refused(404, "Not Found");
    return aggregated(c, *j);
  }
  if (options_.wire == ionq_options::generation::second && c.ids[1] != "probabilities")
    return refused(404, "Not Found");
  return one_result(c, *j, c.ids[1]);
}

json service::session_document(const session& s, std::uint64_t now_ns) const {
  const auto time = [](std::uint64_t ns) { return ns ? json(iso_time(ns)) : json(); };
  const bool active = s.ended_ns == 0 || s.ended_ns > now_ns;
  json out = {{"id", s.id},
              {"created_at", time(s.created_ns)},
              {"organization_id", who_.organization},
              {"backend", s.backend},
              {"project_id", who_.project},
              {"creator_id", who_.submitter},
              {"started_at", time(s.started_ns)},
              {"ended_at", time(s.ended_ns)},
              {"ender_id", s.ended_ns ? json(who_.submitter) : json()},
              {"active", active},
              {"status", !active        ? "ended"
                         : s.started_ns ? "started"
                                        : "created"}};
  if (!s.settings.is_null()) out["settings"] = s.settings;
  return out;
}

std::optional<response> service::session_routes(call& c) {
  if (c.is("POST", "/v0.4/sessions")) {
    const json body = json::parse(c.message.body, nullptr, false);
    if (!body.is_object() || !body.contains("backend") || !body["backend"].is_string())
      return refused(400, "\"backend\" is required", "backend");
    if (!device_named(body["backend"].get<std::string>())) return refused(400, "\"backend\" is unknown", "backend");
    session s;
    s.id = new_uuid(world_), s.backend = body["backend"].get<std::string>(), s.created_ns = c.now_ns;
    s.settings = body.value("settings", json());
    sessions_.push_back(std::move(s));
    return answered(session_document(sessions_.back(), c.now_ns), 201);
  }
  if (c.is("GET", "/v0.4/sessions")) {
    const std::string* active = c.where.value("active");
    json list = json::array();
    for (const session& s : sessions_)
      if (!active || (*active == "true") == (s.ended_ns == 0)) list.push_back(session_document(s, c.now_ns));
    return answered({{"organization_id", who_.organization}, {"sessions", std::move(list)}});
  }
  const bool end = c.is("POST", "/v0.4/sessions/*/end"), jobs = !end && c.is("GET", "/v0.4/sessions/*/jobs");
  if (!end && !jobs && !c.is("GET", "/v0.4/sessions/*")) return std::nullopt;
  const auto s = std::find_if(sessions_.begin(), sessions_.end(), [&](const session& x) { return x.id == c.ids[0]; });
  if (s == sessions_.end()) return refused(404, "Session " + c.ids[0] + " not found");
  if (jobs) return list(c, s->id);
  if (end && !s->ended_ns) s->ended_ns = c.now_ns;
  return answered(session_document(*s, c.now_ns));
}

}  // namespace ketway::emulator::ionq
