#pragma once
// Which backend a circuit should run on: asks the backends of a fleet and ranks them. docs/selection.md.

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "ketway/circuit.hpp"
#include "ketway/discovery/device_cache.hpp"
#include "ketway/discovery/discover.hpp"
#include "ketway/discovery/ranking.hpp"
#include "ketway/error.hpp"
#include "ketway/options.hpp"
#include "ketway/runtime.hpp"

namespace ketway {

class selection_request {
 public:
  selection_request() = default;
  selection_request& needs(requirements r) { return needs_ = std::move(r), *this; }
  /// Rates that are not given are the configuration's.
  selection_request& ranking(ranking_options o) { return ranking_ = std::move(o), *this; }
  /// Shots and parameters; what else there is in it is for one plugin and is not used here.
  selection_request& options(execute_options o) { return options_ = std::move(o), *this; }
  /// Only this one; adds up. None: every device of every entry of the fleet.
  selection_request& backend(std::string name) { return backends_.push_back(std::move(name)), *this; }

  const requirements& needs() const noexcept { return needs_; }
  const ranking_options& ranking() const noexcept { return ranking_; }
  const execute_options& options() const noexcept { return options_; }
  const std::vector<std::string>& backends() const noexcept { return backends_; }

 private:
  requirements needs_;
  ranking_options ranking_;
  execute_options options_;
  std::vector<std::string> backends_;
};
static_assert(!std::is_aggregate_v<selection_request>);

/// A cheap handle; copies share what is known. What devices say is taken from a `device_cache`, so that one selector
/// kept for many circuits asks rarely. Thread-safe. The runtime outlives it.
class selector {
 public:
  selector(runtime& rt, fleet backends, device_cache_options o = {});

  /// The candidates best first, and each of the others with every reason against it. Names are such as `fleet::backend` takes.
  /// All backends are asked at once; each question has its own limit of 30 s. One that cannot be asked is refused with that
  /// as its reason, and no error. Sends nothing that costs. Errors: invalid_argument and failed_precondition for a circuit
  /// that runs nowhere as it is (no valid circuit, a parameter without a value); cancelled.
  boost::asio::awaitable<expected<selection>> select(circuit c, selection_request r = {}) const;
  const device_cache& cache() const noexcept;

 private:
  class state;
  std::shared_ptr<state> state_;
};

}  // namespace ketway
