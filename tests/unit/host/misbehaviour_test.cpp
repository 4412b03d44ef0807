// A plugin that breaks the rules must not break the host.
#include <gtest/gtest.h>

#include <thread>

#include "host/completions.hpp"
#include "scripted_plugin.hpp"

namespace ketway::tests {
namespace {

using std::chrono_literals::operator""s;
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""h;

TEST(MisbehavingPlugin, ThatThrowsOutOfOpenIsRefused) {
  stage s;
  s.plugin.open = []() -> kw_backend* { throw std::runtime_error("boom"); };
  const auto a = open_account(*s.rt, &s.facts(), "scripted");
  ASSERT_FALSE(a);
  EXPECT_EQ(a.error().code(), errc::internal);
  EXPECT_EQ(a.error().backend(), "scripted");
}

TEST(MisbehavingPlugin, ThatReturnsNoBackendIsRefused) {
  stage s;
  s.plugin.open = []() -> kw_backend* { return nullptr; };
  const auto a = open_account(*s.rt, &s.facts(), "scripted");
  ASSERT_FALSE(a);
  EXPECT_EQ(a.error().code(), errc::invalid_argument);
}

TEST(MisbehavingPlugin, ThatThrowsOutOfSubmitGivesAnInternalError) {
  stage s;
  s.open();
  s.plugin.submit = [](kw_host*, const kw_submission*, kw_done) -> kw_op* { throw 42; };
  s.execute(stage::bell());
  ASSERT_TRUE(s.outcome);
  ASSERT_FALSE(*s.outcome);
  EXPECT_EQ(s.failure().code(), errc::internal);
  EXPECT_TRUE(s.log.has("R6"));
}

TEST(MisbehavingPlugin, ThatAnswersAndThenThrowsHasAnswered) {
  stage s;
  s.open();
  one_key_job done(1024);
  s.plugin.submit = [&](kw_host*, const kw_submission*, kw_done d) -> kw_op* {
    s.plugin.answer(d, done.job());
    throw std::runtime_error("late");
  };
  s.execute(stage::bell());
  ASSERT_TRUE(s.outcome);
  EXPECT_TRUE(*s.outcome);
}

TEST(MisbehavingPlugin, ThatReturnsNoOperationGivesAnInternalError) {
  stage s;
  s.open();
  s.plugin.submit = [](kw_host*, const kw_submission*, kw_done) -> kw_op* { return nullptr; };
  s.execute(stage::bell());
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.failure().code(), errc::internal);
}

TEST(MisbehavingPlugin, ThatAnswersTwiceIsHeardOnce) {
  stage s;
  s.open();
  one_key_job done(1024);
  const auto before = completions::ignored();
  s.plugin.submit = [&](kw_host*, const kw_submission*, kw_done d) -> kw_op* {
    kw_op* op = s.plugin.answer(d, done.job());
    s.plugin.fail(d, KW_INTERNAL, "second thoughts");
    return op;
  };
  s.execute(stage::bell());
  ASSERT_TRUE(s.outcome);
  EXPECT_TRUE(*s.outcome);
  EXPECT_EQ(completions::ignored(), before + 1);
}

TEST(MisbehavingPlugin, ThatAnswersLongAfterTheEndIsIgnored) {
  stage s;
  s.open();
  one_key_job done(1024);
  held_operation* op = nullptr;
  s.plugin.submit = [&](kw_host*, const kw_submission*, kw_done d) -> kw_op* { return op = s.plugin.hold(d); };
  s.execute(stage::bell());
  const auto ok = p::sized<kw_status>();
  op->done.call(op->done.ctx, &ok, &done.job());
  s.world->run_ready();
  ASSERT_TRUE(s.outcome);
  const auto before = completions::ignored();
  op->done.call(op->done.ctx, &ok, &done.job());
  s.world->run_ready();
  EXPECT_EQ(completions::ignored(), before + 1);
}

TEST(MisbehavingPlugin, ThatInventsACompletionIsIgnored) {
  stage s;
  s.open();
  held_operation* op = nullptr;
  s.plugin.submit = [&](kw_host*, const kw_submission*, kw_done d) -> kw_op* { return op = s.plugin.hold(d); };
  s.execute(stage::bell());
  const auto before = completions::ignored();
  const auto ok = p::sized<kw_status>();
  op->done.call(reinterpret_cast<void*>(0x7FFFFFFFFFFFFFFFULL), &ok, nullptr);
  EXPECT_EQ(completions::ignored(), before + 1);
  EXPECT_FALSE(s.outcome);
  one_key_job done(1024);
  op->done.call(op->done.ctx, &ok, &done.job());
  s.world->run_ready();
  EXPECT_TRUE(s.outcome);
}

TEST(MisbehavingPlugin, ThatAnswersFromAnotherThreadIsHeard) {
  stage s;
  s.open();
  one_key_job done(1024);
  s.plugin.submit = [&](kw_host*, const kw_submission*, kw_done d) -> kw_op* {
    auto* op = s.plugin.hold(d);
    std::thread([&, d] {
      const auto ok = p::sized<kw_status>();
      d.call(d.ctx, &ok, &done.job());
    }).join();
    return op;
  };
  s.execute(stage::bell());
  ASSERT_TRUE(s.outcome);
  ASSERT_TRUE(*s.outcome);
  EXPECT_EQ((*s.outcome)->count("00"), 1024U);
}

TEST(MisbehavingPlugin, ThatNeverAnswersIsGivenUpFiveSecondsAfterTheDeadline) {
  stage s;
  s.open();
  held_operation* op = nullptr;
  s.plugin.submit = [&](kw_host*, const kw_submission*, kw_done d) -> kw_op* { return op = s.plugin.hold(d); };
  s.execute(stage::bell(), execute_options().deadline(10s));
  s.world->run_for(14s);
  EXPECT_FALSE(s.outcome);
  EXPECT_EQ(op->cancels, 1);
  s.world->run_for(2s);
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.failure().code(), errc::deadline_exceeded);
}

TEST(MisbehavingPlugin, ThatNeverAnswersIsNeverDestroyed) {
  script keeps;  // outlives the stage's runtime, as the plugin's memory does
  {
    stage s;
    s.open();
    s.plugin.submit = [&](kw_host*, const kw_submission*, kw_done d) -> kw_op* { return s.plugin.hold(d); };
    s.execute(stage::bell(), execute_options().deadline(1s));
    s.world->run_for(10s);
    ASSERT_TRUE(s.outcome);
    s.device.reset(), s.account.reset();
    s.world->run_ready();
    EXPECT_EQ(s.plugin.stopped, 1);
    EXPECT_EQ(s.plugin.destroyed, 0);
  }
}

TEST(MisbehavingPlugin, ThatAnswersAfterItWasGivenUpIsIgnored) {
  stage s;
  s.open();
  held_operation* op = nullptr;
  s.plugin.submit = [&](kw_host*, const kw_submission*, kw_done d) -> kw_op* { return op = s.plugin.hold(d); };
  s.execute(stage::bell(), execute_options().deadline(1s));
  s.world->run_for(10s);
  ASSERT_TRUE(s.outcome);
  const auto before = completions::ignored();
  one_key_job done(1024);
  const auto ok = p::sized<kw_status>();
  op->done.call(op->done.ctx, &ok, &done.job());
  s.world->run_ready();
  EXPECT_EQ(completions::ignored(), before + 1);
}

TEST(MisbehavingPlugin, ThatKeepsItsArgumentsAfterItWasGivenUpStillFindsThem) {
  stage s;
  s.open();
  const kw_submission* kept = nullptr;
  s.plugin.submit = [&](kw_host*, const kw_submission* w, kw_done d) -> kw_op* { return kept = w, s.plugin.hold(d); };
  s.execute(stage::bell(), execute_options().deadline(1s));
  s.world->run_for(10s);
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(kept->programs[0]->circuit->num_qubits, 2U);  // the address sanitizer watches
}

TEST(MisbehavingPlugin, ThatAnswersInsideCancelIsHeard) {
  stage s;
  s.open();
  s.plugin.submit = [&](kw_host*, const kw_submission*, kw_done d) -> kw_op* {
    auto* op = s.plugin.hold(d);
    op->on_cancel = [d] {
      auto st = p::sized<kw_status>();
      st.code = KW_CANCELLED;
      d.call(d.ctx, &st, nullptr);
    };
    return op;
  };
  s.execute(stage::bell());
  s.stop.emit(boost::asio::cancellation_type::terminal);
  s.world->run_ready();
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.failure().code(), errc::cancelled);
}

TEST(MisbehavingPlugin, ThatThrowsOutOfCancelIsStillGivenUp) {
  stage s;
  s.open();
  s.plugin.submit = [&](kw_host*, const kw_submission*, kw_done d) -> kw_op* {
    auto* op = s.plugin.hold(d);
    op->on_cancel = [] { throw 1; };
    return op;
  };
  s.execute(stage::bell());
  s.stop.emit(boost::asio::cancellation_type::terminal);
  s.world->run_for(6s);
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.failure().code(), errc::cancelled);
}

TEST(MisbehavingPlugin, WhoseCountsDoNotAddUpGivesDataLoss) {
  stage s;
  s.open();
  one_key_job done(1000);
  s.plugin.submit = [&](kw_host*, const kw_submission*, kw_done d) { return s.plugin.answer(d, done.job()); };
  s.execute(stage::bell(), execute_options().shots(1024));
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.failure().code(), errc::data_loss);
}

TEST(MisbehavingPlugin, WhoseKeysHaveTheWrongNumberOfBitsGivesDataLoss) {
  stage s;
  s.open();
  one_key_job done(1024, 3);
  s.plugin.submit = [&](kw_host*, const kw_submission*, kw_done d) { return s.plugin.answer(d, done.job()); };
  s.execute(stage::bell());
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.failure().code(), errc::data_loss);
}

TEST(MisbehavingPlugin, WhoseKeysHaveBitsBeyondTheCircuitsGivesDataLoss) {
  stage s;
  s.open();
  one_key_job done(1024);
  done.keys()[0] = 0x10;
  s.plugin.submit = [&](kw_host*, const kw_submission*, kw_done d) { return s.plugin.answer(d, done.job()); };
  s.execute(stage::bell());
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.failure().code(), errc::data_loss);
}

TEST(MisbehavingPlugin, WithAShortJobStructIsReadAsFarAsItGoes) {
  stage s;
  s.open();
  one_key_job done(1024);
  done.job().struct_size = offsetof(kw_job, memo);
  s.plugin.submit = [&](kw_host*, const kw_submission*, kw_done d) { return s.plugin.answer(d, done.job()); };
  s.execute(stage::bell());
  ASSERT_TRUE(s.outcome);
  EXPECT_TRUE(*s.outcome);
}

TEST(MisbehavingPlugin, ThatAnswersOkWithoutAResultGivesAnInternalError) {
  stage s;
  s.open();
  s.plugin.submit = [&](kw_host*, const kw_submission*, kw_done d) -> kw_op* {
    auto* op = s.plugin.hold(d);
    const auto ok = p::sized<kw_status>();
    d.call(d.ctx, &ok, nullptr);
    return op;
  };
  s.execute(stage::bell());
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.failure().code(), errc::internal);
}

TEST(MisbehavingPlugin, WithAnUnknownStatusCodeGivesAnUnknownError) {
  stage s;
  s.open();
  s.plugin.submit = [&](kw_host*, const kw_submission*, kw_done d) {
    return s.plugin.fail(d, 4711, "new in version 9");
  };
  s.execute(stage::bell());
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.failure().code(), errc::unknown);
  EXPECT_EQ(s.failure().message(), "new in version 9");
}

TEST(MisbehavingPlugin, WhoseJobStaysInAStateNeverSeenIsWaitedOutForTenMinutes) {
  stage s;
  s.open();
  s.plugin.submit = [&](kw_host*, const kw_submission*, kw_done d) {
    return s.plugin.answer(d, job_in(KW_JOB_QUEUED));
  };
  s.plugin.poll = [&](kw_host*, const kw_job_ref*, kw_done d) {
    kw_job j = job_in(77);
    j.provider_state = p::str("ENTANGLED");
    return s.plugin.answer(d, j);
  };
  s.plugin.cancel = [&](kw_host*, const kw_job_ref*, kw_done d) {
    return s.plugin.answer(d, job_in(KW_JOB_CANCELLED));
  };
  s.execute(stage::bell(), execute_options().deadline(24h));
  s.world->run_for(9min);
  EXPECT_FALSE(s.outcome);
  s.world->run_for(20min);
  ASSERT_TRUE(s.outcome) << "a state never seen before must not hang a wait";
  EXPECT_EQ(s.failure().code(), errc::unimplemented);
  EXPECT_NE(s.failure().message().find("ENTANGLED"), std::string::npos);
}

TEST(MisbehavingPlugin, WhoseJobGoesBackwardsIsHeldToWhatItSaidBefore) {
  stage s;
  s.open();
  s.plugin.submit = [&](kw_host*, const kw_submission*, kw_done d) {
    return s.plugin.answer(d, job_in(KW_JOB_RUNNING));
  };
  s.plugin.poll = [&](kw_host*, const kw_job_ref*, kw_done d) { return s.plugin.answer(d, job_in(KW_JOB_QUEUED)); };
  std::optional<job_status> seen;
  const auto look = [](stage& st, std::optional<job_status>& to) -> boost::asio::awaitable<void> {
    const job j = co_await st.device->submit(stage::bell());
    to = co_await j.status();
  };
  s.start(look(s, seen));
  s.world->run_ready();
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->state, job_state::running);
}

}  // namespace
}  // namespace ketway::tests
