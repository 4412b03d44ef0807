#include "left_behind.hpp"

#include <utility>

#include "terminal.hpp"

namespace ketway::cli {
namespace {

std::string bill(const error& failure) {
  switch (failure.billed()) {
    case billing::billed: return "; it was billed";
    case billing::not_billed: return "; it was not billed";
    case billing::unknown: return "; what was billed is not known";
  }
  return "";
}

bool by_token(const std::string& uri) { return uri.find("/token:") != std::string::npos; }

std::string line_about(const error& failure, bool free) {
  const std::string name = failure.job_uri().empty() ? "a job without a known id" : printable(failure.job_uri());
  if (failure.fate() != job_fate::may_run)
    return (failure.fate() == job_fate::cancelled ? "cancelled: " : "had ended already: ") + name +
           (free ? "" : bill(failure));
  if (by_token(failure.job_uri())) return "it is not known whether this was accepted; it may run, and cost: " + name;
  return "this may still run, and may cost: " + name;
}

}  // namespace

std::string how_to_go_on(const error& failure) {
  if (failure.fate() != job_fate::may_run || failure.job_uri().empty()) return "";
  const std::string uri = printable(failure.job_uri());
  return "`ketway jobs wait " + uri + "` picks it up again, `ketway jobs cancel " + uri + "` cancels it";
}

std::string what_is_left(const std::vector<error>& failures, bool free) {
  std::string text, before;
  bool left = false, left_for_nothing = false;
  for (const error& failure : failures) {
    if (failure.fate() == job_fate::none) continue;
    const bool may_run = failure.fate() == job_fate::may_run;
    left_for_nothing = left_for_nothing || (may_run && free);
    if (may_run && free) continue;
    left = left || may_run;
    std::string line = "ketway: " + line_about(failure, free) + "\n";
    if (line == std::exchange(before, line)) continue;  // circuits of one job follow each other
    text += line;
    if (const std::string next = how_to_go_on(failure); !next.empty()) text += "ketway: " + next + "\n";
  }
  if (!left)
    text += left_for_nothing ? "ketway: nothing is left running that costs\n" : "ketway: nothing is left running\n";
  return text;
}

}  // namespace ketway::cli
