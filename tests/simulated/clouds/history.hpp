#pragma once
// What happened in a scenario, as its callers and as the cloud's books saw it, and what must hold of it.

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "emulator/ledger.hpp"
#include "ketway/error.hpp"
#include "ketway/result.hpp"
#include "scenario.hpp"

namespace ketway::simulated {

class call_history {
 public:
  explicit call_history(call_plan p) : plan(p) {}
  call_plan plan;
  int ended = 0;  ///< how often
  std::chrono::nanoseconds took{0};
  std::optional<expected<result>> outcome;
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
  // After everything was let go:
  std::size_t exchanges_left = 0;
  bool account_left = false, timers_left = false;
};

/// Plays it: the plugin as it is installed, the host, and the emulated cloud, in this thread. `see` gets a line an event.
history play(const scenario& s, const std::function<void(const std::string&)>& see = {});

/// A sentence for each thing that must not be; empty where all is well.
std::vector<std::string> judge(const scenario& s, const history& h);

}  // namespace ketway::simulated
