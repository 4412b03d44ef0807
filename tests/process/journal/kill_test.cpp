// Real processes on one journal: killed in the middle of everything, side by side on one budget, taking over from the dead.

#include <map>
#include <set>

#include "../../unit/journal/journals.hpp"
#include "processes.hpp"

namespace ketway::process_test {
namespace {

using namespace ketway::test;

store_ptr open(const std::string& state, std::uint64_t seed) {
  auto made = journal_in_folder(state)(random_from(seed));
  if (!made) throw exception(made.error());
  return std::move(*made);
}

/// Says "<token> <state>" after each write that was answered.
void write_for_ever(const std::string& state, int round, const std::function<void(const std::string&)>& say) {
  const store_ptr s = open(state, 1000 + static_cast<std::uint64_t>(round));
  for (int i = 0;; ++i) {
    const std::string token = std::to_string(round) + "." + std::to_string(i);
    journal_intent first = intent(priced(token, 1));
    first.submission.assign(2000, static_cast<char>('a' + i % 26));
    if (!put(*s, first)) return;
    say(token + " 0");
    if (!put(*s, progress(token, journal_state::accepted))) return;
    say(token + " 2");
    for (const auto& a : s->write({settled(token, 0.5), journal_results(token, {"result of " + token})}))
      if (!a) return;
    say(token + " 4");
  }
}

TEST(JournalProcesses, KilledAtAnyMomentLoseNothingThatWasAnswered) {
  const folder f;
  const std::string state = (f / "state").string();
  std::mt19937_64 bits(11);
  std::map<std::string, int> answered;
  const auto hear = [&](const std::string& line) {
    const std::size_t space = line.find(' ');
    answered[line.substr(0, space)] = std::stoi(line.substr(space + 1));
  };
  for (int round = 0; round < 250; ++round) {
    writer child([&](const auto& say) { write_for_ever(state, round, say); });
    // The lines that are waited for set the moment, and then as long as some thousands of steps take.
    for (std::uint64_t n = bits() % 12; n > 0; --n) hear(child.line());
    for (std::uint64_t n = bits() % 200'000; n > 0; --n) bits();
    child.kill();
    for (const std::string& line : child.lines()) hear(line);
    if (round % 25 != 24) continue;
    SCOPED_TRACE("after round " + std::to_string(round));
    const store_ptr s = open(state, 7);
    for (const auto& [token, reached] : answered) {
      const auto got = s->find(token);
      ASSERT_TRUE(got) << token << " is lost";
      ASSERT_GE(static_cast<int>(got->state), reached) << token;
      ASSERT_EQ(s->submission(token).value().size(), 2000U);
      if (reached == 4) {
        ASSERT_EQ(s->results(token).value(), std::vector<std::string>{"result of " + token});
      }
    }
    const auto sums = s->spent(0).value();
    const auto jobs = s->list(job_filter()).value();
    ASSERT_EQ(sums.at(0).jobs, jobs.size());
    double settled_sum = 0;
    for (const job_record& j : jobs) settled_sum += j.cost.value_or(0);
    ASSERT_DOUBLE_EQ(sums.at(0).settled, settled_sum);
    ASSERT_EQ(run_in_sqlite(state + "/journal.sqlite", "PRAGMA integrity_check"), "ok");
  }
  EXPECT_GT(answered.size(), 200U);
}

TEST(JournalProcesses, NeverPassABudgetTogether) {
  const folder f;
  const std::string state = (f / "state").string();
  const auto spend = [&](std::uint64_t seed) {
    return [&state, seed](const auto& say) {
      const store_ptr s = open(state, seed);
      for (int i = 0; i < 40; ++i) {
        const auto answer = put(*s, intent(priced(std::to_string(seed) + "." + std::to_string(i), 1),
                                           {budget_limit(budget_limit::span::day, 70, "USD")}));
        say(answer ? "taken" : std::string(to_string(answer.error().code())));
      }
    };
  };
  std::vector<writer> children;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) children.emplace_back(spend(seed));
  std::map<std::string, int> answers;
  for (writer& child : children)
    for (const std::string& line : child.lines()) ++answers[line];
  EXPECT_EQ(answers, (std::map<std::string, int>{{"taken", 70}, {"resource_exhausted", 50}}));
  EXPECT_EQ(open(state, 9)->spent(0).value().at(0).reserved, 70);
}

TEST(JournalProcesses, TakeTheJobsOfADeadOneExactlyOnce) {
  const folder f;
  const std::string state = (f / "state").string();
  constexpr int jobs = 60;
  const auto own = [&](const char* mark, std::uint64_t seed) {
    return [&state, mark, seed](const auto& say) {
      const store_ptr s = open(state, seed);
      for (int i = 0; i < jobs; ++i)
        if (!put(*s, intent(job(mark + std::to_string(i))))) return;
      say("ready");
      ::pause();
    };
  };
  writer living(own("living", 1)), dying(own("dying", 2));
  ASSERT_EQ(living.line(), "ready");
  ASSERT_EQ(dying.line(), "ready");
  dying.kill();
  ASSERT_TRUE(dying.lines().empty());
  const auto take = [&](std::uint64_t seed) {
    return [&state, seed](const auto& say) {
      const store_ptr s = open(state, seed);
      for (int i = 0; i < jobs; ++i)
        for (const char* mark : {"living", "dying"})
          if (put(*s, journal_claim(mark + std::to_string(i)))) say(mark + std::to_string(i));
      say("end");
      ::pause();  // as long as it lives, what it took is its own
    };
  };
  std::vector<writer> takers;
  for (std::uint64_t seed = 3; seed <= 5; ++seed) takers.emplace_back(take(seed));
  std::multiset<std::string> taken;
  for (writer& t : takers)
    for (std::string l = t.line(); l != "end"; l = t.line()) {
      ASSERT_FALSE(l.empty());
      taken.insert(l);
    }
  std::multiset<std::string> every_one_once;
  for (int i = 0; i < jobs; ++i) every_one_once.insert("dying" + std::to_string(i));
  EXPECT_EQ(taken, every_one_once);
}

}  // namespace
}  // namespace ketway::process_test
