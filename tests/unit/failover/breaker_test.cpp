#include "execute/breaker.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace ketway {
namespace {

constexpr std::uint64_t second = 1'000'000'000;
using outcome = breaker::outcome;

void fail(breaker& b, std::uint64_t now, int times = 1) {
  for (int i = 0; i < times; ++i) {
    const auto t = b.admit(now);
    ASSERT_TRUE(t);
    b.report(*t, outcome::failure, now, now);
  }
}

TEST(Breaker, OpensAfterFiveFailuresInARow) {
  breaker b{breaker_settings()};
  fail(b, second, 4);
  EXPECT_EQ(b.state(second), breaker_state::closed);
  fail(b, second);
  EXPECT_EQ(b.state(second), breaker_state::open);
  EXPECT_FALSE(b.admit(second));
}

TEST(Breaker, OpensAtHalfOfAWindowOnceItHasCallsEnough) {
  breaker b{breaker_settings()};
  for (int i = 0; i < 7; ++i) {
    const std::uint64_t now = (1 + i) * second;
    b.report(*b.admit(now), i % 2 ? outcome::success : outcome::failure, now, now);
    ASSERT_EQ(b.state(now), breaker_state::closed) << i;
  }
  fail(b, 8 * second);
  EXPECT_EQ(b.state(8 * second), breaker_state::open);
}

TEST(Breaker, ForgetsWhatLiesBeforeTheWindow) {
  breaker b{breaker_settings()};
  fail(b, second, 4);
  const std::uint64_t later = 700 * second;
  b.report(*b.admit(later), outcome::success, later, later);
  for (int i = 0; i < 7; ++i) b.report(*b.admit(later), i < 3 ? outcome::success : outcome::failure, later, later);
  EXPECT_EQ(b.state(later), breaker_state::open) << "four of eight, all of this window";
  breaker calm{breaker_settings()};
  fail(calm, second, 4);
  for (int i = 0; i < 4; ++i) calm.report(*calm.admit(later), outcome::success, later, later);
  fail(calm, later);
  EXPECT_EQ(calm.state(later), breaker_state::closed) << "one of five";
}

TEST(Breaker, IsOpenLongerEachTimeUpToALimit) {
  breaker b{breaker_settings()};
  fail(b, second, 5);
  std::uint64_t now = second;
  for (std::uint64_t n = 1; n <= 14; ++n) {
    EXPECT_EQ(b.open_until() - now, std::min<std::uint64_t>(30 * n, 300) * second) << n;
    now = b.open_until();
    EXPECT_EQ(b.state(now), breaker_state::half_open);
    fail(b, now);
  }
}

TEST(Breaker, LetsOneTrialThroughWhileHalfOpenAndClosesOnItsSuccess) {
  breaker b{breaker_settings()};
  fail(b, second, 5);
  const std::uint64_t now = b.open_until();
  const auto trial = b.admit(now);
  ASSERT_TRUE(trial);
  EXPECT_FALSE(b.admit(now));
  b.report(*trial, outcome::success, now, now);
  EXPECT_EQ(b.state(now), breaker_state::closed);
}

TEST(Breaker, ATrialThatSaysNothingMakesRoomForAnother) {
  breaker b{breaker_settings()};
  fail(b, second, 5);
  const std::uint64_t now = b.open_until();
  b.report(*b.admit(now), outcome::neither, now, now);
  EXPECT_TRUE(b.admit(now));
}

TEST(Breaker, ATrialThatTakesHoursMakesRoomForAnotherAfterAWhile) {
  breaker b{breaker_settings()};
  fail(b, second, 5);
  const std::uint64_t begun = 31 * second;
  const auto slow = b.admit(begun);
  ASSERT_TRUE(slow);
  EXPECT_FALSE(b.would_admit(begun + 299 * second));
  EXPECT_FALSE(b.admit(begun + 299 * second));
  EXPECT_TRUE(b.would_admit(begun + 300 * second));
  ASSERT_TRUE(b.admit(begun + 300 * second));
  EXPECT_FALSE(b.admit(begun + 301 * second)) << "one at a time all the same";
  b.report(*slow, outcome::neither, begun, begun + 302 * second);
  EXPECT_FALSE(b.admit(begun + 303 * second)) << "the other is still out";
}

TEST(Breaker, CountsOpeningsAnewAfterAQuietWindow) {
  breaker b{breaker_settings()};
  fail(b, second, 5);
  std::uint64_t now = b.open_until();
  fail(b, now);
  now = b.open_until();
  b.report(*b.admit(now), outcome::success, now, now);
  now += 601 * second;
  fail(b, now, 5);
  EXPECT_EQ(b.open_until() - now, 30 * second);
}

TEST(Breaker, WhatBeganBeforeItOpenedDoesNotCloseIt) {
  breaker b{breaker_settings()};
  const auto early = b.admit(second);
  fail(b, second, 5);
  b.report(*early, outcome::success, second, 2 * second);
  EXPECT_EQ(b.state(2 * second), breaker_state::open);
}

TEST(Breaker, CountsSlowAnswersWhereAsked) {
  breaker b{breaker_settings().slow_call(std::chrono::seconds(10))};
  for (int i = 0; i < 5; ++i) b.report(*b.admit(second), outcome::success, second, 20 * second);
  EXPECT_EQ(b.state(20 * second), breaker_state::open);
}

TEST(Breaker, ForgivenFailuresCloseItAgain) {
  breaker b{breaker_settings()};
  for (std::uint64_t i = 1; i <= 5; ++i) fail(b, i * second);
  ASSERT_EQ(b.state(5 * second), breaker_state::open);
  b.forgive(5 * second, 6 * second);
  EXPECT_EQ(b.state(6 * second), breaker_state::closed);
  EXPECT_EQ(b.failures_in_row(), 4u);
  EXPECT_EQ(b.openings(), 0u);
  fail(b, 7 * second);
  EXPECT_EQ(b.state(7 * second), breaker_state::open);
}

TEST(Breaker, AForgivenTrialIsFollowedByAnotherAtOnce) {
  breaker b{breaker_settings()};
  fail(b, second, 5);
  const std::uint64_t now = b.open_until();
  fail(b, now);
  b.forgive(now, now + second);
  EXPECT_EQ(b.state(now + second), breaker_state::half_open);
  EXPECT_EQ(b.openings(), 1u);
}

TEST(Breaker, AnInsistedSuccessClosesItAndAnInsistedFailureChangesNothing) {
  breaker b{breaker_settings()};
  fail(b, second, 5);
  const std::uint64_t until = b.open_until();
  b.report(b.insist(2 * second), outcome::failure, 2 * second, 3 * second);
  EXPECT_EQ(b.open_until(), until);
  b.report(b.insist(4 * second), outcome::success, 4 * second, 5 * second);
  EXPECT_EQ(b.state(5 * second), breaker_state::closed);
}

/// A long random life with calls that overlap.
class BreakerLife : public ::testing::TestWithParam<std::uint64_t> {
 protected:
  class call {
   public:
    call(breaker::ticket t, std::uint64_t b, int e) : ticket(t), began(b), epoch(e) {}
    breaker::ticket ticket;
    std::uint64_t began;
    int epoch;  // what was let through before the state changed does not count
  };
};

TEST_P(BreakerLife, KeepsItsRules) {
  std::mt19937_64 dice(GetParam());
  const auto roll = [&dice](std::uint64_t n) { return std::uniform_int_distribution<std::uint64_t>(0, n - 1)(dice); };
  const breaker_settings s = breaker_settings()
                                 .failures_in_row(1 + static_cast<std::uint32_t>(roll(8)))
                                 .minimum_calls(1 + static_cast<std::uint32_t>(roll(12)))
                                 .window(std::chrono::seconds(20 + roll(600)));
  breaker b{s};
  std::vector<call> running;
  const std::uint64_t bad = roll(101);  // of a hundred
  std::uint64_t now = second, calls_since_closed = 0, row = 0, trial_out = 0, tried_at = 0;
  int epoch = 0;
  for (int i = 0; i < 3000; ++i) {
    now += roll(4 * second);
    const breaker_state before = b.state(now);
    if (roll(2) == 0) {
      const auto t = b.admit(now);
      const bool may_try = trial_out == 0 || now - tried_at >= 300 * second;
      ASSERT_EQ(t.has_value(), before == breaker_state::closed || (before == breaker_state::half_open && may_try));
      if (!t) continue;
      const bool trial = t->what == breaker::ticket::kind::trial;
      ASSERT_EQ(trial, before == breaker_state::half_open);
      if (trial) trial_out = t->trial, tried_at = now;
      running.emplace_back(*t, now, epoch);
      continue;
    }
    if (running.empty()) continue;
    const std::size_t which = roll(running.size());
    const call c = running[which];
    running.erase(running.begin() + static_cast<std::ptrdiff_t>(which));
    const bool trial = c.ticket.what == breaker::ticket::kind::trial;
    const auto how = roll(10) == 0 ? outcome::neither : roll(100) < bad ? outcome::failure : outcome::success;
    b.report(c.ticket, how, c.began, now);
    if (trial && c.ticket.trial == trial_out) trial_out = 0;
    const breaker_state after = b.state(now);
    if (before == breaker_state::closed && how != outcome::neither && c.epoch == epoch) {
      ++calls_since_closed;
      row = how == outcome::failure ? row + 1 : 0;
    }
    if (before == breaker_state::closed && after == breaker_state::open) {
      ASSERT_TRUE(row >= s.failures_in_row() || calls_since_closed >= s.minimum_calls())
          << row << " in a row, " << calls_since_closed << " calls";
    }
    if (before != breaker_state::open && after == breaker_state::open) {
      const std::uint64_t length = b.open_until() - now;
      ASSERT_EQ(length, std::min<std::uint64_t>(30ULL * b.openings(), 300) * second);
      calls_since_closed = row = 0;
    }
    if (before == breaker_state::half_open && trial && c.epoch == epoch && how == outcome::success) {
      ASSERT_EQ(after, breaker_state::closed);
    }
    if (before != after && after != breaker_state::half_open) ++epoch, trial_out = 0;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, BreakerLife, ::testing::Range<std::uint64_t>(1, 201));

}  // namespace
}  // namespace ketway
