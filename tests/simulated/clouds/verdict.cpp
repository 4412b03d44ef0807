#include <algorithm>

#include "history.hpp"

namespace ketway::simulated {
namespace {

// How long a call may go on after it was asked to end: it cancels its job remotely meanwhile (options.hpp, on_abandon).
constexpr std::chrono::nanoseconds grace = std::chrono::seconds(5);
constexpr std::chrono::nanoseconds opening_limit = std::chrono::seconds(30) + grace;

class judgement {
 public:
  judgement(const scenario& s, const history& h, const call_history& c)
      : call_(c), parts_(s.parts(c.plan)), exact_(!s.ibm && !s.machine) {
    for (const bool away : {false, true})
      for (const emulator::ledger_entry& e : away ? h.elsewhere : h.books) {
        if (e.shots != s.shots_of_part(c.plan)) continue;
        jobs_.push_back(&e);
        if (away != s.made_elsewhere(c.plan)) add("was accepted in another account than it was made for");
      }
  }

  std::vector<std::string> findings() {
    if (jobs_.size() > parts_) add("was accepted " + std::to_string(jobs_.size()) + " times");
    if (!call_.begun && !jobs_.empty()) add("was accepted before it was made");
    if (!call_.begun || call_.cut_off) return std::move(found_);
    if (call_.ended != 1) {
      add("ended " + std::to_string(call_.ended) + " times");
      return std::move(found_);
    }
    const auto limit = std::min(call_.plan.deadline, call_.plan.cancel.value_or(call_.plan.deadline)) + grace;
    if (call_.took > limit && !call_.plan.cancel) add("ended late, after " + seconds(call_.took));
    if (call_.plan.cancel && call_.took > call_.plan.deadline + grace) add("ended late, after " + seconds(call_.took));
    if (call_.plan.cancel && call_.took > limit && failure_of(*call_.outcome)) add("was cancelled late");
    look_at(*call_.outcome);
    return std::move(found_);
  }

 private:
  void look_at(const answers& all) {
    if (all.size() != call_.plan.circuits) return add("has " + std::to_string(all.size()) + " answers");
    const auto good = std::count_if(all.begin(), all.end(), [](const auto& one) { return one.has_value(); });
    if (parts_ == 1 && good != 0 && failure_of(all)) add("has results of a part: " + failure_of(all)->to_string());
    for (std::size_t i = 0; i < all.size(); ++i)
      if (all[i]) look_at(*all[i], i);
    // An answer stands for the job that it comes from: for one in all, or one each.
    const std::size_t n = parts_ == 1 ? 1 : all.size();
    std::size_t done = 0, named = 0, perhaps_billed = 0, cancelled = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const error* e = all[i] ? nullptr : &all[i].error();
      if (e) look_at(*e);
      done += e ? 0 : 1;
      named += !e || !e->job_uri().empty() || e->maybe_executed() ? 1 : 0;
      perhaps_billed += !e || e->billed() != billing::not_billed ? 1 : 0;
      cancelled += e && e->fate() == job_fate::cancelled ? 1 : 0;
    }
    const auto jobs = [this](const auto& which) {
      return static_cast<std::size_t>(std::count_if(jobs_.begin(), jobs_.end(), which));
    };
    const std::string why = failure_of(all) ? ": " + failure_of(all)->to_string() : "";
    if (done > jobs_.size()) add("has a result of no job");
    if (named < std::min(jobs_.size(), parts_)) add("lost its job" + why);
    if (perhaps_billed < jobs([](const auto* j) { return j->billed > 0; }))
      add("was billed, and is told that it was not" + why);
    if (cancelled > jobs([](const auto* j) { return j->cancelled; }) && !jobs_.empty())
      add("is told that its job was cancelled, which it was not" + why);
  }
  void look_at(const result& r, std::size_t i) {
    const std::string place = place_of(i);
    std::uint64_t sum = 0;
    for (const auto& [key, count] : r.counts()) sum += count;
    if (sum != call_.plan.shots) add("counts " + std::to_string(sum) + " of its shots" + place);
    if (call_.plan.what == call_plan::kind::sweep) {
      const std::uint64_t right = r.count(call_plan::key_of_row(i));
      if (right * 2 <= sum || (exact_ && right != sum)) add("has another row's result" + place);
      return;
    }
    const bool bell = call_.plan.bell_at(i);
    if (exact_ && bell && r.count("00") + r.count("11") != sum) add("has other keys than a Bell pair" + place);
    // q[0] and q[4] are one; registers a[2], b[3]: b leftmost.
    if (!bell && r.count("10001") * 2 <= sum) add("has its bits in another order" + place);
    if (exact_ && !bell && r.count("10001") != sum) add("has keys that cannot be" + place);
  }
  std::string place_of(std::size_t i) const {
    return call_.plan.circuits == 1 ? "" : " (circuit " + std::to_string(i + 1) + ")";
  }
  void look_at(const error& e) {
    if (e.code() == errc::internal || e.code() == errc::unknown || e.code() == errc::ok)
      add("failed without a type: " + e.to_string());
    if (e.message().empty()) add("failed without a word");
  }
  void add(const std::string& what) {
    found_.push_back("the call of " + std::to_string(call_.plan.shots) + " shots " + what);
  }
  static std::string seconds(std::chrono::nanoseconds n) { return std::to_string(n.count() / 1'000'000) + " ms"; }

  const call_history& call_;
  const std::size_t parts_;
  const bool exact_;
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
      const auto some = judgement(s, h, c).findings();
      all.insert(all.end(), some.begin(), some.end());
    }
  for (const std::string& line : h.complaints) all.push_back("the host complains: " + line);
  if (h.exchanges_left) all.push_back(std::to_string(h.exchanges_left) + " requests are left open");
  if (h.account_left) all.emplace_back("the account is left");
  if (h.timers_left) all.emplace_back("a timer is left");
  return all;
}

}  // namespace ketway::simulated
