#include "world/deadlines.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace ketway::tests {
namespace {

struct fake_alarm final : alarm {
  explicit fake_alarm(std::uint64_t& at) : at_(at) {}
  void arm(std::uint64_t ns) override { at_ = ns; }
  void disarm() override { at_ = 0; }
  std::uint64_t& at_;
};

struct bell final : deadline {
  explicit bell(std::vector<std::uint64_t>& l) : deadline(&ring), log(l) {}
  static void ring(deadline& d) { static_cast<bell&>(d).log.push_back(d.at()); }
  std::vector<std::uint64_t>& log;
};

class Deadlines : public ::testing::Test {
 protected:
  Deadlines() { all.use(std::make_unique<fake_alarm>(armed)); }
  std::uint64_t armed = 0;
  deadlines all;
  std::vector<std::uint64_t> rung;
};

TEST_F(Deadlines, RingInOrderOfTheirTimes) {
  std::vector<std::unique_ptr<bell>> bells;
  std::mt19937 dice(3);
  for (int i = 0; i < 500; ++i) all.add(*bells.emplace_back(std::make_unique<bell>(rung)), 1 + dice() % 1000);
  all.fire(1000);
  EXPECT_EQ(rung.size(), 500U);
  EXPECT_TRUE(std::is_sorted(rung.begin(), rung.end()));
}

TEST_F(Deadlines, ThatAreNotDueStay) {
  bell early(rung), late(rung);
  all.add(early, 10), all.add(late, 20);
  all.fire(15);
  EXPECT_EQ(rung, (std::vector<std::uint64_t>{10}));
  EXPECT_TRUE(late.armed());
  EXPECT_EQ(armed, 20U);
  all.remove(late);
}

TEST_F(Deadlines, RemovedOnesDoNotRing) {
  std::vector<std::unique_ptr<bell>> bells;
  for (std::uint64_t i = 0; i < 100; ++i)
    all.add(*bells.emplace_back(std::make_unique<bell>(rung)), (i * 37) % 101 + 1);
  for (std::size_t i = 0; i < 100; i += 2) all.remove(*bells[i]);
  all.fire(1000);
  EXPECT_EQ(rung.size(), 50U);
  EXPECT_TRUE(std::is_sorted(rung.begin(), rung.end()));
}

TEST_F(Deadlines, TheAlarmRestsWhenNothingWaits) {
  bell one(rung);
  all.add(one, 10);
  EXPECT_EQ(armed, 10U);
  all.remove(one);
  EXPECT_EQ(armed, 0U);
}

TEST_F(Deadlines, AddedAgainMoves) {
  bell one(rung);
  all.add(one, 10), all.add(one, 30);
  all.fire(20);
  EXPECT_TRUE(rung.empty());
  all.fire(30);
  EXPECT_EQ(rung, (std::vector<std::uint64_t>{30}));
}

}  // namespace
}  // namespace ketway::tests
