#include <gtest/gtest.h>

#include <random>

#include "scripted_node.hpp"

namespace ketway::tests {
namespace {

class Hedge : public ::testing::Test {
 protected:
  scene s;
  failover_options after = failover_options().hedge_after(2s);
};

TEST_F(Hedge, StartsNothingWhereTheFirstAnswersInTime) {
  s.node("a").takes = 1s;
  EXPECT_EQ(s.execute(failover(after, s.of("a"), s.of("b")))->backend(), "a");
  EXPECT_EQ(s.node("b").calls, 0);
}

TEST_F(Hedge, TakesTheSecondsAnswerAndCancelsTheFirst) {
  s.node("a").takes = 1h;
  s.node("a").when_stopped = [](error e) {
    return std::move(e.fate(job_fate::cancelled).billed(billing::not_billed).job_uri("ketway:a/1"));
  };
  s.node("b").takes = 1s;
  const auto began = s.world->monotonic_ns();
  const auto r = s.execute(failover(after, s.of("a"), s.of("b")));
  ASSERT_TRUE(r);
  EXPECT_EQ(r->backend(), "b");
  EXPECT_EQ(s.since(began), 3s);
  EXPECT_EQ(r->timing().total, 3s);
  EXPECT_EQ(s.node("a").cancels, 1);
  EXPECT_EQ(steps_of(r->decisions()), "tried:a hedged:b tried:b cancelled:a cancelled_loser:a won:b");
  EXPECT_NE(r->decisions()[4].why.find("it was not billed; job ketway:a/1"), std::string::npos)
      << r->decisions()[4].why;
}

TEST_F(Hedge, TakesTheFirstsAnswerAndCancelsTheSecond) {
  s.node("a").takes = 3s;
  s.node("b").takes = 1h;
  const auto r = s.execute(failover(after, s.of("a"), s.of("b")));
  EXPECT_EQ(r->backend(), "a");
  EXPECT_EQ(s.node("b").cancels, 1);
}

TEST_F(Hedge, NeverGoesToWhatIsNotFree) {
  s.node("a").takes = 10s;
  s.node("paid", false);
  s.node("free").takes = 1s;
  EXPECT_EQ(s.execute(failover(after, s.of("a"), s.of("paid"), s.of("free")))->backend(), "free");
  EXPECT_EQ(s.node("paid").calls, 0);
}

TEST_F(Hedge, DoesNotHedgeWhatIsPaid) {
  s.node("paid", false).takes = 10s;
  EXPECT_EQ(s.execute(failover(after, s.of("paid"), s.of("b")))->backend(), "paid");
  EXPECT_EQ(s.node("b").calls, 0);
}

TEST_F(Hedge, GoesToPaidOnesWhereAsked) {
  s.node("a", false).takes = 10s;
  s.node("b", false).takes = 1s;
  EXPECT_EQ(s.execute(failover(after.hedge_paid(true), s.of("a"), s.of("b")))->backend(), "b");
}

TEST_F(Hedge, DoesNotHedgeWhatWouldNotBeCancelled) {
  s.node("a").takes = 10s;
  const auto r = s.execute(failover(after, s.of("a"), s.of("b")), execute_options().when_abandoned(on_abandon::detach));
  EXPECT_EQ(r->backend(), "a");
  EXPECT_EQ(s.node("b").calls, 0);
}

TEST_F(Hedge, GoesOnAsUsualWhereTheFirstRefusesBeforeTheDelay) {
  s.node("a").says = [](int) { return refusal(); };
  const auto r = s.execute(failover(after, s.of("a"), s.of("b"), s.of("c")));
  EXPECT_EQ(steps_of(r->decisions()), "tried:a failed:a tried:b won:b");
}

TEST_F(Hedge, WaitsForTheOtherWhereOneFailsAndThenGoesOn) {
  s.node("a").takes = 5s;
  s.node("a").says = [](int) { return refusal(); };
  s.node("b").takes = 1s;
  s.node("b").says = [](int) { return refusal(); };
  const auto r = s.execute(failover(after, s.of("a"), s.of("b"), s.of("c")));
  ASSERT_TRUE(r);
  EXPECT_EQ(r->backend(), "c");
}

TEST_F(Hedge, AFirstThatMayRunIsTheErrorWhereTheSecondFailsToo) {
  s.node("a").takes = 3s;
  s.node("a").says = [](int) { return lost_answer(); };
  s.node("b").takes = 5s;
  s.node("b").says = [](int) { return refusal(); };
  const auto r = s.execute(failover(after, s.of("a"), s.of("b"), s.of("c")));
  ASSERT_FALSE(r);
  EXPECT_TRUE(r.error().maybe_executed());
  EXPECT_EQ(s.node("c").calls, 0) << "nobody else is asked once a job may run";
}

TEST_F(Hedge, ACancelReachesBoth) {
  s.node("a").takes = s.node("b").takes = 1h;
  const auto outcome = s.begin(failover(after, s.of("a"), s.of("b"), s.of("c")).try_execute(circuit(1, 1)));
  s.world->run_for(5s);
  s.stop.emit(boost::asio::cancellation_type::terminal);
  s.world->run_for(5s);
  ASSERT_TRUE(*outcome);
  EXPECT_EQ((*outcome)->error().code(), errc::cancelled);
  EXPECT_EQ(s.node("a").cancels + s.node("b").cancels, 2);
  EXPECT_EQ(s.node("c").calls, 0);
}

TEST_F(Hedge, TheDeadlineBoundsBoth) {
  s.node("a").takes = s.node("b").takes = 1h;
  const auto began = s.world->monotonic_ns();
  const auto r = s.execute(failover(after, s.of("a"), s.of("b"), s.of("c")), execute_options().deadline(10s));
  EXPECT_EQ(r.error().code(), errc::deadline_exceeded);
  EXPECT_EQ(s.since(began), 10s);
}

/// One answer a call, whatever the order of events; never more than two requests at once; a paid one is never doubled.
class HedgeHistory : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(HedgeHistory, EndsWithOneOutcomeAndLeavesNothingRunning) {
  scene s(GetParam());
  std::mt19937_64 dice(GetParam());
  const auto roll = [&dice](std::uint64_t n) { return std::uniform_int_distribution<std::uint64_t>(0, n - 1)(dice); };
  const std::vector<std::string> names{"a", "b", "c", "d"};
  for (const auto& n : names) {
    scripted_node& one = s.node(n, roll(3) != 0);
    one.takes = std::chrono::milliseconds(roll(6000));
    const auto what = roll(4);
    one.says = [what, n](int) {
      return what == 0 ? expected<result>(refusal()) : what == 1 ? expected<result>(lost_answer()) : result_of(n);
    };
  }
  const backend set = failover(failover_options().hedge_after(std::chrono::milliseconds(roll(4000))), s.list(names));
  const bool limited = roll(2) == 0;
  const auto deadline = std::chrono::milliseconds(1 + roll(9000));
  const auto r = s.execute(set, limited ? execute_options().deadline(deadline) : execute_options());
  const decision_log& log = r ? r->decisions() : r.error().decisions();
  EXPECT_LE(s.at_once->second, 2) << steps_of(log);
  EXPECT_EQ(s.left_running, 0) << steps_of(log);
  int won = 0;
  for (const decision& d : log) {
    won += d.what == decision::step::won ? 1 : 0;
    if (d.what != decision::step::hedged) continue;
    EXPECT_TRUE(s.node(d.backend).facts.free) << steps_of(log);
  }
  EXPECT_EQ(won, r ? 1 : 0) << steps_of(log);
  std::optional<std::string> lost;
  for (const decision& d : log) {
    if (d.what == decision::step::gave_up && d.backend.size() == 1) lost = d.backend;
    if (lost && (d.what == decision::step::tried || d.what == decision::step::hedged)) {
      ADD_FAILURE() << "somebody was asked although a job may run at " << *lost << ": " << steps_of(log);
    }
  }
  if (limited) {
    EXPECT_LE(s.ended_at, 1'000'000'000ULL + 12'000'000'000ULL);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, HedgeHistory, ::testing::Range<std::uint64_t>(1, 301));

}  // namespace
}  // namespace ketway::tests
