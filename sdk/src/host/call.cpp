#include "host/call.hpp"

#include <algorithm>
#include <utility>

#include "host/plugin_account.hpp"

namespace ketway {

call_context::~call_context() { account.deadlines().remove(*this); }

void call_list::add(call_context& c) noexcept {
  c.next_ = first_, c.place_ = &first_;
  if (first_) first_->place_ = &c.next_;
  first_ = &c;
}

void call_list::remove(call_context& c) noexcept {
  if (!c.place_) return;
  *c.place_ = c.next_;
  if (c.next_) c.next_->place_ = c.place_;
  c.place_ = nullptr;
}

void call_list::abort_all() {
  // A wait ends later, never inside `interrupt`: the list does not change meanwhile.
  for (call_context* c = first_; c; c = c->next_) c->abort();
}

void call_context::begin() {
  account.call_began(*this);
  if (account.closing()) return abort();
  if (deadline_ns_ != deadline::never) set_deadline(deadline_ns_);
}

void call_context::join(std::uint64_t at_ns) {
  account.call_began(*this);
  at_ns = std::min(at_ns, account.closing_at_ns());
  if (at_ns != deadline::never) set_deadline(at_ns);
}

void call_context::task_ended() noexcept {
  account.deadlines().remove(*this);
  const auto keep = account.shared_from_this();
  call_list::remove(*this);
  ended_(*this);
  keep->call_ended();
}

void call_context::set_deadline(std::uint64_t at_ns) {
  deadline_ns_ = at_ns;
  if (at_ns <= account.now_ns()) return stop(errc::deadline_exceeded);
  account.deadlines().add(*this, at_ns);
}

error call_context::stop_error() const {
  if (why_ == errc::aborted)
    return std::move(error(errc::cancelled, "the runtime ended while this was running").backend(account.name()));
  error e(why_, why_ != errc::deadline_exceeded ? "cancelled by the caller"
                : hosts_limit_                  ? "the backend did not answer in time"
                                                : "the deadline has passed");
  e.backend(account.name());
  return e;
}

void call_context::resume_for_cleanup() {
  if (!stopped()) return;
  cleaning_up_ = true;
  renew(deadline_ns_ - last_words_ns);
}

void call_context::renew(std::uint64_t at_ns) {
  why_ = errc::ok;
  set_deadline(std::min(at_ns, account.closing_at_ns()));
}

void call_context::stop(errc why) {
  if (stopped()) return;
  why_ = why;
  deadline_ns_ =
      cleaning_up_ ? deadline_ns_ + last_words_ns : std::min(account.now_ns() + grace_ns, account.closing_at_ns());
  if (auto* w = std::exchange(waiting_, nullptr)) w->interrupt();
}

}  // namespace ketway
