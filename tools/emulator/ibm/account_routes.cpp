// Sessions, tags, usage and the instance.

#include <algorithm>
#include <set>

#include "emulator/identifiers.hpp"
#include "ibm/service.hpp"

namespace ketway::emulator::ibm {

json service::session_document(const session& s, std::uint64_t now_ns) const {
  const bool expired = now_ns >= s.created_ns + s.max_ttl_s * 1'000'000'000;
  json jobs = json::array();
  for (const job& j : jobs_)
    if (j.session == s.id) jobs.push_back(j.id);
  return {{"id", s.id},
          {"backend_name", s.backend},
          {"mode", s.mode},
          {"started_at", iso_time(s.created_ns)},
          {"max_ttl", s.max_ttl_s},
          {"interactive_ttl", 60},
          {"accepting_jobs", s.accepting && !s.closed && !expired},
          {"active_ttl", s.max_ttl_s},
          {"state", s.closed || expired ? "closed" : "open"},
          {"jobs", std::move(jobs)}};
}

std::optional<response> service::session_routes(call& c) {
  if (c.is("POST", "/api/v1/sessions")) {
    const json body = json::parse(c.message.body, nullptr, false);
    if (!body.is_object() || (body.value("mode", "") != "batch" && body.value("mode", "") != "dedicated"))
      return failed(400, 3211, "mode must be batch or dedicated");
    session s;
    s.mode = body["mode"].get<std::string>();
    if (options_.open_plan && s.mode == "dedicated")
      return failed(400, 1352, "You are not authorized to run a session when using the open plan.");
    s.backend = body.contains("backend") && body["backend"].is_string() ? body["backend"].get<std::string>() : "";
    if (!s.backend.empty() && !device_named(s.backend)) return failed(404, 1216, "Backend " + s.backend + " not found");
    const std::uint64_t most = options_.open_plan ? 600 : 28'800;
    s.max_ttl_s = most;
    if (body.contains("max_ttl") && body["max_ttl"].is_number_unsigned())
      s.max_ttl_s = std::min(most, body["max_ttl"].get<std::uint64_t>());
    s.id = new_uuid(world_), s.created_ns = c.now_ns;
    sessions_.push_back(std::move(s));
    return answered(session_document(sessions_.back(), c.now_ns));
  }
  const bool close = c.is("DELETE", "/api/v1/sessions/*/close"), patch = !close && c.is("PATCH", "/api/v1/sessions/*");
  if (!close && !patch && !c.is("GET", "/api/v1/sessions/*")) return std::nullopt;
  const auto s = std::find_if(sessions_.begin(), sessions_.end(), [&](const session& x) { return x.id == c.ids[0]; });
  if (s == sessions_.end()) return failed(404, 1217, "Session not found");
  if (patch) {
    const json body = json::parse(c.message.body, nullptr, false);
    if (!body.is_object() || !body.contains("accepting_jobs") || !body["accepting_jobs"].is_boolean())
      return failed(400, 3211, "accepting_jobs is required");
    s->accepting = body["accepting_jobs"].get<bool>();
    return bare(204);
  }
  if (!close) return answered(session_document(*s, c.now_ns));
  s->closed = true;
  for (job& j : jobs_) {
    if (j.session != s->id || j.at(c.now_ns) != status::queued) continue;
    j.canceled_ns = c.now_ns;
    ledger_.cancel(j.id);
  }
  return bare(204);
}

std::optional<response> service::account_routes(call& c) {
  if (c.is("GET", "/api/v1/tags")) {
    const std::string* search = c.where.value("search");
    const std::string* type = c.where.value("type");
    if (!type || *type != "job" || !search || search->size() < 3 || search->size() > 100)
      return failed(400, 1204, "type must be job, search 3 to 100 characters");
    std::set<std::string> found;
    for (const job& j : jobs_)
      for (const std::string& tag : j.tags)
        if (tag.find(*search) != std::string::npos) found.insert(tag);
    return answered({{"tags", found}});
  }
  double settled = 0;  // as the metrics say: what is pending is not in it
  for (const job& j : jobs_)
    if (j.over(c.now_ns) && c.now_ns >= j.end_ns() + options_.billing_ns) settled += j.charge(c.now_ns);
  if (c.is("GET", "/api/v1/instances/usage")) {
    json out = {{"instance_id", options_.crn},
                {"plan_id", "emulated-plan"},
                {"usage_period",
                 {{"start_time", iso_time(c.now_ns - 2'419'200'000'000'000ULL)}, {"end_time", iso_time(c.now_ns)}}},
                {"usage_consumed_seconds", settled}};
    if (options_.limit_s) {
      out["usage_limit_seconds"] = *options_.limit_s;
      out["usage_limit_reached"] = used_s(c.now_ns) >= *options_.limit_s;
    }
    return answered(out);
  }
  if (!c.is("GET", "/api/v1/instance")) return std::nullopt;
  json names = json::array();
  for (const device& d : devices_) names.push_back(d.name);
  json out = {{"backends", std::move(names)}, {"plan_id", "emulated-plan"}, {"usage_allocation_seconds", "0"}};
  if (options_.limit_s) {
    out["instance_limit"] = *options_.limit_s;
    out["instance_limit_seconds"] = std::to_string(static_cast<std::uint64_t>(*options_.limit_s));  // a text here
  }
  return answered(out);
}

}  // namespace ketway::emulator::ibm
