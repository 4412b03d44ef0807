#include "execute/job_state.hpp"

#include <algorithm>
#include <cmath>

#include "execute/booking.hpp"
#include "execute/waits.hpp"
#include "host/plugin_wait.hpp"
#include "ketway/job_uri.hpp"

namespace ketway {
namespace {

constexpr std::uint64_t ms = 1'000'000;
constexpr std::uint64_t first_pause_ns = 1000 * ms, longest_pause_ns = 30'000 * ms;
constexpr std::uint64_t shortest_hint_ns = 10 * ms;
constexpr std::uint64_t held_ns =
    100 * ms;  // a poll that took this long was held by the plugin, and may follow at once
constexpr std::uint64_t grid_ns = 250 * ms;  // jobs of one account fall due together, so one call can serve them;
                                             // coarser for longer pauses
constexpr std::uint64_t silent_grace_ns = 3'600'000 * ms;  // how long a job is asked for in vain
constexpr int most_garbled = 3;  // answers in a row that cannot be read, before it is said that they can't
constexpr int most_fetches = 8;  // two minutes of tries
constexpr std::uint64_t unknown_grace_ns = 600'000 * ms;  // how long a state never seen before is waited out

int rank(job_state s) {
  switch (s) {
    case job_state::unknown:
    case job_state::queued: return 0;
    case job_state::running: return 1;
    default: return 2;
  }
}

error about(error e, const job::state& s) {
  e.backend(s.backend());
  if (s.known()) e.job_uri(s.uri()).fate(s.fate());
  return e;
}

/// A question about a job failed: that it cost nothing, and that nothing was sent, says nothing of the job.
error unanswered(error e, const job::state& s) {
  return about(std::move(e.billed(billing::unknown).misconfigured(false)), s);
}

/// Nobody asks for the job any more, and its end was not seen.
error out_of_sight(error e, const job::state& s) {
  e.maybe_executed(true).advice("the job may go on at the provider, and cost; its id there is '" + s.reference.id +
                                "'");
  return e;
}

bool worth_repeating(const error& e) { return e.retryable() || e.code() == errc::unavailable; }

/// When to ask again: the plugin's hint, else 1 s growing by half to 30 s; jittered by a tenth, so that processes do not
/// ask in step.
class pace {
 public:
  std::uint64_t next(plugin_account& account, std::uint64_t hint_ns, bool held) {
    if (hint_ns == 0 && held) return step_ns_ = 0;
    if (hint_ns == 0) step_ns_ = step_ns_ ? std::min(step_ns_ + step_ns_ / 2, longest_pause_ns) : first_pause_ns;
    const std::uint64_t wanted = hint_ns ? std::clamp(hint_ns, shortest_hint_ns, longest_pause_ns) : step_ns_;
    const std::uint64_t pause_ns = jittered(account, wanted);
    if (pause_ns < grid_ns) return pause_ns;
    const std::uint64_t now = account.now_ns();
    std::uint64_t grid = grid_ns;
    while (grid * 16 <= pause_ns) grid *= 2;
    return (now + pause_ns + grid - 1) / grid * grid - now;
  }

 private:
  static std::uint64_t jittered(plugin_account& account, std::uint64_t ns) {
    std::byte dice[2];
    account.rt().world().random(dice);
    const auto d = static_cast<std::uint64_t>(dice[0]) << 8 | static_cast<std::uint64_t>(dice[1]);
    return ns - ns / 10 + ns / 5 * d / 65535;
  }
  std::uint64_t step_ns_ = 0;
};

std::optional<std::chrono::nanoseconds> between(std::uint64_t from_ns, std::uint64_t to_ns) {
  if (!from_ns || to_ns < from_ns) return std::nullopt;
  return std::chrono::nanoseconds(to_ns - from_ns);
}

/// What goes wrong while a job is waited for: since when, how often. Monotonic; 0: all is well.
struct trouble {
  std::uint64_t unknown_since = 0, silent_since = 0;
  int garbled = 0;
  std::optional<error> last;  // what ended the wait
  static trouble& of(std::unique_ptr<trouble>& t) {
    if (!t) t = std::make_unique<trouble>();
    return *t;
  }
};

/// All that a job that waits keeps of its wait.
struct waiting {
  pace steps;
  std::unique_ptr<trouble> troubles;  // kept apart: many wait, few have any
  bool held = true;                   // the first poll comes at once, unless the plugin says otherwise
};

error stopped_in(const job::state& s, error why) {
  if (!s.odd) return about(std::move(why), s);
  error e(why.code(),
          why.message() + "; the job was in a state that this version does not know ('" + s.provider_state() + "')");
  return about(std::move(e), s);
}

error unknown_for_too_long(const job::state& s) {
  error e(errc::unimplemented,
          "the job has been in a state that this version does not know ('" + s.provider_state() + "') for 10 minutes");
  return about(out_of_sight(std::move(e), s), s);
}

result_facts facts_of(const job::state& s) {
  result_facts facts;
  const job_snapshot& end = *s.late->end;
  facts.backend = s.backend(), facts.job_id = s.reference.id;
  facts.timing.total = std::chrono::nanoseconds(s.lease->core->account->now_ns() - s.began_ns);
  facts.timing.queue = between(end.created_ns, end.started_ns);
  facts.timing.run =
      end.execution_ns ? std::chrono::nanoseconds(end.execution_ns) : between(end.started_ns, end.finished_ns);
  if (!std::isnan(end.cost)) facts.cost.amount = end.cost, facts.cost.estimated = false;
  facts.cost.currency = end.currency;
  return facts;
}

}  // namespace

std::string job::state::uri() const {
  return known() ? job_uri(backend(), reference.id) : token_uri(backend(), reference.token());
}

billing billed_for(const job_snapshot& end) {
  if (std::isnan(end.cost)) return end.failure ? end.failure->billed() : billing::unknown;
  return end.cost > 0 ? billing::billed : billing::not_billed;
}

const std::string& job::state::provider_state() const {
  static const std::string none;
  return late ? late->provider_state : none;
}

job::state::late_facts& job::state::more() {
  if (!late) late = std::make_unique<late_facts>();
  return *late;
}

job_status job::state::status() const {
  job_status now;
  if (ended()) {
    const job_snapshot& end = *late->end;
    now = end.status();
    now.cancellation = cancellation, now.billed = billed_for(end), now.currency = end.currency;
    if (!std::isnan(end.cost)) now.cost = end.cost;
    return now;
  }
  now.cancellation = cancellation;
  now.state = last, now.provider_state = provider_state();
  if (queue_position != UINT32_MAX) now.queue_position = queue_position;
  return now;
}

void merge(job::state& s, job_snapshot&& now) {
  s.poll_after_ns = now.poll_after_ns;
  if (s.ended()) return;
  s.odd = now.state == job_state::unknown;
  if (s.odd && !now.provider_state.empty()) s.more().provider_state = now.provider_state;
  if (rank(now.state) < rank(s.last)) return;
  s.last = now.state, s.queue_position = now.queue_position;
  if (!now.id.empty()) s.reference.id = std::move(now.id);
  if (!now.memo.empty()) s.reference.memo = std::make_shared<const std::string>(std::move(now.memo));
  if (now.provider_state != s.provider_state()) s.more().provider_state = now.provider_state;
  if (now.results && !s.more().results) s.more().results = std::move(now.results);
  now.results.reset();
  if (now.ended()) s.more().end = std::move(now);
}

flow<expected<void>> ask_state(job::state& s) {
  auto now = co_await s.lease->core->account->poller().poll(s.reference);
  if (!now) co_return unanswered(std::move(now.error()), s);
  merge(s, std::move(*now));
  co_await book_state(s);
  co_return expected<void>();
}

namespace {

// Functions, because what is a local of a coroutine waits with it.
bool waited_out(const job::state& s, waiting& w, plugin_account& account) {
  if (!s.odd) {
    if (w.troubles) w.troubles->unknown_since = 0;
    return false;
  }
  trouble& t = trouble::of(w.troubles);
  if (!t.unknown_since) t.unknown_since = account.now_ns();
  return account.now_ns() - t.unknown_since > unknown_grace_ns;
}

bool worth_asking_again(const job::state& s, trouble& t, call_context& ctx, const error& e, std::uint64_t before_ns) {
  plugin_account& account = ctx.account;
  if (!t.silent_since) {
    t.silent_since = before_ns;
    account.log(log_level::warn,
                "job " + s.reference.id + " cannot be asked for, and is asked for again: " + e.message());
  }
  if (ctx.stopped() || account.now_ns() - t.silent_since > silent_grace_ns) return false;
  return (e.code() == errc::data_loss && ++t.garbled <= most_garbled) || worth_repeating(e);
}

/// Whether the wait goes on; if not, why is in its troubles.
flow<bool> ask_again(job::state& s, waiting& w) {
  call_context& ctx = co_await this_call();
  const std::uint64_t before = ctx.account.now_ns();
  auto asked = co_await ask_state(s);
  w.held = asked && ctx.account.now_ns() - before >= held_ns;
  if (asked) {
    if (w.troubles) w.troubles->garbled = 0, w.troubles->silent_since = 0;
    co_return true;
  }
  trouble& t = trouble::of(w.troubles);
  if (worth_asking_again(s, t, ctx, asked.error(), before)) co_return true;
  t.last.emplace(ctx.stopped() ? std::move(asked.error()) : out_of_sight(std::move(asked.error()), s));
  co_return false;
}

}  // namespace

flow<expected<void>> await_end(job::state& s) {
  call_context& ctx = co_await this_call();
  waiting w;
  while (!s.ended()) {
    if (waited_out(s, w, ctx.account)) co_return unknown_for_too_long(s);
    co_await pause(w.steps.next(ctx.account, s.poll_after_ns, w.held));
    if (ctx.stopped()) co_return stopped_in(s, ctx.stop_error());
    if (!co_await ask_again(s, w)) co_return std::move(*w.troubles->last);
  }
  co_return expected<void>();
}

namespace {

/// The results are there, and paid for: what passes is waited out.
flow<expected<void>> fetch(job::state& s) {
  call_context& ctx = co_await this_call();
  const auto start_with = [](const reference_arguments* a) {
    return [a](auto verb, kw_backend* b, kw_done d) { return verb(b, &a->ref, d); };
  };
  const auto copy = [](const void* p, const std::string&) { return to_results(*static_cast<const kw_results*>(p)); };
  for (int n = 0;; ++n) {
    const auto args = std::make_shared<reference_arguments>(s.reference);
    plugin_wait wait("fetch", &kw_backend_vt::fetch, args, start_with(args.get()), copy);
    auto fetched = co_await wait;
    if (fetched) {
      s.late->results = std::move(*fetched);
      co_return expected<void>();
    }
    const bool passes = fetched.error().code() == errc::data_loss ? n < most_garbled : worth_repeating(fetched.error());
    if (ctx.stopped() || n == most_fetches || !passes) co_return unanswered(std::move(fetched.error()), s);
    co_await pause(std::min(first_pause_ns << n, longest_pause_ns));
    if (ctx.stopped()) co_return about(ctx.stop_error(), s);
  }
}

}  // namespace

flow<expected<std::vector<expected<result>>>> collect(job::state& s) {
  if (s.last == job_state::failed) co_return about(*s.late->end->failure, s);
  if (s.last == job_state::cancelled) co_return about(error(errc::cancelled, "the job was cancelled"), s);
  if (auto ok = co_await recall_expectation(s); !ok) co_return about(std::move(ok.error()), s);
  if (!s.late->results)
    if (auto ok = co_await fetch(s); !ok) co_return std::move(ok.error());
  const result_facts facts = facts_of(s);
  std::vector<expected<result>> all;
  all.reserve(s.expected.size());
  for (std::size_t i = 0; i < s.expected.size(); ++i) {
    auto one = convert(s.expected, i, *s.late->results, facts);
    if (one)
      all.push_back(std::move(one));
    else
      all.emplace_back(about(std::move(one.error()), s));
  }
  co_await keep_results(s, all);
  co_return all;
}

namespace {

cancel_outcome outcome_of_cancel(const job_snapshot& answer, job_state before) {
  switch (answer.state) {
    case job_state::cancelled:
      return answer.started_ns || before == job_state::running ? cancel_outcome::while_running
                                                               : cancel_outcome::before_run;
    case job_state::done:
    case job_state::failed: return cancel_outcome::too_late;
    default: return cancel_outcome::pending;
  }
}

}  // namespace

flow<expected<job_status>> ask_cancel(job::state& s) {
  if (s.ended()) {
    if (s.cancellation == cancel_outcome::none) s.cancellation = cancel_outcome::too_late;
    co_return s.status();
  }
  const auto args = std::make_shared<reference_arguments>(s.reference);
  const auto start = [a = args.get()](auto verb, kw_backend* b, kw_done d) { return verb(b, &a->ref, d); };
  const auto copy = [](const void* p, const std::string& account) {
    return to_job(*static_cast<const kw_job*>(p), account);
  };
  plugin_wait wait("cancel", &kw_backend_vt::cancel, args, start, copy);
  auto answer = co_await wait;
  if (!answer) {
    const bool never = answer.error().code() == errc::unimplemented;
    s.cancellation = never ? cancel_outcome::unsupported : cancel_outcome::unanswered;
    co_return unanswered(std::move(answer.error().cancellation(s.cancellation)), s);
  }
  s.cancellation = outcome_of_cancel(*answer, s.last);
  merge(s, std::move(*answer));
  co_await book_state(s);
  co_return s.status();
}

}  // namespace ketway
