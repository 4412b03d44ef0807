#pragma once
// How the answer to a job is to be read: what was in each PUB. It travels in the job's memo, so that any process can read
// the answer; where no memo is there it is made again from the job's own parameters.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wire/json.hpp"
#include "wire/program_text.hpp"

namespace ketway::ibm {

class program_plan {
 public:
  program_plan() = default;
  bool operator==(const program_plan&) const = default;
  std::vector<bit_register> registers;
  std::uint64_t sets = 1;  ///< parameter sets
  bool pub_each = false;   ///< every set is a PUB of its own
  std::uint64_t observables = 0;

  std::uint32_t num_bits() const;
  std::uint64_t pubs() const { return pub_each ? sets : 1; }
};

class result_plan {
 public:
  result_plan() = default;
  bool estimator = false, memory = true;  ///< memory: outcomes shot by shot are wanted
  std::uint64_t shots = 0;                ///< a set; 0: not known
  std::vector<program_plan> programs;

  bool known() const { return !programs.empty(); }

  /// JSON; empty where it would be longer than a memo may be.
  std::string memo() const;
  /// An empty or unreadable memo gives a plan that is not known.
  static result_plan from_memo(std::string_view memo);
  /// From `GET /jobs/{id}` with its parameters; not known where these are not there.
  static result_plan from_job(const json& job);
};

}  // namespace ketway::ibm
