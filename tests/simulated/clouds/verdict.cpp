#include <algorithm>

#include "history.hpp"

namespace ketway::simulated {
namespace {

// How long a call may go on after it was asked to end: it cancels its job remotely meanwhile (options.hpp, on_abandon).
constexpr std::chrono::nanoseconds grace = std::chrono::seconds(5);
constexpr std::chrono::nanoseconds opening_limit = std::chrono::seconds(30) + grace;

class judgement {
 public:
  judgement(const history& h, const call_history& c) : call_(c) {
    for (const emulator::ledger_entry& e : h.books)
      if (e.shots == c.plan.shots) jobs_.push_back(&e);
  }

  std::vector<std::string> findings(bool exact) {
    if (jobs_.size() > 1) add("was accepted " + std::to_string(jobs_.size()) + " times");
    if (!call_.begun && !jobs_.empty()) add("was accepted before it was made");
    if (!call_.begun || call_.cut_off) return std::move(found_);
    if (call_.ended != 1) {
      add("ended " + std::to_string(call_.ended) + " times");
      return std::move(found_);
    }
    const auto limit = std::min(call_.plan.deadline, call_.plan.cancel.value_or(call_.plan.deadline)) + grace;
    if (call_.took > limit && !call_.plan.cancel) add("ended late, after " + seconds(call_.took));
    if (call_.plan.cancel && call_.took > call_.plan.deadline + grace) add("ended late, after " + seconds(call_.took));
    if (call_.plan.cancel && call_.took > limit && !*call_.outcome) add("was cancelled late");
    if (*call_.outcome)
      look_at(**call_.outcome, exact);
    else
      look_at(call_.outcome->error());
    return std::move(found_);
  }

 private:
  void look_at(const result& r, bool exact) {
    if (jobs_.size() != 1) add("has a result of no job");
    std::uint64_t sum = 0;
    for (const auto& [key, count] : r.counts()) sum += count;
    if (sum != call_.plan.shots) add("counts " + std::to_string(sum) + " of its shots");
    if (exact && call_.plan.bell && r.count("00") + r.count("11") != sum) add("has other keys than a Bell pair");
    // q[0] and q[4] are one; registers a[2], b[3]: b leftmost.
    if (!call_.plan.bell && r.count("10001") * 2 <= sum) add("has its bits in another order");
    if (exact && !call_.plan.bell && r.count("10001") != sum) add("has keys that cannot be");
  }
  void look_at(const error& e) {
    if (e.code() == errc::internal || e.code() == errc::unknown || e.code() == errc::ok)
      add("failed without a type: " + e.to_string());
    if (e.message().empty()) add("failed without a word");
    if (jobs_.empty()) return;
    const emulator::ledger_entry& job = *jobs_.front();
    if (e.billed() == billing::not_billed && job.billed > 0) add("was billed, and is told that it was not");
    if (e.job_uri().empty() && !e.maybe_executed()) add("lost its job " + job.job + ": " + e.to_string());
    if (e.fate() == job_fate::cancelled && !job.cancelled) add("is told that its job was cancelled, which it was not");
  }
  void add(const std::string& what) {
    found_.push_back("the call of " + std::to_string(call_.plan.shots) + " shots " + what);
  }
  static std::string seconds(std::chrono::nanoseconds n) { return std::to_string(n.count() / 1'000'000) + " ms"; }

  const call_history& call_;
  std::vector<const emulator::ledger_entry*> jobs_;
  std::vector<std::string> found_;
};

}  // namespace

std::vector<std::string> judge(const scenario& s, const history& h) {
  std::vector<std::string> all;
  if (h.not_opened && (h.not_opened->code() == errc::internal || h.not_opened->code() == errc::unknown))
    all.push_back("it was not opened, without a type: " + h.not_opened->to_string());
  if (h.not_opened && !s.faults_while_opening) all.push_back("it was not opened: " + h.not_opened->to_string());
  if (h.journal) {
    const auto some = judge_journal(s, h);
    all.insert(all.end(), some.begin(), some.end());
  }
  if (h.opening > opening_limit) all.emplace_back("it was opened late");
  if (!h.not_opened)
    for (const call_history& c : h.calls) {
      const auto some = judgement(h, c).findings(!s.ibm && !s.machine);
      all.insert(all.end(), some.begin(), some.end());
    }
  for (const std::string& line : h.complaints) all.push_back("the host complains: " + line);
  if (h.exchanges_left) all.push_back(std::to_string(h.exchanges_left) + " requests are left open");
  if (h.account_left) all.emplace_back("the account is left");
  if (h.timers_left) all.emplace_back("a timer is left");
  return all;
}

}  // namespace ketway::simulated
