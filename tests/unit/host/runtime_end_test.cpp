// A runtime ends while calls run on it: each is answered, the jobs are cancelled, the plugin is stopped and destroyed.
#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/use_future.hpp>
#include <future>

#include "scripted_plugin.hpp"

namespace ketway::tests {
namespace {

using std::chrono_literals::operator""s;
using std::chrono_literals::operator""h;

TEST(RuntimeEnd, AnswersACallThatWaitsBetweenTwoPolls) {
  stage s;
  s.plugin.submit = [&](kw_host*, const kw_submission*, kw_done d) {
    return s.plugin.answer(d, job_in(KW_JOB_QUEUED));
  };
  s.plugin.poll = [&](kw_host*, const kw_job_ref*, kw_done d) { return s.plugin.answer(d, job_in(KW_JOB_QUEUED)); };
  s.plugin.cancel = [&](kw_host*, const kw_job_ref*, kw_done d) {
    return s.plugin.answer(d, job_in(KW_JOB_CANCELLED));
  };
  s.open();
  s.execute(stage::bell());
  s.world->run_for(10s);
  ASSERT_FALSE(s.outcome);
  s.rt.reset();
  s.world->run_ready();
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.failure().code(), errc::cancelled);
  EXPECT_EQ(s.failure().job_uri(), "ketway:scripted/job-1");
  EXPECT_EQ(s.plugin.cancels, 1) << "the job would go on, and cost";
  EXPECT_EQ(s.plugin.stopped, 1);
  EXPECT_EQ(s.plugin.destroyed, 1);
}

TEST(RuntimeEnd, AnswersACallWhosePluginNeverDoes) {
  stage s;
  s.plugin.submit = [&](kw_host*, const kw_submission*, kw_done d) { return s.plugin.hold(d); };
  s.open();
  s.execute(stage::bell());
  s.rt.reset();
  s.world->run_for(4s);
  EXPECT_FALSE(s.outcome);
  s.world->run_for(1s);
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.failure().code(), errc::cancelled);
  EXPECT_EQ(s.plugin.destroyed, 0);
}

TEST(RuntimeEnd, StopsAPluginOnlyWhenTheLastCallHasEnded) {
  stage s;
  s.plugin.submit = [&](kw_host*, const kw_submission*, kw_done d) { return s.plugin.hold(d); };
  s.open();
  s.execute(stage::bell());
  s.rt.reset();
  s.world->run_ready();
  EXPECT_EQ(s.plugin.stopped, 0);
  s.plugin.fail(s.plugin.held.back()->done, KW_CANCELLED, "cancelled");
  s.world->run_ready();
  EXPECT_EQ(s.plugin.stopped, 1);
  EXPECT_EQ(s.plugin.destroyed, 1);
  ASSERT_TRUE(s.outcome);
}

TEST(RuntimeEnd, RefusesCallsThatComeAfterIt) {
  stage s;
  s.open();
  s.rt.reset();
  boost::asio::co_spawn(
      s.world->executor(),
      [&]() -> boost::asio::awaitable<void> { s.outcome.emplace(co_await s.device->try_execute(stage::bell())); },
      boost::asio::detached);
  s.world->run_ready();
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.failure().code(), errc::failed_precondition);
  EXPECT_EQ(s.plugin.submits, 0);
}

/// One long piece of offloaded work, and some that are cancelled while they wait behind it. On the backend's own queue.
struct crowded_pool {
  explicit crowded_pool(script& s) : plugin(s) {}
  void fill() {
    kw_host* host = plugin.host;
    const auto hold = [](void* x) {
      auto& self = *static_cast<crowded_pool*>(x);
      self.began.set_value();
      self.go_on.get_future().wait();
    };
    operations.push_back(host->vt->offload(host, hold, this, {this, &ended}));
    for (int i = 0; i < 3; ++i)
      operations.push_back(
          host->vt->offload(host, [](void* x) { ++static_cast<crowded_pool*>(x)->ran; }, this, {this, &ended}));
    for (std::size_t i = 1; i < operations.size(); ++i) operations[i]->vt->cancel(operations[i]);
    for (kw_op* op : operations) op->vt->release(op);
  }
  static void ended(void* x, const kw_status* s, const void*) {
    if (s->code == KW_CANCELLED) ++static_cast<crowded_pool*>(x)->cancelled;
  }
  script& plugin;
  std::vector<kw_op*> operations;
  std::promise<void> began, go_on;
  std::atomic<int> ran = 0, cancelled = 0;
};

TEST(RuntimeEnd, LeavesNoCancelledWorkInThePool) {
  script plugin;
  current_script() = &plugin;
  auto facts = p::sized<kw_plugin>();
  facts.id = p::str("scripted"), facts.version = p::str("1"), facts.open = &open_scripted;
  crowded_pool pool(plugin);
  {
    runtime rt(settings().compute_threads(1).level(log_level::off));
    const account a = open_account(rt, &facts, "scripted").value();
    plugin.host->vt->post(
        plugin.host, [](void* x) { static_cast<crowded_pool*>(x)->fill(); }, &pool);
    pool.began.get_future().wait();
    pool.go_on.set_value();
  }
  EXPECT_EQ(pool.ran, 0);
  EXPECT_EQ(pool.cancelled, 3);
}

TEST(RuntimeEnd, WithThreadsAnswersWhatWaits) {
  script plugin;
  current_script() = &plugin;
  auto facts = p::sized<kw_plugin>();
  facts.id = p::str("scripted"), facts.version = p::str("1"), facts.open = &open_scripted;
  std::promise<void> submitted;
  plugin.submit = [&](kw_host*, const kw_submission*, kw_done d) {
    auto* op = plugin.hold(d);
    op->on_cancel = [&plugin, d] { plugin.fail(d, KW_CANCELLED, "cancelled"); };
    submitted.set_value();
    return op;
  };
  boost::asio::io_context io;
  std::future<expected<result>> answer;
  {
    runtime rt(settings().level(log_level::off));
    const account a = open_account(rt, &facts, "scripted").value();
    const backend b = boost::asio::co_spawn(rt.get_executor(), a.open("", "b"), boost::asio::use_future).get().value();
    answer = boost::asio::co_spawn(io, b.try_execute(stage::bell()), boost::asio::use_future);
    io.poll();
    submitted.get_future().wait();
  }
  io.run();
  const auto outcome = answer.get();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code(), errc::cancelled);
  EXPECT_EQ(plugin.destroyed, 1);
}

}  // namespace
}  // namespace ketway::tests
