// What a runtime says of the journal's jobs.
#include <algorithm>
#include <cmath>
#include <map>

#include "host/plugin_account.hpp"
#include "journal/error_codec.hpp"
#include "journal/past_job.hpp"
#include "ketway/job_uri.hpp"
#include "ketway/resolver.hpp"
#include "runtime/ask_journal.hpp"

namespace ketway {
namespace {

using boost::asio::awaitable;
using impl_ptr = std::shared_ptr<runtime::impl>;

awaitable<expected<void>> write(const impl_ptr& rt, journal_write what) {
  auto start = [rt, what = std::move(what)](auto answer) {
    if (!rt->journal()) return answer(no_journal());
    rt->journal()->write([what] { return what; }, std::move(answer));
  };
  return caller_wait<expected<void>>::begin(std::move(start));
}

expected<job_record> search(journal_store& in, const std::string& name) {
  if (name.empty()) return error(errc::invalid_argument, "a job is named by its uri, its token or its id");
  if (name.starts_with("ketway:")) {
    const auto uri = read_job_uri(name);
    if (!uri) return uri.error();
    return uri->token.empty() ? in.find_id(uri->backend, uri->id) : in.find(uri->token);
  }
  auto by_token = in.find(name);
  if (by_token) return std::move(*by_token);
  if (by_token.error().code() != errc::not_found) return std::move(by_token.error());
  const auto all = in.list(job_filter());
  if (!all) return all.error();
  const job_record* found = nullptr;
  std::string uris;
  for (const job_record& r : *all) {
    if (r.id != name) continue;
    uris += (uris.empty() ? "" : ", ") + r.uri();
    if (found && found->backend != r.backend)
      return error(errc::invalid_argument, "several jobs have the id '" + name + "': " + uris);
    found = &r;
  }
  if (found) return *found;
  error e(errc::not_found, "the journal has no job '" + name + "'");
  return std::move(e.advice("`ketway jobs` lists those that it has"));
}

awaitable<expected<job>> attach(impl_ptr rt, std::string name) {
  std::function<expected<job_record>(journal_store&)> look = [name](journal_store& j) { return search(j, name); };
  auto found = co_await ask_journal<job_record>(rt, std::move(look));
  if (!found) co_return std::move(found.error());
  if (needs_no_backend(*found)) co_return make_past_job(rt->journal(), std::move(*found));
  const auto resolver = rt->resolver();
  if (!resolver)
    co_return std::move(error(errc::not_found, "nothing opens backends by name for this runtime")
                            .backend(found->backend)
                            .job_uri(found->uri())
                            .advice("keep the fleet that `discover` gives"));
  auto where = co_await resolver->open(found->backend);
  if (!where) co_return std::move(where.error().job_uri(found->uri()));
  co_return where->adopt(*found);
}

error given_up() {
  error e(errc::unknown, "its caller gave it up before anybody knew what became of it");
  return std::move(e.billed(billing::unknown).maybe_executed(true));
}

/// What is to be written before `r` is taken out; none: it cannot be.
expected<std::vector<journal_write>> last_words(const runtime::impl& rt, const job_record& r, const forget_options& o) {
  std::vector<journal_write> all;
  const bool open = !is_end(r.state);
  if (o.cost() && !(std::isfinite(*o.cost()) && *o.cost() >= 0))
    return error(errc::invalid_argument, "what a job has cost is a number that is not negative").job_uri(r.uri());
  if (o.cost() && r.cost) return error(errc::invalid_argument, "what that job has cost is known").job_uri(r.uri());
  if (open && !o.lost()) return all;  // and the journal says why it stays
  if (open && rt.submissions().has(r.token))
    return error(errc::failed_precondition, "that job is being submitted").job_uri(r.uri());
  if (open) all.emplace_back(journal_claim(r.token));
  if (!open && !o.cost()) return all;
  journal_progress last(r.token, open ? journal_state::failed : r.state);
  last.at_ns = rt.world().unix_ns();
  last.cost = o.cost();
  if (open) last.failure = encode_error(given_up()), last.billed = billing::unknown;
  if (o.cost()) last.billed = *o.cost() > 0 ? billing::billed : billing::not_billed;
  all.emplace_back(std::move(last));
  return all;
}

awaitable<expected<void>> forget(impl_ptr rt, std::string name, forget_options o) {
  std::function<expected<job_record>(journal_store&)> look = [name](journal_store& j) { return search(j, name); };
  auto found = co_await ask_journal<job_record>(rt, std::move(look));
  if (!found) co_return std::move(found.error());
  auto before = last_words(*rt, *found, o);
  if (!before) co_return std::move(before.error());
  for (journal_write& one : *before) {
    auto ok = co_await write(rt, std::move(one));
    if (!ok) co_return std::move(ok.error());
  }
  journal_write out = journal_removal(found->token);
  co_return co_await write(rt, std::move(out));
}

awaitable<job> attach_or_throw(impl_ptr rt, std::string name) {
  auto found = co_await attach(std::move(rt), std::move(name));
  co_return std::move(found).value();
}

}  // namespace

awaitable<expected<std::vector<job_record>>> runtime::jobs(job_filter f) const {
  return ask_journal<std::vector<job_record>>(impl_, [f = std::move(f)](journal_store& j) { return j.list(f); });
}

awaitable<expected<job_record>> runtime::find_job(std::string name) const {
  return ask_journal<job_record>(impl_, [name = std::move(name)](journal_store& j) { return search(j, name); });
}

awaitable<expected<job>> runtime::try_attach(std::string name) const { return ketway::attach(impl_, std::move(name)); }
awaitable<job> runtime::attach(std::string name) const { return attach_or_throw(impl_, std::move(name)); }

awaitable<expected<void>> runtime::forget_job(std::string name, forget_options o) const {
  return forget(impl_, std::move(name), o);
}

awaitable<expected<std::vector<spending>>> runtime::spent(std::uint64_t since_ns) const {
  return ask_journal<std::vector<spending>>(impl_, [since_ns](journal_store& j) { return j.spent(since_ns); });
}

void runtime::limit_spending(std::vector<budget_limit> limits, exchange_rates rates) const {
  impl_->limit_spending(std::move(limits), std::move(rates));
}

void runtime::resolve_with(std::weak_ptr<backend_resolver> r) const { impl_->resolve_with(std::move(r)); }

void runtime::impl::limit_spending(std::vector<budget_limit> limits, exchange_rates rates) {
  const std::lock_guard lock(mutex_);
  limits_ = std::move(limits), rates_ = std::move(rates);
}

cost_estimate runtime::impl::in_unit_of(const std::vector<budget_limit>& limits, cost_estimate costs) const {
  const auto same = [&](const budget_limit& l) { return l.unit() == limits.front().unit(); };
  if (limits.empty() || !std::all_of(limits.begin(), limits.end(), same)) return costs;
  const std::lock_guard lock(mutex_);
  auto there = convert(costs, limits.front().unit(), rates_);
  return there ? std::move(*there) : std::move(costs);
}

}  // namespace ketway
