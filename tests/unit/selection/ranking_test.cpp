#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "devices.hpp"

namespace ketway::tests {
namespace {

using names = std::vector<std::string>;

std::vector<candidate> three() {
  return {known_candidate("cheap", 0, 600, 0.5), known_candidate("fast", 10, 0, 0.6),
          known_candidate("good", 5, 300, 0.95)};
}

names by(const objective& o, std::vector<candidate> all = three()) {
  return names_of(rank(std::move(all), small_circuit(), {}, ranking_options().objective(o)));
}

TEST(Ranking, TheFastestIsDoneFirst) { EXPECT_EQ(by(objective::fastest()), (names{"fast", "good", "cheap"})); }
TEST(Ranking, TheCheapestCostsLeast) { EXPECT_EQ(by(objective::cheapest()), (names{"cheap", "good", "fast"})); }
TEST(Ranking, TheMostFaithfulSucceedsMostOften) {
  EXPECT_EQ(by(objective::most_faithful()), (names{"good", "fast", "cheap"}));
}

TEST(Ranking, WeightsOfOneThingAloneAreThatObjective) {
  EXPECT_EQ(by(objective::weighted(3, 0, 0)), by(objective::fastest()));
  EXPECT_EQ(by(objective::weighted(0, 3, 0)), by(objective::cheapest()));
  EXPECT_EQ(by(objective::weighted(0, 0, 3)), by(objective::most_faithful()));
}

TEST(Ranking, AWeightedScoreIsTheMeanOfItsParts) {
  const selection s = rank({known_candidate("a", 1, 59, 0.8)}, small_circuit(), {},
                           ranking_options().objective(objective::weighted(1, 2, 1)));
  // One minute, one dollar: a half each.
  EXPECT_NEAR(s.candidates.front().score, (0.5 + 2 * 0.5 + 0.8) / 4, 1e-12);
}

TEST(Ranking, RefusesWeightsThatMakeNoSense) {
  EXPECT_THROW(objective::weighted(0, 0, 0), exception);
  EXPECT_THROW(objective::weighted(-1, 2, 0), exception);
  EXPECT_THROW(objective::weighted(std::numeric_limits<double>::quiet_NaN(), 1, 0), exception);
}

TEST(Ranking, WhatIsNotKnownComesLastAndSaysWhy) {
  std::vector<candidate> all = three();
  all.push_back(known_candidate("dark", 0, 0, 1));
  all.back().success.probability = std::nullopt;
  all.back().success.missing.emplace_back("the error of cz on 0,1");
  const selection s = rank(all, small_circuit(), {}, ranking_options().objective(objective::most_faithful()));
  ASSERT_EQ(s.candidates.back().backend, "dark");
  EXPECT_EQ(s.candidates.back().unknowns, 1U);
  const names& notes = s.candidates.back().notes;
  EXPECT_NE(std::find(notes.begin(), notes.end(),
                      "its success probability is not known: it does not say the error of cz on 0,1"),
            notes.end());
}

TEST(Ranking, WhatDoesNotCountMayBeUnknown) {
  std::vector<candidate> all = three();
  for (candidate& c : all) c.success.probability = std::nullopt;
  EXPECT_EQ(by(objective::cheapest(), all), (names{"cheap", "good", "fast"}));
}

TEST(Ranking, EqualsAreOrderedByWhatElseIsBetterAndThenByName) {
  EXPECT_EQ(by(objective::cheapest(),
               {known_candidate("b", 1, 60, 0.9), known_candidate("a", 1, 60, 0.9), known_candidate("c", 1, 0, 0.9)}),
            (names{"c", "a", "b"}));
}

TEST(Ranking, CostsInOtherUnitsAreComparedOnlyByARate) {
  std::vector<candidate> all{known_candidate("dollars", 2, 0, 0.9), known_candidate("credits", 100, 0, 0.9)};
  all.back().cost.currency = "credits";
  const selection without = rank(all, small_circuit(), {}, ranking_options().objective(objective::cheapest()));
  EXPECT_EQ(names_of(without), (names{"dollars", "credits"}));
  EXPECT_EQ(without.candidates.back().unknowns, 1U);
  const selection with =
      rank(all, small_circuit(), {},
           ranking_options().objective(objective::cheapest()).rates(exchange_rates().rate("credits", "USD", 0.01)));
  EXPECT_EQ(names_of(with), (names{"credits", "dollars"}));
  EXPECT_NEAR(*with.candidates.front().price, 1.0, 1e-12);
}

TEST(Ranking, NothingCostsNothingInEveryUnit) {
  std::vector<candidate> all{known_candidate("free", 0, 0, 0.9)};
  all.front().cost.currency = "credits";
  EXPECT_EQ(rank(all, small_circuit(), {}).candidates.front().unknowns, 0U);
}

TEST(Ranking, AnEmptyQueueIsNoWait) {
  candidate c = known_candidate("idle", 0, 0, 0.9);
  c.cost.queue = std::nullopt, c.device.queue_length = 0;
  EXPECT_EQ(rank({c}, small_circuit(), {}).candidates.front().time, std::chrono::seconds(1));
}

TEST(Ranking, TheRefusedStandByNameWithEveryReason) {
  candidate z = known_candidate("z", 5, 0, 0.5), a = known_candidate("a", 0, 0, 0.9);
  a.reasons.emplace_back("cannot be asked: it is down");
  const selection s = rank({z, a}, small_circuit(), requirements().max_cost(1, "USD").min_fidelity(0.6).qubits(9));
  ASSERT_EQ(s.refused.size(), 2U);
  EXPECT_EQ(s.refused[0].backend, "a");
  EXPECT_EQ(s.refused[1].reasons,
            (names{"needs 9 qubits, has 3", "has an estimated success probability of 0.5, 0.6 is wanted",
                   "may cost 5 USD, the cap is 1 USD"}));
}

TEST(Ranking, NothingComesOfNothing) {
  const selection s = rank({}, small_circuit(), {});
  EXPECT_TRUE(s.candidates.empty() && s.refused.empty());
}

}  // namespace
}  // namespace ketway::tests
