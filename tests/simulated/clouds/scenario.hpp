#pragma once
// One simulated day, drawn from a seed: which cloud, how slow, which faults, and what its callers want.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "emulator/faults.hpp"

namespace ketway::simulated {

class call_plan {
 public:
  call_plan() = default;
  std::chrono::nanoseconds start{0};                 ///< after the backend was opened
  std::chrono::nanoseconds deadline{0};              ///< of the call
  std::optional<std::chrono::nanoseconds> cancel{};  ///< after the start
  bool detach = false;                               ///< the job goes on when the caller leaves
  std::uint64_t shots = 0;  ///< no two calls of a scenario have the same: so a job is known again
  bool bell = false;        ///< else the five-qubit circuit with two registers
};

class scenario {
 public:
  explicit scenario(std::uint64_t s) : seed(s) {}
  std::uint64_t seed;
  bool ibm = false;  ///< else IonQ
  std::chrono::nanoseconds fastest{0}, slowest{0}, queue{0}, run{0};
  std::uint64_t token_s = 3600;
  bool faults_while_opening = false;
  std::vector<std::string> faults;  ///< as `ketway emulate --fault` takes them
  std::vector<call_plan> calls;

  std::vector<emulator::fault_rule> rules() const;
  std::string to_string() const;
};

/// The same seed, the same scenario.
scenario make_scenario(std::uint64_t seed);

}  // namespace ketway::simulated
