// What the host does for a plugin, seen from the plugin.
#include <gtest/gtest.h>

#include "scripted_plugin.hpp"

namespace ketway::tests {
namespace {

using std::chrono_literals::operator""s;

/// What a host operation has come to.
struct heard {
  int times = 0;
  std::uint32_t code = 999;
  std::uint64_t at_ns = 0;
  kw_host* host = nullptr;
  bool inside_call = false, came_inside = false;
  kw_op* op = nullptr;
  kw_done done() {
    return {this, [](void* self, const kw_status* st, const void*) {
              auto& h = *static_cast<heard*>(self);
              ++h.times, h.code = st->code, h.at_ns = h.host->vt->now_ns(h.host, KW_CLOCK_MONOTONIC);
              h.came_inside = h.came_inside || h.inside_call;
            }};
  }
};

class Services : public ::testing::Test {
 protected:
  Services() {
    s.open();
    host = s.plugin.host;
    h.host = host;
  }
  /// On the backend's queue, as a plugin would.
  void on_queue(std::function<void()> what) {
    struct closure {
      std::function<void()> f;
    };
    host->vt->post(
        host,
        [](void* c) {
          const std::unique_ptr<closure> own(static_cast<closure*>(c));
          own->f();
        },
        new closure{std::move(what)});
    s.world->run_ready();
  }
  std::uint64_t now() { return host->vt->now_ns(host, KW_CLOCK_MONOTONIC); }
  stage s;
  kw_host* host = nullptr;
  heard h;
};

TEST_F(Services, SleepEndsAfterItsTime) {
  const auto before = now();
  on_queue([&] { h.op = host->vt->sleep(host, 3'000'000'000, h.done()); });
  s.world->run_for(10s);
  EXPECT_EQ(h.times, 1);
  EXPECT_EQ(h.code, std::uint32_t{KW_OK});
  EXPECT_EQ(h.at_ns - before, 3'000'000'000U);
  on_queue([&] { h.op->vt->release(h.op); });
}

TEST_F(Services, ACompletionNeverComesInsideTheCallThatStartedIt) {
  on_queue([&] {
    h.inside_call = true;
    h.op = host->vt->sleep(host, 0, h.done());
    h.inside_call = false;
  });
  s.world->run_for(1s);
  EXPECT_EQ(h.times, 1);
  EXPECT_FALSE(h.came_inside);
  on_queue([&] { h.op->vt->release(h.op); });
}

TEST_F(Services, ACancelledSleepCompletesOnceWithCancelled) {
  on_queue([&] { h.op = host->vt->sleep(host, 3'000'000'000, h.done()); });
  on_queue([&] { h.op->vt->cancel(h.op), h.op->vt->cancel(h.op); });
  s.world->run_for(10s);
  EXPECT_EQ(h.times, 1);
  EXPECT_EQ(h.code, std::uint32_t{KW_CANCELLED});
  on_queue([&] { h.op->vt->cancel(h.op), h.op->vt->release(h.op); });
}

TEST_F(Services, ASleepInsideACallEndsWithTheCallsDeadline) {
  heard slept;
  slept.host = host;
  s.plugin.submit = [&](kw_host* k, const kw_submission*, kw_done d) -> kw_op* {
    slept.op = k->vt->sleep(k, 3600'000'000'000ULL, slept.done());
    return s.plugin.hold(d);
  };
  s.execute(stage::bell(), execute_options().deadline(2s));
  s.world->run_for(3s);
  EXPECT_EQ(slept.times, 1);
  EXPECT_EQ(slept.code, std::uint32_t{KW_DEADLINE_EXCEEDED});
  on_queue([&] { slept.op->vt->release(slept.op); });
}

TEST_F(Services, OffloadRunsTheWorkAndCompletes) {
  int ran = 0;
  on_queue([&] {
    h.op = host->vt->offload(
        host, [](void* n) { ++*static_cast<int*>(n); }, &ran, h.done());
  });
  EXPECT_EQ(ran, 1);
  EXPECT_EQ(h.code, std::uint32_t{KW_OK});
  on_queue([&] { h.op->vt->release(h.op); });
}

TEST_F(Services, OffloadCancelledBeforeItStartsNeverRuns) {
  int ran = 0;
  on_queue([&] {
    h.op = host->vt->offload(
        host, [](void* n) { ++*static_cast<int*>(n); }, &ran, h.done());
    h.op->vt->cancel(h.op);
  });
  EXPECT_EQ(ran, 0);
  EXPECT_EQ(h.times, 1);
  EXPECT_EQ(h.code, std::uint32_t{KW_CANCELLED});
  on_queue([&] { h.op->vt->release(h.op); });
}

TEST_F(Services, OffloadedWorkThatThrowsIsReportedAndCompletes) {
  on_queue([&] {
    h.op = host->vt->offload(
        host, [](void*) { throw 1; }, nullptr, h.done());
  });
  EXPECT_EQ(h.times, 1);
  EXPECT_TRUE(s.log.has("R6"));
  on_queue([&] { h.op->vt->release(h.op); });
}

TEST_F(Services, StreamsAreUnimplementedInThisVersion) {
  on_queue([&] { h.op = host->vt->connect(host, p::str("tcp:localhost:1"), h.done()); });
  EXPECT_EQ(h.code, std::uint32_t{KW_UNIMPLEMENTED});
  on_queue([&] { h.op->vt->release(h.op); });
}

TEST_F(Services, PostedFunctionsRunInOrder) {
  std::vector<int> order;
  on_queue([&] { order.push_back(1); });
  on_queue([&] { order.push_back(2); });
  EXPECT_EQ(order, (std::vector<int>{1, 2}));
}

TEST_F(Services, APostedFunctionThatThrowsIsReported) {
  on_queue([] { throw 1; });
  EXPECT_TRUE(s.log.has("R6"));
}

TEST_F(Services, RandomBytesAreThoseOfTheWorldsSeed) {
  const auto draw = [] {
    stage other;
    other.open();
    std::uint64_t word = 0;
    other.plugin.host->vt->random(other.plugin.host, &word, sizeof word);
    return word;
  };
  const auto first = draw();
  EXPECT_EQ(draw(), first);
  EXPECT_NE(first, 0U);
}

TEST_F(Services, LogLinesCarryTheBackendsName) {
  host->vt->log(host, KW_LOG_INFO, p::str("hello"));
  EXPECT_TRUE(s.log.has("scripted: hello"));
}

TEST_F(Services, UnknownLogLevelsAndExtensionsAreTolerated) {
  host->vt->log(host, 42, p::str("odd"));
  EXPECT_TRUE(s.log.has("odd"));
  EXPECT_EQ(host->vt->extension(host, p::str("kw.future/9")), nullptr);
  EXPECT_GE(host->vt->workers(host), 1U);
}

}  // namespace
}  // namespace ketway::tests
