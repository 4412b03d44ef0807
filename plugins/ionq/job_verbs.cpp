// The life of a job.
#include <algorithm>

#include "facts.hpp"
#include "price.hpp"
#include "transport.hpp"

namespace ketway::ionq {
namespace {

constexpr unsigned most_pages = 200;
constexpr std::size_t ids_in_a_request = 50;                // of 36 characters: a URL below 2 kB
constexpr std::uint64_t clock_skew_ns = 3'600'000'000'000;  // between the user's clock and the provider's

/// Gates that a device may have as its own: then its list of them decides how they are sent.
bool uses_native_gates(const kw_submission& s) {
  for (std::uint32_t i = 0; i < s.num_programs; ++i)
    if (const kw_circuit* c = s.programs[i]->circuit)
      for (std::uint64_t k = 0; k < c->num_gates; ++k)
        if (c->gates[k].op == KW_OP_MS || c->gates[k].op == KW_OP_GPI || c->gates[k].op == KW_OP_GPI2) return true;
  return false;
}

// An answer without a list says nothing about what is not in it.
const json& jobs_in(const json& page) {
  if (page.is_array()) return page;
  const json* list = member(page, "jobs");
  if (!list || !list->is_array()) throw plugin::error(KW_DATA_LOSS, "IonQ's list of jobs is not as documented");
  return *list;
}

std::string memo_text(const kw_job_ref& r) {
  return KW_HAS(&r, kw_job_ref, memo) ? std::string(plugin::view(r.memo)) : std::string();
}

}  // namespace

plugin::task<plugin::job> ionq_backend::submit(const kw_submission& s) {
  const machine m = co_await machine_for(plugin::text(s.device), uses_native_gates(s));
  encoded_submission e = co_await encode_for(s, m);
  if (!e.reasons.empty()) throw refused(e.reasons);
  call post("/jobs", "a new job");
  post.with("POST", std::move(e.body), KW_HTTP_SUBMITS);
  const plugin::response answer = co_await send(std::move(post));
  const json body = body_of(answer, asked::submits, "a new job", unix_now());
  auto view = job_view::read(body);
  if (!view) throw unreadable(answer, asked::submits, "a new job", "it has no id");
  if (view->backend.empty()) view->backend = m.id;
  if (view->status.empty()) view->state = KW_JOB_QUEUED;
  for (const auto& w : view->warnings) log(KW_LOG_WARN, "IonQ, job " + view->id + ": " + w);
  plugin::job j = view->as_job(e.memo.text());
  co_return j;
}

/// Goes through the account's jobs, the newest first as far as the provider does so, until the token is found or the list is
/// certain not to hold it.
plugin::task<plugin::job> ionq_backend::find(const kw_job_ref& r) {
  const std::string token = plugin::text(r.client_token);
  const std::uint64_t submitted = plugin::known(r).submitted_ns;
  const std::uint64_t oldest = submitted > clock_skew_ns ? submitted - clock_skew_ns : 0;
  std::string next, parent;
  std::uint64_t before = UINT64_MAX;
  bool newest_first = true;
  for (unsigned page = 0; page < most_pages; ++page) {
    const std::string from = next.empty() ? "" : "&next=" + encoded(next);
    const json body = co_await ask(call("/jobs?limit=" + std::to_string(facts::page_size) + from, "the list of jobs"));
    for (const auto& entry : jobs_in(body)) {
      const auto view = job_view::read(entry);
      if (!view) continue;
      newest_first &= view->submitted_ns <= before;
      before = view->submitted_ns;
      const auto mark = view->metadata.find(token_key);
      if (mark == view->metadata.end() || mark->second != token) continue;
      if (view->parent.empty()) {
        plugin::job j = co_await settled(*view, memo_text(r));  // it may have ended long ago
        co_return j;
      }
      parent = view->parent;  // children may carry their parent's metadata
    }
    next = text_at(body, "next");
    const bool past = newest_first && oldest > 0 && before < oldest;
    if (!parent.empty()) break;
    if (next.empty() || past) throw plugin::error(KW_NOT_FOUND, "IonQ has no job with this token", KW_NOT_BILLED);
  }
  if (parent.empty())
    throw plugin::error(KW_UNAVAILABLE, "the account has too many jobs to say whether this one is among them",
                        KW_RETRYABLE);
  const job_view view = co_await ask_job(parent);
  plugin::job j = co_await settled(view, memo_text(r));
  co_return j;
}

plugin::task<job_view> ionq_backend::ask_job(std::string id) {
  const std::string what = "the job " + id;
  const plugin::response answer = co_await send(call("/jobs/" + encoded(id), what));
  const json body = body_of(answer, asked::reads, what, unix_now());
  auto view = job_view::read(body);
  if (!view) throw unreadable(answer, asked::reads, what, "it has no id");
  job_view out = std::move(*view);
  co_return out;
}

/// With its bill, where it has ended. What never began is not charged: credit is reserved at the submission and released
/// where a job fails or is cancelled (docs.ionq.com, Job Cost and Usage); what was cancelled while it ran may be, in part
/// (Cancel a job).
plugin::task<plugin::job> ionq_backend::settled(const job_view& view, std::string memo) {
  plugin::job j = view.as_job(memo);
  if (view.ended() && view.dry_run) {
    j.cost = 0, j.currency = "USD";
  } else if (view.ended() && view.state != KW_JOB_DONE && view.started_ns == 0 && !view.has_children()) {
    j.cost = 0, j.currency = "USD";
  } else if (view.ended() && !view.simulator()) {
    const json body = co_await ask_quietly(call("/jobs/" + encoded(view.id) + "/cost", "the cost of job " + view.id));
    const bill b = bill_of(body);
    j.cost = b.cost, j.currency = b.currency;
  }
  co_return j;
}

plugin::task<plugin::job> ionq_backend::poll(const kw_job_ref& r) {
  const job_view view = co_await ask_job(plugin::text(r.id));
  plugin::job j = co_await settled(view, memo_text(r));
  co_return j;
}

plugin::task<std::vector<plugin::job>> ionq_backend::poll_many(const kw_job_refs& r) {
  std::map<std::string, job_view, std::less<>> seen;
  const std::uint32_t in_lists = r.count > 1 ? r.count : 0;  // one job alone is asked for by itself
  for (std::uint32_t first = 0; first < in_lists; first += ids_in_a_request) {
    const std::uint32_t end = std::min<std::uint32_t>(in_lists, first + ids_in_a_request);
    std::string ids, next;
    for (std::uint32_t i = first; i < end; ++i) {
      if (i > first) ids += facts::ids_separator;
      ids += encoded(plugin::view(r.items[i]->id));
    }
    std::size_t found = 0;
    for (unsigned page = 0; page < ids_in_a_request && found < end - first; ++page) {
      const std::string from = next.empty() ? "" : "&next=" + encoded(next);
      const json body = co_await ask(
          call("/jobs?ids=" + ids + "&limit=" + std::to_string(facts::page_size) + from, "the state of several jobs"));
      for (const auto& entry : jobs_in(body))
        if (auto view = job_view::read(entry)) {
          std::string id = view->id;
          found += seen.insert_or_assign(std::move(id), std::move(*view)).second ? 1 : 0;
        }
      next = text_at(body, "next");
      if (next.empty()) break;
    }
  }
  std::vector<plugin::job> all;
  for (std::uint32_t i = 0; i < r.count; ++i) {
    const std::string id = plugin::text(r.items[i]->id);
    const auto at = seen.find(id);
    bool known = at != seen.end();
    job_view view;
    if (known) {
      view = at->second;
    } else {
      try {  // a list may lag, or leave out what it was asked for
        view = co_await ask_job(id);
        known = true;
      } catch (const plugin::error& e) {
        if (e.code != KW_NOT_FOUND) throw;
      }
    }
    plugin::job j;
    if (known) j = co_await settled(view, memo_text(*r.items[i]));
    all.push_back(std::move(j));
  }
  co_return all;
}

plugin::task<plugin::job> ionq_backend::cancel(const kw_job_ref& r) {
  const std::string id = plugin::text(r.id);
  // A job that has ended would be turned into a cancelled one: its state is looked at first.
  const job_view before = co_await ask_job(id);
  if (before.ended()) {
    plugin::job j = co_await settled(before, memo_text(r));
    co_return j;
  }
  call put("/jobs/" + encoded(id) + "/status/cancel", "the end of job " + id);
  put.with("PUT", {}, KW_HTTP_IDEMPOTENT);
  const plugin::response answer = co_await send(std::move(put));
  if (answer.status == 400 || answer.status == 409) {
    const job_view now = co_await ask_job(id);  // too late, perhaps
    if (!now.ended()) throw refusal(answer, asked::reads, "the end of job " + id, unix_now());
    plugin::job j = co_await settled(now, memo_text(r));
    co_return j;
  }
  const json body = body_of(answer, asked::reads, "the end of job " + id, unix_now());
  job_view after = before;
  if (const std::string status = text_at(body, "status"); !status.empty())
    after.status = status, after.state = state_of(status);
  if (!after.ended()) {
    plugin::job j = after.as_job(memo_text(r));
    co_return j;
  }
  // It may have begun since it was looked at: what it cost hangs on that.
  const json last = co_await ask_quietly(call("/jobs/" + encoded(id), "the job " + id));
  const auto seen = job_view::read(last);
  plugin::job j = after.as_job(memo_text(r));
  if (seen && seen->ended()) j = co_await settled(*seen, memo_text(r));
  co_return j;
}

}  // namespace ketway::ionq
