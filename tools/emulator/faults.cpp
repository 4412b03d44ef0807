#include "emulator/faults.hpp"

#include <nlohmann/json.hpp>

namespace ketway::emulator {
namespace {

using json = nlohmann::ordered_json;

constexpr std::uint64_t second_ns = 1'000'000'000;

// Whether that fault means something for requests of that purpose, where the rule does not say for which.
bool suits(fault f, purpose p) {
  switch (f) {
    case fault::unknown_state:
    case fault::state_backwards: return p == purpose::status;
    case fault::expired_link: return p == purpose::results;
    case fault::unauthorized: return p != purpose::auth;
    case fault::clock_skew: return false;  // the clock's, not a request's
    default: return true;
  }
}

bool carried_out(fault f) {
  switch (f) {
    case fault::reset_after_accept:
    case fault::lost_answer:
    case fault::partial_body:
    case fault::slow_body:
    case fault::slow_answer:
    case fault::server_error_after:
    case fault::truncated_json:
    case fault::wrong_json:
    case fault::unknown_state:
    case fault::state_backwards: return true;
    default: return false;
  }
}

bool answer_is_lost(fault f) {
  return carried_out(f) && f != fault::slow_body && f != fault::slow_answer && f != fault::unknown_state &&
         f != fault::state_backwards;
}

// The words of both clouds for a job that waits.
std::optional<std::string> earlier(const std::string& word) {
  if (word == "started" || word == "completed") return "submitted";
  if (word == "Running" || word == "Completed") return "Queued";
  return std::nullopt;
}

void change_states(json& job, bool backwards) {
  const auto change = [&](json& holder) {
    if (!holder.is_object() || !holder.contains("status") || !holder["status"].is_string()) return;
    if (!backwards)
      holder["status"] = "meditating";
    else if (const auto word = earlier(holder["status"].get<std::string>()))
      holder["status"] = *word;
  };
  if (!job.is_object()) return;
  change(job);
  if (job.contains("state")) change(job["state"]);
  if (job.contains("jobs") && job["jobs"].is_array())
    for (json& one : job["jobs"]) change_states(one, backwards);
}

response with_body(unsigned status, const char* type, std::string body) {
  response r;
  r.status = status;
  r.add("Content-Type", type);
  r.body = std::move(body);
  return r;
}

}  // namespace

std::uint64_t skew_of(const std::vector<fault_rule>& rules) noexcept {
  std::uint64_t sum = 0;
  for (const fault_rule& r : rules)
    if (r.what == fault::clock_skew) sum += r.duration_ns;
  return sum;
}

faulty::faulty(std::unique_ptr<cloud> inner, std::vector<fault_rule> all, std::uint64_t seed)
    : inner_(std::move(inner)), struck_(static_cast<std::size_t>(fault::clock_skew) + 1), state_(seed) {
  rules(std::move(all));
}

void faulty::rules(std::vector<fault_rule> all) {
  rules_.clear();
  for (fault_rule& r : all) rules_.emplace_back(std::move(r));
}

std::uint64_t faulty::struck(fault f) const noexcept { return struck_[static_cast<std::size_t>(f)]; }

double faulty::unit() {  // splitmix64
  std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

const fault_rule* faulty::choose(purpose p) {
  for (armed& a : rules_) {
    if (a.rule.where ? *a.rule.where != p : !suits(a.rule.what, p)) continue;
    if (a.seen++ < a.rule.skip) continue;
    if (a.rule.times > 0 && a.done >= a.rule.times) continue;
    if (a.rule.chance < 1 && unit() >= a.rule.chance) continue;
    ++a.done;
    ++struck_[static_cast<std::size_t>(a.rule.what)];
    return &a.rule;
  }
  return nullptr;
}

response faulty::refuse(const fault_rule& rule) {
  response r;
  switch (rule.what) {
    case fault::refused:
      r.fault = transport_fault::refused;
      r.delay_ns = rule.duration_ns;
      return r;
    case fault::tls_wrong_name: r.fault = transport_fault::tls_wrong_name; return r;
    case fault::tls_expired: r.fault = transport_fault::tls_expired; return r;
    case fault::reset_before_accept: r.fault = transport_fault::reset_before_accept; return r;
    case fault::unauthorized: return inner_->refusal(401);
    case fault::rate_limited:
      r = inner_->refusal(429);
      r.add("Retry-After", std::to_string(rule.duration_ns < second_ns ? 1 : rule.duration_ns / second_ns));
      return r;
    case fault::rate_limited_mute: return inner_->refusal(429);
    case fault::html:
      return with_body(200, "text/html", "<!DOCTYPE html><html><body>Checking your browser</body></html>\n");
    case fault::expired_link:
      return with_body(
          403, "application/xml",
          "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>");
    default: {
      constexpr unsigned codes[] = {500, 502, 503, 504};
      return inner_->refusal(codes[static_cast<std::size_t>(unit() * 4)]);
    }
  }
}

void faulty::spoil(const fault_rule& rule, response& answer) {
  switch (rule.what) {
    case fault::reset_after_accept: answer.fault = transport_fault::reset_after_accept; return;
    case fault::lost_answer: answer.fault = transport_fault::lost_answer; return;
    case fault::partial_body:
      answer.fault = transport_fault::partial_body;
      answer.body_limit = rule.body_limit < answer.body.size() ? rule.body_limit : answer.body.size() / 2;
      return;
    case fault::slow_body:
      answer.fault = transport_fault::slow_body;
      answer.bytes_per_second = rule.bytes_per_second;
      return;
    case fault::slow_answer: answer.delay_ns = rule.duration_ns; return;
    case fault::server_error_after: answer = inner_->refusal(500); return;
    case fault::truncated_json: answer.body.resize(answer.body.size() / 2); return;
    case fault::wrong_json: answer.body = R"({"unexpected":[true,null,{"answer":42}]})"; return;
    default: break;
  }
  json body = json::parse(answer.body, nullptr, false);
  if (body.is_discarded()) return;
  change_states(body, rule.what == fault::state_backwards);
  answer.body = body.dump();
}

// Which job it was can only be read off the answer that the client will not see.
void faulty::lose(const response& answer, purpose p) {
  if (p != purpose::submit || answer.status >= 300) return;
  const json body = json::parse(answer.body, nullptr, false);
  if (body.is_object() && body.contains("id") && body["id"].is_string())
    inner_->books().unanswered(body["id"].get_ref<const std::string&>());
}

response faulty::handle(const request& r) {
  const purpose p = inner_->purpose_of(r);
  const fault_rule* rule = choose(p);
  if (!rule) return inner_->handle(r);
  if (!carried_out(rule->what)) return refuse(*rule);
  response answer = inner_->handle(r);
  if (answer_is_lost(rule->what)) lose(answer, p);
  spoil(*rule, answer);
  return answer;
}

}  // namespace ketway::emulator
