#include <gtest/gtest.h>

#include <cmath>

#include "engine/outcome_tree.hpp"
#include "random_circuits.hpp"
#include "runs.hpp"

namespace ketway::local::testing {
namespace {

draft teleportation(double angle) {
  draft d(3, 3);
  d.add(KW_OP_RY, {0}, {angle}).h(1).cx(1, 2).cx(0, 1).h(0).measure(0, 0).measure(1, 1);
  d.when(1, true).x(2).end();
  d.when(0, true).add(KW_OP_Z, {2}).end();
  return d.measure(2, 2);
}

TEST(Teleportation, MovesTheAmplitudes) {
  const double angle = 1.1, one = std::pow(std::sin(angle / 2), 2);
  const auto p = runs().probabilities(teleportation(angle));
  ASSERT_EQ(p.size(), 8U);
  for (const auto& [key, probability] : p) EXPECT_NEAR(probability, (key[0] == '1' ? one : 1 - one) / 4, 1e-14) << key;
}

TEST(Teleportation, OfAMillionShotsRunsEachHistoryOnce) {
  runs engine;
  simulation_request r;
  r.shots = 1'000'000, r.seed = 3, r.counts = true;
  const auto out = engine.run(teleportation(0.4), r);
  EXPECT_EQ(out.branches, 4U);
  EXPECT_EQ(out.counts->rows, 8U);
}

draft until_zero() {  // flips a coin until it shows 0
  draft d(1, 1);
  d.h(0).measure(0, 0).loop(0, true).h(0).measure(0, 0).end();
  return d;
}

TEST(While, RunsUntilItsConditionFails) {
  const auto p = runs().probabilities(until_zero());
  ASSERT_EQ(p.size(), 1U);
  EXPECT_NEAR(p.at("0"), 1, 1e-12);
}

TEST(While, CountsItsTurnsInAClassicalRegisterAsTheGeometricDistributionSays) {
  // Turn k sets bit k + 1 where bit k was set and the coin shows 1 again; at most three turns.
  draft d(1, 4);
  d.h(0).measure(0, 0).measure(0, 1).loop(0, true).h(0).measure(0, 0).when(3, true).reset(0).measure(0, 0).end();
  d.when(2, true).measure(0, 3).end().when(1, true).measure(0, 2).end().end();
  const auto engine = runs().probabilities(d), expected = distribution(d);
  ASSERT_EQ(engine.size(), expected.size());
  for (const auto& [key, probability] : expected) EXPECT_NEAR(engine.at(key), probability, 1e-12) << key;
}

TEST(While, ThatNeverEndsIsAnError) {
  draft d(1, 1);
  d.x(0).measure(0, 0).loop(0, true).add(KW_OP_Z, {0}).end();
  runs engine;
  engine.base.max_loop_turns = 1000;
  try {
    engine.counts(d, 1);
    FAIL() << "ended";
  } catch (const failure& f) {
    EXPECT_EQ(f.code, static_cast<std::uint32_t>(KW_RESOURCE_EXHAUSTED));
    EXPECT_NE(std::string(f.what()).find("max_loop_turns"), std::string::npos);
  }
}

TEST(While, CanBeCancelledThoughItDoesNothing) {
  draft d(1, 1);
  d.x(0).measure(0, 0).loop(0, true).end();
  runs engine;
  engine.base.max_loop_turns = UINT64_MAX;
  std::thread other([&] {
    while (engine.stop.polls() < 2) std::this_thread::yield();
    engine.stop.request();
  });
  EXPECT_THROW(engine.counts(d, 1), failure);
  other.join();
}

TEST(Conditions, WithSeveralBitsNeedAllOfThem) {
  draft d(3, 3);
  d.x(0).measure(0, 0).measure(1, 1);
  d.add(KW_OP_IF, {0U << 1 | 1U, 1U << 1 | 0U}).x(2).end();
  d.add(KW_OP_IF, {0U << 1 | 1U, 1U << 1 | 1U}).x(2).end().measure(2, 2);
  EXPECT_EQ(runs().counts(d, 5).at("101"), 5U);
}

TEST(Conditions, WithoutBitsAlwaysHold) {
  draft d(1, 1);
  d.add(KW_OP_IF, {}).x(0).end().measure(0, 0);
  EXPECT_EQ(runs().counts(d, 5).at("1"), 5U);
}

TEST(Conditions, AreReadOnceBeforeTheirBlock) {
  draft d(2, 1);
  d.when(0, false).x(0).measure(0, 0).x(1).otherwise().reset(1).end().measure(1, 0);
  EXPECT_EQ(runs().counts(d, 5).at("1"), 5U);
}

TEST(Conditions, MayBeNested) {
  draft d(2, 2);
  d.h(0).measure(0, 0).when(0, true).when(1, false).x(1).otherwise().end().end().measure(1, 1);
  const auto counts = runs().counts(d, 1000);
  EXPECT_EQ(counts.at("00") + counts.at("11"), 1000U);
}

TEST(Reset, BringsAQubitToZeroWhateverItWas) {
  draft d(2, 2);
  d.h(0).cx(0, 1).reset(0).measure(0, 0).measure(1, 1);
  const auto p = runs().probabilities(d);
  EXPECT_NEAR(p.at("00"), 0.5, 1e-14);
  EXPECT_NEAR(p.at("10"), 0.5, 1e-14);
  EXPECT_EQ(p.size(), 2U);
}

TEST(Reset, OfAQubitThatIsNotUsedAgainCostsNoBranch) {
  draft d(2, 1);
  d.h(0).cx(0, 1).reset(0).measure(1, 0);
  simulation_request r;
  r.probabilities = true;
  EXPECT_EQ(runs().run(d, r).branches, 1U);
}

TEST(MidCircuitMeasurement, OfAQubitThatIsLaterOnlyAControlIsReadAtTheEnd) {
  draft d(2, 2);
  d.h(0).measure(0, 0).cx(0, 1).measure(1, 1);
  simulation_request r;
  r.probabilities = true;
  EXPECT_EQ(runs().run(d, r).branches, 1U);
  EXPECT_NEAR(runs().probabilities(d).at("11"), 0.5, 1e-15);
}

draft many_measurements(unsigned seed) {
  circuit_source source(seed);
  draft d(5, 5);
  for (std::uint32_t round = 0; round < 6; ++round) {
    source.add_preparation(d);
    d.cx(round % 5, (round + 1) % 5).measure(round % 5, round % 5);
    if (round == 3) d.reset(2);
  }
  return d.measure_all();
}

TEST(Sampling, OfBranchesFollowsTheReferencesDistribution) {
  const draft d = many_measurements(4);
  const auto p = distribution(d);
  constexpr std::uint64_t shots = 200000;
  const auto counts = runs().counts(d, shots);
  double chi = 0;
  for (const auto& [key, probability] : p) {
    const double expected = probability * shots, seen = counts.count(key) ? static_cast<double>(counts.at(key)) : 0;
    chi += (seen - expected) * (seen - expected) / expected;
  }
  const auto freedom = static_cast<double>(p.size() - 1);
  EXPECT_LT(std::abs(chi - freedom), 5 * std::sqrt(2 * freedom));
}

TEST(Sampling, OfBranchesIsTheSameForEveryNumberOfThreads) {
  circuit_source source(8);
  draft d(15, 4);
  source.add_preparation(d);
  d.cx(0, 14).measure(0, 0).h(0).cx(14, 3).measure(14, 1).h(14).measure(3, 2).measure(14, 3);
  const auto one = runs(1).counts(d, 3000);
  EXPECT_EQ(one, runs(2).counts(d, 3000));
  EXPECT_EQ(one, runs(3).counts(d, 3000));
}

TEST(Sampling, OfBranchesIsTheSameWithoutMemoryForCopies) {
  const draft d = many_measurements(6);
  const kw_circuit c = d.columns();
  const program p = make_program(columns(c), false);
  std::map<std::string, std::uint64_t> with[2];
  for (const std::uint64_t copies : {0U, 100U}) {
    crew threads(1);
    stop_signal stop;
    workshop shop(threads, stop);
    state s(p.state_bits);
    tree_limits limits;
    limits.max_copies = copies;
    tally<std::uint64_t> counts(1);
    outcome_tree(p, limits, shop).sample(s, 500, 42, counts);
    counts.merge();
    for (std::size_t row = 0; row < counts.rows(); ++row)
      with[copies != 0][std::to_string(counts.key(row)[0])] = counts.value(row);
  }
  EXPECT_EQ(with[0], with[1]);
}

TEST(ExactProbabilities, OfTooManyHistoriesAreRefused) {
  draft d(1, 1);
  for (int i = 0; i < 12; ++i) d.h(0).measure(0, 0);
  d.h(0).measure(0, 0);
  runs engine;
  engine.base.max_branches = 1000;
  try {
    engine.probabilities(d);
    FAIL() << "was not refused";
  } catch (const failure& f) {
    EXPECT_EQ(f.code, static_cast<std::uint32_t>(KW_RESOURCE_EXHAUSTED));
    EXPECT_NE(std::string(f.what()).find("max_branches"), std::string::npos);
  }
  engine.base.max_branches = 5000;
  EXPECT_NEAR(engine.probabilities(d).at("1"), 0.5, 1e-12);
}

}  // namespace
}  // namespace ketway::local::testing
