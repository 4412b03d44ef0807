#pragma once
// The journal as it is on disk after each write, whoever wrote: what must hold of it at every time.

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "ketway/journal_store.hpp"

namespace ketway::simulated {

class journal_watch {
 public:
  /// `limits`: those that every process was given.
  journal_watch(std::vector<budget_limit> limits, std::function<void(const std::string&)> say)
      : limits_(std::move(limits)), say_(std::move(say)) {}

  void written(const std::vector<journal_write>& batch, const std::vector<expected<void>>& answers,
               journal_store& disk);
  void failed(const std::vector<journal_write>& batch);
  /// A sentence for each state that moved back, fact that was lost, limit that was passed.
  const std::vector<std::string>& breaches() const noexcept { return breaches_; }
  /// Tokens of which something could not be written.
  const std::set<std::string>& unheard() const noexcept { return unheard_; }
  std::uint64_t writes() const noexcept { return writes_; }
  std::uint64_t failures() const noexcept { return failures_; }

 private:
  void compare(const job_record& before, const job_record& now);
  void add_up();
  std::vector<budget_limit> limits_;
  std::function<void(const std::string&)> say_;
  std::map<std::string, job_record> records_;
  std::vector<std::string> breaches_;
  std::set<std::string> unheard_;
  std::uint64_t writes_ = 0, failures_ = 0;
};

/// What it may cost, as far as the journal knows: its cost, else what is reserved.
double counted(const job_record& r);
/// Whether `l` counts `r` together with a job that was made at `unix_ns`.
bool counts(const budget_limit& l, const job_record& r, std::uint64_t unix_ns);

}  // namespace ketway::simulated
