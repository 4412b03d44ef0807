// Jobs that take their time: polling, waiting, cancelling, leaving.
#include <gtest/gtest.h>

#include "scripted_plugin.hpp"

namespace ketway::tests {
namespace {

using std::chrono_literals::operator""s;
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""h;

class Jobs : public ::testing::Test {
 protected:
  /// Jobs stay queued until `ready`; then they are done with all shots on zero.
  void open(std::uint64_t hint_ns = 0) {
    s.open();
    s.plugin.submit = [this, hint_ns](kw_host*, const kw_submission* w, kw_done d) {
      if (!done) done.emplace(w->shots);
      kw_job j = job_in(KW_JOB_QUEUED);
      j.poll_after_ns = hint_ns;
      return s.plugin.answer(d, j);
    };
    s.plugin.poll = [this, hint_ns](kw_host*, const kw_job_ref* r, kw_done d) {
      polled_id = p::text(r->id), polled_device = p::text(r->device);
      if (ready) return s.plugin.answer(d, done->job());
      kw_job j = job_in(KW_JOB_QUEUED);
      j.poll_after_ns = hint_ns, j.queue_position = 12;
      return s.plugin.answer(d, j);
    };
    s.plugin.cancel = [this](kw_host*, const kw_job_ref*, kw_done d) {
      return s.plugin.answer(d, job_in(KW_JOB_CANCELLED));
    };
  }
  stage s;
  std::optional<one_key_job> done;
  bool ready = false;
  std::string polled_id, polled_device;
};

TEST_F(Jobs, ExecuteWaitsForAQueuedJob) {
  open();
  s.execute(stage::bell());
  s.world->run_for(30s);
  EXPECT_FALSE(s.outcome);
  ready = true;
  s.world->run_for(60s);
  ASSERT_TRUE(s.outcome);
  EXPECT_TRUE(*s.outcome);
  EXPECT_EQ(polled_id, "job-1");
  EXPECT_EQ(polled_device, "scripted");
}

TEST_F(Jobs, PollingSlowsDownFromOneSecondToThirty) {
  open();
  s.execute(stage::bell());
  s.world->run_for(10min);
  // 1 s growing by half to 30 s, jittered by a tenth and rounded to a grid: 9 steps, then one in 30 s.
  EXPECT_GE(s.plugin.polls, 20);
  EXPECT_LE(s.plugin.polls, 32);
}

TEST_F(Jobs, APollHintIsFollowed) {
  open(20'000'000'000ULL);
  s.execute(stage::bell());
  s.world->run_for(200s);
  EXPECT_GE(s.plugin.polls, 8);
  EXPECT_LE(s.plugin.polls, 12);
}

TEST_F(Jobs, APollThatFailsForAMomentIsRepeated) {
  open();
  bool down = true;
  const auto good = s.plugin.poll;
  s.plugin.poll = [&](kw_host* k, const kw_job_ref* r, kw_done d) {
    return down ? s.plugin.fail(d, KW_UNAVAILABLE, "gateway", KW_RETRYABLE) : good(k, r, d);
  };
  s.execute(stage::bell());
  s.world->run_for(1min);
  EXPECT_FALSE(s.outcome);
  down = false, ready = true;
  s.world->run_for(1min);
  ASSERT_TRUE(s.outcome);
  EXPECT_TRUE(*s.outcome);
}

TEST_F(Jobs, ResultsThatAreGarbledOnceAreFetchedAgain) {
  open();
  ready = true;
  s.plugin.poll = [&](kw_host*, const kw_job_ref*, kw_done d) { return s.plugin.answer(d, job_in(KW_JOB_DONE)); };
  int fetches = 0;
  s.plugin.fetch = [&](kw_host*, const kw_job_ref*, kw_done d) -> kw_op* {
    if (++fetches < 3) return s.plugin.fail(d, KW_DATA_LOSS, "half of it");
    auto* op = s.plugin.hold(d);
    const auto ok = p::sized<kw_status>();
    d.call(d.ctx, &ok, &done->results());
    return op;
  };
  s.execute(stage::bell());
  s.world->run_for(1min);
  ASSERT_TRUE(s.outcome);
  EXPECT_TRUE(*s.outcome);
  EXPECT_EQ(fetches, 3);
}

TEST_F(Jobs, AnAnswerThatNeverCanBeReadEndsTheWait) {
  open();
  s.plugin.poll = [&](kw_host*, const kw_job_ref*, kw_done d) { return s.plugin.fail(d, KW_DATA_LOSS, "not JSON"); };
  s.execute(stage::bell());
  s.world->run_for(10min);
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.failure().code(), errc::data_loss);
  EXPECT_EQ(s.plugin.polls, 4);
}

TEST_F(Jobs, AStateNeverSeenBeforeIsWaitedOutForTenMinutesAlsoAfterKnownOnes) {
  open();
  int polls = 0;
  s.plugin.poll = [&](kw_host*, const kw_job_ref*, kw_done d) {
    auto j = job_in(++polls < 3 ? KW_JOB_RUNNING : 0);
    j.provider_state = p::str(polls < 3 ? "running" : "meditating");
    return s.plugin.answer(d, j);
  };
  s.execute(stage::bell());
  s.world->run_for(9min);
  EXPECT_FALSE(s.outcome);
  s.world->run_for(3min);
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.failure().code(), errc::unimplemented);
  EXPECT_NE(s.failure().message().find("meditating"), std::string::npos);
  EXPECT_EQ(s.failure().job_uri(), "ketway:scripted/job-1");
}

TEST_F(Jobs, ADeadlineNamesTheStateThatNobodyKnows) {
  open();
  s.plugin.poll = [&](kw_host*, const kw_job_ref*, kw_done d) {
    auto j = job_in(0);
    j.provider_state = p::str("meditating");
    return s.plugin.answer(d, j);
  };
  s.execute(stage::bell(), execute_options().deadline(20s));
  s.world->run_for(1min);
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.failure().code(), errc::deadline_exceeded);
  EXPECT_NE(s.failure().message().find("meditating"), std::string::npos);
}

TEST_F(Jobs, ABackendThatIsGoneIsAskedInVainForAnHour) {
  open();
  s.plugin.poll = [&](kw_host*, const kw_job_ref*, kw_done d) {
    return s.plugin.fail(d, KW_UNAVAILABLE, "no connection", KW_RETRYABLE);
  };
  s.execute(stage::bell());
  s.world->run_for(50min);
  EXPECT_FALSE(s.outcome);
  EXPECT_TRUE(s.log.has("is asked for again"));
  s.world->run_for(15min);
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.failure().code(), errc::unavailable);
  EXPECT_EQ(s.failure().job_uri(), "ketway:scripted/job-1");
}

TEST_F(Jobs, NothingIsSentToADeviceThatIsRetired) {
  s.plugin.device = [](kw_device& d) { d.state = KW_STATE_RETIRED; };
  open();
  s.execute(stage::bell());
  s.world->run_for(1min);
  ASSERT_TRUE(s.outcome);
  EXPECT_NE(s.failure().billed(), billing::billed);
  EXPECT_EQ(s.plugin.submits, 0);
}

TEST_F(Jobs, APollThatCantBeRepeatedEndsTheWaitWithTheJobsUri) {
  open();
  s.plugin.poll = [&](kw_host*, const kw_job_ref*, kw_done d) { return s.plugin.fail(d, KW_PERMISSION_DENIED, "no"); };
  s.execute(stage::bell());
  s.world->run_for(1min);
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.failure().code(), errc::permission_denied);
  EXPECT_EQ(s.failure().job_uri(), "ketway:scripted/job-1");
}

TEST_F(Jobs, APollThatIsRefusedForGoodSaysThatTheJobMayGoOnAndUnderWhichId) {
  open();
  s.plugin.poll = [&](kw_host*, const kw_job_ref*, kw_done d) {
    return s.plugin.fail(d, KW_UNAUTHENTICATED, "the key is bad", KW_NEEDS_USER | KW_NOT_BILLED);
  };
  s.execute(stage::bell());
  s.world->run_for(1min);
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.failure().fate(), job_fate::may_run);
  EXPECT_TRUE(s.failure().maybe_executed());
  EXPECT_EQ(s.failure().billed(), billing::unknown);
  EXPECT_NE(s.failure().advice().find("its id there is 'job-1'"), std::string::npos) << s.failure().advice();
}

TEST_F(Jobs, ACredentialThatGoesWhileAJobIsWaitedForIsNoFaultOfTheInput) {
  open();
  s.plugin.poll = [&](kw_host*, const kw_job_ref*, kw_done d) {
    return s.plugin.fail(d, KW_UNAUTHENTICATED, "there is no key", KW_NEEDS_USER | KW_NOT_BILLED | KW_MISCONFIGURED);
  };
  s.execute(stage::bell());
  s.world->run_for(1min);
  ASSERT_TRUE(s.outcome);
  EXPECT_FALSE(s.failure().misconfigured());
}

TEST_F(Jobs, TheDeadlineCancelsTheRemoteJob) {
  open();
  s.execute(stage::bell(), execute_options().deadline(10s));
  s.world->run_for(20s);
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.failure().code(), errc::deadline_exceeded);
  EXPECT_EQ(s.plugin.cancels, 1);
  EXPECT_EQ(s.failure().job_uri(), "ketway:scripted/job-1");
  EXPECT_EQ(s.failure().billed(), billing::unknown);
  EXPECT_EQ(s.failure().fate(), job_fate::cancelled);
}

TEST_F(Jobs, ACancelThatComesTooLateSaysThatTheJobHasEnded) {
  open();
  s.plugin.cancel = [&](kw_host*, const kw_job_ref*, kw_done d) { return s.plugin.answer(d, job_in(KW_JOB_DONE)); };
  s.execute(stage::bell(), execute_options().deadline(10s));
  s.world->run_for(20s);
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.failure().fate(), job_fate::ended);
}

TEST_F(Jobs, ACancelThatIsOnlyTakenNoteOfLeavesTheJobAsOneThatMayRun) {
  open();
  s.plugin.cancel = [&](kw_host*, const kw_job_ref*, kw_done d) { return s.plugin.answer(d, job_in(KW_JOB_RUNNING)); };
  s.execute(stage::bell(), execute_options().deadline(10s));
  s.world->run_for(20s);
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.failure().fate(), job_fate::may_run);
  EXPECT_TRUE(s.failure().maybe_executed());
}

TEST_F(Jobs, WhatACancelledJobCostIsSaid) {
  double cost = 0;
  open();
  s.plugin.cancel = [&](kw_host*, const kw_job_ref*, kw_done d) {
    auto j = job_in(KW_JOB_CANCELLED);
    j.cost = cost, j.currency = p::str("USD");
    return s.plugin.answer(d, j);
  };
  s.execute(stage::bell(), execute_options().deadline(10s));
  s.world->run_for(20s);
  EXPECT_EQ(s.failure().billed(), billing::not_billed);
  cost = 1.5;
  s.outcome.reset();
  s.execute(stage::bell(), execute_options().deadline(10s));
  s.world->run_for(20s);
  EXPECT_EQ(s.failure().billed(), billing::billed);
}

TEST_F(Jobs, TheCallEndsFiveSecondsAfterItsDeadlineWhateverIsLeftToCancel) {
  open();
  s.plugin.submit = [&](kw_host*, const kw_submission*, kw_done d) { return s.plugin.hold(d); };
  s.plugin.cancel = [&](kw_host*, const kw_job_ref*, kw_done d) {
    auto* op = s.plugin.hold(d);
    op->on_cancel = [&, op] { s.plugin.fail(op->done, KW_CANCELLED, "cancelled"); };
    return op;
  };
  s.execute(stage::bell(), execute_options().deadline(10s));
  s.world->run_for(13s);
  const auto running = job_in(KW_JOB_QUEUED);
  const auto ok = p::sized<kw_status>();
  const kw_done d = s.plugin.held.back()->done;
  d.call(d.ctx, &ok, &running);
  s.world->run_for(std::chrono::milliseconds(900));
  EXPECT_FALSE(s.outcome) << "a second is left to cancel in";
  s.world->run_for(std::chrono::milliseconds(1100));
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.failure().job_uri(), "ketway:scripted/job-1");
  EXPECT_EQ(s.plugin.destroyed, 0);
}

TEST_F(Jobs, CancellationOfTheCallerCancelsTheRemoteJob) {
  open();
  s.execute(stage::bell());
  s.world->run_for(3s);
  s.stop.emit(boost::asio::cancellation_type::terminal);
  s.world->run_ready();
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.failure().code(), errc::cancelled);
  EXPECT_EQ(s.plugin.cancels, 1);
}

TEST_F(Jobs, DetachLeavesTheRemoteJobRunning) {
  open();
  s.execute(stage::bell(), execute_options().deadline(10s).when_abandoned(on_abandon::detach));
  s.world->run_for(20s);
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.plugin.cancels, 0);
  EXPECT_FALSE(s.failure().job_uri().empty());
  EXPECT_EQ(s.failure().fate(), job_fate::may_run);
}

TEST_F(Jobs, ACancelThatTheBackendCantDoIsSaid) {
  open();
  s.plugin.cancel = nullptr;
  s.execute(stage::bell(), execute_options().deadline(10s));
  s.world->run_for(20s);
  ASSERT_TRUE(s.outcome);
  EXPECT_NE(s.failure().advice().find("cannot cancel jobs"), std::string::npos);
  EXPECT_EQ(s.failure().fate(), job_fate::may_run);
  EXPECT_EQ(s.failure().billed(), billing::unknown);
}

TEST_F(Jobs, ACancelDuringSubmitIsRememberedUntilTheIdIsKnown) {
  open();
  held_operation* op = nullptr;
  s.plugin.submit = [&](kw_host*, const kw_submission*, kw_done d) -> kw_op* { return op = s.plugin.hold(d); };
  s.execute(stage::bell());
  s.stop.emit(boost::asio::cancellation_type::terminal);
  s.world->run_ready();
  EXPECT_EQ(op->cancels, 1);
  EXPECT_FALSE(s.outcome);
  const auto ok = p::sized<kw_status>();
  const kw_job j = job_in(KW_JOB_QUEUED);
  op->done.call(op->done.ctx, &ok, &j);
  s.world->run_for(10s);
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.failure().code(), errc::cancelled);
  EXPECT_EQ(s.plugin.cancels, 1);
}

TEST_F(Jobs, SubmitReturnsAsSoonAsTheBackendHasAccepted) {
  open();
  std::optional<job> j;
  const auto run = [](stage& st, std::optional<job>& to) -> boost::asio::awaitable<void> {
    to.emplace(co_await st.device->submit(stage::bell()));
  };
  s.start(run(s, j));
  s.world->run_ready();
  ASSERT_TRUE(j);
  EXPECT_EQ(j->id(), "job-1");
  EXPECT_EQ(j->uri(), "ketway:scripted/job-1");
}

TEST_F(Jobs, StatusAsksTheBackendNow) {
  open();
  std::optional<job_status> st;
  const auto run = [](stage& on, std::optional<job_status>& to) -> boost::asio::awaitable<void> {
    const job j = co_await on.device->submit(stage::bell());
    to = co_await j.status();
  };
  s.start(run(s, st));
  s.world->run_ready();
  ASSERT_TRUE(st);
  EXPECT_EQ(st->state, job_state::queued);
  EXPECT_EQ(st->queue_position, 12U);
}

TEST_F(Jobs, AJobsResultMayBeAskedForTwice) {
  open();
  ready = true;
  std::vector<std::uint64_t> totals;
  const auto run = [](stage& on, std::vector<std::uint64_t>& to) -> boost::asio::awaitable<void> {
    const job j = co_await on.device->submit(stage::bell());
    for (int i = 0; i < 2; ++i) {
      const result r = co_await j.result();
      to.push_back(r.count("00"));
    }
  };
  s.start(run(s, totals));
  s.world->run_for(10s);
  EXPECT_EQ(totals, (std::vector<std::uint64_t>{1024, 1024}));
}

TEST_F(Jobs, ADeadlineOfAWaitLeavesTheJobAlone) {
  open();
  std::optional<expected<std::vector<expected<result>>>> out;
  const auto run = [](stage& on,
                      std::optional<expected<std::vector<expected<result>>>>& to) -> boost::asio::awaitable<void> {
    const job j = co_await on.device->submit(stage::bell());
    auto r = co_await j.try_results(5s);
    to.emplace(std::move(r));
  };
  s.start(run(s, out));
  s.world->run_for(10s);
  ASSERT_TRUE(out);
  EXPECT_EQ(out->error().code(), errc::deadline_exceeded);
  EXPECT_EQ(s.plugin.cancels, 0);
}

TEST_F(Jobs, CancelAsksTheBackend) {
  open();
  std::optional<job_status> st;
  const auto run = [](stage& on, std::optional<job_status>& to) -> boost::asio::awaitable<void> {
    const job j = co_await on.device->submit(stage::bell());
    to = co_await j.cancel();
  };
  s.start(run(s, st));
  s.world->run_ready();
  ASSERT_TRUE(st);
  EXPECT_EQ(st->state, job_state::cancelled);
}

TEST_F(Jobs, AFailedJobGivesItsOwnFailure) {
  open();
  auto why = p::sized<kw_status>();
  why.code = KW_ABORTED, why.message = p::str("the fridge is warm"), why.flags = KW_NOT_BILLED;
  s.plugin.poll = [&](kw_host*, const kw_job_ref*, kw_done d) {
    kw_job j = job_in(KW_JOB_FAILED);
    j.failure = &why;
    return s.plugin.answer(d, j);
  };
  s.execute(stage::bell());
  s.world->run_for(10s);
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.failure().code(), errc::aborted);
  EXPECT_EQ(s.failure().message(), "the fridge is warm");
}

TEST_F(Jobs, ResultsThatAreNotWithTheJobAreFetched) {
  open();
  s.plugin.poll = [&](kw_host*, const kw_job_ref*, kw_done d) { return s.plugin.answer(d, job_in(KW_JOB_DONE)); };
  s.plugin.fetch = [&](kw_host*, const kw_job_ref*, kw_done d) -> kw_op* {
    auto* op = s.plugin.hold(d);
    const auto ok = p::sized<kw_status>();
    d.call(d.ctx, &ok, &done->results());
    return op;
  };
  s.execute(stage::bell());
  s.world->run_for(10s);
  ASSERT_TRUE(s.outcome);
  EXPECT_TRUE(*s.outcome);
}

TEST_F(Jobs, ManyJobsOfAnAccountArePolledInOneCall) {
  open(10'000'000'000ULL);
  std::uint64_t asked = 0;
  s.plugin.poll_many = [&](kw_host*, const kw_job_refs* refs, kw_done d) -> kw_op* {
    asked += refs->count;
    std::vector<kw_job> jobs(refs->count, job_in(KW_JOB_QUEUED));
    std::vector<const kw_job*> items;
    for (auto& j : jobs) j.poll_after_ns = 10'000'000'000ULL, items.push_back(&j);
    auto list = p::sized<kw_jobs>();
    list.count = refs->count, list.items = items.data();
    auto* op = s.plugin.hold(d);
    const auto ok = p::sized<kw_status>();
    d.call(d.ctx, &ok, &list);
    return op;
  };
  int ended = 0;
  const auto run = [](stage& on, int& n) -> boost::asio::awaitable<void> {
    execute_options o;
    o.deadline(1h);
    const auto r = co_await on.device->try_execute(stage::bell(), std::move(o));
    n += r ? 0 : 1;
  };
  for (int i = 0; i < 100; ++i) s.start(run(s, ended));
  s.world->run_for(100s);
  EXPECT_GE(asked, 900U);
  EXPECT_LE(s.plugin.polls, static_cast<int>(asked / 5)) << "polls that fall due together are one call";
  s.world->run_for(2h);
  EXPECT_EQ(ended, 100);
}

TEST_F(Jobs, ADeadlineOfABatchEndsAllItsPartsAtOnce) {
  open();
  std::vector<expected<result>> all;
  const auto run = [](stage& on, std::vector<expected<result>>& to) -> boost::asio::awaitable<void> {
    execute_options o;
    o.deadline(2s);
    std::vector<circuit> circuits(4, stage::bell());
    to = co_await on.device->execute_batch(std::move(circuits), std::move(o));
  };
  s.start(run(s, all));
  s.world->run_for(4s);
  ASSERT_EQ(all.size(), 4U);
  for (const auto& r : all) EXPECT_EQ(r.error().code(), errc::deadline_exceeded);
  EXPECT_EQ(s.plugin.cancels, 4);
}

TEST_F(Jobs, ACallMayOutliveTheHandleThatStartedIt) {
  open();
  ready = true;
  std::optional<expected<result>> got;
  const auto wait = [](boost::asio::awaitable<job> submitted,
                       std::optional<expected<result>>& to) -> boost::asio::awaitable<void> {
    auto results = (co_await std::move(submitted)).results();
    auto all = co_await std::move(results);
    to.emplace(std::move(all.front()));
  };
  auto handle = std::make_unique<backend>(*s.device);
  auto submitted = handle->submit(stage::bell());
  handle.reset();
  s.start(wait(std::move(submitted), got));
  s.world->run_for(10s);
  ASSERT_TRUE(got);
  EXPECT_TRUE(*got);
}

TEST_F(Jobs, AJobMissingFromAListIsNotFound) {
  open();
  s.plugin.poll_many = [&](kw_host*, const kw_job_refs*, kw_done d) -> kw_op* {
    auto* op = s.plugin.hold(d);
    const auto ok = p::sized<kw_status>();
    const auto none = p::sized<kw_jobs>();
    d.call(d.ctx, &ok, &none);
    return op;
  };
  s.execute(stage::bell());
  s.world->run_for(10s);
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.failure().code(), errc::not_found);
}

TEST_F(Jobs, AWaiterMayLeaveWhileItsListIsOnTheWay) {
  open();
  held_operation* op = nullptr;
  s.plugin.poll_many = [&](kw_host*, const kw_job_refs*, kw_done d) -> kw_op* { return op = s.plugin.hold(d); };
  s.execute(stage::bell());
  s.world->run_for(5s);
  ASSERT_TRUE(op);
  s.stop.emit(boost::asio::cancellation_type::terminal);
  s.world->run_ready();
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.failure().code(), errc::cancelled);
  const auto ok = p::sized<kw_status>();
  const auto none = p::sized<kw_jobs>();
  op->done.call(op->done.ctx, &ok, &none);
  s.world->run_ready();
}

}  // namespace
}  // namespace ketway::tests
