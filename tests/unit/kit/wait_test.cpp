#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "recorder.hpp"

namespace ketway::plugin::tests {
namespace {

constexpr std::uint64_t second = 1'000'000'000;

task<void> sleeps(std::uint64_t ns) { co_await sleep(ns); }

task<void> asks(response& to, std::uint64_t delay_ns = 0) {
  if (delay_ns > 0) co_await sleep(delay_ns);
  auto r = sized<kw_http_request>();
  r.method = str("GET"), r.url = str("https://provider.test/jobs");
  to = co_await http(r);
}

class waiting : public testing::Test {
 protected:
  conform::fake_host host;
  recorder seen;
};

TEST_F(waiting, SleepsOnTheHostsClock) {
  const std::uint64_t before = host.now();
  seen.start(host, [] { return sleeps(3 * second); });
  EXPECT_EQ(seen.completions, 0);
  EXPECT_TRUE(host.drain());
  EXPECT_EQ(seen.code(), static_cast<std::uint32_t>(KW_OK));
  EXPECT_EQ(host.now() - before, 3 * second);
}

TEST_F(waiting, CopiesEveryFieldOfAResponse) {
  host.http_script = [](const kw_http_request& r) {
    EXPECT_EQ(view(r.method), "GET");
    EXPECT_EQ(view(r.url), "https://provider.test/jobs");
    conform::http_reply reply;
    reply.status = 429, reply.body = "slow down", reply.delay_ns = second;
    reply.headers = {{"Retry-After", "3"}, {"X-Request-Id", "abc"}};
    reply.trailers = {{"grpc-status", "8"}};
    return reply;
  };
  response got;
  seen.start(host, [&] { return asks(got); });
  EXPECT_TRUE(host.drain());
  EXPECT_EQ(got.status, 429u);
  EXPECT_EQ(got.body, "slow down");
  EXPECT_EQ(got.get("retry-after"), "3");
  EXPECT_EQ(got.get("missing"), "");
  ASSERT_EQ(got.trailers.size(), 1u);
  EXPECT_EQ(got.trailers[0].name, "grpc-status");
}

TEST_F(waiting, ThrowsWhatTheHostAnswered) {
  host.http_script = [](const kw_http_request&) {
    conform::http_reply reply;
    reply.code = KW_UNAVAILABLE, reply.flags = KW_MAYBE_EXECUTED;
    return reply;
  };
  response got;
  seen.start(host, [&] { return asks(got); });
  EXPECT_TRUE(host.drain());
  EXPECT_EQ(seen.code(), static_cast<std::uint32_t>(KW_UNAVAILABLE));
  EXPECT_EQ(seen.status->flags, static_cast<std::uint32_t>(KW_MAYBE_EXECUTED));
}

TEST_F(waiting, OffloadsWorkThatRunsOnce) {
  int runs = 0;
  const auto body = [](int& n) -> task<void> {
    const auto work = [&n] { ++n; };
    co_await offload(work);
  };
  seen.start(host, [&] { return body(runs); });
  EXPECT_EQ(runs, 0);
  EXPECT_TRUE(host.drain());
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(seen.code(), static_cast<std::uint32_t>(KW_OK));
}

TEST(OffloadOnThreads, GivesTheWorkersResultToTheQueue) {
  conform::host_options two_threads;
  two_threads.threads = 2;
  conform::fake_host host(two_threads);
  recorder seen;
  std::thread::id where;
  const auto body = [](std::thread::id& id) -> task<void> {
    const auto work = [&id] { id = std::this_thread::get_id(); };
    co_await offload(work);
  };
  seen.start(host, [&] { return body(where); });
  EXPECT_TRUE(host.run_until([&] { return seen.completions > 0; }));
  EXPECT_NE(where, std::this_thread::get_id());
  EXPECT_TRUE(host.complaints().empty());
}

TEST_F(waiting, CancelledDuringARequestEndsIt) {
  host.http_script = [](const kw_http_request&) {
    conform::http_reply reply;
    reply.delay_ns = 3600 * second;
    return reply;
  };
  response got;
  seen.start(host, [&] { return asks(got); });
  seen.cancel();
  EXPECT_TRUE(host.run_until([&] { return seen.completions > 0; }));
  EXPECT_EQ(seen.code(), static_cast<std::uint32_t>(KW_CANCELLED));
  EXPECT_LT(host.now(), 3600 * second);
}

TEST_F(waiting, GivesASecretThatTheHostHas) {
  host.secrets["token"] = "abc";
  std::string got;
  const auto body = [](std::string& to) -> task<void> { to = co_await secret("token"); };
  seen.start(host, [&] { return body(got); });
  EXPECT_TRUE(host.drain());
  EXPECT_EQ(got, "abc");
}

TEST_F(waiting, ReleasesEveryHostOperationOnce) {
  response got;
  seen.start(host, [&] { return asks(got, second); });
  EXPECT_TRUE(host.drain());
  EXPECT_EQ(host.started(), 2u);
  EXPECT_EQ(host.unreleased(), 0u);
  EXPECT_TRUE(host.complaints().empty());
}

TEST_F(waiting, CancelledDuringAWaitEndsThatWait) {
  seen.start(host, [] { return sleeps(3600 * second); });
  seen.cancel();
  EXPECT_TRUE(host.run_until([&] { return seen.completions > 0; }));
  EXPECT_EQ(seen.code(), static_cast<std::uint32_t>(KW_CANCELLED));
  EXPECT_LT(host.now(), 3600 * second);
}

TEST(WaitingOnAHostThatCompletesInsideCancel, EndsInsideCancel) {
  conform::host_options inside;
  inside.complete_inside_cancel = true;
  conform::fake_host host(inside);
  recorder seen;
  seen.release_inside = true;
  seen.start(host, [] { return sleeps(second); });
  seen.cancel();
  EXPECT_EQ(seen.completions, 1);
  EXPECT_EQ(seen.code(), static_cast<std::uint32_t>(KW_CANCELLED));
}

TEST_F(waiting, ACancelBetweenTwoWaitsStopsTheNextOne) {
  int reached = 0;
  const auto body = [](recorder& self, int& n) -> task<void> {
    co_await sleep(second);
    n = 1;
    self.cancel();
    co_await sleep(second);
    n = 2;
  };
  seen.start(host, [&] { return body(seen, reached); });
  EXPECT_TRUE(host.drain());
  EXPECT_EQ(reached, 1);
  EXPECT_EQ(host.started(), 1u);
  EXPECT_EQ(seen.code(), static_cast<std::uint32_t>(KW_CANCELLED));
}

TEST_F(waiting, ACancelStaysForEveryLaterWait) {
  int refused = 0;
  const auto body = [](int& n) -> task<void> {
    for (int i = 0; i < 3; ++i) {
      try {
        co_await sleep(second);
      } catch (const error& e) {
        if (e.code == KW_CANCELLED) ++n;
      }
    }
  };
  seen.start(host, [&] { return body(refused); });
  seen.cancel();
  seen.cancel();
  EXPECT_TRUE(host.drain());
  EXPECT_EQ(refused, 3);
  EXPECT_EQ(seen.completions, 1);
}

TEST_F(waiting, WorkThatHasNotBegunNeverRunsAfterACancel) {
  int runs = 0;
  const auto body = [](int& n) -> task<void> {
    const auto work = [&n] { ++n; };
    co_await offload(work);
  };
  seen.start(host, [&] { return body(runs); });
  seen.cancel();
  EXPECT_TRUE(host.drain());
  EXPECT_EQ(runs, 0);
  EXPECT_EQ(seen.code(), static_cast<std::uint32_t>(KW_CANCELLED));
}

TEST_F(waiting, OffloadedWorkSeesTheCancel) {
  bool saw = false;
  const auto body = [](recorder& self, bool& cancelled) -> task<void> {
    context& c = co_await this_operation();
    // A fake host without threads runs the work on the queue, so the cancel comes from inside it.
    const auto work = [&] {
      self.cancel();
      cancelled = c.cancelled;
    };
    co_await offload(work);
  };
  seen.start(host, [&] { return body(seen, saw); });
  EXPECT_TRUE(host.drain());
  EXPECT_TRUE(saw);
  EXPECT_EQ(seen.code(), static_cast<std::uint32_t>(KW_OK));  // it ran to its end
}

TEST_F(waiting, ACancelAfterTheEndIsHarmless) {
  seen.start(host, [] { return sleeps(second); });
  EXPECT_TRUE(host.drain());
  seen.cancel();
  EXPECT_TRUE(host.drain());
  EXPECT_EQ(seen.completions, 1);
  EXPECT_EQ(seen.code(), static_cast<std::uint32_t>(KW_OK));
}

/// A host whose table ends before `slot`, and one where it is NULL.
class lacking : public testing::TestWithParam<bool> {
 protected:
  static conform::host_options without(std::size_t offset) {
    conform::host_options options;
    options.table_size = static_cast<std::uint32_t>(offset);
    options.null_slots = GetParam();
    return options;
  }
  static std::uint32_t outcome_of(conform::fake_host& host, const std::function<task<void>()>& make) {
    recorder seen;
    seen.start(host, make);
    EXPECT_TRUE(host.drain());
    EXPECT_EQ(seen.completions, 1);
    return seen.code();
  }
};

TEST_P(lacking, SleepIsAnsweredAsUnimplemented) {
  conform::fake_host host(without(offsetof(kw_host_vt, sleep)));
  EXPECT_EQ(outcome_of(host, [] { return sleeps(1); }), static_cast<std::uint32_t>(KW_UNIMPLEMENTED));
}
TEST_P(lacking, HttpIsAnsweredAsUnimplemented) {
  conform::fake_host host(without(offsetof(kw_host_vt, http)));
  response got;
  EXPECT_EQ(outcome_of(host, [&] { return asks(got); }), static_cast<std::uint32_t>(KW_UNIMPLEMENTED));
}
TEST_P(lacking, OffloadIsAnsweredAsUnimplemented) {
  conform::fake_host host(without(offsetof(kw_host_vt, offload)));
  const auto body = []() -> task<void> {
    const auto work = [] {};
    co_await offload(work);
  };
  EXPECT_EQ(outcome_of(host, body), static_cast<std::uint32_t>(KW_UNIMPLEMENTED));
}
TEST_P(lacking, SecretIsAnsweredAsUnimplemented) {
  conform::fake_host host(without(offsetof(kw_host_vt, secret)));
  const auto body = []() -> task<void> { co_await secret("token"); };
  EXPECT_EQ(outcome_of(host, body), static_cast<std::uint32_t>(KW_UNIMPLEMENTED));
}
TEST_P(lacking, ConnectIsAnsweredAsUnimplemented) {
  conform::fake_host host(without(offsetof(kw_host_vt, connect)));
  const auto body = []() -> task<void> { co_await connect("tcp:localhost:1"); };
  EXPECT_EQ(outcome_of(host, body), static_cast<std::uint32_t>(KW_UNIMPLEMENTED));
}
TEST_P(lacking, AWaitThatFailedToStartLeavesTheNextOneCancellable) {
  conform::fake_host host(without(offsetof(kw_host_vt, http)));
  recorder seen;
  const auto body = []() -> task<void> {
    response got;
    try {
      co_await asks(got);
    } catch (const error&) {
    }
    co_await sleep(second);
  };
  seen.start(host, body);
  seen.cancel();
  EXPECT_TRUE(host.drain());
  EXPECT_EQ(seen.code(), static_cast<std::uint32_t>(KW_CANCELLED));
}
INSTANTIATE_TEST_SUITE_P(Host, lacking, testing::Bool(),
                         [](const auto& p) { return p.param ? "WithANullSlot" : "WithAShorterTable"; });

}  // namespace
}  // namespace ketway::plugin::tests
