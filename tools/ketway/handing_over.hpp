#pragma once
// `run --no-wait`: jobs that are handed over and left to the journal.

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>
#include <type_traits>
#include <vector>

#include "exit_status.hpp"
#include "ketway/backend.hpp"
#include "ketway/error.hpp"
#include "opening.hpp"
#include "outcome_report.hpp"

namespace ketway::cli {

/// A job that another call can wait for.
class left_job {
 public:
  left_job() = default;
  std::string id, uri, backend;
  bool done = false;  ///< it has ended, and its results are in the journal
  decision_log decisions;
};

class hand_over_options {
 public:
  hand_over_options() = default;
  execute_options options;
  time_limit limit{std::nullopt};
  /// Whether jobs of that backend end with this process: they are seen to their end first.
  std::function<bool(const std::string&)> to_the_end;
};
static_assert(!std::is_aggregate_v<hand_over_options>);

/// A job a circuit, in order; the journal knows each. Where it costs, all of them are checked before the first is sent, and
/// none is where one cannot run. Errors: those of `backend::try_submit`, and of the job where it is seen to its end.
boost::asio::awaitable<std::vector<expected<left_job>>> hand_over(backend where, std::vector<circuit> all,
                                                                  hand_over_options how);

/// The ids on standard output, how to go on and failures on standard error. `r` gives all but the outcomes.
exit_status tell(session& s, const std::vector<expected<left_job>>& all, outcome_report& r);

}  // namespace ketway::cli
