#pragma once
// Money: estimates before a job, rates of a device, the bill of a job.

#include <cstdint>
#include <ketway/plugin.hpp>
#include <string>
#include <string_view>

#include "json_read.hpp"

namespace ketway::ionq {

/// An answer of GET /jobs/estimate in either generation: times are seconds in the first, milliseconds in the second.
plugin::estimate estimate_of(const json& body);
/// The rates in such an answer, as `prices` of kw.device/1; an empty object: none.
json prices_of(const json& body, std::uint64_t unix_now_ns);
/// What a job has cost, from GET /jobs/{id}/cost; not known before it is billed.
class bill {
 public:
  bill() = default;
  double cost = std::numeric_limits<double>::quiet_NaN(), estimated = cost;
  std::string currency;
};
bill bill_of(const json& body);
/// ISO 4217 where the provider's unit is one of its codes, else the unit as it is.
std::string currency_of(std::string_view unit);

}  // namespace ketway::ionq
