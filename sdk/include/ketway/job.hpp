#pragma once
// A submitted job. A cheap handle: copies name the same job. Losing every handle neither cancels nor loses it.

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ketway/error.hpp"
#include "ketway/result.hpp"

namespace ketway {

enum class job_state : std::uint8_t { unknown, queued, running, done, failed, cancelled };
std::string_view to_string(job_state s) noexcept;

class job_status {
 public:
  job_status() = default;
  job_state state = job_state::unknown;
  std::string provider_state;  ///< verbatim; empty: none
  std::optional<std::uint32_t> queue_position;
  std::optional<ketway::error> failure;  ///< for `failed`
  cancel_outcome cancellation = cancel_outcome::none;
  billing billed = billing::unknown;  ///< of a job that has ended
  std::optional<double> cost;         ///< none: not known
  std::string currency;               ///< of `cost`
};

/// Every call may be made from any executor and any thread, several at once. Each honours the caller's cancellation slot:
/// it then ends with `cancelled`, and the job itself goes on, except where `cancel` says otherwise.
class job {
 public:
  /// The provider's own id; empty for a job whose submission is not settled yet (`runtime::resume`).
  const std::string& id() const noexcept;
  /// "ketway:<backend>/<id>", or "ketway:<backend>/token:<token>" where the id was not known yet: names the job for any
  /// process that has the same journal (`runtime::attach`). Holds no secret.
  const std::string& uri() const noexcept;
  const std::string& backend() const noexcept;

  /// Asks the backend now. Errors: those of the backend.
  boost::asio::awaitable<job_status> status() const;
  boost::asio::awaitable<expected<job_status>> try_status() const;
  /// Waits until it is done. One entry a circuit (and parameter set) in the order submitted. Errors: the job's own
  /// failure, cancelled, deadline_exceeded after `deadline` (the job goes on then; the error carries its uri).
  boost::asio::awaitable<std::vector<expected<ketway::result>>> results(
      std::optional<std::chrono::nanoseconds> deadline = {}) const;
  boost::asio::awaitable<expected<std::vector<expected<ketway::result>>>> try_results(
      std::optional<std::chrono::nanoseconds> deadline = {}) const;
  /// For a job of one circuit: its result, or exception.
  boost::asio::awaitable<ketway::result> result(std::optional<std::chrono::nanoseconds> deadline = {}) const;
  /// Asks the backend to cancel it. The state afterwards: `cancelled`, or `done`/`failed` where it was too late, or
  /// `running` where the backend has not decided yet. One of which nobody knows whether it was accepted is looked for
  /// first, and is not sent any more where it was not: it is `cancelled` then, before it ran. Errors: unimplemented where
  /// the backend can't.
  boost::asio::awaitable<job_status> cancel() const;
  boost::asio::awaitable<expected<job_status>> try_cancel() const;

  /// What a set of backends did until this one accepted it; empty where there was none, and for a job that was found again.
  const decision_log& decisions() const noexcept;
  /// For decorators. Of this handle: other copies keep theirs.
  job& decisions(std::shared_ptr<const decision_log> all) { return decisions_ = std::move(all), *this; }

  /// See `job_node::settle`; `runtime::resume` does it for all that is owed.
  boost::asio::awaitable<expected<void>> try_settle(std::chrono::nanoseconds deadline) const;

  job() = default;  ///< names no job; may only be assigned to
  struct state;     // private to sdk/src/execute
  explicit job(std::shared_ptr<class job_node> n) : node_(std::move(n)) {}

 private:
  std::shared_ptr<job_node> node_;
  std::shared_ptr<const decision_log> decisions_;  // none: no set was asked
};

}  // namespace ketway
