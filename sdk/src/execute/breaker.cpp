#include "execute/breaker.hpp"

#include <algorithm>

namespace ketway {

std::string_view to_string(breaker_state s) noexcept {
  switch (s) {
    case breaker_state::closed: return "closed";
    case breaker_state::open: return "open";
    case breaker_state::half_open: return "half_open";
  }
  return "closed";
}

std::uint64_t breaker::part_ns() const noexcept {
  return std::max<std::uint64_t>(
      1, static_cast<std::uint64_t>(std::max<std::int64_t>(0, settings_.window().count())) / parts);
}

breaker::part& breaker::part_at(std::uint64_t at) {
  const std::uint64_t number = at / part_ns();
  part& p = window_[number % parts];
  if (p.number < number) p = part(), p.number = number;
  return p;  // where a younger part has its place already, that one
}

bool breaker::too_many(std::uint64_t now) const {
  if (row_ >= settings_.failures_in_row()) return true;
  const std::uint64_t number = now / part_ns();
  std::uint64_t calls = 0, failures = 0;
  for (const part& p : window_)
    if (p.number <= number && number - p.number < parts) calls += p.calls, failures += p.failures;
  return calls >= std::max<std::uint64_t>(1, settings_.minimum_calls()) && failures > 0 &&
         static_cast<double>(failures) >= settings_.share() * static_cast<double>(calls);
}

breaker_state breaker::state(std::uint64_t now) const noexcept {
  if (!open_) return breaker_state::closed;
  return now < until_ ? breaker_state::open : breaker_state::half_open;
}

bool breaker::would_admit(std::uint64_t now) const noexcept {
  const breaker_state s = state(now);
  if (s != breaker_state::half_open || trial_out_ == 0) return s != breaker_state::open;
  return now - std::min(tried_at_, now) >=
         static_cast<std::uint64_t>(std::max<std::int64_t>(0, settings_.open_at_most().count()));
}

std::optional<breaker::ticket> breaker::admit(std::uint64_t now) {
  if (!would_admit(now)) return std::nullopt;
  if (!open_) return ticket(ticket::kind::usual, era_);
  trial_out_ = ++trials_, tried_at_ = now;
  return ticket(ticket::kind::trial, era_, trial_out_);
}

breaker::ticket breaker::insist(std::uint64_t now) {
  if (const auto usual = admit(now)) return *usual;
  return {ticket::kind::insisted, era_};
}

void breaker::report(const ticket& t, outcome how, std::uint64_t began, std::uint64_t now) {
  if (t.of_era != era_) return;
  if (t.trial != 0 && t.trial == trial_out_) trial_out_ = 0;
  if (how == outcome::neither) return;
  const bool slow = settings_.slow_call() &&
                    now - std::min(began, now) >
                        static_cast<std::uint64_t>(std::max<std::int64_t>(0, settings_.slow_call()->count()));
  const bool failed = how == outcome::failure || slow;
  if (!open_) return count(failed, now, now);
  if (!failed) return close(now);
  if (t.what == ticket::kind::trial) open(now, true);
  // One that was insisted on and failed says what is known already.
}

void breaker::count(bool failed, std::uint64_t at, std::uint64_t now) {
  part& p = part_at(at);
  ++p.calls;
  if (failed) {
    ++p.failures, ++row_;
  } else {
    row_ = 0, row_began_ = at;
  }
  if (failed && too_many(now)) open(now, false);
}

void breaker::open(std::uint64_t now, bool after_trial) {
  const auto window = static_cast<std::uint64_t>(std::max<std::int64_t>(0, settings_.window().count()));
  if (!open_ && now - std::min(closed_at_, now) >= window) openings_ = 0;
  ++openings_;
  const auto once = static_cast<std::uint64_t>(std::max<std::int64_t>(0, settings_.open_for().count()));
  const auto most = static_cast<std::uint64_t>(std::max<std::int64_t>(0, settings_.open_at_most().count()));
  // Multiplied only as far as it can matter.
  const std::uint64_t length = once == 0 ? 0 : openings_ > most / once ? most : once * openings_;
  open_ = true, reopened_ = after_trial, trial_out_ = 0, ++era_;
  opened_at_ = now, until_ = now + length;
  before_ = window_, row_before_ = row_;
  clear_window();
}

void breaker::close(std::uint64_t now) {
  open_ = false, reopened_ = false, trial_out_ = 0, ++era_;
  closed_at_ = now, row_ = 0, row_began_ = now;
  clear_window();
}

void breaker::clear_window() { window_ = {}; }

void breaker::forgive(std::uint64_t at, std::uint64_t now) {
  const bool opened_since = open_ && opened_at_ >= at;
  if (opened_since && reopened_) {
    // It was the trial that failed: another may follow.
    if (opened_at_ == at) until_ = std::min(until_, now), --openings_;
    return;
  }
  if (open_ && !opened_since) return;
  if (opened_since) window_ = before_, row_ = row_before_;
  if (part& p = part_at(at); p.number == at / part_ns() && p.failures > 0) --p.failures, --p.calls;
  if (row_ > 0 && at >= row_began_) --row_;
  if (!opened_since) return;
  if (too_many(now)) {
    before_ = window_, row_before_ = row_;
    return clear_window();
  }
  open_ = false, trial_out_ = 0, ++era_, --openings_;
}

void breaker::blame(std::uint64_t at, std::uint64_t now) {
  if (!open_) count(true, at, now);
}

}  // namespace ketway
