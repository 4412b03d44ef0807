#include <algorithm>

#include "backend.hpp"
#include "wire/errors.hpp"
#include "wire/jobs.hpp"
#include "wire/results.hpp"
#include "wire/times.hpp"

namespace ketway::ibm {
namespace {

constexpr std::uint64_t second_ns = 1'000'000'000;
constexpr std::size_t small_bytes = 16 * 1024;
constexpr std::uint64_t most_result_bytes = 1u << 30u, most_params_bytes = 1u << 28u;

/// A job that says its tags, and does not have this one, was listed by a server that ignored the filter.
bool has_tag(const json& job, const std::string& tag) {
  const json& tags = member(job, "tags");
  return !tags.is_array() || std::find(tags.begin(), tags.end(), tag) != tags.end();
}

bool older(const json& a, const json& b) { return unix_ns(text_of(a, "created")) < unix_ns(text_of(b, "created")); }

}  // namespace

std::string memo_of(const kw_job_ref& r) { return std::string(plugin::view(r.memo)); }

/// IBM has no idempotency key: the token is a tag. No date goes into the question, since clocks differ and the token is
/// unique. Of several jobs with one token the oldest is ours, and the others are cancelled.
plugin::task<plugin::job> ibm_backend::find(const kw_job_ref& r) {
  constexpr std::size_t page = 200;
  const std::string tag = token_tag(plugin::view(r.client_token));
  const std::string path = "/jobs?tags=" + path_step(tag, "job") + "&limit=" + std::to_string(page) + "&sort=ASC";
  job_page listed = co_await list(path, "looking for the job");
  const std::size_t shown = listed.jobs.size();
  if (std::any_of(listed.jobs.begin(), listed.jobs.end(), [](const json& j) { return text_of(j, "id").empty(); }))
    throw plugin::error(KW_DATA_LOSS, "IBM's list holds a job without an id");
  std::erase_if(listed.jobs, [&](const json& j) { return !has_tag(j, tag); });
  if (listed.jobs.empty() && (listed.total > shown || shown >= page))
    throw plugin::error(KW_DATA_LOSS, "IBM's list does not show all the jobs that it is of");
  if (listed.jobs.empty()) throw plugin::error(KW_NOT_FOUND, "no job carries the tag of this submission");
  std::stable_sort(listed.jobs.begin(), listed.jobs.end(), older);
  plugin::job j = read_job(listed.jobs.front(), money(settings_.price_per_second));
  for (std::size_t i = 1; i < listed.jobs.size(); ++i) {
    const plugin::job copy = read_job(listed.jobs[i], money(settings_.price_per_second));
    if (!ended(copy)) co_await cancel_copy(copy.id);
  }
  if (ended(j)) co_await settle(j, 3);
  j.memo = memo_of(r);
  if (j.memo.empty()) {
    const result_plan plan = co_await recover_plan(j.id);
    if (plan.known()) j.memo = plan.memo();
  }
  co_return j;
}

plugin::task<void> ibm_backend::cancel_copy(std::string id) {
  call c("POST", "/jobs/" + path_step(id, "job") + "/cancel");
  c.flags = KW_HTTP_IDEMPOTENT;
  log(KW_LOG_WARN, "cancelling job " + id + ", a second one of the same submission");
  try {
    const plugin::response answer = co_await send(c);
    if (answer.status / 100 != 2 && answer.status != 409) throw failure(answer, "cancelling job " + id);
  } catch (const plugin::error& e) {
    if (e.code == KW_CANCELLED) throw;
    log(KW_LOG_ERROR, e.what());  // the oldest is still found
  }
}

/// From the job's own parameters; not known where IBM does not give them.
plugin::task<result_plan> ibm_backend::recover_plan(std::string id) {
  call c("GET", "/jobs/" + path_step(id, "job") + "?exclude_params=false");
  c.flags = KW_HTTP_IDEMPOTENT, c.max_response = most_params_bytes;
  const plugin::response answer = co_await send(c);
  if (answer.status / 100 != 2) throw failure(answer, "the parameters of job " + id);
  result_plan plan;
  std::exception_ptr failed;
  const auto work = [&] {
    try {
      plan = result_plan::from_job(read_json(answer.body, "the parameters of job " + id));
    } catch (...) {
      failed = std::current_exception();
    }
  };
  if (answer.body.size() > small_bytes)
    co_await plugin::offload(work);
  else
    work();
  if (failed) std::rethrow_exception(failed);
  co_return plan;
}

plugin::task<std::unique_ptr<plugin::results>> ibm_backend::fetch(const kw_job_ref& r) {
  const std::string id = plugin::text(r.id);
  result_plan plan = result_plan::from_memo(plugin::view(r.memo));
  if (!plan.known()) plan = co_await recover_plan(id);
  call c("GET", "/jobs/" + path_step(id, "job") + "/results");
  c.flags = KW_HTTP_IDEMPOTENT, c.max_response = most_result_bytes;
  const plugin::response answer = co_await send(c);
  if (answer.status == 204 || (answer.status == 200 && answer.body.empty())) {
    plugin::error e(KW_UNAVAILABLE, "the result of job " + id + " is not there yet", KW_RETRYABLE);
    e.http_status = answer.status, e.retry_after_ns = 2 * second_ns;
    throw plugin::error(e);
  }
  if (answer.status / 100 != 2) throw failure(answer, "the result of job " + id);
  std::unique_ptr<plugin::results> results;
  std::exception_ptr failed;
  const auto work = [&] {
    try {
      results = read_results(answer.body, plan);
    } catch (...) {
      failed = std::current_exception();
    }
  };
  if (answer.body.size() > small_bytes)
    co_await plugin::offload(work);
  else
    work();
  if (failed) std::rethrow_exception(failed);
  co_return results;
}

plugin::task<plugin::job> ibm_backend::cancel(const kw_job_ref& r) {
  const std::string id = plugin::text(r.id);
  call c("POST", "/jobs/" + path_step(id, "job") + "/cancel");
  c.flags = KW_HTTP_IDEMPOTENT;
  const plugin::response answer = co_await send(c);
  // 409: it has ended already, which its state tells.
  if (answer.status / 100 != 2 && answer.status != 409) throw failure(answer, "cancelling job " + id);
  plugin::job j = co_await state_of(id, memo_of(r));
  co_return j;
}

}  // namespace ketway::ibm
