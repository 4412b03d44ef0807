#pragma once
// Where a job's results are, in both generations of v0.4: artifacts with a format, or links.

#include <optional>
#include <string>
#include <vector>

#include "job.hpp"
#include "memo.hpp"

namespace ketway::ionq {

/// Paths below the base URL.
class result_places {
 public:
  result_places() = default;
  /// A histogram or distribution, the one to try first at the front; never empty.
  std::vector<std::string> weights;
  /// Shot by shot; empty: not offered.
  std::string shots;
};

result_places places_of(const job_view& job, const job_memo& memo);
/// Where the distributions of all children of a job of many circuits stand in one document.
std::string children_place(const job_view& job, const job_memo& memo);
/// A link of the provider's as a path below a base URL that ends with the version: "/v0.4/jobs/1" is "/jobs/1". No value: it
/// leads elsewhere.
std::optional<std::string> path_of_link(std::string_view link, std::string_view base_url);
/// Percent-encoded, for a path's segment or a query's value.
std::string encoded(std::string_view text);

}  // namespace ketway::ionq
