#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "compare/paired.hpp"
#include "samples.hpp"

namespace ketway::tests {
namespace {

// Critical values of the usual tables.
TEST(ChiSquaredTail, IsThatOfTheTables) {
  EXPECT_NEAR(comparing::chi_squared_tail(3.841, 1), 0.05, 1e-4);
  EXPECT_NEAR(comparing::chi_squared_tail(6.635, 1), 0.01, 1e-5);
  EXPECT_NEAR(comparing::chi_squared_tail(18.307, 10), 0.05, 1e-4);
  EXPECT_NEAR(comparing::chi_squared_tail(124.342, 100), 0.05, 1e-4);
  EXPECT_NEAR(comparing::chi_squared_tail(2.0, 2), std::exp(-1.0), 1e-12);
}

TEST(ChiSquaredTail, IsAlwaysAProbability) {
  for (const double x : {-1.0, 0.0, 1e-300, 1.0, 1e6, 1e300, HUGE_VAL, std::nan("")})
    for (const double k : {-1.0, 0.0, 1.0, 1e6, 1e9}) {
      const double p = comparing::chi_squared_tail(x, k);
      EXPECT_TRUE(p >= 0 && p <= 1) << x << ", " << k;
    }
}

TEST(GTest, OfTwoSamplesIsTheHandComputedOne) {
  // O = 60 40 / 40 60, E = 50: G = 4 (60 ln 1.2 + 40 ln .8) = 8.05428; Williams' factor: n = 200, both rows 100, both
  // columns 100: 1 + (4 - 1)(4 - 1) / (6 200) = 1.0075.
  const g_test t = test_same(counts({{"0", 60}, {"1", 40}}), counts({{"0", 40}, {"1", 60}}));
  EXPECT_NEAR(t.statistic, 4 * (60 * std::log(1.2) + 40 * std::log(0.8)), 1e-9);
  EXPECT_EQ(t.degrees_of_freedom, 1U);
  EXPECT_NEAR(t.p_value, std::erfc(std::sqrt(t.statistic / 1.0075 / 2)), 1e-9);  // chi-squared of one degree
}

TEST(GTest, OfASampleAgainstProbabilitiesIsTheHandComputedOne) {
  // O = 30 70, E = 50 50: G = 2 (30 ln .6 + 70 ln 1.4) = 16.456; Williams: 1 + (4 - 1) / (6 100) = 1.005.
  const g_test t = test_same(counts({{"0", 30}, {"1", 70}}), exact({{"0", 0.5}, {"1", 0.5}}));
  EXPECT_NEAR(t.statistic, 2 * (30 * std::log(0.6) + 70 * std::log(1.4)), 1e-9);
  EXPECT_EQ(t.degrees_of_freedom, 1U);
  EXPECT_NEAR(t.p_value, std::erfc(std::sqrt(t.statistic / 1.005 / 2)), 1e-9);
}

TEST(GTest, PutsRareOutcomesTogetherUntilFiveAreExpected) {
  // Of 000 and 111 there are enough; 001, 010 and 100 have 4 each, 2 expected on either side: three make one group of 6.
  const g_test t = test_same(counts({{"000", 50}, {"001", 2}, {"010", 3}, {"100", 2}, {"111", 50}}),
                             counts({{"000", 50}, {"001", 2}, {"010", 1}, {"100", 2}, {"111", 52}}));
  EXPECT_EQ(t.degrees_of_freedom, 2U);
}

TEST(GTest, GivesWhatIsLeftToTheRarestOutcomeWhereThereIsNoGroup) {
  const g_test t = test_same(counts({{"00", 50}, {"01", 1}, {"11", 20}}), counts({{"00", 51}, {"11", 20}}));
  EXPECT_EQ(t.degrees_of_freedom, 1U);
}

TEST(GTest, SaysNothingOfOneOutcomeOrOfTooFewShots) {
  for (const auto& [a, b] :
       {std::pair(counts({{"0", 100}}), counts({{"0", 70}})), std::pair(counts({{"0", 3}}), counts({{"1", 3}})),
        std::pair(counts({{"0", 100}}), exact({{"0", 1.0}})), std::pair(distribution(), distribution()),
        std::pair(distribution(), counts({{"0", 100}}))}) {
    const g_test t = test_same(a, b);
    EXPECT_EQ(t.degrees_of_freedom, 0U);
    EXPECT_DOUBLE_EQ(t.p_value, 1);
  }
}

TEST(GTest, IsCertainOfDisjointSamplesOfEnoughShots) {
  EXPECT_LT(test_same(counts({{"0", 100}}), counts({{"1", 100}})).p_value, 1e-30);
}

TEST(GTest, IsRefutedByAnOutcomeThatCannotBe) {
  const g_test t = test_same(counts({{"00", 499}, {"01", 1}, {"11", 500}}), exact({{"00", 0.5}, {"11", 0.5}}));
  EXPECT_DOUBLE_EQ(t.p_value, 0);
  EXPECT_EQ(t.statistic, std::numeric_limits<double>::infinity());
}

TEST(GTest, OfTwoExactOnesAllowsForSinglePrecision) {
  const distribution half = exact({{"0", 0.5}, {"1", 0.5}});
  EXPECT_DOUBLE_EQ(test_same(half, exact({{"0", 0.5 + 2e-8}, {"1", 0.5 - 2e-8}})).p_value, 1);
  EXPECT_DOUBLE_EQ(test_same(half, exact({{"0", 0.501}, {"1", 0.499}})).p_value, 0);
}

// Under the null the share of p-values below x is x: with 4000 of them, within four standard errors and the test's own
// approximation.
template <class Draw>
void expect_uniform(const Draw& draw) {
  constexpr int runs = 4000;
  std::mt19937_64 random(11);
  std::vector<double> all;
  for (int i = 0; i < runs; ++i) all.push_back(draw(random));
  for (const double x : {0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9}) {
    const double share =
        static_cast<double>(std::count_if(all.begin(), all.end(), [x](double p) { return p < x; })) / runs;
    EXPECT_NEAR(share, x, 4 * std::sqrt(x * (1 - x) / runs) + 0.01) << x;
  }
}

const std::vector<double> skewed = {0.3, 0.2, 0.15, 0.1, 0.1, 0.08, 0.05, 0.02};

TEST(GTest, HasUniformPValuesForTwoSamplesOfOneDistribution) {
  expect_uniform([](std::mt19937_64& random) {
    return test_same(drawn(skewed, 400, 3, random), drawn(skewed, 300, 3, random)).p_value;
  });
}

TEST(GTest, HasUniformPValuesForASampleOfTheProbabilities) {
  const distribution truth = exact(by_key(skewed, 3));
  expect_uniform([&](std::mt19937_64& random) { return test_same(drawn(skewed, 300, 3, random), truth).p_value; });
}

TEST(GTest, HasUniformPValuesWhereMostOutcomesAreRare) {
  std::vector<double> wide(128);
  for (std::size_t i = 0; i < wide.size(); ++i) wide[i] = 1.0 + static_cast<double>(i % 7);
  expect_uniform([&](std::mt19937_64& random) {
    return test_same(drawn(wide, 200, 7, random), drawn(wide, 200, 7, random)).p_value;
  });
}

TEST(GTest, FindsAClearDifferenceInNineOfTenCases) {
  std::vector<double> other = skewed;
  std::reverse(other.begin(), other.end());
  std::mt19937_64 random(5);
  int found = 0;
  for (int i = 0; i < 200; ++i)
    if (test_same(drawn(skewed, 200, 3, random), drawn(other, 200, 3, random)).p_value < 0.01) ++found;
  EXPECT_GE(found, 180);
}

TEST(GTest, FindsADifferenceThatOnlyRareOutcomesHave) {
  std::vector<double> low(1024, 0), all(1024, 1);
  for (std::size_t i = 0; i < 512; ++i) low[i] = 1;
  std::mt19937_64 random(5);
  EXPECT_LT(test_same(drawn(low, 1000, 10, random), drawn(all, 1000, 10, random)).p_value, 1e-6);
}

TEST(Holm, IsTheOneOfTheTextbook) {
  // Sorted .01 .02 .03 .04 times 4 3 2 1, never falling: .04 .06 .06 .06
  const std::vector<double> p = {0.03, 0.01, 0.04, 0.02};
  const std::vector<double> adjusted = holm(p);
  EXPECT_NEAR(adjusted[0], 0.06, 1e-12);
  EXPECT_NEAR(adjusted[1], 0.04, 1e-12);
  EXPECT_NEAR(adjusted[2], 0.06, 1e-12);
  EXPECT_NEAR(adjusted[3], 0.06, 1e-12);
}

TEST(Holm, StaysAProbabilityAndTakesNoNumberForNothing) {
  const std::vector<double> p = {0.6, std::nan(""), 0.7};
  for (const double x : holm(p)) EXPECT_DOUBLE_EQ(x, 1);
  EXPECT_TRUE(holm({}).empty());
}

}  // namespace
}  // namespace ketway::tests
