#include <gtest/gtest.h>

#include "execute/network_judge.hpp"

namespace ketway {
namespace {

constexpr std::uint64_t second = 1'000'000'000;

class NetworkJudge : public ::testing::Test {
 protected:
  network_judge judge;
  const int a = 0, b = 0, c = 0;  // only their addresses matter
};

TEST_F(NetworkJudge, BlamesOneThatIsAloneInBeingUnreachable) {
  for (std::uint64_t t = 1; t < 20; ++t) EXPECT_TRUE(judge.unreachable(&a, t * second, t * second).empty());
}

TEST_F(NetworkJudge, ForgivesSeveralThatAreUnreachableTogether) {
  EXPECT_TRUE(judge.unreachable(&a, second, 2 * second).empty());
  EXPECT_EQ(judge.unreachable(&b, 2 * second, 3 * second).size(), 2u);
  EXPECT_EQ(judge.unreachable(&a, 4 * second, 5 * second).size(), 1u);
}

TEST_F(NetworkJudge, ComparesTheCallsAndNotTheirEnds) {
  EXPECT_TRUE(judge.unreachable(&a, second, 60 * second).empty());
  EXPECT_EQ(judge.unreachable(&b, 61 * second, 120 * second).size(), 2u);
}

TEST_F(NetworkJudge, BlamesThoseThatFailedAtDifferentTimes) {
  EXPECT_TRUE(judge.unreachable(&a, second, 2 * second).empty());
  EXPECT_TRUE(judge.unreachable(&b, 60 * second, 61 * second).empty());
}

TEST_F(NetworkJudge, BlamesBothWhereSomebodyAnsweredMeanwhile) {
  EXPECT_TRUE(judge.unreachable(&a, second, 2 * second).empty());
  EXPECT_TRUE(judge.answered(&c, 3 * second).empty());
  EXPECT_TRUE(judge.unreachable(&b, 3 * second, 4 * second).empty());
  EXPECT_TRUE(judge.unreachable(&a, 3 * second, 5 * second).empty());
}

TEST_F(NetworkJudge, BlamesTheLastOfEachAfterAllWhereSomebodyAnswersSoonAfter) {
  judge.unreachable(&a, second, 2 * second);
  judge.unreachable(&b, 2 * second, 3 * second);
  judge.unreachable(&a, 4 * second, 5 * second);
  const auto blamed = judge.answered(&c, 6 * second);
  ASSERT_EQ(blamed.size(), 2u);
  EXPECT_EQ(blamed[0].of, &a);
  EXPECT_EQ(blamed[0].ended, 5 * second);
  EXPECT_EQ(blamed[1].of, &b);
}

TEST_F(NetworkJudge, DoesNotBlameForWhatIsOver) {
  judge.unreachable(&a, second, 2 * second);
  judge.unreachable(&b, 2 * second, 3 * second);
  EXPECT_TRUE(judge.answered(&c, 60 * second).empty());
}

}  // namespace
}  // namespace ketway
