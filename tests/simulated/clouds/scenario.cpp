#include "scenario.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include "ketway/language.hpp"

namespace ketway::simulated {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr const char* asymmetric = R"(OPENQASM 2.0;
include "qelib1.inc";
qreg q[5];
creg a[2];
creg b[3];
h q[0]; z q[0]; h q[0];
x q[4];
cx q[0],q[1]; cx q[0],q[1];
measure q[0] -> a[0];
measure q[1] -> a[1];
measure q[2] -> b[0];
measure q[3] -> b[1];
measure q[4] -> b[2];
)";
constexpr const char* bell_pair = R"(OPENQASM 2.0;
include "qelib1.inc";
qreg q[2];
creg c[2];
h q[0];
cx q[0],q[1];
measure q -> c;
)";

constexpr const char* turned = R"(OPENQASM 3.0;
include "stdgates.inc";
input float[64] a;
qubit[2] q;
bit[2] c;
x q[1];
rx(a) q[0];
c = measure q;
)";

// The standard's distributions differ from library to library; a seed must mean the same everywhere.
class dice {
 public:
  explicit dice(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t below(std::uint64_t n) { return engine_() % n; }
  std::uint64_t spread(std::uint64_t least, std::uint64_t most) {
    return static_cast<std::uint64_t>(spread(nanoseconds(least), nanoseconds(most)).count());
  }
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

// Opening a backend takes about fifteen moments.
constexpr std::uint64_t first_moment = 12, latest_moment = 400;

life_plan life_from(dice& d, bool first) {
  life_plan l;
  if (!first && !d.one_in(4)) l.before = d.spread(milliseconds(1), std::chrono::seconds(40));
  if (d.one_in(5)) return l;
  l.how = d.one_in(5) ? life_plan::end::ended : life_plan::end::killed;
  l.at = d.one_in(8) ? 1 + d.below(first_moment) : first_moment + d.spread(std::uint64_t{1}, latest_moment);
  return l;
}

budget_limit limit_from(dice& d, const scenario& s) {
  constexpr budget_limit::span spans[] = {budget_limit::span::job, budget_limit::span::day, budget_limit::span::ever};
  const double one_job = s.ibm ? 4.8 : 1;  // about
  budget_limit l(spans[d.below(std::size(spans))], one_job * (0.3 + 3 * d.unit()), "USD");
  if (d.one_in(2)) l.backend("cloud");
  return l;
}

void add_journal(dice& d, scenario& s) {
  journal_plan& j = s.journal.emplace();
  j.lines.resize(d.one_in(3) ? 2 : 1);
  for (auto& line : j.lines)
    for (std::uint64_t n = 1 + d.below(3); n > 0; --n)
      line.push_back(life_from(d, &line == &j.lines.front() && line.empty()));
  if (!d.one_in(3)) j.slowest_write = d.spread(std::chrono::microseconds(100), milliseconds(20));
  if (d.one_in(5)) j.failing_writes = 1 + d.below(25);
  s.machine = !s.ibm && d.one_in(2);
  if ((s.ibm || s.machine) && d.one_in(3))
    for (std::uint64_t n = 1 + d.below(2); n > 0; --n) j.limits.push_back(limit_from(d, s));
  for (call_plan& c : s.calls) {
    if (!d.one_in(3)) c.life = d.below(j.lines[0].size());
    c.by_handle = d.one_in(3);
    if (d.one_in(4)) c.leaves = on_abandon::keep;
    if ((s.ibm || s.machine) && d.one_in(6)) c.budget = limit_from(d, s).amount();
  }
}

/// Several circuits in one submission, for as much as one, or as all of them, may cost.
void add_circuits(dice& d, scenario& s, call_plan& c) {
  if (!d.one_in(3)) return;
  c.what = d.one_in(2) ? call_plan::kind::batch : call_plan::kind::sweep;
  c.circuits = 2 + d.below(3), c.by_handle = false;
  const auto taken = [&](const call_plan& o) {
    return &o != &c && (o.shots == c.shots || o.shots == c.all_shots() || o.all_shots() == c.shots ||
                        o.all_shots() == c.all_shots());
  };
  while (std::any_of(s.calls.begin(), s.calls.end(), taken)) ++c.shots;
  if (s.journal && (s.ibm || s.machine) && d.one_in(2))
    c.budget = limit_from(d, s).amount() * static_cast<double>(1 + d.below(c.circuits));
}

/// Things that a process does beside what it submits and resumes.
void add_errands(dice& d, life_plan& l) {
  const auto moment = [&d] { return d.spread(milliseconds(1), std::chrono::seconds(90)); };
  l.twice = d.one_in(3);
  if (d.one_in(4)) l.again = moment();
  if (d.one_in(4)) l.attaches = moment();
  if (d.one_in(6)) l.gives_up = moment();
}

/// One that never arrives, and whose caller may be gone before that is proved.
void add_lost_submission(dice& d, scenario& s) {
  s.faults = {"reset_before_accept@submit*" + std::to_string(1 + d.below(2))};
  for (call_plan& c : s.calls) {
    c.deadline = std::max<nanoseconds>(c.deadline, std::chrono::minutes(2));
    if (d.one_in(2))
      c.leaves = on_abandon::cancel_remote, c.cancel = d.spread(milliseconds(100), std::chrono::minutes(1));
  }
}

}  // namespace

const circuit& call_plan::program(std::size_t i) const {
  static const circuit two = read_circuit(bell_pair).value().circuit, five = read_circuit(asymmetric).value().circuit,
                       symbolic = read_circuit(turned).value().circuit;
  if (what == kind::sweep) return symbolic;
  return bell_at(i) ? two : five;
}

parameter_table call_plan::rows() const {
  parameter_table all({"a"});
  for (std::size_t i = 0; i < circuits; ++i) all.row({i % 2 == 0 ? std::numbers::pi : 0});
  return all;
}

scenario make_scenario(std::uint64_t seed) {
  scenario s = make_plain_scenario(seed);
  dice d(seed ^ 0x73696465627973ULL);
  for (call_plan& c : s.calls) add_circuits(d, s, c);
  if (!s.journal) return s;
  if (d.one_in(5)) add_lost_submission(d, s);
  const bool two_accounts = d.one_in(5);
  for (auto& line : s.journal->lines)
    for (life_plan& l : line) {
      add_errands(d, l);
      l.elsewhere = two_accounts && d.one_in(2);
    }
  return s;
}

scenario make_plain_scenario(std::uint64_t seed) {
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
    if (d.one_in(4)) c.leaves = on_abandon::detach;
    c.shots = 20 + 40 * n + d.below(40);
    c.bell = d.one_in(3);
    s.calls.push_back(c);
  }
  dice lives(seed ^ 0x6a6f75726e616cULL);
  if (!lives.one_in(5)) add_journal(lives, s);
  return s;
}

scenario with_one_kill(scenario s, std::uint64_t moment) {
  life_plan only;
  const life_plan& was = s.journal->lines.front().front();
  only.twice = was.twice, only.again = was.again, only.attaches = was.attaches, only.gives_up = was.gives_up;
  only.how = life_plan::end::killed, only.at = moment;
  only.elsewhere = was.elsewhere;
  s.journal->lines = {{only}};
  for (call_plan& c : s.calls) c.life = 0;
  return s;
}

std::vector<emulator::fault_rule> scenario::rules() const {
  std::vector<emulator::fault_rule> all;
  for (const std::string& text : faults) all.push_back(emulator::read_fault(text).value());
  return all;
}

bool scenario::made_elsewhere(const call_plan& c) const {
  return journal && c.life < journal->lines.front().size() && journal->lines.front()[c.life].elsewhere;
}

bool scenario::any_elsewhere() const {
  const auto away = [](const life_plan& l) { return l.elsewhere; };
  return journal && std::any_of(journal->lines.begin(), journal->lines.end(),
                                [&](const auto& line) { return std::any_of(line.begin(), line.end(), away); });
}

std::string scenario::to_string() const {
  const auto ms = [](nanoseconds n) { return std::to_string(n.count() / 1'000'000) + " ms"; };
  std::string text = "seed " + std::to_string(seed) + ": " +
                     (ibm       ? "ibm"
                      : machine ? "ionq's machine"
                                : "ionq") +
                     ", answers within " + ms(fastest) + " to " + ms(slowest) + ", queue " + ms(queue) + ", run " +
                     ms(run) + (faults_while_opening ? ", faults from the start:" : ", faults once it is open:");
  for (const std::string& f : faults) text += " " + f;
  for (const call_plan& c : calls) {
    text += "\n  call of " + std::to_string(c.shots) + " shots at " + ms(c.start) + ", deadline " + ms(c.deadline);
    if (c.cancel) text += ", cancelled after " + ms(*c.cancel);
    if (c.leaves == on_abandon::detach) text += ", detached";
    if (c.leaves == on_abandon::keep) text += ", kept";
    if (c.what == call_plan::kind::batch) text += ", a batch of " + std::to_string(c.circuits);
    if (c.what == call_plan::kind::sweep) text += ", a sweep of " + std::to_string(c.circuits);
    if (c.bell) text += ", bell";
    if (c.by_handle) text += ", by its handle";
    if (c.budget) text += ", for " + std::to_string(*c.budget) + " USD at most";
    if (c.life) text += ", in life " + std::to_string(c.life + 1);
  }
  if (!journal) return text;
  text += "\n  a journal, written within " + ms(journal->slowest_write) + ", of a hundred writes " +
          std::to_string(journal->failing_writes) + " fail";
  for (const budget_limit& l : journal->limits)
    text += ", at most " + std::to_string(l.amount()) + " " + l.unit() +
            (l.over() == budget_limit::span::job   ? " a job"
             : l.over() == budget_limit::span::day ? " a day"
                                                   : " ever");
  for (const auto& line : journal->lines) {
    text += "\n  processes:";
    for (const life_plan& l : line) {
      text +=
          " after " + ms(l.before) + (l.elsewhere ? " in another account" : "") + (l.twice ? ", resuming twice," : "");
      if (l.again) text += " resuming again after " + ms(*l.again) + ",";
      if (l.attaches) text += " attaching after " + ms(*l.attaches) + ",";
      if (l.gives_up) text += " giving up after " + ms(*l.gives_up) + ",";
      text += (l.how == life_plan::end::whole    ? " one to its end;"
               : l.how == life_plan::end::killed ? " one that is killed at moment " + std::to_string(l.at) + ";"
                                                 : " one that ends at moment " + std::to_string(l.at) + ";");
    }
  }
  return text;
}

}  // namespace ketway::simulated
