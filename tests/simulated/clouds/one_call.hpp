#pragma once
// The smallest scenario with a journal, and a judge's findings as a text.

#include <string>
#include <utility>
#include <vector>

#include "scenario.hpp"

namespace ketway::simulated {

inline scenario one_call(bool ibm, std::vector<std::string> faults) {
  scenario s(11);
  s.ibm = ibm;
  s.fastest = std::chrono::milliseconds(5), s.slowest = std::chrono::milliseconds(60),
  s.queue = std::chrono::seconds(2), s.run = std::chrono::seconds(1);
  s.faults = std::move(faults);
  call_plan c;
  c.deadline = std::chrono::minutes(5), c.shots = 50;
  s.calls.push_back(c);
  s.journal.emplace().lines = {{life_plan()}};
  s.journal->slowest_write = std::chrono::milliseconds(10);
  return s;
}

inline std::string all_of(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

}  // namespace ketway::simulated
