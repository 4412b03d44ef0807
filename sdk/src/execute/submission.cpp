#include "execute/submission.hpp"

#include <algorithm>

#include "execute/waits.hpp"
#include "host/plugin_wait.hpp"

namespace ketway {
namespace {

constexpr std::uint64_t first_pause_ns = 1'000'000'000, longest_pause_ns = 30'000'000'000;
constexpr int most_resends = 5;
constexpr int most_garbled = 3;  // answers that cannot be read

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

std::string token_of(const job::state& s) { return {s.reference.client_token.data(), s.reference.client_token.size()}; }

error not_known(error e, const job::state& s) {
  e.maybe_executed(true).fate(job_fate::may_run);
  if (e.advice().empty()) e.advice("a job may run and cost all the same: it would carry the token " + token_of(s));
  return e;
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

flow<expected<void>> submit_work(job::state& s, std::shared_ptr<work> w) {
  call_context& ctx = co_await this_call();
  plugin_account& account = ctx.account;
  const std::uint32_t kind = account.plugin().find_kind;
  auto answer = co_await send(w);
  if (!answer && kind == KW_FIND_RESEND && answer.error().maybe_executed()) {
    // Once it may have arrived, a later failure to send says nothing of that.
    for (int n = 0; !answer && n < most_resends && (answer.error().maybe_executed() || answer.error().retryable());
         ++n) {
      co_await pause(first_pause_ns << n);
      if (ctx.stopped()) co_return not_known(ctx.stop_error(), s);
      answer = co_await send(w);
    }
    if (!answer) co_return not_known(std::move(answer.error()), s);
  }
  if (!answer && answer.error().maybe_executed()) {
    if (kind != KW_FIND_BY_TOKEN || !account.vt().find || ctx.stopped())
      co_return not_known(std::move(answer.error()), s);
    account.log(log_level::info, "the answer to a submission was lost; looking for the job by its token");
    error lost = std::move(answer.error());
    auto found = co_await look_for(s, lost);
    if (!found) co_return std::move(found.error());
    if (!*found) co_return std::move(lost.maybe_executed(false).billed(billing::not_billed).retryable(true));
    answer = std::move(**found);
  }
  if (!answer) co_return std::move(answer.error());
  merge(s, std::move(*answer));
  co_return expected<void>();
}

}  // namespace ketway
