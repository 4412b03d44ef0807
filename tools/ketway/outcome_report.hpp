#pragma once
// What circuits have come to, told as docs/cli.md says of `run`.

#include <functional>
#include <string>
#include <vector>

#include "exit_status.hpp"
#include "ketway/error.hpp"
#include "ketway/result.hpp"

namespace ketway::cli {

class session;

class outcome_report {
 public:
  outcome_report() = default;
  std::vector<std::string> titles;         ///< of the circuits
  std::vector<expected<result>> outcomes;  ///< one each
  bool memory = false;                     ///< every shot is wanted, too
  bool free = false;                       ///< nothing that is left behind can cost
  /// The failure of that circuit, with its place in what the person wrote; none: as it is.
  std::function<error(std::size_t, const error&)> located;
};

/// Who else was asked, and why it is not theirs; empty: nobody.
std::string what_went_before(const decision_log& decisions);

/// Results on standard output, failures and notices on standard error; after Ctrl-C also what is left behind. Returns the
/// worst of all.
exit_status tell(session& s, outcome_report& r);

}  // namespace ketway::cli
