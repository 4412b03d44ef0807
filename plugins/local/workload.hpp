#pragma once
// The programs of one submission: compiled, run, and turned into results.

#include <atomic>
#include <ketway/plugin.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/simulation.hpp"
#include "settings.hpp"

namespace ketway::local {

class workload {
 public:
  /// Reads what is asked for; the circuits stay borrowed until `compile` has seen them. Throws plugin::error for what no
  /// program of the submission could be run with.
  workload(const kw_submission& s, const account_settings& account, std::uint64_t seed, std::shared_ptr<crew> threads);

  std::size_t size() const noexcept { return parts_.size(); }
  /// All records of all programs; a large matrix counts as several.
  std::uint64_t records() const noexcept { return records_; }
  /// May be called on any thread, for different programs at once. A program that fails keeps its reason.
  void compile(std::size_t program);
  /// Of all compiled programs, on one thread.
  double estimated_ns() const noexcept;
  void run(std::size_t program);
  /// compile and run for whichever program nobody has taken yet, until none is left. On several threads at once.
  void run_rest();
  /// Why it cannot run: one sentence for each program that cannot; empty: it can. After `compile`.
  std::string reasons() const;
  /// Whether every program has run to its end, with a result or with a reason of its own.
  bool complete() const noexcept;
  /// Why `program` could not be compiled or run; nullptr: no reason so far.
  const plugin::error* failure_of(std::size_t program) const noexcept;
  /// A copy may be taken any number of times; a large state vector is shared, not copied.
  std::unique_ptr<plugin::results> results() const;
  /// Hands over what `results` would copy.
  std::unique_ptr<plugin::results> take_results();
  std::uint64_t result_bytes() const noexcept;

  stop_signal stop;

 private:
  struct part {
    const kw_circuit* circuit = nullptr;
    std::optional<simulation> compiled;
    simulation_request request;
    simulation_result result;
    std::string metadata;
    std::optional<plugin::error> failure;
  };
  template <class Work>
  static void guard(part& p, const Work& work);
  std::string metadata(const part& p) const;
  template <class Table>
  std::unique_ptr<plugin::results> assemble(Table&& table) const;

  std::vector<part> parts_;
  std::shared_ptr<crew> threads_;
  std::atomic<std::size_t> next_ = 0;
  std::uint64_t records_ = 0;
};

}  // namespace ketway::local
