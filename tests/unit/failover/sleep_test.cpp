#include "ketway/sleep.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "scripted_node.hpp"

namespace ketway::tests {
namespace {

TEST(Sleep, EndsAtItsTime) {
  scene s;
  const auto began = s.world->monotonic_ns();
  EXPECT_TRUE(*s.finish(sleep_for(*s.rt, 5s)));
  EXPECT_EQ(s.since(began), 5s);
}

TEST(Sleep, EndsAtOnceWhereItsTimeIsOver) {
  scene s;
  EXPECT_TRUE(*s.finish(sleep_until(s.rt->implementation(), 1)));
}

TEST(Sleep, IsCutShortByACancel) {
  scene s;
  const auto outcome = s.begin(sleep_for(*s.rt, 1h));
  s.stop.emit(boost::asio::cancellation_type::terminal);
  s.world->run_ready();
  ASSERT_TRUE(*outcome);
  EXPECT_FALSE(**outcome);
}

TEST(Sleep, ManyEndInTheOrderOfTheirTimes) {
  scene s;
  std::vector<int> order;
  const auto sleeper = [&](int n) -> boost::asio::awaitable<bool> {
    const bool in_time = co_await sleep_for(*s.rt, std::chrono::seconds(n));
    order.push_back(n);
    co_return in_time;
  };
  for (const int n : {3, 1, 2}) s.begin(sleeper(n));
  s.world->run_for(10s);
  EXPECT_EQ(order, (std::vector<int>{1, 2, 3}));
}

TEST(Sleep, IsCutShortByTheEndOfTheRuntime) {
  scene s;
  const auto outcome = s.begin(sleep_for(*s.rt, 1h));
  const auto kept = s.rt->implementation();
  s.nodes.clear();
  s.rt.reset();
  s.world->run_ready();
  ASSERT_TRUE(*outcome);
  EXPECT_FALSE(**outcome);
  s.rt.emplace(*s.world);
}

TEST(Sleep, WorksOnARuntimeWithThreadsOfItsOwn) {
  boost::asio::io_context here;
  runtime rt(settings().io_threads(2).level(log_level::off));
  bool in_time = false;
  auto ended = [&](const std::exception_ptr&, bool yes) { in_time = yes; };
  boost::asio::co_spawn(here, sleep_for(rt, 1ms), std::move(ended));
  here.run();
  EXPECT_TRUE(in_time);
}

}  // namespace
}  // namespace ketway::tests
