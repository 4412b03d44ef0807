// A few of the campaign's scenarios, and that its judge sees what it is there for.
#include <gtest/gtest.h>

#include "history.hpp"

namespace ketway::simulated {
namespace {

using std::chrono::seconds;

TEST(Histories, OfManySeedsHoldWhatIsPromised) {
#ifdef KETWAY_INSTRUMENTED
  constexpr std::uint64_t seeds = 60;
#else
  constexpr std::uint64_t seeds = 300;
#endif
  for (std::uint64_t seed = 100'001; seed <= 100'000 + seeds; ++seed) {
    const scenario s = make_scenario(seed);
    for (const std::string& finding : judge(s, play(s)))
      ADD_FAILURE() << s.to_string() << "\n" << finding << "\nagain: ketway_campaign --replay " << seed;
  }
}

// Whoever was told that a job was never accepted could still see it sent by whoever resumed; an error did not name a job that
// had just ended.
TEST(Histories, ThatOnceWentWrongGoWell) {
  for (const std::uint64_t seed : {1138U, 6827U, 11134U, 14853U, 16364U, 18756U, 23167U, 23933U}) {
    const scenario s = make_plain_scenario(seed);
    for (const std::string& finding : judge(s, play(s))) ADD_FAILURE() << s.to_string() << "\n" << finding;
  }
}

TEST(Histories, OfOneSeedAreTheSame) {
  for (const std::uint64_t seed : {3U, 34U, 643U}) {
    std::vector<std::string> first, second;
    play(make_scenario(seed), [&](const std::string& line) { first.push_back(line); });
    play(make_scenario(seed), [&](const std::string& line) { second.push_back(line); });
    EXPECT_EQ(first, second);
    EXPECT_GT(first.size(), 4U);
  }
}

// What `judge` says of one call in a history that is made up.
class Judge : public ::testing::Test {
 protected:
  Judge() {
    plan.deadline = seconds(60), plan.shots = 100, plan.bell = true;
    job.job = "j", job.shots = 100;
  }
  std::vector<std::string> verdict() {
    history h;
    call_history c(plan);
    c.begun = true, c.ended = ended, c.took = took, c.outcome.emplace(1, expected<result>(failure));
    h.calls.push_back(c);
    h.books = books;
    h.exchanges_left = exchanges, h.timers_left = timers;
    return judge(scenario(1), h);
  }
  call_plan plan;
  emulator::ledger_entry job;
  std::vector<emulator::ledger_entry> books;
  int ended = 1;
  std::chrono::nanoseconds took = seconds(1);
  error failure{errc::unavailable, "down"};
  std::size_t exchanges = 0;
  bool timers = false;
};

TEST_F(Judge, AcceptsAFailureBeforeAnythingWasAccepted) { EXPECT_TRUE(verdict().empty()); }

TEST_F(Judge, SeesAJobThatWasPaidTwice) {
  failure.maybe_executed(true);
  books = {job, job};
  EXPECT_EQ(verdict().size(), 1U);
}

TEST_F(Judge, SeesAJobThatIsLost) {
  books = {job};
  EXPECT_EQ(verdict().size(), 1U);
  failure.job_uri("ketway:cloud/j");
  EXPECT_TRUE(verdict().empty());
}

TEST_F(Judge, SeesABillThatIsDenied) {
  job.billed = 2;
  books = {job};
  failure.maybe_executed(true).billed(billing::not_billed);
  EXPECT_EQ(verdict().size(), 1U);
}

TEST_F(Judge, SeesACallThatNeverEnds) {
  ended = 0;
  EXPECT_EQ(verdict().size(), 1U);
}

TEST_F(Judge, SeesACallThatEndsLate) {
  took = seconds(66);
  EXPECT_EQ(verdict().size(), 1U);
}

TEST_F(Judge, SeesAnErrorWithoutAType) {
  failure = error(errc::internal, "what?");
  EXPECT_EQ(verdict().size(), 1U);
}

TEST_F(Judge, SeesWhatIsLeftBehind) {
  exchanges = 1, timers = true;
  EXPECT_EQ(verdict().size(), 2U);
}

}  // namespace
}  // namespace ketway::simulated
