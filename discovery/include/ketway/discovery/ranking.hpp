#pragma once
// Which of several devices a circuit should run on. Pure: the same facts give the same order, in whatever order they
// come; no file, no clock, no network. docs/selection.md says it for people.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "ketway/circuit.hpp"
#include "ketway/device.hpp"
#include "ketway/estimate.hpp"
#include "ketway/fidelity.hpp"

namespace ketway {

enum class device_kind : std::uint8_t { any, simulator, hardware };

/// What a device must be. A requirement that cannot be shown to hold does not hold: who sets a cap on the cost is not
/// given a device whose price is not known. Each setter loosens or tightens one thing and nothing else.
class requirements {
 public:
  requirements() = default;

  requirements& qubits(std::uint32_t at_least) { return qubits_ = at_least, *this; }  ///< beside those of the circuit
  /// The device itself has this gate, by a name of ketway/ops.h or an alias of it. Adds up.
  requirements& gate(std::string name) { return gates_.push_back(std::move(name)), *this; }
  requirements& all_to_all(bool yes = true) { return all_to_all_ = yes, *this; }  ///< every pair is connected
  /// Routing puts in no more than this many swaps.
  requirements& max_swaps(std::uint64_t n) { return max_swaps_ = n, *this; }
  /// The estimated success probability of the circuit is at least this.
  requirements& min_fidelity(double p) { return min_fidelity_ = p, *this; }
  /// A simulator that offers this noise model.
  requirements& noise_model(std::string name) { return noise_model_ = std::move(name), *this; }
  requirements& max_queue(std::chrono::nanoseconds t) { return max_queue_ = t, *this; }  ///< until it starts
  requirements& max_time(std::chrono::nanoseconds t) { return max_time_ = t, *this; }    ///< until it has run
  /// What should be set aside for it (`cost_estimate::at_most`), in this unit.
  requirements& max_cost(double amount, std::string currency) {
    return max_cost_ = amount, currency_ = std::move(currency), *this;
  }
  /// The unit in which costs are compared, also without a cap; default USD.
  requirements& compare_in(std::string currency) { return currency_ = std::move(currency), *this; }
  requirements& kind(device_kind k) { return kind_ = k, *this; }
  requirements& region(std::string name) { return regions_.push_back(std::move(name)), *this; }  ///< one of these
  /// One of these: a plugin, or whose machine it is, in any case of letters.
  requirements& provider(std::string name) { return providers_.push_back(std::move(name)), *this; }
  requirements& not_provider(std::string name) { return not_providers_.push_back(std::move(name)), *this; }

  std::uint32_t qubits() const noexcept { return qubits_; }
  const std::vector<std::string>& gates() const noexcept { return gates_; }
  bool all_to_all() const noexcept { return all_to_all_; }
  std::optional<std::uint64_t> max_swaps() const noexcept { return max_swaps_; }
  std::optional<double> min_fidelity() const noexcept { return min_fidelity_; }
  const std::string& noise_model() const noexcept { return noise_model_; }
  std::optional<std::chrono::nanoseconds> max_queue() const noexcept { return max_queue_; }
  std::optional<std::chrono::nanoseconds> max_time() const noexcept { return max_time_; }
  std::optional<double> max_cost() const noexcept { return max_cost_; }
  const std::string& currency() const noexcept { return currency_; }
  device_kind kind() const noexcept { return kind_; }
  const std::vector<std::string>& regions() const noexcept { return regions_; }
  const std::vector<std::string>& providers() const noexcept { return providers_; }
  const std::vector<std::string>& not_providers() const noexcept { return not_providers_; }

 private:
  std::uint32_t qubits_ = 0;
  std::vector<std::string> gates_, regions_, providers_, not_providers_;
  std::optional<std::uint64_t> max_swaps_;
  std::optional<double> min_fidelity_, max_cost_;
  std::optional<std::chrono::nanoseconds> max_queue_, max_time_;
  std::string noise_model_, currency_ = "USD";
  device_kind kind_ = device_kind::any;
  bool all_to_all_ = false;
};
static_assert(!std::is_aggregate_v<requirements>);

/// What is best: weights of three scores between 0 and 1, where 1 is the best there can be. Time: 1 / (1 + minutes until it
/// has run). Cost: 1 / (1 + cost), in the unit of the requirements (default USD). Fidelity: the estimated success probability.
class objective {
 public:
  objective() = default;  ///< all three alike
  static objective fastest() { return {1, 0, 0}; }
  static objective cheapest() { return {0, 1, 0}; }
  static objective most_faithful() { return {0, 0, 1}; }
  /// exception(invalid_argument) unless all are finite, none negative and one positive.
  static objective weighted(double speed, double cost, double fidelity);

  double speed() const noexcept { return speed_; }
  double cost() const noexcept { return cost_; }
  double fidelity() const noexcept { return fidelity_; }
  std::string to_string() const;  ///< "fastest", "cheapest", "faithful", or "speed=1,cost=1,fidelity=1"

 private:
  objective(double speed, double cost, double fidelity) : speed_(speed), cost_(cost), fidelity_(fidelity) {}
  double speed_ = 1, cost_ = 1, fidelity_ = 1;
};
static_assert(!std::is_aggregate_v<objective>);

/// What a circuit asks of any device by itself.
class circuit_needs {
 public:
  circuit_needs() = default;
  static circuit_needs of(const circuit& c);
  std::uint32_t qubits = 0;
  bool mid_circuit = false;  ///< goes on after a measurement, or resets
  bool conditions = false;   ///< has blocks
};

/// What is known of one device for one circuit.
class candidate {
 public:
  candidate() = default;
  explicit candidate(std::string name) : backend(std::move(name)) {}
  enum class knowledge : std::uint8_t { nothing, device, all };
  std::string backend;  ///< names it; no two candidates have the same
  std::string plugin;   ///< counts as a provider
  /// What has been asked; what has not is no reason against it. `nothing`: not even the device. `device`: not `cost`, `success`
  /// and `swaps`, because something else speaks against it.
  knowledge known = knowledge::all;
  ketway::device device;
  std::chrono::nanoseconds age{0};   ///< of what the device says
  cost_estimate cost;                ///< of the whole run; its times are used too
  success_estimate success;          ///< of one run
  std::uint64_t swaps = 0;           ///< that routing puts in
  std::vector<std::string> reasons;  ///< why it cannot run it, as far as others have found; empty: nothing against it
  std::vector<std::string> notes;    ///< what else there is to know
};

class ranked_candidate {
 public:
  ranked_candidate() = default;
  std::string backend;
  double score = 0;                              ///< 0 to 1, by the objective
  std::uint32_t unknowns = 0;                    ///< how many of the things that count are not known: fewer come first
  std::optional<double> speed, cheapness;        ///< the scores of time and cost; that of fidelity is the probability
  std::optional<std::chrono::nanoseconds> time;  ///< queue and run
  std::optional<double> price;                   ///< in the unit of the requirements
  candidate facts;                               ///< what went in
  std::vector<std::string> notes;                ///< the facts', and why something is not known
};

class refused_candidate {
 public:
  refused_candidate() = default;
  std::string backend;
  std::vector<std::string> reasons;  ///< every one of them: "needs 9 qubits, has 5"
};

class selection {
 public:
  selection() = default;
  std::vector<ranked_candidate> candidates;  ///< best first
  std::vector<refused_candidate> refused;    ///< by name
};

class ranking_options {
 public:
  ranking_options() = default;
  ranking_options& objective(ketway::objective o) { return objective_ = o, *this; }
  ranking_options& rates(exchange_rates r) { return rates_ = std::move(r), *this; }
  /// Spreads load: candidates that are as good as the best of them, within the tolerance, are put in an order that depends
  /// on this text and on their names alone (rendezvous hashing: each is first for the same share of all texts, and when one
  /// goes, the others keep their order). Empty (default): the better first, then the name.
  ranking_options& token(std::string t) { return token_ = std::move(t), *this; }
  ranking_options& tolerance(double of_score) { return tolerance_ = of_score, *this; }  ///< default 0.01

  const ketway::objective& objective() const noexcept { return objective_; }
  const exchange_rates& rates() const noexcept { return rates_; }
  const std::string& token() const noexcept { return token_; }
  double tolerance() const noexcept { return tolerance_; }

 private:
  ketway::objective objective_;
  exchange_rates rates_;
  std::string token_;
  double tolerance_ = 0.01;
};
static_assert(!std::is_aggregate_v<ranking_options>);

/// Why this device cannot have it; empty: it can. What only `cost`, `success` and `swaps` can tell is judged too.
std::vector<std::string> reasons_against(const candidate& one, const circuit_needs& circuit, const requirements& needs,
                                         const exchange_rates& rates);
/// The same without what `cost`, `success` and `swaps` can tell: before anything is asked or computed for the circuit.
std::vector<std::string> reasons_at_sight(const candidate& one, const circuit_needs& circuit,
                                          const requirements& needs);

/// Refuses those that cannot have it, and ranks the others: first by how much is not known, then by score.
selection rank(std::vector<candidate> all, const circuit_needs& circuit, const requirements& needs,
               const ranking_options& how = {});

}  // namespace ketway
