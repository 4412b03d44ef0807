#include "execute/reconcile.hpp"

#include "execute/booking.hpp"
#include "execute/submission.hpp"
#include "execute/waits.hpp"
#include "journal/error_codec.hpp"

namespace ketway {
namespace {

constexpr std::uint64_t look_pause_ns = 1'000'000'000;  // at the journal, while another process has the job in hand
constexpr std::uint64_t share_pause_ns = 50'000'000;    // at a job that another call of this process has in hand

error refused_before(const job::state& s, const job_record& r) {
  error why = decode_error(r.failure).value_or(error(errc::failed_precondition, "the job was never accepted"));
  return std::move(why.backend(s.backend()).job_uri(r.uri()).billed(billing::not_billed));
}

/// That the journal does not answer says nothing of the job.
error not_settled(error why) {
  return std::move(why.billed(billing::unknown).maybe_executed(true).fate(job_fate::may_run));
}

/// What another process has found out.
bool adopt(job::state& s, const job_record& r) {
  if (r.id.empty()) return false;
  s.reference.id = r.id, s.recorded = r.state;
  if (!r.memo.empty()) s.reference.memo = std::make_shared<const std::string>(r.memo);
  return true;
}

/// In hand when this ends without an error, or already settled by somebody else.
flow<expected<void>> take(job::state& s) {
  call_context& ctx = co_await this_call();
  for (;;) {
    auto mine = co_await claim(s);
    if (ctx.stopped()) co_return ctx.stop_error();
    if (!mine && mine.error().code() != errc::aborted) co_return not_settled(std::move(mine.error()));
    auto now = co_await look_up(s);
    if (ctx.stopped()) co_return ctx.stop_error();
    if (!now) co_return not_settled(std::move(now.error()));
    if (adopt(s, *now)) co_return expected<void>();
    if (is_end(now->state)) co_return refused_before(s, *now);
    s.recorded = now->state;
    if (mine) {
      s.expires_ns = now->expires_ns;
      co_return expected<void>();
    }
    co_await pause(look_pause_ns);
    if (ctx.stopped()) co_return ctx.stop_error();
  }
}

flow<expected<void>> settle(job::state& s) {
  if (auto mine = co_await take(s); !mine || s.known()) co_return mine;
  auto w = co_await recall(s);
  if (!w) co_return not_settled(std::move(w.error()));
  s.expected = *(*w)->expected;
  co_return co_await settle_submission(s, std::move(*w));
}

}  // namespace

flow<expected<void>> reconcile(job::state& s) {
  if (s.known() || !s.journaled) co_return expected<void>();
  call_context& ctx = co_await this_call();
  in_hand mine(ctx.account.rt().submissions(), s.reference.token());
  while (!mine.retry()) {
    co_await pause(share_pause_ns);
    if (ctx.stopped()) co_return ctx.stop_error();
  }
  if (s.known()) co_return expected<void>();
  auto how = co_await settle(s);
  if (!how) how.error().backend(s.backend()).job_uri(s.uri());
  co_return how;
}

}  // namespace ketway
