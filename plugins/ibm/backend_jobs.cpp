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

bool ended(const plugin::job& j) { return j.state != KW_JOB_QUEUED && j.state != KW_JOB_RUNNING; }

std::string memo_of(const kw_job_ref& r) { return std::string(plugin::view(r.memo)); }

/// A job that says its tags, and does not have this one, was listed by a server that ignored the filter.
bool has_tag(const json& job, const std::string& tag) {
  const json& tags = member(job, "tags");
  return !tags.is_array() || std::find(tags.begin(), tags.end(), tag) != tags.end();
}

bool older(const json& a, const json& b) { return unix_ns(text_of(a, "created")) < unix_ns(text_of(b, "created")); }

}  // namespace

plugin::task<json> ibm_backend::job_object(std::string id) {
  const std::string path = "/jobs/" + path_step(id, "job") + "?exclude_params=true";  // or it echoes the payload
  co_return co_await get(path, "the state of job " + id);
}

plugin::task<plugin::job> ibm_backend::state_of(std::string id, std::string memo) {
  const json object = co_await job_object(id);
  plugin::job j = read_job(object, money(settings_.price_per_second));
  j.memo = std::move(memo);
  if (ended(j)) co_await settle(j, 3);
  co_return j;
}

/// Asks for a job's times and cost. Billing settles a moment after the job has ended, so there may be several tries.
plugin::task<void> ibm_backend::settle(plugin::job& j, int tries) {
  const std::string path = "/jobs/" + path_step(j.id, "job") + "/metrics";
  for (int i = 1;; ++i) {
    const json metrics = co_await optional(path, "the metrics of job " + j.id);
    if (metrics.is_null() || add_metrics(j, metrics, money(settings_.price_per_second)) || i == tries) co_return;
    co_await plugin::sleep(static_cast<std::uint64_t>(i) * second_ns);
  }
}

plugin::task<plugin::job> ibm_backend::poll(const kw_job_ref& r) { return state_of(plugin::text(r.id), memo_of(r)); }

/// Lists the jobs with this plugin's tag since then, oldest first, so that new ones shift no page. Ends early where the
/// account has so many that asking one by one is cheaper.
plugin::task<void> ibm_backend::list_jobs(std::uint64_t since_ns, std::size_t wanted) {
  constexpr std::uint64_t page = 200, most_pages = 100, clocks_differ_ns = 600 * second_ns, worth_it = 20;
  std::string query = "/jobs?tags=" + std::string(common_tag) + "&limit=" + std::to_string(page) + "&sort=ASC";
  if (since_ns > clocks_differ_ns && since_ns != UINT64_MAX)
    query += "&created_after=" + path_step(rfc3339(since_ns - clocks_differ_ns), "job");
  listing_.jobs.clear();
  for (std::uint64_t i = 0; i < most_pages; ++i) {
    const std::string path = query + "&offset=" + std::to_string(i * page);
    const json answer = co_await get(path, "the list of jobs");
    const job_page listed(answer);
    for (const json& object : listed.jobs) listing_.jobs[text_of(object, "id")] = dump(object);
    if (listed.jobs.size() < page || listed.total > worth_it * std::max<std::uint64_t>(wanted, page / worth_it)) break;
  }
  listing_.read_ns = now_ns();
}

/// What the listing lacks is asked for alone: it may lag behind, and a job may come from elsewhere.
plugin::task<std::vector<plugin::job>> ibm_backend::poll_many(const kw_job_refs& refs) {
  constexpr std::uint64_t listing_lives_ns = second_ns / 2;
  constexpr int most_metrics = 16;  // the host waits a minute for all
  std::vector<plugin::job> all(refs.count);
  std::map<std::string, std::vector<std::size_t>, std::less<>> wanted;
  std::uint64_t since = UINT64_MAX;
  for (std::size_t i = 0; i < refs.count; ++i) {
    wanted[plugin::text(refs.items[i]->id)].push_back(i);
    since = std::min(since, refs.items[i]->submitted_ns);
  }
  const auto take = [&](const json& object, const std::vector<std::size_t>& places) {
    for (const auto i : places) {
      all[i] = read_job(object, money(settings_.price_per_second));
      all[i].memo = memo_of(*refs.items[i]);
    }
  };
  const auto take_listed = [&] {
    std::erase_if(wanted, [&](const auto& entry) {
      const auto at = listing_.jobs.find(entry.first);
      if (at == listing_.jobs.end()) return false;
      take(read_json(at->second, "the list of jobs"), entry.second);
      return true;
    });
  };
  if (listing_.read_ns != 0 && now_ns() - listing_.read_ns < listing_lives_ns) take_listed();
  if (wanted.size() > 1) {
    co_await list_jobs(since, wanted.size());
    take_listed();
  }
  for (const auto& [id, places] : wanted) {
    try {
      const json object = co_await job_object(id);
      take(object, places);
    } catch (const plugin::error& e) {
      if (e.code != KW_NOT_FOUND) throw;  // NOT_FOUND leaves the entry's id empty
    }
  }
  int asked = 0;
  for (auto& j : all)
    if (!j.id.empty() && ended(j) && asked++ < most_metrics) co_await settle(j, 1);
  co_return all;
}

/// IBM has no idempotency key: the token is a tag. No date goes into the question, since clocks differ and the token is
/// unique. Of several jobs with one token the oldest is ours, and the others are cancelled.
plugin::task<plugin::job> ibm_backend::find(const kw_job_ref& r) {
  const std::string tag = token_tag(plugin::view(r.client_token));
  const std::string path = "/jobs?tags=" + path_step(tag, "job") + "&limit=200&sort=ASC";
  const json answer = co_await get(path, "looking for the job");
  job_page listed(answer);
  std::erase_if(listed.jobs, [&](const json& j) { return text_of(j, "id").empty() || !has_tag(j, tag); });
  if (listed.jobs.empty()) throw plugin::error(KW_NOT_FOUND, "no job carries the tag of this submission");
  std::stable_sort(listed.jobs.begin(), listed.jobs.end(), older);
  plugin::job j = read_job(listed.jobs.front(), money(settings_.price_per_second));
  for (std::size_t i = 1; i < listed.jobs.size(); ++i) {
    const plugin::job copy = read_job(listed.jobs[i], money(settings_.price_per_second));
    if (!ended(copy)) co_await cancel_copy(copy.id);
  }
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
