#include "execute/booking.hpp"

#include <cmath>
#include <utility>

#include "execute/price.hpp"
#include "host/elsewhere.hpp"
#include "host/plugin_wait.hpp"
#include "journal/error_codec.hpp"
#include "journal/journal.hpp"
#include "journal/outcome_codec.hpp"
#include "journal/submission_codec.hpp"

namespace ketway {
namespace {

using answer = expected<void>;

// How long a call that is stopped still waits to hear what of its job is on disk: a part of its grace.
constexpr std::uint64_t patience_ns = 2'000'000'000;
constexpr std::uint64_t unwanted_patience_ns = 1'000'000'000;

journal& book_of(const job::state& s) { return *s.lease->core->account->rt().journal(); }

std::string token_of(const job::state& s) { return std::string(s.reference.token()); }

/// Written in order, and nobody waits: what fails is a line in the log.
void note(const job::state& s, journal_progress what) {
  const auto account = s.lease->core->account;
  auto said = [account, token = token_of(s)](const answer& how) {
    if (!how) account->log(log_level::warn, "the journal was not told of job " + token + ": " + how.error().message());
  };
  book_of(s).write([what = std::move(what)] { return journal_write(what); }, std::move(said));
}

flow<answer> write(const job::state& s, journal::maker what, std::uint64_t patience = 0) {
  const auto book = s.lease->core->account->rt().journal();
  elsewhere<answer>::start_function start = [book, what = std::move(what)](plugin_account&, auto parcel) {
    auto done = [parcel = std::move(parcel)](answer how) { parcel->value.emplace(std::move(how)); };
    book->write(what, std::move(done));
  };
  elsewhere<answer> wait(std::move(start), patience);
  co_return co_await wait;
}

template <class T>
flow<expected<T>> ask(const job::state& s, std::function<expected<T>(journal_store&)> what) {
  const auto book = s.lease->core->account->rt().journal();
  typename elsewhere<expected<T>>::start_function start = [book, what = std::move(what)](plugin_account&, auto parcel) {
    auto question = [parcel = std::move(parcel), what](const expected<journal_store*>& store) {
      parcel->value.emplace(store ? what(**store) : expected<T>(store.error()));
    };
    book->ask(std::move(question));
  };
  elsewhere<expected<T>> wait(std::move(start));
  co_return co_await wait;
}

journal_state state_of(const job::state& s) {
  switch (s.last) {
    case job_state::running: return journal_state::running;
    case job_state::done: return journal_state::done;
    case job_state::failed: return journal_state::failed;
    case job_state::cancelled: return journal_state::cancelled;
    default: return journal_state::accepted;
  }
}

journal_progress progress_of(const job::state& s) {
  journal_progress p(token_of(s), state_of(s));
  p.at_ns = s.lease->core->account->rt().world().unix_ns();
  p.id = s.reference.id;
  if (s.reference.memo) p.memo = *s.reference.memo;
  if (!s.provider_state().empty()) p.provider_state = s.provider_state();
  if (!s.ended()) return p;
  const job_snapshot& end = *s.late->end;
  if (!std::isnan(end.cost)) p.cost = end.cost, p.unit = end.currency;
  p.billed = billed_for(end);
  if (end.failure) p.failure = encode_error(*end.failure);
  return p;
}

job_record record_of(const job::state& s, const work& w, const submit_terms& terms) {
  const plugin_account& account = *s.lease->core->account;
  job_record r;
  r.token = token_of(s), r.backend = s.backend();
  r.plugin = view(account.plugin().id), r.plugin_version = view(account.plugin().version);
  r.device = s.reference.device->id, r.session = view(w.submission()->session);
  r.created_ns = r.updated_ns = s.reference.submitted_ns, r.expires_ns = terms.expires_ns;
  r.shots = w.expected->shots, r.num_results = static_cast<std::uint32_t>(w.expected->size());
  r.name = w.expected->circuits.front().program.name();
  return r;
}

flow<expected<cost_estimate>> price(const job::state& s, std::shared_ptr<work> w) {
  cost_estimate nothing;
  nothing.amount = nothing.low = nothing.high = 0;
  if (s.reference.device->free) co_return nothing;
  co_return co_await price_of(std::move(w), s.reference.device);
}

/// The limits that have something to say of it.
std::vector<budget_limit> concerned(const std::vector<budget_limit>& all, const job_record& r) {
  std::vector<budget_limit> some;
  for (const budget_limit& l : all)
    if (l.concerns(r)) some.push_back(l);
  return some;
}

}  // namespace

flow<expected<void>> book_intent(job::state& s, const std::shared_ptr<work>& w, const submit_terms& terms) {
  const plugin_account& account = *s.lease->core->account;
  const bool free = s.reference.device->free;
  journal_intent intent(record_of(s, *w, terms));
  if (!free) intent.limits = concerned(terms.limits, intent.record);
  if (!account.rt().journal()) {
    if (!terms.durable && intent.limits.empty()) co_return answer();
    co_return error(errc::failed_precondition,
                    terms.durable ? "a job can be kept only where there is a journal, and this runtime has none"
                                  : "a budget holds only where there is a journal, and this runtime has none")
        .billed(billing::not_billed);
  }
  if (free && !terms.durable) co_return answer();
  if (free) intent.record.reserved = 0;
  if (!intent.limits.empty()) {
    auto costs = co_await price(s, w);
    if (!costs) co_return std::move(costs.error().billed(billing::not_billed).maybe_executed(false));
    const cost_estimate in_unit = account.rt().in_unit_of(intent.limits, std::move(*costs));
    intent.record.reserved = in_unit.at_most(), intent.record.unit = in_unit.currency;
  }
  s.journaled = true;
  w->account = account.configured();
  journal::maker make = [intent = std::move(intent), w]() mutable {
    intent.submission = encode_submission(*w);
    return journal_write(std::move(intent));
  };
  auto ok = co_await write(s, std::move(make), patience_ns);
  call_context& ctx = co_await this_call();
  // Where the call was stopped it may be on disk, or still come there.
  if (ctx.stopped())
    co_return co_await book_refused(s, ctx.stop_error().billed(billing::not_billed).backend(s.backend()));
  if (ok) co_return answer();
  s.journaled = false;
  ok.error().billed(billing::not_billed).backend(s.backend());
  co_return std::move(ok.error());
}

namespace {
/// Unless the call was stopped: then it is still written.
flow<void> warn_of(const job::state& s, const char* what, const error& why) {
  call_context& ctx = co_await this_call();
  if (!ctx.stopped())
    ctx.account.log(log_level::warn,
                    std::string("the journal ") + what + " of job " + s.reference.id + ": " + why.message());
}
}  // namespace

flow<void> book_accepted(job::state& s) {
  if (!s.journaled) co_return;
  s.recorded = state_of(s);
  journal::maker make = [p = progress_of(s)] { return journal_write(p); };
  if (auto ok = co_await write(s, std::move(make)); !ok) co_await warn_of(s, "was not told the id", ok.error());
}

flow<error> book_refused(job::state& s, error why) {
  if (!s.journaled) co_return why;
  journal_progress p(token_of(s), journal_state::refused);
  p.at_ns = s.lease->core->account->rt().world().unix_ns();
  p.failure = encode_error(why), p.billed = billing::not_billed;
  journal::maker make = [p = std::move(p)] { return journal_write(p); };
  const auto ok = co_await write(s, std::move(make), patience_ns);
  if (ok || ok.error().code() == errc::not_found) {  // nothing is there that somebody could send
    s.recorded = journal_state::refused;
    co_return why;
  }
  why.billed(billing::unknown).maybe_executed(true).retryable(false).fate(job_fate::may_run).job_uri(s.uri());
  why.advice("it was not accepted, but the journal could not be told (" + ok.error().message() +
             "): whoever resumes may still send it");
  co_return why;
}

void note_unknown(job::state& s) {
  if (!s.journaled || s.recorded >= journal_state::unknown) return;
  journal_progress p(token_of(s), journal_state::unknown);
  p.at_ns = s.lease->core->account->rt().world().unix_ns();
  s.recorded = journal_state::unknown;
  note(s, std::move(p));
}

flow<void> book_unwanted(const job::state& s) {
  journal_progress p(token_of(s), journal_state::unknown);
  p.at_ns = s.lease->core->account->rt().world().unix_ns();
  p.expires_ns = p.at_ns;
  journal::maker make = [p = std::move(p)] { return journal_write(p); };
  if (const auto ok = co_await write(s, std::move(make), unwanted_patience_ns); !ok)
    s.lease->core->account->log(log_level::warn, "the journal was not told that job " + token_of(s) +
                                                     " is not wanted any more: " + ok.error().message());
}

flow<void> book_state(job::state& s) {
  if (!s.journaled || !s.known() || state_of(s) <= s.recorded) co_return;
  const journal_state before = std::exchange(s.recorded, state_of(s));
  // What is done still has its results written, which is waited for.
  if (!s.ended() || s.last == job_state::done) co_return note(s, progress_of(s));
  journal::maker make = [p = progress_of(s)] { return journal_write(p); };
  auto ok = co_await write(s, std::move(make), patience_ns);
  if (ok) co_return;
  s.recorded = before;  // said again with the results
  co_await warn_of(s, "was not told of the end", ok.error());
}

flow<void> keep_results(job::state& s, const std::vector<expected<result>>& all) {
  if (!s.journaled || s.stored) co_return;
  co_await book_state(s);
  journal::maker make = [token = token_of(s), all] {
    std::vector<std::string> blobs;
    blobs.reserve(all.size());
    for (const auto& one : all) blobs.push_back(encode_outcome(one));
    return journal_write(journal_results(token, std::move(blobs)));
  };
  auto ok = co_await write(s, std::move(make));
  s.stored = ok.has_value();
  if (!ok) co_await warn_of(s, "does not have the results", ok.error());
}

flow<expected<std::shared_ptr<work>>> recall(const job::state& s) {
  std::function<expected<std::string>(journal_store&)> read = [token = token_of(s)](journal_store& j) {
    return j.submission(token);
  };
  auto bytes = co_await ask<std::string>(s, std::move(read));
  if (!bytes) co_return std::move(bytes.error());
  co_return decode_submission(*bytes);
}

flow<expected<void>> recall_expectation(job::state& s) {
  if (!s.journaled || !s.expected.circuits.empty()) co_return answer();
  auto w = co_await recall(s);
  if (!w) co_return std::move(w.error());
  s.expected = *(*w)->expected;
  co_return answer();
}

flow<expected<void>> claim(const job::state& s) {
  return write(s, [token = token_of(s)] { return journal_write(journal_claim(token)); });
}

flow<expected<job_record>> look_up(const job::state& s) {
  std::function<expected<job_record>(journal_store&)> read = [token = token_of(s)](journal_store& j) {
    return j.find(token);
  };
  co_return co_await ask<job_record>(s, std::move(read));
}

}  // namespace ketway
