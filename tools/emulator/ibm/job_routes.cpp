// Devices and jobs.

#include <algorithm>

#include "emulator/identifiers.hpp"
#include "ibm/service.hpp"

namespace ketway::emulator::ibm {
namespace {

constexpr std::uint64_t minute_ns = 60'000'000'000, never = UINT64_MAX;
constexpr long long largest_page = 200;

}  // namespace

std::uint64_t service::pending_on(const std::string& device, std::uint64_t now_ns) const {
  std::uint64_t n = 0;
  for (const job& j : jobs_) n += j.backend == device && !j.over(now_ns) ? 1 : 0;
  return n;
}

std::optional<response> service::device_routes(call& c) {
  if (c.is("GET", "/api/v1/backends")) {
    json all = json::array();
    const bool old = !c.message.find("IBM-API-Version");  // then it is 2024-01-01, which gave plain names
    const std::vector<std::string> fields = c.where.values("fields");
    const bool wait =
        std::find(fields.begin(), fields.end(), "wait_time_seconds") != fields.end() && !options_.open_plan;
    for (const device& d : devices_) {
      if (old)
        all.push_back(d.name);
      else
        all.push_back(d.listing(pending_on(d.name, c.now_ns), wait, options_.queue_ns / 1'000'000'000));
    }
    return answered({{"devices", std::move(all)}});
  }
  if (c.message.method != "GET" || !c.where.is("/api/v1/backends/*/*", c.ids)) return std::nullopt;
  const device* d = device_named(c.ids[0]);
  if (!d) return failed(404, 1216, "Backend " + c.ids[0] + " not found");
  if (c.ids[1] == "configuration") return answered(d->configuration);
  if (c.ids[1] == "properties") return answered(d->properties);
  if (c.ids[1] == "defaults") return answered(json());
  if (c.ids[1] != "status") return page();
  return answered({{"state", d->status == "online"},
                   {"status", d->status == "online" ? "active" : d->status},
                   {"message", d->status == "online" ? "available" : d->status},
                   {"length_queue", pending_on(d->name, c.now_ns)},
                   {"backend_version", d->configuration.value("backend_version", "1.0.0")}});
}

bool service::too_fast(std::uint64_t now_ns) {
  if (options_.submissions_per_minute == 0) return false;
  while (!recent_.empty() && recent_.front() + minute_ns <= now_ns) recent_.pop_front();
  if (recent_.size() >= options_.submissions_per_minute) return true;
  recent_.push_back(now_ns);
  return false;
}

double service::used_s(std::uint64_t now_ns) const {
  double sum = 0;
  for (const job& j : jobs_) sum += j.charge(now_ns);
  return sum;
}

void service::settle(job& j, std::uint64_t now_ns) {
  if (j.at(now_ns) == status::completed && !j.carried_out) {
    j.carried_out = true;
    const device& on = *device_named(j.backend);
    for (std::size_t i = 0; i < j.pubs.size() && !j.failure; ++i)
      j.failure = carry_out(j.pubs[i], on, j.seed + 7919 * i);
  }
  if (j.over(now_ns) && now_ns >= j.end_ns() + options_.billing_ns) ledger_.bill(j.id, j.charge(now_ns));
}

response service::submit(call& c) {
  if (too_fast(c.now_ns)) return refusal(429);
  if (options_.limit_s && used_s(c.now_ns) >= *options_.limit_s)
    return failed(409, 1229, "The usage limit of the instance is reached");  // UNCONFIRMED: the code
  expected<job> read = read_submission(c.message.body, devices_);
  if (!read) return failed(read.error().http_status(), std::stoi(read.error().provider_code()), read.error().message());
  if (!read->session.empty()) {
    const auto in =
        std::find_if(sessions_.begin(), sessions_.end(), [&](const session& s) { return s.id == read->session; });
    if (in == sessions_.end() || in->closed || !in->accepting)
      return failed(400, 1217, "The session is closed or unknown");  // UNCONFIRMED: the code
  }
  read->id = new_word(world_, 20);
  read->seed = new_seed(world_);
  read->empty_answers = options_.empty_results;
  read->created_ns = c.now_ns;
  const bool open = device_named(read->backend)->status == "online";
  read->started_ns = open ? c.now_ns + options_.queue_ns : never;  // a paused device keeps its queue
  read->ended_ns = open ? read->started_ns + options_.run_ns : never;
  jobs_.push_back(std::move(*read));
  job& j = jobs_.back();
  by_id_[j.id] = &j;
  ledger_entry entry;
  entry.job = j.id, entry.tokens = j.tags, entry.device = j.backend, entry.accepted_ns = c.now_ns, entry.unit = "s";
  entry.circuits = j.pubs.size();
  for (const pub& p : j.pubs) entry.shots += p.estimates ? 0 : p.shots * p.sets.size();
  ledger_.accept(std::move(entry));
  json out = {{"id", j.id}, {"backend", j.backend}, {"private", j.is_private}};
  if (!j.session.empty()) out["session_id"] = j.session;
  return answered(out);
}

response service::list(call& c) {
  long long limit = c.where.number("limit").value_or(largest_page);
  if (limit < 1 || limit > largest_page) limit = largest_page;  // silently, as the service does
  const long long offset = std::max(0LL, c.where.number("offset").value_or(0));
  const std::string* pending = c.where.value("pending");
  const std::string* sort = c.where.value("sort");
  const std::string* whole = c.where.value("exclude_params");
  const auto date = [&](const char* key) {
    const std::string* text = c.where.value(key);
    return text ? from_iso_time(*text) : std::nullopt;
  };
  const auto after = date("created_after"), before = date("created_before");
  const std::vector<std::string> tags = c.where.values("tags");
  const auto same = [&](const char* key, const std::string& value) {
    const std::string* wanted = c.where.value(key);
    return !wanted || *wanted == value;
  };
  std::vector<job*> found;
  for (job& j : jobs_) {
    if (!by_id_.contains(j.id)) continue;  // deleted
    const bool tagged = std::all_of(tags.begin(), tags.end(), [&](const std::string& t) {
      return std::find(j.tags.begin(), j.tags.end(), t) != j.tags.end();
    });
    if (tagged && same("program", j.program) && same("backend", j.backend) && same("session_id", j.session) &&
        (!pending || (*pending == "true") == !j.over(c.now_ns)) && (!after || j.created_ns >= *after) &&
        (!before || j.created_ns <= *before))
      found.push_back(&j);
  }
  if (!sort || *sort != "ASC") std::reverse(found.begin(), found.end());
  json page = json::array();
  for (std::size_t i = static_cast<std::size_t>(offset);
       i < found.size() && page.size() < static_cast<std::size_t>(limit); ++i) {
    settle(*found[i], c.now_ns);
    page.push_back(job_document(*found[i], c.now_ns, options_.billing_ns, whole && *whole == "false"));
  }
  return answered({{"jobs", std::move(page)}, {"count", found.size()}, {"limit", limit}, {"offset", offset}});
}

response service::results(call& c, job& j) {
  const status s = j.at(c.now_ns);
  if (s < status::completed) return bare(204);
  if (s != status::completed) return failed(404, 1291, "The job has no results");  // UNCONFIRMED: the code
  if (j.empty_answers > 0) {
    --j.empty_answers;
    return bare(204);
  }
  if (j.is_private && j.collected) return failed(404, 1291, "The results of a private job can be read once");
  j.collected = true;
  response r = answered(json());
  r.body = results_text(j);
  return r;
}

response service::cancel(call& c, job& j) {
  if (j.over(c.now_ns)) return failed(409, 1295, "The job cannot be cancelled");  // UNCONFIRMED: the code
  j.canceled_ns = c.now_ns;
  ledger_.cancel(j.id);
  settle(j, c.now_ns);
  return bare(204);
}

std::optional<response> service::job_routes(call& c) {
  if (c.is("POST", "/api/v1/jobs")) return submit(c);
  if (c.is("GET", "/api/v1/jobs")) return list(c);
  if (!c.where.is("/api/v1/jobs/*", c.ids) && !c.where.is("/api/v1/jobs/*/*", c.ids)) return std::nullopt;
  job* j = find(c.ids[0]);
  if (!j) return failed(404, 1291, "Job " + c.ids[0] + " not found");
  settle(*j, c.now_ns);
  if (c.is("GET", "/api/v1/jobs/*")) {
    const std::string* lean = c.where.value("exclude_params");
    return answered(job_document(*j, c.now_ns, options_.billing_ns, !lean || *lean != "true"));
  }
  if (c.is("GET", "/api/v1/jobs/*/results")) return results(c, *j);
  if (c.is("GET", "/api/v1/jobs/*/metrics")) return answered(metrics_document(*j, c.now_ns, options_.billing_ns));
  if (c.is("GET", "/api/v1/jobs/*/logs")) return failed(404, 1291, "logs not found");
  if (c.is("POST", "/api/v1/jobs/*/cancel")) return cancel(c, *j);
  if (c.is("DELETE", "/api/v1/jobs/*")) {
    if (!j->over(c.now_ns)) return failed(409, 1295, "The job has not ended");
    by_id_.erase(j->id);
    return bare(204);
  }
  if (!c.is("PUT", "/api/v1/jobs/*/tags")) return page();
  const json body = json::parse(c.message.body, nullptr, false);
  if (!body.is_object() || !body.contains("tags") || !body["tags"].is_array() || body["tags"].size() > 8)
    return failed(400, 1204, "a job has at most 8 tags");
  std::vector<std::string> tags;
  for (const json& tag : body["tags"]) {
    if (!tag.is_string() || tag.get_ref<const std::string&>().size() > 86)
      return failed(400, 1205, "a tag has at most 86 characters");
    tags.push_back(tag.get<std::string>());
  }
  j->tags = std::move(tags);
  return bare(204);
}

}  // namespace ketway::emulator::ibm
