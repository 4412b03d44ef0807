#pragma once
// Jobs as IBM tells of them.

#include <ketway/plugin.hpp>
#include <string>
#include <vector>

#include "wire/json.hpp"

namespace ketway::ibm {

/// What a charge is turned into.
class money {
 public:
  explicit money(double p) : per_second(p) {}
  double per_second;  ///< USD
};

/// The id in the answer to POST /jobs. Throws DATA_LOSS | MAYBE_EXECUTED where there is none.
std::string submitted_id(const json& answer);

/// A job object of GET /jobs/{id} or of a list. Throws DATA_LOSS where it has no id or state.
plugin::job read_job(const json& from, money price);

inline bool ended(const plugin::job& j) { return j.state >= KW_JOB_DONE; }

/// Adds what GET /jobs/{id}/metrics says: when it ran, how long, for how much. False: billing has not settled, and nothing
/// is said of the cost.
bool add_metrics(plugin::job& to, const json& metrics, money price);

/// The jobs of one page of GET /jobs, and how many there are in all where it says so.
class job_page {
 public:
  explicit job_page(const json& answer);
  std::vector<json> jobs;
  std::uint64_t total = 0;
};

}  // namespace ketway::ibm
