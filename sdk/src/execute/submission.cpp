#include "execute/submission.hpp"

#include <algorithm>

#include "execute/waits.hpp"
#include "host/plugin_wait.hpp"

namespace ketway {
namespace {

constexpr std::uint64_t first_pause_ns = 1'000'000'000, longest_pause_ns = 30'000'000'000;
constexpr int most_resends = 5;
constexpr int most_garbled = 3;  // answers that cannot be read
constexpr int most_again = 2;    // times that what was proved absent is sent again

job_snapshot copy_job(const void* p, const std::string& account) {
  return to_job(*static_cast<const kw_job*>(p), account);
}

flow<expected<job_snapshot>> send(std::shared_ptr<work> w) {
  const auto start = [w = w.get()](auto verb, kw_backend* b, kw_done d) { return verb(b, w->submission(), d); };
  plugin_wait wait("submit", &kw_backend_vt::submit, std::move(w), start, &copy_job);
  co_return co_await wait;
}

flow<expected<job_snapshot>> find(const job::state& s) {
  const auto args = std::make_shared<reference_arguments>(s.reference);
  const auto start = [a = args.get()](auto verb, kw_backend* b, kw_done d) { return verb(b, &a->ref, d); };
  plugin_wait wait("find", &kw_backend_vt::find, args, start, &copy_job);
  co_return co_await wait;
}

error not_known(error e, const job::state& s) {
  e.maybe_executed(true).fate(job_fate::may_run);
  if (s.journaled) e.job_uri(s.uri());
  if (e.advice().empty())
    e.advice("a job may run and cost all the same: it would carry the token " + std::string(s.reference.token()));
  return e;
}

/// Whether the account is the one that it was first sent to, as far as that is known.
bool is_at_home(const work& w, const plugin_account& a) { return w.account.empty() || w.account == a.configured(); }

error not_at_home(const job::state& s) {
  error e(errc::failed_precondition, "'" + s.backend() +
                                         "' is configured otherwise than when the job was submitted, maybe for another "
                                         "account: that it is not found here proves nothing, and it is not sent again");
  e.advice("go back to that configuration, where the job would carry the token " + std::string(s.reference.token()) +
           ", or give it up: `ketway jobs forget --lost`");
  return not_known(std::move(e), s);
}

/// A job that was seen, or null where it never was; else why that is not known.
flow<expected<std::optional<job_snapshot>>> look_for(job::state& s, error lost) {
  using answer = expected<std::optional<job_snapshot>>;
  call_context& ctx = co_await this_call();
  plugin_account& account = ctx.account;
  const std::uint64_t settles_at_ns = account.now_ns() + account.plugin().find_settle_ns;
  int garbled = 0;
  for (std::uint64_t pause_ns = first_pause_ns;; pause_ns = std::min(2 * pause_ns, longest_pause_ns)) {
    co_await pause(pause_ns);
    if (ctx.stopped()) co_return not_known(ctx.stop_error(), s);
    const std::uint64_t asked_at_ns = account.now_ns();
    auto found = co_await find(s);
    if (found) co_return answer(std::move(*found));
    if (ctx.stopped()) co_return not_known(ctx.stop_error(), s);
    const error& why = found.error();
    if (why.code() == errc::not_found && asked_at_ns >= settles_at_ns) co_return answer(std::nullopt);
    const bool passes = why.retryable() || (why.code() == errc::data_loss && ++garbled <= most_garbled);
    if (why.code() != errc::not_found && !passes) co_return not_known(std::move(lost), s);
  }
}

}  // namespace

namespace {

using settled = expected<std::optional<job_snapshot>>;

/// What may have arrived, sent again with the same token: the provider gives the same job.
flow<settled> send_again(job::state& s, std::shared_ptr<work> w, error lost) {
  call_context& ctx = co_await this_call();
  for (int n = 0; n < most_resends; ++n) {
    co_await pause(first_pause_ns << n);
    if (ctx.stopped()) co_return not_known(ctx.stop_error(), s);
    auto answer = co_await send(w);
    if (answer) co_return settled(std::move(*answer));
    lost = std::move(answer.error());
    // Once it may have arrived, a later failure to send says nothing of that.
    if (!lost.maybe_executed() && !lost.retryable()) break;
  }
  co_return not_known(std::move(lost), s);
}

/// The job of a submission that may have arrived; null where it is proved that it did not.
flow<settled> settle(job::state& s, std::shared_ptr<work> w, error lost) {
  call_context& ctx = co_await this_call();
  plugin_account& account = ctx.account;
  const std::uint32_t kind = account.plugin().find_kind;
  note_unknown(s);
  if (ctx.stopped()) co_return not_known(std::move(lost), s);
  if (kind == KW_FIND_RESEND && !is_at_home(*w, account)) co_return not_at_home(s);
  if (kind == KW_FIND_RESEND) co_return co_await send_again(s, std::move(w), std::move(lost));
  if (kind != KW_FIND_BY_TOKEN || !account.vt().find) {
    lost.advice(
        "this provider offers nothing to find a lost submission by, so it is never sent again by itself; look "
        "for the token " +
        std::string(s.reference.token()) + " there");
    co_return not_known(std::move(lost), s);
  }
  account.log(log_level::info, "the answer to a submission was lost; looking for the job by its token");
  co_return co_await look_for(s, std::move(lost));
}

bool may_be_sent(const job::state& s, call_context& ctx) {
  return !ctx.stopped() && !s.unwanted && (!s.expires_ns || ctx.account.rt().world().unix_ns() < s.expires_ns);
}

/// Sends it, unless `lost` says that it was sent before; settles what is lost; sends again what is absent.
flow<expected<void>> see_accepted(job::state& s, std::shared_ptr<work> w, std::optional<error> lost) {
  call_context& ctx = co_await this_call();
  for (int again = 0;; ++again) {
    if (!lost) {
      auto answer = co_await send(w);
      if (!answer && !answer.error().maybe_executed()) co_return co_await book_refused(s, std::move(answer.error()));
      if (answer) {
        merge(s, std::move(*answer));
        co_return expected<void>();
      }
      lost = std::move(answer.error());
    }
    auto found = co_await settle(s, w, *lost);
    if (!found) co_return std::move(found.error());
    if (*found) {
      merge(s, std::move(**found));
      co_return expected<void>();
    }
    if (!is_at_home(*w, ctx.account)) co_return not_at_home(s);
    if (again == most_again || !may_be_sent(s, ctx)) {
      lost->maybe_executed(false).billed(billing::not_billed).retryable(true).fate(job_fate::none);
      co_return co_await book_refused(s, std::move(*lost));
    }
    ctx.account.log(log_level::info, "the submission never arrived, and is sent again");
    lost.reset();
  }
}

}  // namespace

flow<expected<void>> submit_work(job::state& s, std::shared_ptr<work> w, const submit_terms& terms) {
  s.expires_ns = terms.expires_ns;
  const in_hand mine(s.lease->core->account->rt().submissions(), s.reference.token());
  if (auto ok = co_await book_intent(s, w, terms); !ok) co_return std::move(ok.error());
  if (auto ok = co_await see_accepted(s, std::move(w), std::nullopt); !ok) {
    call_context& ctx = co_await this_call();
    if (s.journaled && terms.cancels && ctx.stopped() && ok.error().maybe_executed() &&
        s.recorded == journal_state::unknown)
      co_await book_unwanted(s);
    co_return std::move(ok.error());
  }
  co_await book_accepted(s);
  co_return expected<void>();
}

flow<expected<void>> settle_submission(job::state& s, std::shared_ptr<work> w) {
  error lost(errc::unavailable, "the process that submitted it ended before it heard of the answer");
  lost.maybe_executed(true);
  if (auto ok = co_await see_accepted(s, std::move(w), std::move(lost)); !ok) co_return std::move(ok.error());
  co_await book_accepted(s);
  co_return expected<void>();
}

}  // namespace ketway
