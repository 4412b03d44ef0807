// What a runtime says of the journal's jobs.
#include <algorithm>
#include <map>

#include "host/plugin_account.hpp"
#include "journal/past_job.hpp"
#include "ketway/job_uri.hpp"
#include "ketway/resolver.hpp"
#include "runtime/ask_journal.hpp"

namespace ketway {
namespace {

using boost::asio::awaitable;
using impl_ptr = std::shared_ptr<runtime::impl>;

awaitable<expected<void>> write(impl_ptr rt, journal_write what) {
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

awaitable<job> attach_or_throw(impl_ptr rt, std::string name) {
  auto found = co_await attach(std::move(rt), std::move(name));
  co_return std::move(found).value();
}

}  // namespace

awaitable<expected<std::vector<job_record>>> runtime::jobs(job_filter f) const {
  return ask_journal<std::vector<job_record>>(impl_, [f](journal_store& j) { return j.list(f); });
}

awaitable<expected<job_record>> runtime::find_job(std::string name) const {
  return ask_journal<job_record>(impl_, [name](journal_store& j) { return search(j, name); });
}

awaitable<expected<job>> runtime::try_attach(std::string name) const { return ketway::attach(impl_, std::move(name)); }
awaitable<job> runtime::attach(std::string name) const { return attach_or_throw(impl_, std::move(name)); }

awaitable<expected<void>> runtime::forget_job(std::string name) const {
  return [](impl_ptr rt, std::string n) -> awaitable<expected<void>> {
    std::function<expected<job_record>(journal_store&)> look = [n](journal_store& j) { return search(j, n); };
    auto found = co_await ask_journal<job_record>(rt, std::move(look));
    if (!found) co_return std::move(found.error());
    journal_write out = journal_removal(found->token);
    co_return co_await ketway::write(rt, std::move(out));
  }(impl_, std::move(name));
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
