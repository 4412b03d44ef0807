// A runtime ends while calls run on it: each is answered, the jobs are cancelled, the plugin is stopped and destroyed.
#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
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
    filled.set_value();
  }
  static void ended(void* x, const kw_status* s, const void*) {
    if (s->code == KW_CANCELLED) ++static_cast<crowded_pool*>(x)->cancelled;
  }
  script& plugin;
  std::vector<kw_op*> operations;
  std::promise<void> began, filled, go_on;
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
    pool.filled.get_future().wait();
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

/// A plugin whose offloaded work ends only when the test says so, and which answers nothing.
struct endless {
  explicit endless(script& s) : plugin(s) {
    plugin.submit = [this](kw_host* host, const kw_submission*, kw_done d) {
      const auto work = [](void* x) {
        auto& self = *static_cast<endless*>(x);
        self.began.set_value();
        self.go_on.get_future().wait();
        self.ended.set_value();
      };
      // Released by nobody: the plugin never hears of its end.
      offloaded = host->vt->offload(host, work, this, {this, [](void*, const kw_status*, const void*) {}});
      return plugin.hold(d);
    };
  }
  script& plugin;
  kw_op* offloaded = nullptr;
  std::promise<void> began, go_on, ended;
};

/// Runs a circuit on it from an event loop of its own, and gives the answer after the runtime's end.
expected<result> outlive(runtime& rt, const kw_plugin& facts, endless& work, std::unique_ptr<runtime>& owner) {
  boost::asio::io_context io;
  const account a = open_account(rt, &facts, "scripted").value();
  auto opened = boost::asio::co_spawn(rt.get_executor(), a.open("", "b"), boost::asio::use_future).get().value();
  auto answer = boost::asio::co_spawn(io, opened.try_execute(stage::bell()), boost::asio::use_future);
  io.poll();
  work.began.get_future().wait();
  owner.reset();
  io.run();
  return answer.get();
}

TEST(RuntimeEnd, DoesNotWaitForWorkThatNeverEnds) {
  static script plugin;  // what is left behind may still look at it
  current_script() = &plugin;
  static auto facts = p::sized<kw_plugin>();
  facts.id = p::str("scripted"), facts.version = p::str("1"), facts.open = &open_scripted;
  static endless work(plugin);
  auto rt = std::make_unique<runtime>(settings().level(log_level::off));
  const auto outcome = outlive(*rt, facts, work, rt);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code(), errc::cancelled);
  work.go_on.set_value();
  work.ended.get_future().wait();
}

TEST(RuntimeEnd, MayComeOnTheRuntimesOwnThread) {
  script plugin;
  current_script() = &plugin;
  auto facts = p::sized<kw_plugin>();
  facts.id = p::str("scripted"), facts.version = p::str("1"), facts.open = &open_scripted;
  std::promise<void> destroyed, gone;
  plugin.gone = [&] { destroyed.set_value(); };
  auto rt = std::make_shared<runtime>(settings().level(log_level::off));
  std::optional<account> a = open_account(*rt, &facts, "scripted").value();
  const auto where = rt->get_executor();
  boost::asio::post(where, [&gone, last = std::move(rt)]() mutable {
    last.reset();
    gone.set_value();
  });
  gone.get_future().wait();
  destroyed.get_future().wait();
}

TEST(RuntimeEnd, OfACallersExecutorComesAtOnce) {
  script plugin;
  current_script() = &plugin;
  auto facts = p::sized<kw_plugin>();
  facts.id = p::str("scripted"), facts.version = p::str("1"), facts.open = &open_scripted;
  plugin.submit = [&](kw_host*, const kw_submission*, kw_done d) {
    auto* op = plugin.hold(d);
    op->on_cancel = [&plugin, d] { plugin.fail(d, KW_CANCELLED, "cancelled"); };
    return op;
  };
  boost::asio::io_context io;
  std::optional<errc> code;
  const auto whole = [](boost::asio::any_io_executor where, const kw_plugin& plugin_facts,
                        std::optional<errc>& to) -> boost::asio::awaitable<void> {
    auto rt = std::make_unique<runtime>(where, settings().level(log_level::off));
    const account a = open_account(*rt, &plugin_facts, "scripted").value();
    const backend b = (co_await a.open("", "b")).value();
    boost::asio::post(where, [last = std::move(rt)] {});  // ends while the call below waits
    const auto r = co_await b.try_execute(stage::bell());
    to = r ? errc::ok : r.error().code();
  };
  boost::asio::co_spawn(io, whole(io.get_executor(), facts, code), boost::asio::detached);
  io.run();
  EXPECT_EQ(code, errc::cancelled);
  EXPECT_EQ(plugin.destroyed, 1);
}

TEST(RuntimeEnd, AHandleMayOutliveTheExecutorToo) {
  script plugin;
  current_script() = &plugin;
  auto facts = p::sized<kw_plugin>();
  facts.id = p::str("scripted"), facts.version = p::str("1"), facts.open = &open_scripted;
  std::optional<account> kept;
  {
    boost::asio::io_context io;
    runtime rt(io.get_executor(), settings().level(log_level::off));
    kept.emplace(open_account(rt, &facts, "scripted").value());
  }
  kept.reset();
  EXPECT_EQ(plugin.destroyed, 1);
}

TEST(RuntimeEnd, DropsCoroutinesThatWaitOnItsOwnExecutor) {
  script plugin;
  current_script() = &plugin;
  auto facts = p::sized<kw_plugin>();
  facts.id = p::str("scripted"), facts.version = p::str("1"), facts.open = &open_scripted;
  auto token = std::make_shared<int>(1);
  const std::weak_ptr<int> watched = token;
  {
    runtime rt(settings().level(log_level::off));
    account a = open_account(rt, &facts, "scripted").value();
    const auto sleeper = []([[maybe_unused]] account held, std::shared_ptr<int> mark) -> boost::asio::awaitable<void> {
      boost::asio::steady_timer never(co_await boost::asio::this_coro::executor, std::chrono::hours(1));
      co_await never.async_wait(boost::asio::use_awaitable);
      mark.reset();
    };
    boost::asio::co_spawn(rt.get_executor(), sleeper(std::move(a), std::move(token)), boost::asio::detached);
  }
  EXPECT_TRUE(watched.expired());
}

}  // namespace
}  // namespace ketway::tests
