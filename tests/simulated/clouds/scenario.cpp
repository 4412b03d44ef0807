#include "scenario.hpp"

#include <cmath>
#include <random>

namespace ketway::simulated {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

// The standard's distributions differ from library to library; a seed must mean the same everywhere.
class dice {
 public:
  explicit dice(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t below(std::uint64_t n) { return engine_() % n; }
  bool one_in(std::uint64_t n) { return below(n) == 0; }
  double unit() { return static_cast<double>(engine_() >> 11) * 0x1p-53; }
  /// Every order of magnitude is as likely as the next.
  nanoseconds spread(nanoseconds least, nanoseconds most) {
    const double low = std::log(static_cast<double>(least.count())), high = std::log(static_cast<double>(most.count()));
    return nanoseconds(static_cast<std::int64_t>(std::exp(low + (high - low) * unit())));
  }

 private:
  std::mt19937_64 engine_;
};

constexpr const char* purposes[] = {"auth", "devices", "submit", "status", "results", "cancel"};

// One rule: how often it strikes is its share of the day's badness.
std::string fault_from(dice& d, std::uint64_t percent) {
  const auto& names = emulator::fault_names();
  std::string text = names[d.below(names.size())];
  if (text == "clock_skew") return text + "~" + std::to_string(1 + d.below(600)) + "s";
  if (d.one_in(2)) text += std::string("@") + purposes[d.below(std::size(purposes))];
  if (d.one_in(4)) text += "+" + std::to_string(1 + d.below(4));
  if (d.one_in(3)) text += "*" + std::to_string(1 + d.below(3));
  if (percent < 100) text += "%" + std::to_string(percent);
  if (d.one_in(3)) text += "~" + std::to_string(1 + d.below(60)) + "s";
  return text;
}

void add_faults(dice& d, scenario& s) {
  const std::uint64_t day = d.below(10);
  if (day == 0) return;  // a good day
  if (day <= 5) {        // a few faults now and then
    for (std::uint64_t n = 1 + d.below(3); n > 0; --n) s.faults.push_back(fault_from(d, 2 + d.below(12)));
  } else if (day <= 8) {  // a bad day
    for (std::uint64_t n = 2 + d.below(4); n > 0; --n) s.faults.push_back(fault_from(d, 10 + d.below(40)));
  } else {  // one thing fails for good
    s.faults.push_back(fault_from(d, 100));
  }
}

}  // namespace

scenario make_scenario(std::uint64_t seed) {
  dice d(seed);
  scenario s(seed);
  s.ibm = d.one_in(2);
  s.fastest = milliseconds(1 + d.below(20));
  s.slowest = s.fastest + milliseconds(d.below(300));
  s.queue = d.spread(milliseconds(1), std::chrono::minutes(3));
  s.run = d.spread(milliseconds(1), std::chrono::seconds(30));
  s.token_s = 60 + d.below(600);
  s.faults_while_opening = d.one_in(4);
  add_faults(d, s);
  const std::uint64_t calls = 1 + d.below(3);
  for (std::uint64_t n = 0; n < calls; ++n) {
    call_plan c;
    c.start = milliseconds(d.below(5'000));
    c.deadline = d.spread(milliseconds(300), std::chrono::minutes(20));
    if (d.one_in(5)) c.cancel = d.spread(milliseconds(1), c.deadline);
    c.detach = d.one_in(4);
    c.shots = 20 + 40 * n + d.below(40);
    c.bell = d.one_in(3);
    s.calls.push_back(c);
  }
  return s;
}

std::vector<emulator::fault_rule> scenario::rules() const {
  std::vector<emulator::fault_rule> all;
  for (const std::string& text : faults) all.push_back(emulator::read_fault(text).value());
  return all;
}

std::string scenario::to_string() const {
  const auto ms = [](nanoseconds n) { return std::to_string(n.count() / 1'000'000) + " ms"; };
  std::string text = "seed " + std::to_string(seed) + ": " + (ibm ? "ibm" : "ionq") + ", answers within " +
                     ms(fastest) + " to " + ms(slowest) + ", queue " + ms(queue) + ", run " + ms(run) +
                     (faults_while_opening ? ", faults from the start:" : ", faults once it is open:");
  for (const std::string& f : faults) text += " " + f;
  for (const call_plan& c : calls) {
    text += "\n  call of " + std::to_string(c.shots) + " shots at " + ms(c.start) + ", deadline " + ms(c.deadline);
    if (c.cancel) text += ", cancelled after " + ms(*c.cancel);
    if (c.detach) text += ", detached";
    if (c.bell) text += ", bell";
  }
  return text;
}

}  // namespace ketway::simulated
