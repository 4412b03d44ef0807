#include "wire/jobs.hpp"

#include <algorithm>
#include <cmath>

#include "wire/errors.hpp"
#include "wire/times.hpp"

namespace ketway::ibm {
namespace {

constexpr int ran_too_long = 1305;
constexpr std::uint64_t poll_after_ns = 1'000'000'000;

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return text;
}

int reason_code(const json& state) {
  for (const char* key : {"reason_code", "reasonCode"})
    if (const auto code = whole(member(state, key)); code && *code < 100000) return static_cast<int>(*code);
  return 0;
}

/// Seconds of QPU time once billing has settled. `pending` comes with 0, which is no price.
std::optional<double> charge(const json& usage) {
  if (lower(text_of(usage, "status")) != "complete") return std::nullopt;
  const auto seconds = number(member(usage, "qpu_charge_time_seconds"));
  return seconds && *seconds >= 0 && std::isfinite(*seconds) ? seconds : std::nullopt;
}

bool add_charge(plugin::job& to, const json& usage, money price) {
  const auto seconds = charge(usage);
  if (!seconds) return false;
  to.execution_ns = static_cast<std::uint64_t>(std::min(*seconds, 1e9) * 1e9);
  to.cost = *seconds * price.per_second, to.currency = "USD";
  if (to.failure) to.failure->flags |= *seconds > 0 ? KW_BILLED : KW_NOT_BILLED;
  return true;
}

void set_state(plugin::job& to, const json& state, const std::string& word, const std::string& whole_status) {
  const std::string status = lower(word);
  const int code = reason_code(state);
  const bool too_long = code == ran_too_long || lower(whole_status) == "cancelled - ran too long";
  const auto fail = [&](int why) {
    to.state = KW_JOB_FAILED;
    to.failure.emplace(job_failure(why, text_of(state, "reason"), text_of(state, "reason_solution"), 0));
  };
  if (status == "queued")
    to.state = KW_JOB_QUEUED;
  else if (status == "completed")
    to.state = KW_JOB_DONE;
  else if (status == "failed")
    fail(code);
  else if (status.substr(0, 9) == "cancelled" || status.substr(0, 8) == "canceled")
    too_long ? fail(ran_too_long) : void(to.state = KW_JOB_CANCELLED);
  else if (status == "running")
    to.state = KW_JOB_RUNNING;
  else
    to.state = 0;  // a word never seen before: the host bounds the wait
}

}  // namespace

std::string submitted_id(const json& answer) {
  std::string id = text_of(answer, "id");
  if (id.empty()) throw plugin::error(KW_DATA_LOSS, "IBM took the job and did not say its id", KW_MAYBE_EXECUTED);
  return id;
}

plugin::job read_job(const json& from, money price) {
  plugin::job j;
  j.id = text_of(from, "id");
  const json& state = member(from, "state");
  const std::string whole_status = text_of(from, "status");
  const std::string word = text_of(state, "status").empty() ? whole_status : text_of(state, "status");
  if (j.id.empty() || word.empty()) throw plugin::error(KW_DATA_LOSS, "IBM's answer describes no job");
  j.provider_state = word;
  set_state(j, state, word, whole_status);
  j.created_ns = unix_ns(text_of(from, "created"));
  if (!ended(j))
    j.poll_after_ns = poll_after_ns;
  else
    add_charge(j, member(from, "usage"), price);
  return j;
}

bool add_metrics(plugin::job& to, const json& metrics, money price) {
  const json& at = member(metrics, "timestamps");
  if (const auto ns = unix_ns(text_of(at, "created"))) to.created_ns = ns;
  to.started_ns = unix_ns(text_of(at, "running"));
  to.finished_ns = unix_ns(text_of(at, "finished"));
  return add_charge(to, member(metrics, "usage"), price);
}

job_page::job_page(const json& answer) {
  const json& all = member(answer, "jobs");
  if (!all.is_array()) throw plugin::error(KW_DATA_LOSS, "IBM's answer holds no list of jobs");
  jobs.assign(all.begin(), all.end());
  total = whole(member(answer, "count")).value_or(0);
}

}  // namespace ketway::ibm
