#include "ionq/service.hpp"

#include <algorithm>

#include "emulator/identifiers.hpp"
#include "ionq/results.hpp"
#include "ionq/submission.hpp"

namespace ketway::emulator::ionq {
namespace {

constexpr std::string_view base = "/v0.4";
constexpr std::size_t largest_body = 10U << 20;
constexpr std::uint64_t minute_ns = 60'000'000'000;

std::string_view reason(unsigned status) {
  switch (status) {
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 409: return "Conflict";
    case 413: return "Payload Too Large";
    case 429: return "Too Many Requests";
    case 500: return "Internal Server Error";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    default: return "Error";
  }
}

}  // namespace

response answered(const json& body, unsigned status) {
  response r;
  r.status = status;
  r.add("Content-Type", "application/json; charset=utf-8");
  r.body = body.dump(-1, ' ', false, json::error_handler_t::replace);
  return r;
}

response refused(unsigned status, const std::string& message, const std::string& key) {
  json body = {{"statusCode", status}, {"error", reason(status)}, {"message", message}};
  if (!key.empty()) body["validation"] = {{"keys", json::array({key})}, {"source", "payload"}};
  return answered(body, status);
}

service::service(surroundings& world, ionq_options options, std::vector<device> devices)
    : world_(world), options_(std::move(options)), devices_(std::move(devices)) {
  who_.submitter = new_uuid(world_), who_.project = new_uuid(world_);
  who_.organization = new_uuid(world_), who_.key_id = new_uuid(world_);
}

bool service::owns(const request& r) const {
  return r.host.ends_with("ionq.co") || r.path().starts_with("/v0.4/") || r.path().starts_with("/v0.3/");
}

purpose service::purpose_of(const request& r) const {
  const std::string_view path = r.path();
  if (path.find("/status/cancel") != std::string_view::npos) return purpose::cancel;
  if (path.find("/results/") != std::string_view::npos || path.find("/artifacts/") != std::string_view::npos)
    return purpose::results;
  const bool create = path == "/v0.4/jobs" || path.ends_with("/clone");
  if (r.method == "POST" && create) return purpose::submit;
  if (path.starts_with("/v0.4/backends")) return purpose::devices;
  if (path.starts_with("/v0.4/whoami")) return purpose::auth;
  const bool estimate = path == "/v0.4/jobs/estimate" || path.ends_with("/cost");
  if (r.method == "GET" && path.starts_with("/v0.4/jobs") && !estimate) return purpose::status;
  return purpose::other;
}

response service::refusal(unsigned status) const {
  switch (status) {
    case 401: return refused(401, "Invalid API key");
    case 429: return refused(429, "Rate limit exceeded");
    default: return refused(status, "An unexpected error occurred");
  }
}

ledger& service::books() {
  const std::uint64_t now = world_.unix_ns();
  for (job& j : jobs_)
    if (j.over(now)) settle(j, now);
  return ledger_;
}

bool service::admitted(const request& r) const {
  const std::string* given = r.find("Authorization");
  return given && std::any_of(options_.keys.begin(), options_.keys.end(),
                              [&](const std::string& key) { return *given == "apiKey " + key; });
}

bool service::too_fast(std::uint64_t now_ns) {
  if (options_.submissions_per_minute == 0) return false;
  while (!recent_.empty() && recent_.front() + minute_ns <= now_ns) recent_.pop_front();
  if (recent_.size() >= options_.submissions_per_minute) return true;
  recent_.push_back(now_ns);
  return false;
}

job* service::find(const std::string& id) {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : found->second;
}

const device* service::device_named(std::string_view id) const {
  const auto found = std::find_if(devices_.begin(), devices_.end(), [&](const device& d) { return d.id == id; });
  return found == devices_.end() ? nullptr : &*found;
}

response service::handle(const request& r) {
  ledger_.count(to_string(purpose_of(r)));
  call c(r, world_.unix_ns());
  response answer = route(c);
  if (answer.status >= 400) ledger_.count("refused");
  answer.add("x-request-id", new_uuid(world_));
  return answer;
}

response service::route(call& c) {
  if (c.message.path().starts_with("/v0.3/")) return refused(404, "v0.3 is not emulated; use v0.4");
  if (!c.message.path().starts_with(base)) return refused(404, "Not Found");
  if (c.message.body.size() > largest_body) return refused(413, "the body is larger than 10 MB");
  if (std::optional<response> r = device_routes(c)) return std::move(*r);
  if (!admitted(c.message)) return refusal(401);
  if (c.is("GET", "/v0.4/whoami"))
    return answered({{"key_id", who_.key_id}, {"key_name", "emulated"}, {"project_id", who_.project}});
  if (std::optional<response> r = session_routes(c)) return std::move(*r);
  if (std::optional<response> r = job_routes(c)) return std::move(*r);
  if (std::optional<response> r = result_routes(c)) return std::move(*r);
  return refused(404, "Route " + c.message.method + ":" + std::string(c.message.path()) + " not found");
}

std::optional<response> service::device_routes(call& c) {
  const auto document = [&](const device& d) {
    return device_document(d, c.now_ns, options_.queue_ns / 1'000'000'000);
  };
  if (c.is("GET", "/v0.4/backends")) {
    json all = json::array();
    for (const device& d : devices_) all.push_back(document(d));
    return answered(all);
  }
  const bool one = c.is("GET", "/v0.4/backends/*"), history = !one && c.is("GET", "/v0.4/backends/*/characterizations");
  const bool single = !one && !history && c.is("GET", "/v0.4/backends/*/characterizations/*");
  if (!one && !history && !single) return std::nullopt;
  const device* d = device_named(c.ids[0]);
  if (!d) return refused(404, "Backend " + c.ids[0] + " not found");
  if (one) return answered(document(*d));
  if (history) return characterizations(c, *d);
  for (unsigned days = 0; days < 30 && !d->characterization.empty(); ++days)
    if (d->characterization_id(days) == c.ids[1]) return answered(d->characterize(days));
  return refused(404, "Characterization not found");
}

response service::characterizations(call& c, const device& d) {
  const long long limit = c.where.number("limit").value_or(10), page = c.where.number("page").value_or(1);
  if (limit < 1 || limit > 10 || page < 1) return refused(400, "limit must be 1 to 10, page at least 1", "limit");
  if (d.characterization.empty()) return answered({{"characterizations", nullptr}});
  const std::string* start = c.where.value("start");
  const std::string* end = c.where.value("end");
  std::vector<unsigned> days;
  for (unsigned day = 0; day < 30; ++day) {
    const std::string date = iso_time(d.as_of_ns - day * 86'400'000'000'000ULL).substr(0, 10);
    if ((!start || date >= *start) && (!end || date <= *end)) days.push_back(day);
  }
  json list = json::array();
  const auto first = static_cast<std::size_t>((page - 1) * limit);
  for (std::size_t i = first; i < days.size() && i < first + static_cast<std::size_t>(limit); ++i)
    list.push_back(d.characterize(days[i]));
  const std::size_t pages = (days.size() + static_cast<std::size_t>(limit) - 1) / static_cast<std::size_t>(limit);
  return answered({{"characterizations", std::move(list)}, {"pages", pages}});
}

}  // namespace ketway::emulator::ionq

namespace ketway::emulator {

expected<std::unique_ptr<cloud>> make_ionq(surroundings& world, const ionq_options& options) {
  auto devices = ionq::make_devices(options.seed, world.unix_ns(), options.snapshots);
  if (!devices) return devices.error();
  return std::unique_ptr<cloud>(std::make_unique<ionq::service>(world, options, std::move(*devices)));
}

}  // namespace ketway::emulator
