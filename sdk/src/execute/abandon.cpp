#include "execute/abandon.hpp"

#include <optional>

#include "host/plugin_account.hpp"

namespace ketway {
namespace {

/// Owns the wait for a job that nobody waits for any more, and ends with it, or with its account.
class background_call final : public call_context {
 public:
  background_call(std::shared_ptr<plugin_account> a, std::unique_ptr<job::state> s)
      : call_context(*a, &ended), keep_(std::move(a)), state_(std::move(s)) {}
  static void run(std::shared_ptr<plugin_account> a, std::unique_ptr<job::state> s) {
    auto* call = new background_call(std::move(a), std::move(s));
    call->wait_.emplace(see_through(*call->state_));
    call->begin();
    call->wait_->start(*call);
  }

 private:
  static flow<void> see_through(job::state& s) {
    call_context& ctx = co_await this_call();
    if (auto ok = co_await await_end(s); !ok) {
      ctx.account.log(log_level::info, "job " + s.reference.id + " is no longer waited for: " + ok.error().message());
      co_return;
    }
    if (auto all = co_await collect(s); !all)
      ctx.account.log(log_level::info,
                      "job " + s.reference.id + " has ended without a result: " + all.error().message());
  }
  static void ended(call_context& c) { delete static_cast<background_call*>(&c); }
  const std::shared_ptr<plugin_account> keep_;
  const std::unique_ptr<job::state> state_;
  std::optional<flow<void>> wait_;
};

void say_what_cancelling_came_to(error& why, const job::state& s, const expected<job_status>& answer) {
  why.fate(s.fate()).maybe_executed(s.fate() == job_fate::may_run).cancellation(s.cancellation);
  if (s.ended()) why.billed(billed_for(*s.late->end));
  switch (s.cancellation) {
    case cancel_outcome::before_run: why.advice("the job was cancelled before it ran"); break;
    case cancel_outcome::while_running: why.advice("the job was cancelled while it ran"); break;
    case cancel_outcome::too_late: why.advice("it was too late to cancel the job: it has ended"); break;
    case cancel_outcome::unsupported: why.advice("this backend cannot cancel jobs: it goes on"); break;
    case cancel_outcome::pending:
      why.advice("the backend was asked to cancel the job and says: " + std::string(to_string(answer->state)));
      break;
    default: why.advice("the job could not be cancelled (" + answer.error().message() + ") and may go on");
  }
}

}  // namespace

flow<error> leave(std::unique_ptr<job::state> s, error why, on_abandon policy) {
  call_context& ctx = co_await this_call();
  if (!s->known()) co_return why;
  why.job_uri(s->uri()).fate(s->fate());
  if (s->ended()) co_return std::move(why.billed(billed_for(*s->late->end)));
  why.maybe_executed(true);
  if (policy == on_abandon::cancel_remote) {
    ctx.resume_for_cleanup();
    const auto answer = co_await ask_cancel(*s);
    say_what_cancelling_came_to(why, *s, answer);
    co_return why;
  }
  const bool kept = policy == on_abandon::keep && s->journaled && !ctx.account.closing();
  why.advice(std::string("the job goes on") + (kept ? ", and its results will be in the journal" : "") +
             "; its id at the provider is '" + s->reference.id + "'");
  if (kept) background_call::run(ctx.account.shared_from_this(), std::move(s));
  co_return why;
}

}  // namespace ketway
