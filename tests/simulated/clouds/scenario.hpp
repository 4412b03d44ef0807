#pragma once
// One simulated day, drawn from a seed: which cloud, how slow, which faults, what its callers want, and which processes die.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "emulator/faults.hpp"
#include "ketway/circuit.hpp"
#include "ketway/journal.hpp"
#include "ketway/options.hpp"

namespace ketway::simulated {

class call_plan {
 public:
  call_plan() = default;
  std::chrono::nanoseconds start{0};                 ///< after the backend was opened
  std::chrono::nanoseconds deadline{0};              ///< of the call
  std::optional<std::chrono::nanoseconds> cancel{};  ///< after the start
  on_abandon leaves = on_abandon::cancel_remote;     ///< what becomes of the job when the caller leaves
  std::uint64_t shots = 0;  ///< no two calls of a scenario have the same: so a job is known again
  bool bell = false;        ///< else the five-qubit circuit with two registers
  // Where there is a journal:
  std::size_t life = 0;          ///< of the first line: who makes it
  bool by_handle = false;        ///< submitted, then waited for; else executed
  std::optional<double> budget;  ///< of this job, in USD

  const circuit& program() const;
};

/// A process, from its start to its end.
class life_plan {
 public:
  enum class end : std::uint8_t { whole, ended, killed };
  life_plan() = default;
  end how = end::whole;  ///< when all is done that it began; at a moment of its own: by its runtime's end, or by a kill
  std::uint64_t at = 0;  ///< that moment, counted from 1 (process.hpp)
  std::chrono::nanoseconds before{0};  ///< from the end of the one before it
};

/// A journal, and processes that share it.
class journal_plan {
 public:
  journal_plan() = default;
  std::vector<std::vector<life_plan>> lines;  ///< side by side; in a line one life after the other
  std::chrono::nanoseconds slowest_write{0};
  std::uint64_t failing_writes = 0;  ///< of a hundred
  std::vector<budget_limit> limits;
};

class scenario {
 public:
  explicit scenario(std::uint64_t s) : seed(s) {}
  std::uint64_t seed;
  bool ibm = false;      ///< else IonQ
  bool machine = false;  ///< of IonQ: a machine, which costs; else its simulator
  std::chrono::nanoseconds fastest{0}, slowest{0}, queue{0}, run{0};
  std::uint64_t token_s = 3600;
  bool faults_while_opening = false;
  std::vector<std::string> faults;  ///< as `ketway emulate --fault` takes them
  std::vector<call_plan> calls;
  std::optional<journal_plan> journal;  ///< none: one process, which keeps nothing

  std::vector<emulator::fault_rule> rules() const;
  std::string to_string() const;
};

/// The same seed, the same scenario.
scenario make_scenario(std::uint64_t seed);
/// `s`, which has a journal, with one process, killed in that moment, and the calm one after it.
scenario with_one_kill(scenario s, std::uint64_t moment);

}  // namespace ketway::simulated
