#include <gtest/gtest.h>

#include "samples.hpp"

namespace ketway::tests {
namespace {

const std::vector<double> one = {0.5, 0.3, 0.15, 0.05}, other = {0.2, 0.3, 0.2, 0.3};

double truth() { return total_variation(exact(by_key(one, 2)), exact(by_key(other, 2))); }

bool holds(const std::optional<interval>& i, double x) { return i && i->low <= x && x <= i->high; }

TEST(Intervals, HoldTheTruthAboutAsOftenAsTheySay) {
  std::mt19937_64 random(3);
  const distribution exact_one = exact(by_key(one, 2)), exact_other = exact(by_key(other, 2));
  int variation = 0, fidelity = 0, divergence = 0;
  constexpr int runs = 400;
  for (int i = 0; i < runs; ++i) {
    const difference d =
        differ(drawn(one, 500, 2, random), drawn(other, 500, 2, random),
               difference_options().resamples(300).confidence(0.9).seed(static_cast<std::uint64_t>(i)));
    variation += holds(d.total_variation_interval, truth()) ? 1 : 0;
    fidelity += holds(d.hellinger_fidelity_interval, hellinger_fidelity(exact_one, exact_other)) ? 1 : 0;
    divergence += holds(d.jensen_shannon_interval, jensen_shannon(exact_one, exact_other)) ? 1 : 0;
  }
  for (const int held : {variation, fidelity, divergence}) {
    EXPECT_GE(held, runs * 0.83);
    EXPECT_LE(held, runs * 0.96);
  }
}

TEST(Intervals, OfASampleAgainstProbabilitiesHoldTheTruthToo) {
  std::mt19937_64 random(4);
  const distribution reference = exact(by_key(other, 2));
  int held = 0;
  for (int i = 0; i < 300; ++i) {
    const difference d =
        differ(drawn(one, 500, 2, random), reference, difference_options().resamples(300).confidence(0.9));
    held += holds(d.total_variation_interval, truth()) ? 1 : 0;
  }
  EXPECT_GE(held, 245);
  EXPECT_LE(held, 290);
}

TEST(Intervals, AreTheSameForTheSameSeedAndOthersForAnother) {
  const distribution a = counts({{"0", 60}, {"1", 40}}), b = counts({{"0", 45}, {"1", 55}});
  const auto low = [&](std::uint64_t seed) {
    return differ(a, b, difference_options().seed(seed)).jensen_shannon_interval->low;
  };
  EXPECT_EQ(low(1), low(1));
  EXPECT_NE(low(1), low(2));
}

TEST(Intervals, HoldTheValueItself) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    std::mt19937_64 random(seed);
    const difference d =
        differ(any_distribution(random), any_distribution(random), difference_options().resamples(100));
    EXPECT_TRUE(holds(d.total_variation_interval, d.total_variation)) << seed;
    EXPECT_TRUE(holds(d.hellinger_fidelity_interval, d.hellinger_fidelity)) << seed;
    EXPECT_TRUE(holds(d.jensen_shannon_interval, d.jensen_shannon)) << seed;
  }
}

TEST(Intervals, OfManyShotsAreNarrowAndQuick) {
  // Drawn by binomials: a billion shots one by one would take a minute.
  const difference d =
      differ(counts({{"0", 600'000'000}, {"1", 400'000'000}}), counts({{"0", 500'000'000}, {"1", 500'000'000}}));
  ASSERT_TRUE(d.total_variation_interval);
  EXPECT_LT(d.total_variation_interval->high - d.total_variation_interval->low, 2e-4);
  EXPECT_GT(d.total_variation_interval->high - d.total_variation_interval->low, 1e-5);
}

TEST(Intervals, OfTwoExactOnesAreTheValue) {
  const difference d = differ(exact({{"0", 0.5}, {"1", 0.5}}), exact({{"0", 0.25}, {"1", 0.75}}));
  EXPECT_DOUBLE_EQ(d.total_variation_interval->low, 0.25);
  EXPECT_DOUBLE_EQ(d.total_variation_interval->high, 0.25);
}

TEST(Intervals, AreLeftOutWhereTheyAreNotWantedOrNotToBeHad) {
  const distribution a = counts({{"0", 60}, {"1", 40}});
  EXPECT_FALSE(differ(a, a, difference_options().resamples(0)).total_variation_interval);
  EXPECT_FALSE(differ(a, a, difference_options().confidence(1)).total_variation_interval);
  EXPECT_FALSE(differ(a, a, difference_options().max_work(1000)).total_variation_interval);
  EXPECT_FALSE(differ(a, distribution()).total_variation_interval);
}

TEST(Difference, OfAMillionOutcomesIsWholeButForTheIntervals) {
  std::map<std::string, std::uint64_t> a, b;
  for (std::uint64_t i = 0; i < 1U << 20U; ++i) a[key_of(i, 20)] = 1 + i % 3, b[key_of(i, 20)] = 1 + (i / 2) % 3;
  const difference d = differ(counts(a), counts(b));
  EXPECT_GT(d.total_variation, 0.1);
  EXPECT_LT(d.hellinger_fidelity, 1);
  EXPECT_GT(d.test.degrees_of_freedom, 100'000U);
  EXPECT_FALSE(d.total_variation_interval);
}

TEST(Difference, OfAThousandShotsAgainstAMillionProbabilitiesHasIntervals) {
  std::map<std::string, double> flat;
  std::map<std::string, std::uint64_t> shots;
  for (std::uint64_t i = 0; i < 1U << 20U; ++i) flat[key_of(i, 20)] = 1;
  for (std::uint64_t i = 0; i < 1000; ++i) shots[key_of(i * 1000, 20)] = 1;
  const difference d = differ(counts(shots), exact(flat));
  EXPECT_NEAR(d.total_variation, 1 - 1000.0 / (1U << 20U), 1e-9);
  EXPECT_TRUE(d.total_variation_interval);
}

}  // namespace
}  // namespace ketway::tests
