#pragma once
// What a run would cost and how long it would take. Nothing here is a promise, and nothing is guessed: what is not known
// is said to be so, and units (USD, credits, seconds) are never mixed without a rate that somebody has configured.

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "ketway/circuit.hpp"
#include "ketway/device.hpp"
#include "ketway/error.hpp"

namespace ketway {

/// low <= amount <= high wherever two of them are known; none is negative.
class cost_estimate {
 public:
  cost_estimate() = default;

  std::optional<double> amount;  ///< the most likely; none: not known
  std::optional<double> low;     ///< it will hardly cost less; none: not known
  std::optional<double> high;    ///< it will hardly cost more; none: not known
  std::string currency;          ///< ISO 4217 or the provider's own unit: "USD", "credits", "seconds"; empty: not known
  std::optional<std::chrono::nanoseconds> queue;  ///< until it would start; none: not known
  std::optional<std::chrono::nanoseconds> run;    ///< how long it would run; none: not known
  std::string source;                             ///< who says so, for a person; empty: not known
  std::string as_of;                              ///< RFC 3339 date or time of the prices; empty: not known

  bool known() const noexcept { return amount.has_value(); }
  /// What should be set aside for it: `high`, else `amount`; none: nothing is known.
  std::optional<double> at_most() const noexcept { return high ? high : amount; }
  /// Keeps the promise above: what is negative or not finite becomes not known, bounds on the wrong side of the amount are
  /// moved to it.
  cost_estimate& settle();
};
static_assert(!std::is_aggregate_v<cost_estimate>);

/// What one unit is worth in another, as the configuration says. A plain value.
class exchange_rates {
 public:
  exchange_rates() = default;
  /// One `from` is `factor` of `to`; exception(invalid_argument) unless `factor` is positive and finite.
  exchange_rates& rate(std::string from, std::string to, double factor);
  /// As configured, or the inverse of what is configured the other way round; 1 for a unit and itself. Rates are not
  /// chained. None: not configured.
  std::optional<double> find(std::string_view from, std::string_view to) const;
  bool empty() const noexcept { return rates_.empty(); }

 private:
  std::map<std::pair<std::string, std::string>, double> rates_;
};
static_assert(!std::is_aggregate_v<exchange_rates>);

/// The same estimate in another unit. What costs nothing costs nothing in every unit. Errors: failed_precondition where
/// there is no rate, naming both units; or the unit of the estimate is not known.
expected<cost_estimate> convert(cost_estimate given, std::string_view to, const exchange_rates& rates);

/// What `shots` runs of a circuit cost by the prices in `d.detail` (kw.device/1, docs/device_schema.md), where they follow
/// from it; a device that is `free` costs 0. `lowered`: in the device's own gates, as it goes out. Pure; any thread.
///
/// Items are added up, whole steps and least amounts are kept, and no sum is below its minimum. `low` leaves out what stands
/// under a condition (an `if` of the circuit, a `when` of the price list), `high` counts all of it, `amount` counts gates under an
/// `if` and no price with a `when`. Prices a second need the run time, which is shots x (the circuit's duration + the
/// device's delay between shots) + its overhead a job; where one of these is not known, so is the amount. Prices in more
/// than one unit give no amount. `queue` is what the device says.
cost_estimate listed_price(const circuit& lowered, const device& d, std::uint64_t shots);

}  // namespace ketway
