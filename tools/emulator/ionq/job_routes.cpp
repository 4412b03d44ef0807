// Submitting, reading, cancelling and pricing jobs.

#include <algorithm>

#include "emulator/identifiers.hpp"
#include "ionq/results.hpp"
#include "ionq/service.hpp"
#include "ionq/submission.hpp"

namespace ketway::emulator::ionq {
namespace {

constexpr long long largest_page = 1000;  // UNCONFIRMED: no largest page is published

std::vector<std::string> tokens_of(const job& j) {
  std::vector<std::string> out;
  if (j.has_name) out.push_back(j.name);
  if (j.metadata.is_object())
    for (const auto& [key, value] : j.metadata.items()) out.push_back(value.get<std::string>());
  return out;
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> out(1);
  for (const char c : text) {
    if (c == ',')
      out.emplace_back();
    else
      out.back() += c;
  }
  return out;
}

// `key=a,b` and `key=a&key=b`; an absent key lets everything through.
bool passes(const target& where, std::string_view key, std::string_view value) {
  const std::vector<std::string> all = where.values(key);
  return all.empty() || std::any_of(all.begin(), all.end(), [&](const std::string& given) {
           const std::vector<std::string> words = split(given);
           return std::find(words.begin(), words.end(), value) != words.end();
         });
}

std::optional<std::vector<std::string>> ids_in(const std::string& body) {
  const json b = json::parse(body, nullptr, false);
  if (!b.is_object() || !b.contains("ids") || !b["ids"].is_array()) return std::nullopt;
  std::vector<std::string> ids;
  for (const json& id : b["ids"]) {
    if (!id.is_string()) return std::nullopt;
    ids.push_back(id.get<std::string>());
  }
  return ids;
}

}  // namespace

void service::place(job& j, std::uint64_t now_ns) {
  j.id = new_uuid(world_);
  j.seed = new_seed(world_);
  if (j.noise.is_object() && j.noise.contains("seed"))
    j.seed = static_cast<std::uint64_t>(j.noise["seed"].get<std::int64_t>());
  j.serial = jobs_.size();
  j.submitted_ns = now_ns;
  j.ready_ns = now_ns + options_.compile_ns;
  j.started_ns = j.ready_ns + options_.queue_ns;
  j.ended_ns = j.started_ns + options_.run_ns;
  if (!j.work)
    j.artifacts[std::string(aggregate_format)] = new_uuid(world_);
  else
    for (const std::string_view f : formats_of(j)) j.artifacts[std::string(f)] = new_uuid(world_);
}

void service::settle(job& j, std::uint64_t now_ns) {
  if (j.work && j.at(now_ns) == status::completed) carry_out(j, *device_named(j.backend));
  if (!j.over(now_ns) || !j.parent.empty()) return;
  bool ran = j.at(now_ns) == status::completed;
  for (const std::string& child : j.children) {
    job* c = find(child);
    if (!c || !ran) continue;
    settle(*c, now_ns);
    if (c->failure_code.empty()) continue;
    j.failure_code = c->failure_code, j.failure_message = c->failure_message;
    ran = false;
  }
  ledger_.bill(j.id, ran ? j.price : 0);
}

response service::submit(call& c, const std::string& body) {
  if (too_fast(c.now_ns)) {
    response r = refusal(429);
    r.add("Retry-After", "60");
    return r;
  }
  expected<std::vector<job>> read = read_submission(body, devices_);
  if (!read) return refused(read.error().http_status(), read.error().message(), read.error().provider_code());
  if (!read->front().session.empty()) {
    const auto in = std::find_if(sessions_.begin(), sessions_.end(),
                                 [&](const session& s) { return s.id == read->front().session; });
    if (in == sessions_.end() || in->ended_ns) return refused(400, "the session is not active", "session_id");
    if (!in->started_ns) in->started_ns = c.now_ns;
    ++in->jobs;
  }
  std::uint64_t circuits = 0;
  job* parent = nullptr;
  for (job& j : *read) {
    place(j, c.now_ns);
    jobs_.push_back(std::move(j));
    job& kept = jobs_.back();
    by_id_[kept.id] = &kept;
    if (!parent)
      parent = &kept;
    else
      parent->children.push_back(kept.id), kept.parent = parent->id;
    if (kept.work) ++circuits;
  }
  ledger_entry entry;
  entry.job = parent->id, entry.tokens = tokens_of(*parent), entry.device = parent->backend;
  entry.accepted_ns = c.now_ns, entry.circuits = circuits, entry.shots = circuits * parent->shots, entry.unit = "USD";
  ledger_.accept(std::move(entry));
  return answered({{"id", parent->id},
                   {"status", to_string(parent->at(c.now_ns))},
                   {"session_id", parent->session.empty() ? json() : json(parent->session)}},
                  201);
}

response service::list(call& c, const std::string& in_session) {
  const long long limit = c.where.number("limit").value_or(options_.page);
  if (limit < 1 || limit > largest_page) return refused(400, "limit must be 1 to 1000", "limit");
  // Newest first; `next` names the serial number under which the next page begins.
  const long long below = c.where.number("next").value_or(static_cast<long long>(jobs_.size()));
  json page = json::array();
  json next;
  for (long long i = std::min<long long>(below, static_cast<long long>(jobs_.size())) - 1; i >= 0; --i) {
    job& j = jobs_[static_cast<std::size_t>(i)];
    if (!by_id_.contains(j.id)) continue;  // deleted
    settle(j, c.now_ns);
    const bool wanted = passes(c.where, "ids", j.id) && passes(c.where, "parent_job_id", j.parent) &&
                        passes(c.where, "status", to_string(j.at(c.now_ns))) && passes(c.where, "target", j.backend) &&
                        passes(c.where, "session_id", j.session) && passes(c.where, "submitter_id", who_.submitter) &&
                        (in_session.empty() || j.session == in_session);
    if (!wanted) continue;
    if (page.size() == static_cast<std::size_t>(limit)) {
      next = std::to_string(i + 1);
      break;
    }
    page.push_back(job_document(j, c.now_ns, options_.wire, who_));
  }
  return answered({{"jobs", std::move(page)}, {"next", std::move(next)}});
}

response service::cancel(call& c, const std::string& id) {
  job* j = find(id);
  if (!j) return refused(404, "Job " + id + " not found");
  settle(*j, c.now_ns);
  const status before = j->at(c.now_ns);
  const bool can = before < status::completed || (before == status::completed && options_.cancel_undoes_completed);
  if (can) {
    j->canceled_ns = c.now_ns;
    for (const std::string& child : j->children)
      if (job* k = find(child)) k->canceled_ns = c.now_ns;
    ledger_.cancel(j->id);
    settle(*j, c.now_ns);
  }
  return answered({{"id", id}, {"status", to_string(j->at(c.now_ns))}});
}

response service::remove(call& c, const std::vector<std::string>& ids) {
  for (const std::string& id : ids) {
    job* j = find(id);
    if (!j) return refused(404, "Job " + id + " not found");
    if (!j->over(c.now_ns)) cancel(c, id);
    settle(*j, c.now_ns);
    by_id_.erase(id);
  }
  if (c.ids.empty()) return answered({{"ids", ids}, {"status", "deleted"}});
  return answered({{"id", ids.front()}, {"status", "deleted"}});
}

response service::clone(call& c) {
  const job* j = find(c.ids[0]);
  if (!j || !j->parent.empty()) return refused(404, "Job " + c.ids[0] + " not found");
  json body = j->request;
  if (!c.message.body.empty()) {
    const json changes = json::parse(c.message.body, nullptr, false);
    if (!changes.is_object()) return refused(400, "the body must be a JSON object");
    for (const auto& [key, value] : changes.items()) body[key] = value;
  }
  return submit(c, body.dump());
}

response service::estimate(call& c) {
  const std::string* name = c.where.value("backend");
  if (!name) return refused(400, "\"backend\" is required", "backend");
  const device* d = device_named(*name);
  if (!d) return refused(404, "Backend " + *name + " not found");
  const auto count = [&](const char* key, long long otherwise) {
    return std::max(0LL, c.where.number(key).value_or(otherwise));
  };
  const auto one = static_cast<std::uint64_t>(count("1q_gates", 0)),
             two = static_cast<std::uint64_t>(count("2q_gates", 0));
  const auto shots = static_cast<std::uint64_t>(count("shots", 100));
  const std::string* mitigated = c.where.value("error_mitigation");
  const std::string* type = c.where.value("type");
  const json asked = {{"backend", *name},
                      {"type", type ? *type : "ionq.circuit.v1"},
                      {"qubits", count("qubits", d->qubits)},
                      {"shots", shots},
                      {"1q_gates", one},
                      {"2q_gates", two},
                      {"error_mitigation", mitigated && *mitigated == "true"}};
  return answered(estimate_document(*d, asked, price_of(*d, one, two, shots), c.now_ns, options_));
}

response service::cost(call& c, const job& j) {
  json out = {{"dry_run", j.dry_run}, {"estimated_cost", {{"value", j.price}, {"unit", "usd"}}}};
  if (const ledger_entry* e = ledger_.find(j.parent.empty() ? j.id : j.parent); e && e->settled && j.over(c.now_ns))
    out["cost"] = {{"value", e->billed == 0 ? 0.0 : j.price}, {"unit", "usd"}};
  return answered(out);
}

std::optional<response> service::job_routes(call& c) {
  if (c.is("POST", "/v0.4/jobs")) return submit(c, c.message.body);
  if (c.is("GET", "/v0.4/jobs")) return list(c, "");
  if (c.is("GET", "/v0.4/jobs/estimate")) return estimate(c);
  if (c.is("PUT", "/v0.4/jobs/status/cancel") || c.is("DELETE", "/v0.4/jobs")) {
    const auto ids = ids_in(c.message.body);
    if (!ids || ids->empty()) return refused(400, "\"ids\" is required", "ids");
    if (c.message.method == "DELETE") return remove(c, *ids);
    for (const std::string& id : *ids)
      if (!find(id)) return refused(404, "Job " + id + " not found");
    for (const std::string& id : *ids) cancel(c, id);
    return answered({{"ids", *ids}, {"status", "canceled"}});
  }
  if (c.is("PUT", "/v0.4/jobs/*/status/cancel")) return cancel(c, c.ids[0]);
  if (c.is("DELETE", "/v0.4/jobs/*")) return remove(c, c.ids);
  if (c.is("POST", "/v0.4/jobs/*/clone")) return clone(c);
  const bool read = c.is("GET", "/v0.4/jobs/*"), price = !read && c.is("GET", "/v0.4/jobs/*/cost");
  if (!read && !price) return std::nullopt;
  job* j = find(c.ids[0]);
  if (!j) return refused(404, "Job " + c.ids[0] + " not found");
  settle(*j, c.now_ns);
  return price ? cost(c, *j) : answered(job_document(*j, c.now_ns, options_.wire, who_));
}

}  // namespace ketway::emulator::ionq
