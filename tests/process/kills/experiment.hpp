#pragma once
// Commands of people who have bad luck: each is killed at a random moment.

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "child.hpp"
#include "verdict.hpp"

namespace ketway::kills {

class experiment {
 public:
  /// Starts the clouds, and runs a job on each backend undisturbed, which says how long that takes. Throws
  /// std::runtime_error where that does not work.
  explicit experiment(std::uint64_t seed);
  experiment(const experiment&) = delete;
  experiment& operator=(const experiment&) = delete;
  ~experiment();

  /// One command, or two at once, killed unless they end before; then a look at the journal.
  void kill_some();
  /// Everything is brought to its end, and judged.
  void finish();

  std::uint64_t kills() const noexcept { return kills_; }
  const std::vector<std::string>& findings() const noexcept { return findings_; }
  void print() const;

 private:
  using words = std::vector<std::string>;
  using milliseconds = std::chrono::milliseconds;
  using child_ptr = std::unique_ptr<process_test::child>;

  child_ptr prepare(words line) const;
  process_test::outcome call(words line) const;
  words run_line(bool wait);
  words any_line();
  std::string token_to_wait_for();
  std::uint64_t dice(std::uint64_t sides);
  nlohmann::json ledger() const;
  void look(std::size_t accepted_before);
  void read_results();

  std::mt19937_64 engine_;
  const process_test::temporary_folder folder_;
  const std::string circuit_, state_;
  child_ptr clouds_;
  std::map<std::string, std::string> environment_;
  milliseconds usual_{0};  // what an undisturbed run takes
  journal_view journal_;
  std::vector<std::string> findings_;
  std::uint64_t kills_ = 0;
  std::map<std::string, std::uint64_t> tally_;
};

}  // namespace ketway::kills
