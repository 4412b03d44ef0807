#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "recorder.hpp"

namespace ketway::plugin::tests {
namespace {

using names = std::vector<std::string>;

task<void> waits(signal& s, std::string name, names& woken) {
  co_await s.wait();
  woken.push_back(std::move(name));
}

class signals : public testing::Test {
 protected:
  conform::fake_host host;
  signal changed;
  names woken;
  recorder a, b, c;

  void wait(recorder& r, const std::string& name) {
    r.start(host, [&] { return waits(changed, name, woken); });
  }
};

TEST_F(signals, WakesEveryWaiterInOrder) {
  wait(a, "a"), wait(b, "b"), wait(c, "c");
  EXPECT_TRUE(woken.empty());
  changed.notify_all();
  EXPECT_EQ(woken, (names{"a", "b", "c"}));
  EXPECT_EQ(c.code(), static_cast<std::uint32_t>(KW_OK));
}

TEST_F(signals, DoesNotRememberANotificationThatNobodyWaitedFor) {
  changed.notify_all();
  wait(a, "a");
  EXPECT_TRUE(woken.empty());
  changed.notify_all();
  EXPECT_EQ(woken, names{"a"});
}

TEST_F(signals, ACancelledWaiterLeavesAndTheOthersStay) {
  wait(a, "a"), wait(b, "b"), wait(c, "c");
  b.cancel();
  EXPECT_EQ(b.code(), static_cast<std::uint32_t>(KW_CANCELLED));
  changed.notify_all();
  EXPECT_EQ(woken, (names{"a", "c"}));
}

TEST_F(signals, ACancelBeforeTheWaitRefusesIt) {
  const auto body = [](signal& s, recorder& self) -> task<void> {
    co_await sleep(1);
    self.cancel();
    co_await s.wait();
  };
  a.start(host, [&] { return body(changed, a); });
  EXPECT_TRUE(host.drain());
  EXPECT_EQ(a.code(), static_cast<std::uint32_t>(KW_CANCELLED));
}

TEST_F(signals, AWokenWaiterMayCancelTheNext) {
  const auto cancels = [](signal& s, recorder& other) -> task<void> {
    co_await s.wait();
    other.cancel();
  };
  a.start(host, [&] { return cancels(changed, b); });
  wait(b, "b"), wait(c, "c");
  changed.notify_all();
  EXPECT_EQ(a.code(), static_cast<std::uint32_t>(KW_OK));
  EXPECT_EQ(b.code(), static_cast<std::uint32_t>(KW_CANCELLED));
  EXPECT_EQ(woken, names{"c"});
}

TEST_F(signals, AWaiterThatWaitsAgainIsWokenByTheNextNotificationOnly) {
  const auto twice = [](signal& s, recorder& other, names& woken) -> task<void> {
    co_await s.wait();
    woken.push_back("first");
    other.cancel();
    co_await s.wait();
    woken.push_back("second");
  };
  a.start(host, [&] { return twice(changed, b, woken); });
  wait(b, "b");
  changed.notify_all();
  EXPECT_EQ(woken, names{"first"});
  changed.notify_all();
  EXPECT_EQ(woken, (names{"first", "second"}));
}

TEST_F(signals, ANotificationInsideANotificationWakesTheRest) {
  const auto notifies = [](signal& s, names& woken) -> task<void> {
    co_await s.wait();
    woken.push_back("a");
    s.notify_all();
  };
  a.start(host, [&] { return notifies(changed, woken); });
  wait(b, "b"), wait(c, "c");
  changed.notify_all();
  EXPECT_EQ(woken, (names{"a", "b", "c"}));
  EXPECT_EQ(c.completions, 1);
}

TEST_F(signals, WakesAHundredThousandWaiters) {
  std::vector<std::unique_ptr<recorder>> many;
  for (int i = 0; i < 100'000; ++i) {
    many.push_back(std::make_unique<recorder>());
    wait(*many.back(), "w");
  }
  changed.notify_all();
  EXPECT_EQ(woken.size(), 100'000u);
}

}  // namespace
}  // namespace ketway::plugin::tests
