#pragma once
// One simulated day, drawn from a seed: which cloud, how slow, which faults, what its callers want, and which processes die.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "emulator/faults.hpp"
#include "ketway/backend.hpp"
#include "ketway/circuit.hpp"
#include "ketway/journal.hpp"
#include "ketway/options.hpp"

namespace ketway::simulated {

class call_plan {
 public:
  enum class kind : std::uint8_t { one, batch, sweep };
  call_plan() = default;
  kind what = kind::one;
  std::uint64_t circuits = 1;                        ///< of the batch, or rows of the sweep
  std::chrono::nanoseconds start{0};                 ///< after the backend was opened
  std::chrono::nanoseconds deadline{0};              ///< of the call
  std::optional<std::chrono::nanoseconds> cancel{};  ///< after the start
  on_abandon leaves = on_abandon::cancel_remote;     ///< what becomes of the job when the caller leaves
  /// Of each circuit. No two calls of a scenario have the same, nor the same in all: so a job is known again.
  std::uint64_t shots = 0;
  bool bell = false;  ///< else the five-qubit circuit with two registers; in a batch they take turns
  // Where there is a journal:
  std::size_t life = 0;          ///< of the first line: who makes it
  bool by_handle = false;        ///< submitted, then waited for; else executed
  std::optional<double> budget;  ///< of this job, in USD

  std::uint64_t all_shots() const noexcept { return shots * circuits; }
  bool bell_at(std::size_t i) const noexcept { return bell != (i % 2 == 1); }
  /// The i-th circuit, or that of the sweep, whose rows are `rows`.
  const circuit& program(std::size_t i = 0) const;
  parameter_table rows() const;
  /// What the sweep's i-th row gives: no row has the outcome of its neighbour.
  static const char* key_of_row(std::size_t i) noexcept { return i % 2 == 0 ? "11" : "10"; }
};

/// A process, from its start to its end.
class life_plan {
 public:
  enum class end : std::uint8_t { whole, ended, killed };
  life_plan() = default;
  end how = end::whole;  ///< when all is done that it began; at a moment of its own: by its runtime's end, or by a kill
  std::uint64_t at = 0;  ///< that moment, counted from 1 (process.hpp)
  std::chrono::nanoseconds before{0};  ///< from the end of the one before it
  bool elsewhere = false;              ///< its configuration means another account, in another cloud, by the same name
  bool twice = false;                  ///< what it resumes, two of its calls resume at once
  // So long after it began; none: not at all.
  std::optional<std::chrono::nanoseconds> again;     ///< it resumes, beside what it submits
  std::optional<std::chrono::nanoseconds> attaches;  ///< it attaches to all that is open, and waits for that
  std::optional<std::chrono::nanoseconds> gives_up;  ///< it attaches to what nobody knows of, and cancels it
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
  /// How many submissions a call is: IBM's devices take one circuit in each, and all rows of a sweep.
  std::uint64_t parts(const call_plan& c) const { return ibm && c.what == call_plan::kind::batch ? c.circuits : 1; }
  std::uint64_t shots_of_part(const call_plan& c) const { return c.all_shots() / parts(c); }
  bool made_elsewhere(const call_plan& c) const;  ///< in a process that is
  bool any_elsewhere() const;
  std::string to_string() const;
};

/// The same seed, the same scenario.
scenario make_scenario(std::uint64_t seed);
/// The same without batches, sweeps, calls that settle one job side by side, jobs that are given up, and other accounts.
scenario make_plain_scenario(std::uint64_t seed);
/// `s`, which has a journal, with one process, killed in that moment, and the calm one after it.
scenario with_one_kill(scenario s, std::uint64_t moment);

}  // namespace ketway::simulated
