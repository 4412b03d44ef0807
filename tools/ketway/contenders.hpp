#pragma once
// Several backends that a call names at once.

#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

#include "ketway/compare.hpp"
#include "opening.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): the name is CLI11's
class App;
}

namespace ketway::cli {

/// The flags of a command that runs something on several backends.
class contest_flags {
 public:
  std::string backends, shots, seed, timeout;
  void add_to(CLI::App& command, const std::string& shots_description);
  /// The names of --backends. Errors: invalid_argument where one is empty or stands there twice.
  expected<std::vector<std::string>> names() const;
  /// Sets what was given. Errors: invalid_argument, out_of_range.
  expected<void> apply_to(execute_options& options) const;
};

/// All at once, in the order of the names; what could not be opened in time takes part with its error.
boost::asio::awaitable<std::vector<contender>> open_all(const fleet& backends, std::vector<std::string> names,
                                                        time_limit limit);

/// After Ctrl-C: each job that may go on, or was ended, on a backend that is not a free simulator.
void say_what_is_left(const std::vector<contender>& all, const std::vector<std::pair<std::string, error>>& failures);

/// "0.30 USD", "free", "-" where it is not known.
std::string cost_text(const cost& c);

/// "unavailable": for a table, whose cells hold no sentence; the sentence stands on standard error.
std::string status_text(const std::optional<error>& failure);

}  // namespace ketway::cli
