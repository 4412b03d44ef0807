#include "execute/error_class.hpp"

#include <algorithm>
#include <array>

namespace ketway {
namespace {

bool proves_nothing(errc code) noexcept {
  switch (code) {
    case errc::ok:
    case errc::internal:
    case errc::unknown:
    case errc::data_loss:
    case errc::aborted:
    case errc::deadline_exceeded:
    case errc::already_exists: return true;
    default: return false;
  }
}

}  // namespace

std::string_view to_string(error_class c) noexcept {
  switch (c) {
    case error_class::retry_same: return "retry_same";
    case error_class::try_other: return "try_other";
    case error_class::give_up: return "give_up";
  }
  return "give_up";
}

std::string_view to_string(decision::step s) noexcept {
  constexpr std::array<std::string_view, 10> words{
      "tried", "skipped_open_breaker", "failed",     "retried", "hedged",
      "won",   "cancelled_loser",      "left_loser", "gave_up", "cancelled"};
  const auto i = static_cast<std::size_t>(s);
  return i < words.size() ? words[i] : "gave_up";
}

error_class classify(const error& e) noexcept {
  const bool known_unbilled = e.billed() == billing::not_billed;
  if (e.maybe_executed() || e.fate() == job_fate::may_run || e.billed() == billing::billed) return error_class::give_up;
  const bool had_a_job = e.fate() != job_fate::none || !e.job_uri().empty();
  if (had_a_job && !known_unbilled) return error_class::give_up;
  if (!had_a_job && e.code() == errc::cancelled) return error_class::give_up;
  if (!had_a_job && !known_unbilled && !e.unreachable() && proves_nothing(e.code())) return error_class::give_up;
  return e.retryable() ? error_class::retry_same : error_class::try_other;
}

error all_refused(const std::string& set, std::vector<error> refusals) {
  if (refusals.size() == 1) return std::move(refusals.front());
  const auto every = [&refusals](auto&& what) { return std::all_of(refusals.begin(), refusals.end(), what); };
  const auto passes = std::find_if(refusals.begin(), refusals.end(), [](const error& e) { return e.retryable(); });
  const error& first = refusals.front();
  errc code = first.code();
  if (passes != refusals.end())
    code = passes->code();
  else if (!every([code](const error& e) { return e.code() == code; }))
    code = every([](const error& e) { return e.code() == errc::invalid_argument || e.code() == errc::not_found; })
               ? errc::invalid_argument
               : errc::unavailable;
  std::string text = "no backend could run it";
  std::chrono::nanoseconds wait{0};
  for (const error& e : refusals) {
    text += (&e == &first ? ": " : "; ") + (e.backend().empty() ? std::string("?") : e.backend()) + ": " +
            (e.message().empty() ? std::string(to_string(e.code())) : e.message());
    if (e.retryable() && e.retry_after().count() > 0 && (wait.count() == 0 || e.retry_after() < wait))
      wait = e.retry_after();
  }
  error all(code, std::move(text));
  all.backend(set).billed(billing::not_billed).retryable(passes != refusals.end());
  if (wait.count() > 0) all.retry_after(wait);
  all.needs_user(every([](const error& e) { return e.needs_user(); }));
  all.misconfigured(every([](const error& e) { return e.misconfigured(); }));
  all.unreachable(every([](const error& e) { return e.unreachable(); }));
  return all;
}

error kept_here(error e) {
  const std::string why = e.billed() == billing::billed ? "a job has cost something there"
                          : e.maybe_executed() || e.fate() == job_fate::may_run
                              ? "a job may run there"
                              : "nothing proves that no job has run or cost anything there";
  std::string advice = e.advice();
  if (!advice.empty()) advice += "; ";
  return std::move(e.advice(advice + "no other backend was asked, because " + why));
}

}  // namespace ketway
