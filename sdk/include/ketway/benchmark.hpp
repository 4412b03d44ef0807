#pragma once
// A set of circuits on a set of backends: how long, how faithful, how dear.

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "ketway/compare.hpp"

namespace ketway {

class benchmark_circuit {
 public:
  benchmark_circuit(std::string n, ketway::circuit c) : name(std::move(n)), circuit(std::move(c)) {}
  std::string name;
  ketway::circuit circuit;
};

/// One circuit on one backend.
class benchmark_cell {
 public:
  benchmark_cell() = default;
  std::string circuit, backend;
  std::optional<error> failure;  ///< none: it has run, and the rest is of its result
  ketway::timing timing;
  ketway::cost cost;
  /// Against the ideal, as `distribution.hpp` defines them; none: there is no ideal for this circuit. A sample's fidelity
  /// stays below 1 even where nothing is wrong: the p-value says whether it is lower than chance makes it.
  std::optional<double> hellinger_fidelity, total_variation, p_value;
};

/// What all cells of one backend say.
class benchmark_summary {
 public:
  benchmark_summary() = default;
  std::string backend;
  std::size_t runs = 0, succeeded = 0;
  double success_rate = 0;  ///< succeeded / runs; 0 without runs
  /// Of those that succeeded, from the call to the result: the median (the mean of the middle two of an even number), and
  /// the time that nine of ten keep (nearest rank). None: none succeeded.
  std::optional<std::chrono::nanoseconds> median, p90;
  std::optional<double> mean_fidelity;  ///< of the cells that have one
  std::map<std::string, double> cost;   ///< by currency, of the cells whose cost is known
  std::size_t cost_unknown = 0;         ///< cells that succeeded and do not say their cost
};

class benchmark_report {
 public:
  benchmark_report() = default;
  std::vector<benchmark_cell>
      cells;  ///< all backends of the first circuit, in the order given, then of the second, ...
  std::vector<benchmark_summary> summaries;
  std::vector<std::string> notices;  ///< circuits without an ideal, and why
};

class benchmark_options {
 public:
  benchmark_options() = default;
  /// Of every run; default: 100 shots, nothing else.
  benchmark_options& execution(execute_options o) { return execution_ = std::move(o), *this; }
  /// The simulator that is asked for exact probabilities, which must cost nothing. None: no fidelities.
  benchmark_options& ideal(ketway::backend simulator) { return ideal_ = std::move(simulator), *this; }
  /// Circuits of more qubits have no ideal; default 16. All ideals are held at once: up to 16 + n bytes each of the
  /// 2^n outcomes of n bits.
  benchmark_options& ideal_limit(std::uint32_t qubits) { return ideal_limit_ = qubits, *this; }
  /// How many circuits a backend is given at a time; default 1, so that none waits for another and the times are its own.
  benchmark_options& at_once(std::uint32_t circuits) { return at_once_ = circuits == 0 ? 1 : circuits, *this; }
  /// Each cell as it is done. One call at a time, on the caller's executor. Must not throw.
  benchmark_options& on_cell(std::function<void(const benchmark_cell&)> see) {
    return on_cell_ = std::move(see), *this;
  }

  const execute_options& execution() const noexcept { return execution_; }
  const std::optional<ketway::backend>& ideal() const noexcept { return ideal_; }
  std::uint32_t ideal_limit() const noexcept { return ideal_limit_; }
  std::uint32_t at_once() const noexcept { return at_once_; }
  const std::function<void(const benchmark_cell&)>& on_cell() const noexcept { return on_cell_; }

 private:
  execute_options execution_ = execute_options().shots(100);
  std::optional<ketway::backend> ideal_;
  std::function<void(const benchmark_cell&)> on_cell_;
  std::uint32_t ideal_limit_ = 16, at_once_ = 1;
};
static_assert(!std::is_aggregate_v<benchmark_options>);

/// First the ideals, one after the other; then all backends at once. One failure is a cell with its error. Each run has the
/// deadline of the options for itself. A cancel reaches what runs; it and what was never started are cells with `cancelled`
/// (the latter not billed), and the report is returned. Any executor, any thread. No errors of its own.
boost::asio::awaitable<benchmark_report> benchmark(std::vector<benchmark_circuit> circuits, benchmark_options options,
                                                   std::vector<contender> contenders);

/// What cells of one backend come to: the definitions of `benchmark_summary`.
benchmark_summary summarize(const std::string& backend, const std::vector<benchmark_cell>& cells);

}  // namespace ketway
