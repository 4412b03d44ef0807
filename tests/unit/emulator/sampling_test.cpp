#include "emulator/sampling.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

namespace ketway::emulator {
namespace {

circuit flipped(std::uint32_t qubits) {
  circuit c(qubits);
  for (std::uint32_t q = 0; q < qubits; ++q) c.x(q);
  c.measure_all();
  return c;
}

double share(const shot_table& t, std::uint32_t bit) {
  std::uint64_t ones = 0;
  for (std::uint64_t s = 0; s < t.shots; ++s) ones += t.bit(s, bit) ? 1 : 0;
  return static_cast<double>(ones) / static_cast<double>(t.shots);
}

TEST(Sampling, WithoutNoiseEveryShotIsRight) {
  const shot_table t = sample(flipped(10), 50, 1, noise()).value();
  for (std::uint64_t s = 0; s < 50; ++s) EXPECT_EQ(t.text(s, 0, 10), "1111111111");
}

TEST(Sampling, AFlippedOutcomeComesAsOftenAsItsProbability) {
  noise n;
  n.readout_of = {0.1, 0.0};
  const shot_table t = sample(flipped(2), 20'000, 3, n).value();
  EXPECT_NEAR(share(t, 0), 0.9, 0.01);
  EXPECT_EQ(share(t, 1), 1.0);
}

TEST(Sampling, ADepolarisedQubitFlipsInTwoOfThreeErrors) {
  noise n;
  n.one_qubit = 0.3;
  const shot_table t = sample(flipped(1), 20'000, 5, n).value();
  EXPECT_NEAR(share(t, 0), 1 - 0.3 * 2 / 3, 0.05);  // 256 histories of errors: a wide margin
}

TEST(Sampling, AnErrorOnAPairFollowsThePairsOwnFigure) {
  noise n;
  n.two_qubit_of[{0, 1}] = 0.5;
  circuit c(3);
  c.cz(0, 1).cz(1, 2);
  c.measure_all();
  const shot_table t = sample(c, 20'000, 7, n).value();
  EXPECT_NEAR(share(t, 0), 0.5 * 8 / 15, 0.06);
  EXPECT_NEAR(share(t, 1), 0.5 * 8 / 15, 0.06);
  EXPECT_EQ(share(t, 2), 0.0);
}

TEST(Sampling, FrameChangesAreWithoutError) {
  noise n;
  n.one_qubit = 1;
  circuit c(1);
  c.rz(0.3, 0).s(0).t(0).z(0);
  c.measure_all();
  EXPECT_EQ(share(sample(c, 100, 1, n).value(), 0), 0.0);
}

TEST(Sampling, ShotsWithErrorsAreSpreadOverTheTable) {
  noise n;
  n.one_qubit = 0.5;
  const shot_table t = sample(flipped(1), 10'000, 11, n).value();
  std::uint64_t early = 0, late = 0;
  for (std::uint64_t s = 0; s < 5000; ++s) early += t.bit(s, 0) ? 0 : 1, late += t.bit(5000 + s, 0) ? 0 : 1;
  EXPECT_NEAR(static_cast<double>(early), static_cast<double>(late), 250);
}

TEST(Sampling, TheSeedDecides) {
  noise n;
  n.one_qubit = 0.1, n.readout = 0.05;
  const auto keys = [&](std::uint64_t seed) { return sample(flipped(6), 500, seed, n).value().keys; };
  EXPECT_EQ(keys(1), keys(1));
  EXPECT_NE(keys(1), keys(2));
}

TEST(Sampling, MeasurementsOnTheWayKeepTheirNoise) {
  noise n;
  n.one_qubit = 0.2;
  circuit c(2, 2);
  c.x(0).measure(0, 0);
  c.begin_if(condition(0, true)).x(1).end();
  c.measure(1, 1);
  const shot_table t = sample(c, 20'000, 13, n).value();
  EXPECT_NEAR(share(t, 0), 1 - 0.2 * 2 / 3, 0.05);
}

TEST(Sampling, ExactProbabilitiesAddUpToOne) {
  circuit c(3);
  c.h(0).cx(0, 1).rx(0.4, 2);
  c.measure_all();
  double sum = 0;
  const std::vector<outcome> all = probabilities(c).value();
  for (const outcome& o : all) sum += o.probability;
  EXPECT_NEAR(sum, 1, 1e-12);
}

TEST(Sampling, ACircuitThatIsTooWideIsAnError) {
  circuit c(70);
  for (std::uint32_t q = 0; q < 70; ++q) c.h(q);
  for (std::uint32_t q = 0; q + 1 < 70; ++q) c.cx(q, q + 1);
  c.measure_all();
  const auto t = sample(c, 10, 1, noise());
  ASSERT_FALSE(t.has_value());
  EXPECT_EQ(t.error().code(), errc::resource_exhausted);
}

TEST(Noise, AnInfidelityBecomesTheProbabilityOfAPauli) {
  EXPECT_DOUBLE_EQ(noise::from_infidelity(0.01, 1), 0.015);
  EXPECT_DOUBLE_EQ(noise::from_infidelity(0.01, 2), 0.0125);
  EXPECT_DOUBLE_EQ(noise::from_infidelity(1, 2), 1);
}

}  // namespace
}  // namespace ketway::emulator
