#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "samples.hpp"

namespace ketway::tests {
namespace {

TEST(Measures, AreTheHandComputedOnesOfCounts) {
  const distribution a = counts({{"0", 50}, {"1", 50}}), b = counts({{"0", 80}, {"1", 20}});
  EXPECT_NEAR(total_variation(a, b), 0.3, 1e-12);
  EXPECT_NEAR(hellinger_fidelity(a, b), 0.9, 1e-12);  // (sqrt .4 + sqrt .1)^2 = .5 + 2 sqrt .04
  // m = (.65, .35): half of .5 log(.5/.65) + .5 log(.5/.35) + .8 log(.8/.65) + .2 log(.2/.35), to base 2
  EXPECT_NEAR(jensen_shannon(a, b), 0.0731040, 1e-6);
}

TEST(Measures, DoNotDependOnTheNumberOfShots) {
  const distribution few = counts({{"00", 1}, {"11", 3}}), many = counts({{"00", 250}, {"11", 750}});
  EXPECT_NEAR(total_variation(few, many), 0, 1e-15);
  EXPECT_NEAR(hellinger_fidelity(few, many), 1, 1e-12);
  EXPECT_NEAR(jensen_shannon(few, many), 0, 1e-12);
}

TEST(Measures, CompareASampleWithExactProbabilities) {
  EXPECT_NEAR(total_variation(counts({{"00", 60}, {"11", 40}}), exact({{"00", 0.5}, {"11", 0.5}})), 0.1, 1e-12);
}

TEST(Measures, OfDisjointOnesAreTheirExtremes) {
  const distribution a = counts({{"00", 7}}), b = exact({{"01", 0.5}, {"11", 0.5}});
  EXPECT_DOUBLE_EQ(total_variation(a, b), 1);
  EXPECT_DOUBLE_EQ(hellinger_fidelity(a, b), 0);
  EXPECT_DOUBLE_EQ(jensen_shannon(a, b), 1);
}

TEST(Measures, TakeAnEmptyOneForDisjointAndTwoForEqual) {
  const distribution none, one = counts({{"0", 3}});
  EXPECT_DOUBLE_EQ(total_variation(none, one), 1);
  EXPECT_DOUBLE_EQ(jensen_shannon(one, none), 1);
  EXPECT_DOUBLE_EQ(hellinger_fidelity(none, one), 0);
  EXPECT_DOUBLE_EQ(total_variation(none, none), 0);
  EXPECT_DOUBLE_EQ(jensen_shannon(none, none), 0);
  EXPECT_DOUBLE_EQ(hellinger_fidelity(none, none), 1);
}

TEST(Measures, KeepTheirBoundsAndSymmetryForAnyPairBySeed) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    std::mt19937_64 random(seed);
    const distribution a = any_distribution(random), b = any_distribution(random);
    const difference ab = differ(a, b, difference_options().resamples(0)),
                     ba = differ(b, a, difference_options().resamples(0));
    for (const double x : {ab.total_variation, ab.hellinger_fidelity, ab.jensen_shannon, ab.test.p_value}) {
      ASSERT_GE(x, 0) << seed;  // fails for NaN too
      ASSERT_LE(x, 1) << seed;
    }
    EXPECT_NEAR(ab.total_variation, ba.total_variation, 1e-12) << seed;
    EXPECT_NEAR(ab.hellinger_fidelity, ba.hellinger_fidelity, 1e-12) << seed;
    EXPECT_NEAR(ab.jensen_shannon, ba.jensen_shannon, 1e-12) << seed;
    EXPECT_NEAR(ab.test.p_value, ba.test.p_value, 1e-9) << seed;
    // (1 - H^2)^2 = fidelity, and H^2 <= TV <= H sqrt(2 - H^2); JS (bits) <= TV.
    const double h2 = 1 - std::sqrt(ab.hellinger_fidelity);
    EXPECT_LE(h2, ab.total_variation + 1e-9) << seed;
    EXPECT_LE(ab.total_variation, std::sqrt(h2 * (2 - h2)) + 1e-9) << seed;
    EXPECT_LE(ab.jensen_shannon, ab.total_variation + 1e-9) << seed;
  }
}

TEST(Measures, AreThoseOfEqualOnesForEqualOnesBySeed) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    std::mt19937_64 random(seed);
    const distribution a = any_distribution(random);
    const difference d = differ(a, a, difference_options().resamples(0));
    EXPECT_NEAR(d.total_variation, 0, 1e-12) << seed;
    EXPECT_NEAR(d.hellinger_fidelity, 1, 1e-12) << seed;
    EXPECT_NEAR(d.jensen_shannon, 0, 1e-12) << seed;
    EXPECT_NEAR(d.test.p_value, 1, 1e-9) << seed;
  }
}

TEST(Distribution, RefusesKeysOfDifferentLength) {
  EXPECT_EQ(distribution::of_counts({{"0", 1}, {"11", 2}}).error().code(), errc::invalid_argument);
  EXPECT_EQ(distribution::of_probabilities({{"0", 0.5}, {"11", 0.5}}).error().code(), errc::invalid_argument);
}

TEST(Distribution, RefusesWhatIsNoProbability) {
  for (const double p : {-0.1, std::nan(""), HUGE_VAL, 0.0})
    EXPECT_EQ(distribution::of_probabilities({{"0", p}}).error().code(), errc::invalid_argument) << p;
}

TEST(Distribution, RefusesMoreShotsThanADoubleCounts) {
  EXPECT_EQ(distribution::of_counts({{"0", 1ULL << 53}, {"1", 1}}).error().code(), errc::invalid_argument);
}

TEST(Distribution, ScalesProbabilitiesAndLeavesOutNothings) {
  const distribution d = exact({{"00", 1.0}, {"01", 1e-14}, {"10", 0}, {"11", 3.0}});
  ASSERT_EQ(d.size(), 2U);
  EXPECT_EQ(d.key(1), "11");
  EXPECT_DOUBLE_EQ(d.probability(1), 0.75);
  EXPECT_TRUE(d.exact());
}

}  // namespace
}  // namespace ketway::tests
