#include "ketway/world.hpp"

#include <gtest/gtest.h>

#include <array>
#include <boost/asio/post.hpp>
#include <future>
#include <thread>
#include <vector>

#include "ketway/runtime.hpp"

namespace ketway::tests {
namespace {

using std::chrono_literals::operator""s;

TEST(SimulatedWorld, JumpsFromAlarmToAlarm) {
  const auto w = make_simulated_world(1);
  std::vector<std::uint64_t> rang;
  const auto start = w->monotonic_ns();
  const auto a = w->make_alarm([&] { rang.push_back(w->monotonic_ns() - start); });
  const auto b = w->make_alarm([&] { rang.push_back(w->monotonic_ns() - start); });
  b->arm(start + 5'000), a->arm(start + 3'000);
  w->run_for(1s);
  EXPECT_EQ(rang, (std::vector<std::uint64_t>{3'000, 5'000}));
}

TEST(SimulatedWorld, StopsAtTheLimitWhileSomebodyWaits) {
  const auto w = make_simulated_world(1);
  bool rang = false;
  const auto a = w->make_alarm([&] { rang = true; });
  a->arm(w->monotonic_ns() + 10'000'000'000ULL);
  EXPECT_EQ(w->run_for(4s), 4s);
  EXPECT_FALSE(rang);
  w->run_for(6s);
  EXPECT_TRUE(rang);
}

TEST(SimulatedWorld, ADisarmedAlarmIsSilent) {
  const auto w = make_simulated_world(1);
  bool rang = false;
  const auto a = w->make_alarm([&] { rang = true; });
  a->arm(w->monotonic_ns() + 1'000);
  a->disarm();
  w->run_for(1s);
  EXPECT_FALSE(rang);
}

TEST(SimulatedWorld, RandomBytesFollowTheSeed) {
  std::array<std::byte, 40> a{}, b{}, c{};
  make_simulated_world(5)->random(a);
  make_simulated_world(5)->random(b);
  make_simulated_world(6)->random(c);
  EXPECT_EQ(a, b);
  EXPECT_NE(a, c);
}

TEST(ThreadedWorld, RunsPostedWorkOnAThreadOfItsOwn) {
  const auto w = make_threaded_world(1, 1);
  std::promise<std::thread::id> where;
  boost::asio::post(w->executor(), [&] { where.set_value(std::this_thread::get_id()); });
  EXPECT_TRUE(where.get_future().get() != std::this_thread::get_id());
}

TEST(ThreadedWorld, ComputesOnAThreadOfItsOwn) {
  const auto w = make_threaded_world(1, 2);
  std::promise<std::thread::id> where;
  w->compute([&] { where.set_value(std::this_thread::get_id()); });
  EXPECT_TRUE(where.get_future().get() != std::this_thread::get_id());
  EXPECT_EQ(w->compute_threads(), 2U);
}

TEST(ThreadedWorld, AnAlarmRingsOnTheExecutor) {
  const auto w = make_threaded_world(1, 1);
  std::promise<void> rang;
  const auto a = w->make_alarm([&] { rang.set_value(); });
  a->arm(w->monotonic_ns());
  rang.get_future().get();
}

TEST(ThreadedWorld, RandomBytesDiffer) {
  const auto w = make_threaded_world(1, 1);
  std::array<std::byte, 32> a{}, b{};
  w->random(a), w->random(b);
  EXPECT_NE(a, b);
}

TEST(RuntimeSettings, ReadTheEnvironmentAndSkipWhatDoesNotRead) {
  ::setenv("KETWAY_LOG_LEVEL", "error", 1);
  ::setenv("KETWAY_IO_THREADS", "3", 1);
  ::setenv("KETWAY_COMPUTE_THREADS", "many", 1);
  const settings s = settings::from_environment();
  ::unsetenv("KETWAY_LOG_LEVEL"), ::unsetenv("KETWAY_IO_THREADS"), ::unsetenv("KETWAY_COMPUTE_THREADS");
  EXPECT_EQ(s.level(), log_level::error);
  EXPECT_EQ(s.io_threads(), 3U);
  EXPECT_EQ(s.compute_threads(), 0U);
}

}  // namespace
}  // namespace ketway::tests
