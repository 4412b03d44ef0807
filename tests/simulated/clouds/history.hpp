#pragma once
// What happened in a scenario, as its callers and as the cloud's books saw it, and what must hold of it.

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "emulator/cloud.hpp"
#include "ketway/error.hpp"
#include "ketway/journal.hpp"
#include "ketway/result.hpp"
#include "scenario.hpp"

namespace ketway::simulated {

class call_history {
 public:
  explicit call_history(call_plan p) : plan(p) {}
  call_plan plan;
  bool begun = false;
  bool cut_off = false;  ///< its process was killed: nobody was told anything
  int ended = 0;         ///< how often
  std::chrono::nanoseconds took{0};
  std::optional<expected<result>> outcome;
};

/// What somebody was told of a job that he named, or found in the journal.
class told {
 public:
  told(std::string u, expected<result> o) : uri(std::move(u)), outcome(std::move(o)) {}
  std::string uri;
  expected<result> outcome;
};

/// What a journal and the processes that share it have come to.
class journal_history {
 public:
  journal_history() = default;
  std::vector<job_record> records;     ///< at the end, the newest first
  std::vector<told> reread;            ///< of each record, from the journal, in the end
  std::vector<told> resumed;           ///< of jobs that a process took over
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
  std::vector<emulator::ledger_entry> books;
  std::map<std::string, std::uint64_t> struck;  ///< faults, by name
  std::uint64_t requests = 0;
  std::chrono::nanoseconds span{0};     ///< of virtual time
  std::vector<std::string> complaints;  ///< what the host logged as an error
  std::optional<journal_history> journal;
  // After everything was let go:
  std::size_t exchanges_left = 0;
  bool account_left = false, timers_left = false;
};

using observer = std::function<void(const std::string&)>;
/// Puts something between a process and the cloud, in front of `cloud`; what that is must outlive the play.
using interference = std::function<emulator::cloud*(emulator::cloud& cloud)>;

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
