#pragma once
// Backends made of backends. docs/failover.md tells it for people.

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "ketway/backend.hpp"
#include "ketway/breaker.hpp"

namespace ketway {

/// What may follow a failure.
enum class error_class : std::uint8_t {
  retry_same,  ///< nothing has run; the same backend may do it in a moment
  try_other,   ///< nothing has run; another backend may do it
  give_up,     ///< a job may run, has cost something, or nothing proves that it has not
};
std::string_view to_string(error_class c) noexcept;

/// The rule that decides whether a circuit may be sent to somebody else. Pure. The first row that applies:
///
///     maybe_executed, fate may_run, or billed                                     give_up
///     a job was there (fate cancelled or ended, or a uri), not known unbilled     give_up
///     cancelled without a job: the caller's wish                                  give_up
///     no job, billing not known, not unreachable, and a code that proves          give_up
///       nothing: internal, unknown, data_loss, aborted, deadline_exceeded,
///       already_exists, ok
///     retryable                                                                   retry_same
///     everything else: a refusal before anything ran, or a job that failed or
///       was cancelled and is known to be unbilled                                 try_other
///
/// It relies on what `maybe_executed` means: where it is not set on a refusal, the provider has not acted on the call.
error_class classify(const error& e) noexcept;

/// In which order the candidates of a set are tried now. Thread-safe; called once a call, must not block.
class ranking {
 public:
  virtual ~ranking() = default;
  /// Places in `candidates`, best first. Those that are left out follow as listed; a place beyond the end, or named again,
  /// is passed over. An exception ends the call with it.
  virtual std::vector<std::size_t> order(const std::vector<backend>& candidates) = 0;
};

class failover_options {
 public:
  failover_options() = default;

  /// What the set is called; default "failover(a, b)".
  failover_options& name(std::string n) { return name_ = std::move(n), *this; }
  /// How often the same backend is tried again where that may help, and the pause before the first of these (doubled each
  /// time, with up to a half of it left out by chance). Default once after 500 ms.
  failover_options& retry_same(std::uint32_t times, std::chrono::nanoseconds pause = std::chrono::milliseconds(500)) {
    return retries_ = times, pause_ = pause, *this;
  }
  /// A backend that asks for a longer pause than this, or took longer than this to fail, is left for another; default 30 s.
  failover_options& longest_pause(std::chrono::nanoseconds t) { return longest_pause_ = t, *this; }
  /// When a second request goes to the next free candidate; default never. Of `execute` alone. The first answer is
  /// taken and the other request cancelled; its backend gets up to 1 s to say how that went before the result is handed out.
  failover_options& hedge_after(std::optional<std::chrono::nanoseconds> t) { return hedge_after_ = t, *this; }
  /// Two requests for one answer: one is thrown away, so neither goes to a device that is not free, unless asked.
  failover_options& hedge_paid(bool yes) { return hedge_paid_ = yes, *this; }
  /// Of backends that no set of the runtime has named before; else what that set said holds.
  failover_options& breaker(breaker_settings s) { return breaker_ = s, *this; }
  /// Default: as listed.
  failover_options& ranking(std::shared_ptr<ketway::ranking> r) { return ranking_ = std::move(r), *this; }

  const std::string& name() const noexcept { return name_; }
  std::uint32_t retries() const noexcept { return retries_; }
  std::chrono::nanoseconds pause() const noexcept { return pause_; }
  std::chrono::nanoseconds longest_pause() const noexcept { return longest_pause_; }
  std::optional<std::chrono::nanoseconds> hedge_after() const noexcept { return hedge_after_; }
  bool hedge_paid() const noexcept { return hedge_paid_; }
  const breaker_settings& breaker() const noexcept { return breaker_; }
  const std::shared_ptr<ketway::ranking>& ranking() const noexcept { return ranking_; }

 private:
  std::string name_;
  std::uint32_t retries_ = 1;
  std::chrono::nanoseconds pause_ = std::chrono::milliseconds(500), longest_pause_ = std::chrono::seconds(30);
  std::optional<std::chrono::nanoseconds> hedge_after_;
  bool hedge_paid_ = false;
  breaker_settings breaker_;
  std::shared_ptr<ketway::ranking> ranking_;
};
static_assert(!std::is_aggregate_v<failover_options>);

/// One backend of several: each call goes to the first that takes it, and on to the next only where `classify` allows it.
/// A candidate may be a set. The caller's deadline bounds the whole; on cancellation nobody else is tried, and the job
/// that runs is left as `when_abandoned` says. `result::backend()` is who ran it; `result::decisions()`, `job::decisions()` and
/// `error::decisions()` say what was tried and why.
///
/// - `name`: the options'. `device`: of the first candidate as listed that is known (one that could not be opened yet is not),
///   but `free` and `simulator` only where all are.
/// - `refresh`: of all; fails where none answers.
/// - `execute_batch`, `sweep`: what one candidate leaves undone goes to the next; each circuit is judged on its own.
/// - `submit`: to the first that accepts; the job is then that backend's.
/// - `validate`: well where one candidate says so. Asks no breaker, changes none.
/// - `estimate`: of the first candidate as listed that can say it. Its range holds what the others would cost; where one of
///   them costs in another unit, there is no range.
/// - `session`: of the first candidate that has one, on that device alone. `join_session`: unimplemented, since an id
///   does not say whose it is.
///
/// Errors beside those of backends: where all have refused, one that tells every backend's reason, with the code that they
/// share, else of the one that may pass. Throws exception(invalid_argument): no candidate, or one of no runtime.
backend failover(failover_options o, std::vector<backend> candidates);

template <std::same_as<backend>... Rest>
backend failover(failover_options o, backend first, Rest... rest) {
  return failover(std::move(o), std::vector<backend>{std::move(first), std::move(rest)...});
}
template <std::same_as<backend>... Rest>
backend failover(std::shared_ptr<ranking> order, backend first, Rest... rest) {
  failover_options o;
  o.ranking(std::move(order));
  return failover(std::move(o), std::vector<backend>{std::move(first), std::move(rest)...});
}
template <std::same_as<backend>... Rest>
backend failover(backend first, Rest... rest) {
  return failover(failover_options(), std::vector<backend>{std::move(first), std::move(rest)...});
}

}  // namespace ketway
