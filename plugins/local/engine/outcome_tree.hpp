#pragma once

#include <cstdint>

#include "engine/program.hpp"
#include "engine/state.hpp"
#include "engine/tally.hpp"

namespace ketway::local {

struct tree_limits {
  std::uint64_t max_loop_turns = 1'000'000;  ///< backward jumps of one path
  std::uint64_t max_branches = 1U << 20;     ///< paths of an exact run
  std::uint64_t max_copies = 0;              ///< states held beside the one that runs
};

/// Runs a program over the tree of its measurement outcomes: the common part once, then each outcome that occurs, depth
/// first. Where no further state may be kept, a branch is remembered by its outcomes and run again from the beginning.
class outcome_tree {
 public:
  outcome_tree(const program& p, const tree_limits& limits, workshop& shop);

  /// Splits the shots binomially at every measurement. The same key gives the same counts, whatever the memory or threads.
  void sample(state& s, std::uint64_t shots, std::uint64_t key, tally<std::uint64_t>& out);
  /// Every outcome with its probability. Branches below 1e-15 are left out. Throws failure(KW_RESOURCE_EXHAUSTED) for more
  /// than max_branches.
  void enumerate(state& s, tally<double>& out);

  std::uint64_t branches() const noexcept { return branches_; }  ///< paths that reached the end

 private:
  struct branch {
    std::uint32_t at = 0;  // step
    std::uint64_t turns = 0, shots = 0, key = 0;
    double weight = 1;  // 0: given up
    std::vector<std::uint64_t> bits;
    std::vector<bool> outcomes;  // of every measurement and reset so far
    std::size_t forced = 0;      // how many of them are still to be repeated (a branch without a state)
    std::unique_ptr<state> kept;
  };

  void explore(state& s, branch first);
  void run(state& s, branch& b);
  void decide(state& s, branch& b, const step& now);
  void defer(state& s, const branch& b, const step& now, double probability, std::uint64_t shots, double weight);
  void settle(state& s, branch& b, const step& now, bool value, double probability);
  bool holds(const branch& b, const step& jump) const;
  void leaf(state& s, const branch& b);

  const program& program_;
  tree_limits limits_;
  workshop& shop_;
  key_writer keys_;
  std::vector<branch> pending_;
  std::vector<std::unique_ptr<state>> spare_;
  std::size_t kept_ = 0;
  std::uint64_t branches_ = 0;
  tally<std::uint64_t>* counts_ = nullptr;
  tally<double>* probabilities_ = nullptr;
};

}  // namespace ketway::local
