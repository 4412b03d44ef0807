#include "engine/sampling.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "random_circuits.hpp"
#include "runs.hpp"

namespace ketway::local::testing {
namespace {

/// Pearson's statistic against the distribution, and how far it lies from its mean in standard deviations.
double deviations(const std::map<std::string, std::uint64_t>& counts, const std::map<std::string, double>& p,
                  std::uint64_t shots) {
  double sum = 0, rest_expected = 0, rest_seen = 0;
  int cells = 0;
  for (const auto& [key, probability] : p) {
    const double expected = probability * static_cast<double>(shots);
    const double seen = counts.count(key) ? static_cast<double>(counts.at(key)) : 0;
    if (expected < 10) {
      rest_expected += expected, rest_seen += seen;
      continue;
    }
    sum += (seen - expected) * (seen - expected) / expected;
    ++cells;
  }
  if (rest_expected >= 10) sum += (rest_seen - rest_expected) * (rest_seen - rest_expected) / rest_expected, ++cells;
  const double freedom = cells - 1;
  return freedom > 0 ? (sum - freedom) / std::sqrt(2 * freedom) : 0;
}

std::uint64_t total(const std::map<std::string, std::uint64_t>& counts) {
  std::uint64_t sum = 0;
  for (const auto& [key, n] : counts) sum += n;
  return sum;
}

draft spread(std::uint32_t n, unsigned seed) {
  circuit_source source(seed);
  draft d(n, n);
  source.add_preparation(d);
  for (std::uint32_t q = 0; q + 1 < n; ++q) d.cx(q, q + 1);
  source.add_preparation(d);
  return d.measure_all();
}

class Sampling : public ::testing::TestWithParam<std::pair<std::uint32_t, std::uint64_t>> {};

TEST_P(Sampling, FollowsTheDistribution) {
  const auto [qubits, shots] = GetParam();
  const draft d = spread(qubits, qubits);
  const auto counts = runs().counts(d, shots);
  EXPECT_EQ(total(counts), shots);
  EXPECT_LT(std::abs(deviations(counts, runs().probabilities(d), shots)), 5);
}

// Few and many shots per amplitude, one range and many: every way through the sampler.
INSTANTIATE_TEST_SUITE_P(QubitsAndShots, Sampling,
                         ::testing::Values(std::pair(1U, 1000U), std::pair(2U, 1000000U), std::pair(5U, 100U),
                                           std::pair(5U, 20000U), std::pair(10U, 3000U), std::pair(10U, 500000U),
                                           std::pair(13U, 10000U), std::pair(13U, 2000000U), std::pair(15U, 300000U)));

TEST(Counts, NeverHoldAnImpossibleOutcome) {
  draft d(12, 12);
  d.h(3).cx(3, 7).measure_all();
  for (const auto& [key, n] : runs().counts(d, 100000))
    EXPECT_TRUE(key == std::string(12, '0') || key == "000010001000");
}

TEST(Counts, AreTheSameForEveryNumberOfThreads) {
  const draft d = spread(16, 3);
  const auto one = runs(1).counts(d, 50000, 11);
  EXPECT_EQ(one, runs(2).counts(d, 50000, 11));
  EXPECT_EQ(one, runs(3).counts(d, 50000, 11));
}

TEST(Counts, AreOtherOnesForAnotherSeed) {
  const draft d = spread(8, 3);
  EXPECT_NE(runs().counts(d, 5000, 11), runs().counts(d, 5000, 12));
}

TEST(Counts, OfManyShotsCostNoMoreThanTheirOutcomes) {
  draft d(2, 2);
  d.h(0).cx(0, 1).measure_all();
  const auto counts = runs().counts(d, 1'000'000'000);
  EXPECT_EQ(counts.size(), 2U);
  EXPECT_EQ(total(counts), 1'000'000'000U);
  EXPECT_NEAR(static_cast<double>(counts.at("00")), 5e8, 5 * std::sqrt(2.5e8));
}

TEST(ClassicalBits, TakeTheQubitsThatAreMeasuredIntoThem) {
  draft d(4, 4);
  d.x(0).x(1).measure(0, 3).measure(1, 0).measure(2, 1).measure(3, 2);
  EXPECT_EQ(runs().counts(d, 10).at("1001"), 10U);
}

TEST(ClassicalBits, StayZeroWhereNothingIsMeasured) {
  draft d(2, 5);
  d.x(0).x(1).measure(1, 3);
  EXPECT_EQ(runs().counts(d, 10).at("01000"), 10U);
  EXPECT_EQ(runs().probabilities(d).at("01000"), 1);
}

TEST(ClassicalBits, HoldTheLastMeasurementWrittenToThem) {
  draft d(2, 1);
  d.x(0).measure(0, 0).measure(1, 0);
  EXPECT_EQ(runs().counts(d, 10).at("0"), 10U);
}

TEST(ClassicalBits, MayHoldOneQubitSeveralTimes) {
  draft d(1, 3);
  d.h(0).measure(0, 0).measure(0, 2);
  const auto counts = runs().counts(d, 1000);
  EXPECT_EQ(counts.at("000") + counts.at("101"), 1000U);
}

TEST(ClassicalBits, MayBeThousands) {
  draft d(2, 5000);
  d.h(0).x(1).measure(0, 4999).measure(1, 64);
  const auto counts = runs().counts(d, 1000);
  ASSERT_EQ(counts.size(), 2U);
  for (const auto& [key, n] : counts) {
    EXPECT_EQ(key[4999 - 64], '1');
    EXPECT_EQ(static_cast<std::size_t>(std::count(key.begin(), key.end(), '1')), key[0] == '1' ? 2U : 1U);
  }
}

TEST(ClassicalBits, OfAPartOfTheQubitsGiveTheMarginalDistribution) {
  draft d = spread(13, 9);
  d.gates.resize(d.gates.size() - 13);
  d.num_bits = 4;
  d.measure(12, 0).measure(2, 1).measure(7, 3);
  const auto p = runs().probabilities(d);
  EXPECT_EQ(p.size(), 8U);
  double sum = 0;
  for (const auto& [key, probability] : p) sum += probability;
  EXPECT_NEAR(sum, 1, 1e-13);
  EXPECT_LT(std::abs(deviations(runs().counts(d, 200000), p, 200000)), 5);
}

TEST(ClassicalBits, OfMostQubitsGiveEachRegisterOnce) {
  draft d(14, 12);
  for (std::uint32_t q = 0; q < 14; ++q) d.h(q);
  for (std::uint32_t q = 0; q < 12; ++q) d.measure(q + 2, 11 - q);
  simulation_request r;
  r.shots = 300, r.seed = 1, r.counts = true;
  const auto out = runs().run(d, r);
  EXPECT_EQ(runs().counts(d, 300, 1).size(), out.counts->rows);
}

TEST(ShotRows, AreAsManyAsTheShotsAndAddUpToTheCounts) {
  const draft d = spread(6, 4);
  runs engine;
  simulation_request r;
  r.shots = 5000, r.seed = 9, r.counts = r.shot_rows = true;
  const auto out = engine.run(d, r);
  std::map<std::string, std::uint64_t> added, counts;
  for (std::uint64_t row = 0; row < out.shots->rows; ++row) ++added[key_text(out.shots->keys, row, 6)];
  for (std::uint64_t row = 0; row < out.counts->rows; ++row)
    counts[key_text(out.counts->keys, row, 6)] = out.counts->counts[row];
  EXPECT_EQ(out.shots->rows, 5000U);
  EXPECT_EQ(added, counts);
}

TEST(ShotRows, ComeInRandomOrder) {
  draft d(1, 1);
  d.h(0).measure_all();
  simulation_request r;
  r.shots = 10000, r.seed = 2, r.shot_rows = true;
  const auto out = runs().run(d, r);
  int changes = 0;
  for (std::size_t i = 1; i < 10000; ++i) changes += out.shots->keys[i] != out.shots->keys[i - 1];
  EXPECT_NEAR(changes, 5000, 5 * 50);
}

TEST(ExactProbabilities, LeaveOutWhatIsBelowAMillionthOfAMillionth) {
  draft d(1, 1);
  d.add(KW_OP_RY, {0}, {1e-7}).measure_all();  // probability of 1: 2.5e-15
  EXPECT_EQ(runs().probabilities(d).size(), 1U);
}

TEST(Binomial, HasTheRightMeanAndSpread) {
  for (const auto& [n, p] : {std::pair(5.0, 0.3), std::pair(1000.0, 0.001), std::pair(40.0, 0.5),
                             std::pair(100000.0, 0.97), std::pair(1e9, 0.25), std::pair(1e9, 1e-9)}) {
    random_stream random(static_cast<std::uint64_t>(n * p) + 77);
    constexpr int draws = 20000;
    double sum = 0, squares = 0;
    for (int i = 0; i < draws; ++i) {
      const auto k = static_cast<double>(random.binomial(static_cast<std::uint64_t>(n), p));
      ASSERT_LE(k, n);
      sum += k - n * p, squares += (k - n * p) * (k - n * p);
    }
    const double variance = n * p * (1 - p), kurtosis = 3 + (1 - 6 * p * (1 - p)) / variance;
    EXPECT_LT(std::abs(sum / draws), 5 * std::sqrt(variance / draws)) << n << ", " << p;
    EXPECT_LT(std::abs(squares / draws - variance), 5 * variance * std::sqrt((kurtosis - 1) / draws)) << n << ", " << p;
  }
}

TEST(Binomial, TakesAnyProbabilityWithoutFailing) {
  random_stream random(1);
  EXPECT_EQ(random.binomial(10, std::nan("")), 0U);
  EXPECT_EQ(random.binomial(10, -1), 0U);
  EXPECT_EQ(random.binomial(10, 2), 10U);
  EXPECT_EQ(random.binomial(0, 0.5), 0U);
  EXPECT_EQ(random.binomial(1'000'000'000, 1e-300), 0U);
}

}  // namespace
}  // namespace ketway::local::testing
