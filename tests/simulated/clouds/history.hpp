#pragma once
// What happened in a scenario, as its callers and as the cloud's books saw it, and what must hold of it.

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "emulator/cloud.hpp"
#include "ketway/error.hpp"
#include "ketway/journal.hpp"
#include "ketway/journal_store.hpp"
#include "ketway/result.hpp"
#include "scenario.hpp"

namespace ketway::simulated {

using results = std::vector<result>;  ///< one for each circuit, in order
using answers = std::vector<expected<result>>;
/// The first; none: all have a result.
inline const error* failure_of(const answers& all) {
  for (const auto& one : all)
    if (!one) return &one.error();
  return nullptr;
}

class call_history {
 public:
  explicit call_history(call_plan p) : plan(p) {}
  call_plan plan;
  bool begun = false;
  bool cut_off = false;  ///< its process was killed: nobody was told anything
  int ended = 0;         ///< how often
  std::chrono::nanoseconds took{0};
  std::optional<answers> outcome;  ///< one for each circuit, in order
  /// Cloud's clock: when its caller, who had cancelled it or whose deadline had passed, was told that something has no
  /// result, and had not said that the job may run on.
  std::optional<std::uint64_t> let_go_ns;
};

/// What somebody was told of a job that he named, or found in the journal.
class told {
 public:
  told(std::string u, expected<results> o) : uri(std::move(u)), outcome(std::move(o)) {}
  std::string uri;
  expected<results> outcome;
};

/// A job that somebody gave up, and was told that it is cancelled.
class given_up {
 public:
  given_up(std::string t, std::uint64_t ns, bool n) : token(std::move(t)), at_ns(ns), never_ran(n) {}
  std::string token;
  std::uint64_t at_ns;  ///< cloud's clock
  bool never_ran;       ///< he was told that too
};

/// What a journal and the processes that share it have come to.
class journal_history {
 public:
  journal_history() = default;
  std::vector<job_record> records;  ///< at the end, the newest first
  std::vector<told> reread;         ///< of each record, from the journal, in the end
  std::vector<told> resumed;        ///< of jobs that a process took over, or attached to
  std::vector<given_up> cancelled;
  std::set<std::string> unheard;       ///< tokens of which something could not be written
  std::vector<std::string> unsettled;  ///< what the last, calm life could not bring to its end
  std::vector<std::string> breaches;   ///< of what must hold at every time
  std::vector<std::uint64_t> moments;  ///< of each life, in the order of their ends
  std::vector<std::string> ends;       ///< the moments in which processes were killed, in words
  std::uint64_t writes = 0, failed_writes = 0;
};

class history {
 public:
  std::optional<error> not_opened;
  std::chrono::nanoseconds opening{0};
  std::vector<call_history> calls;
  std::vector<emulator::ledger_entry> books, elsewhere;  ///< of the account, and of the other of that name
  std::map<std::string, std::uint64_t> struck;           ///< faults, by name
  std::uint64_t requests = 0;
  std::chrono::nanoseconds span{0};     ///< of virtual time
  std::vector<std::string> complaints;  ///< what the host logged as an error
  std::optional<journal_history> journal;
  // After everything was let go:
  std::size_t exchanges_left = 0;
  bool account_left = false, timers_left = false;
};

using observer = std::function<void(const std::string&)>;
/// Bugs to plant.
class interference {
 public:
  interference() = default;
  /// Puts something between the processes and their cloud, in front of it; what that is must outlive the play.
  interference& cloud(std::function<emulator::cloud*(emulator::cloud&)> f) { return cloud_ = std::move(f), *this; }
  /// Puts something between the processes and their disk.
  interference& disk(std::function<journal_opener(journal_opener)> f) { return disk_ = std::move(f), *this; }
  /// The other account's configuration says the same as the first one's.
  interference& alike(bool on = true) { return alike_ = on, *this; }

  const std::function<emulator::cloud*(emulator::cloud&)>& cloud() const noexcept { return cloud_; }
  const std::function<journal_opener(journal_opener)>& disk() const noexcept { return disk_; }
  bool alike() const noexcept { return alike_; }

 private:
  std::function<emulator::cloud*(emulator::cloud&)> cloud_;
  std::function<journal_opener(journal_opener)> disk_;
  bool alike_ = false;
};

/// Plays it: the plugin as it is installed, the host, and the emulated cloud, in this thread. `see` gets a line an event.
history play(const scenario& s, const observer& see = {}, const interference& with = {});
/// Those without a journal, and those with one.
history play_once(const scenario& s, const observer& see, const interference& with);
history play_lives(const scenario& s, const observer& see, const interference& with);

/// A sentence for each thing that must not be; empty where all is well.
std::vector<std::string> judge(const scenario& s, const history& h);
/// The part of it that is about the journal.
std::vector<std::string> judge_journal(const scenario& s, const history& h);

}  // namespace ketway::simulated
