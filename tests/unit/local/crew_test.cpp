#include "engine/crew.hpp"

#include <gtest/gtest.h>

#include <set>

namespace ketway::local::testing {
namespace {

TEST(Crew, RunsEveryItemOnce) {
  for (const unsigned size : {1U, 2U, 5U}) {
    crew c(size);
    std::vector<std::atomic<int>> runs(1000);
    for (int round = 0; round < 20; ++round) c.run(runs.size(), [&](std::uint64_t i, unsigned) { ++runs[i]; });
    for (const auto& r : runs) EXPECT_EQ(r, 20);
  }
}

TEST(Crew, NumbersItsMembersBelowItsSize) {
  crew c(3);
  std::mutex mutex;
  std::set<unsigned> members;
  c.run(500, [&](std::uint64_t, unsigned member) {
    const std::lock_guard lock(mutex);
    members.insert(member);
  });
  EXPECT_LT(*members.rbegin(), 3U);
}

TEST(Crew, NeverHasOneMemberOnTwoItemsAtOnce) {
  crew c(4);
  std::vector<std::atomic<int>> busy(4);
  std::atomic<int> clashes = 0;
  c.run(20000, [&](std::uint64_t, unsigned member) {
    if (busy[member]++ != 0) ++clashes;
    --busy[member];
  });
  EXPECT_EQ(clashes, 0);
}

TEST(Crew, ServesSeveralThreadsAtOnce) {
  crew c(3);
  std::atomic<std::uint64_t> sum = 0;
  std::vector<std::thread> leaders;
  for (int t = 0; t < 4; ++t)
    leaders.emplace_back([&] {
      for (int round = 0; round < 50; ++round) c.run(64, [&](std::uint64_t i, unsigned) { sum += i; });
    });
  for (auto& t : leaders) t.join();
  EXPECT_EQ(sum, 4U * 50 * (64 * 63 / 2));
}

TEST(Crew, OfZeroIsTheCallerAlone) {
  crew c(0);
  EXPECT_EQ(c.size(), 1U);
  const auto caller = std::this_thread::get_id();
  c.run(10, [&](std::uint64_t, unsigned) { EXPECT_EQ(std::this_thread::get_id(), caller); });
}

TEST(Crew, EndsWithoutEverHavingWorked) { EXPECT_EQ(crew(8).size(), 8U); }

}  // namespace
}  // namespace ketway::local::testing
