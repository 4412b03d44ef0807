#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "recorder.hpp"

namespace ketway::plugin::tests {
namespace {

class operations : public testing::Test {
 protected:
  conform::fake_host host;
  recorder seen;
};

TEST_F(operations, AnswersInsideTheStartWhenThereIsNothingToWaitFor) {
  const auto body = []() -> task<void> { co_return; };
  seen.start(host, body);
  EXPECT_EQ(seen.completions, 1);
  EXPECT_EQ(seen.code(), static_cast<std::uint32_t>(KW_OK));
}

TEST_F(operations, MayBeReleasedInsideDone) {
  seen.release_inside = true;
  const auto body = []() -> task<void> { co_await sleep(1); };
  seen.start(host, body);
  EXPECT_TRUE(host.drain());
  EXPECT_EQ(seen.completions, 1);
}

TEST_F(operations, CarriesEveryFieldOfAStatus) {
  const auto body = []() -> task<void> {
    error e(KW_RESOURCE_EXHAUSTED, "too many jobs", KW_RETRYABLE | KW_NOT_BILLED);
    e.http_status = 429, e.retry_after_ns = 3'000'000'000, e.provider_code = "E17", e.request_id = "req-1";
    throw e;
    co_return;
  };
  seen.start(host, body);
  ASSERT_TRUE(seen.status);
  EXPECT_EQ(seen.status->code, static_cast<std::uint32_t>(KW_RESOURCE_EXHAUSTED));
  EXPECT_EQ(seen.status->flags, static_cast<std::uint32_t>(KW_RETRYABLE | KW_NOT_BILLED));
  EXPECT_EQ(seen.status->http_status, 429u);
  EXPECT_EQ(seen.status->retry_after_ns, 3'000'000'000u);
  EXPECT_STREQ(seen.status->what(), "too many jobs");
  EXPECT_EQ(seen.status->provider_code, "E17");
  EXPECT_EQ(seen.status->request_id, "req-1");
}

TEST(Error, KeepsEveryFieldOfAStatusThatTheHostGave) {
  auto given = sized<kw_status>();
  given.code = KW_UNAVAILABLE, given.flags = KW_MAYBE_EXECUTED | KW_BILLED, given.http_status = 503;
  given.retry_after_ns = 7, given.message = str("down"), given.provider_code = str("P1"), given.request_id = str("r-9");
  const error e(given);
  const kw_status back = e.status();
  EXPECT_EQ(back.struct_size, sizeof(kw_status));
  EXPECT_EQ(back.code, given.code);
  EXPECT_EQ(back.flags, given.flags);
  EXPECT_EQ(back.http_status, given.http_status);
  EXPECT_EQ(back.retry_after_ns, given.retry_after_ns);
  EXPECT_EQ(view(back.message), "down");
  EXPECT_EQ(view(back.provider_code), "P1");
  EXPECT_EQ(view(back.request_id), "r-9");
}

TEST(Known, ReadsAShorterStructsTailAsZero) {
  auto given = sized<kw_status>();
  given.code = KW_ABORTED, given.message = str("beyond the end");
  given.struct_size = offsetof(kw_status, message);
  const kw_status k = known(given);
  EXPECT_EQ(k.code, static_cast<std::uint32_t>(KW_ABORTED));
  EXPECT_EQ(k.message.size, 0u);
}

TEST_F(operations, AForeignExceptionIsAnInternalError) {
  const auto body = []() -> task<void> {
    throw std::out_of_range("index 7");
    co_return;
  };
  seen.start(host, body);
  EXPECT_EQ(seen.code(), static_cast<std::uint32_t>(KW_INTERNAL));
  EXPECT_STREQ(seen.status->what(), "index 7");
}

TEST_F(operations, WhatIsNoExceptionIsAnInternalErrorToo) {
  const auto body = []() -> task<void> {
    throw 7;
    co_return;
  };
  seen.start(host, body);
  EXPECT_EQ(seen.code(), static_cast<std::uint32_t>(KW_INTERNAL));
}

TEST_F(operations, MissingMemoryIsResourceExhausted) {
  const auto body = []() -> task<void> {
    throw std::bad_alloc();
    co_return;
  };
  seen.start(host, body);
  EXPECT_EQ(seen.code(), static_cast<std::uint32_t>(KW_RESOURCE_EXHAUSTED));
}

TEST_F(operations, AnErrorIsNeverOk) {
  const auto body = []() -> task<void> {
    throw error(KW_OK, "not an error");
    co_return;
  };
  seen.start(host, body);
  EXPECT_EQ(seen.code(), static_cast<std::uint32_t>(KW_INTERNAL));
}

TEST_F(operations, AnExceptionBeforeTheFirstCoroutineStaysInside) {
  seen.start(host, []() -> task<void> { throw std::runtime_error("no task at all"); });
  EXPECT_EQ(seen.completions, 1);
  EXPECT_STREQ(seen.status->what(), "no task at all");
}

TEST_F(operations, TheVerbsTaskHasEndedWhenDoneIsCalled) {
  auto held = std::make_shared<int>(1);
  const std::weak_ptr<int> watch = held;
  bool gone = false;
  seen.on_result = [&](const void*) { gone = watch.expired(); };
  const auto body = [](std::shared_ptr<int> p) -> task<void> {
    co_await sleep(1);
    EXPECT_EQ(*p, 1);
  };
  seen.start(host, [&] { return body(std::move(held)); });
  EXPECT_TRUE(host.drain());
  EXPECT_TRUE(gone);
}

TEST_F(operations, ADetachedTaskRunsByItself) {
  int steps = 0;
  const auto body = [](int& n) -> task<void> {
    ++n;
    co_await sleep(1);
    ++n;
  };
  operation::detach(&host, [&] { return body(steps); });
  EXPECT_EQ(steps, 1);
  EXPECT_TRUE(host.drain());
  EXPECT_EQ(steps, 2);
  EXPECT_TRUE(host.log_lines().empty());
}

TEST_F(operations, WhatADetachedTaskThrowsGoesToTheLog) {
  const auto body = []() -> task<void> {
    co_await sleep(1);
    throw std::runtime_error("lost");
  };
  operation::detach(&host, body);
  EXPECT_TRUE(host.drain());
  EXPECT_EQ(host.log_lines(), std::vector<std::string>{"lost"});
}

}  // namespace
}  // namespace ketway::plugin::tests
