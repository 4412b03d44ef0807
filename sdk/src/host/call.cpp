#include "host/call.hpp"

#include <utility>

#include "host/plugin_account.hpp"

namespace ketway {

call_context::~call_context() { account.deadlines().remove(*this); }

void call_context::set_deadline(std::uint64_t at_ns) {
  deadline_ns_ = at_ns;
  if (at_ns <= account.now_ns()) return stop(errc::deadline_exceeded);
  account.deadlines().add(*this, at_ns);
}

error call_context::stop_error() const {
  error e(why_, why_ == errc::deadline_exceeded ? "the deadline has passed" : "cancelled by the caller");
  e.backend(account.name());
  return e;
}

void call_context::resume_for_cleanup(std::uint64_t at_ns) {
  why_ = errc::ok;
  set_deadline(at_ns);
}

void call_context::stop(errc why) {
  if (stopped()) return;
  why_ = why;
  if (auto* w = std::exchange(waiting_, nullptr)) w->interrupt();
}

}  // namespace ketway
