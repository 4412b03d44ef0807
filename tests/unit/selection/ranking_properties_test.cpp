// What holds of every ranking, tried on random candidates by seed.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "devices.hpp"

namespace ketway::tests {
namespace {

constexpr std::uint64_t seeds = 2000;

class setting {
 public:
  explicit setting(std::uint64_t seed) : random(seed) {
    all = random_candidates(random), needs = random_requirements(random);
    how.objective(random_objective(random));
    if (random() % 2 == 0) how.rates(exchange_rates().rate("credits", "USD", 0.01));
    circuit.mid_circuit = random() % 4 == 0;
  }
  selection ranked() const { return rank(all, circuit, needs, how); }
  std::set<std::string> ranked_names(const requirements& r) const {
    const std::vector<std::string> names = names_of(rank(all, circuit, r, how));
    return {names.begin(), names.end()};
  }
  std::mt19937_64 random;
  std::vector<candidate> all;
  requirements needs;
  ranking_options how;
  circuit_needs circuit = small_circuit();
};

std::size_t place_of(const selection& s, const std::string& name) {
  const std::vector<std::string> names = names_of(s);
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

TEST(RankingProperties, TheOrderOfTheCandidatesDoesNotMatter) {
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    setting s(seed);
    if (seed % 2 == 0) s.how.token("token" + std::to_string(seed));
    const std::vector<std::string> before = names_of(s.ranked());
    std::shuffle(s.all.begin(), s.all.end(), s.random);
    ASSERT_EQ(names_of(s.ranked()), before) << "seed " << seed;
  }
}

TEST(RankingProperties, EveryCandidateIsEitherRankedOrRefusedWithAReason) {
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    const setting s(seed);
    const selection out = s.ranked();
    std::multiset<std::string> names;
    for (const ranked_candidate& c : out.candidates) {
      names.insert(c.backend);
      ASSERT_TRUE(reasons_against(c.facts, s.circuit, s.needs, s.how.rates()).empty()) << "seed " << seed;
    }
    for (const refused_candidate& c : out.refused) {
      names.insert(c.backend);
      ASSERT_FALSE(c.reasons.empty()) << "seed " << seed;
    }
    std::multiset<std::string> all;
    for (const candidate& c : s.all) all.insert(c.backend);
    ASSERT_EQ(names, all) << "seed " << seed;
  }
}

TEST(RankingProperties, ScoresFallAndWhatIsLessKnownComesLater) {
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    const selection out = setting(seed).ranked();
    for (std::size_t i = 1; i < out.candidates.size(); ++i) {
      const ranked_candidate &a = out.candidates[i - 1], &b = out.candidates[i];
      ASSERT_LE(a.unknowns, b.unknowns) << "seed " << seed;
      if (a.unknowns == b.unknowns) {
        ASSERT_GE(a.score, b.score) << "seed " << seed;
      }
      ASSERT_GE(b.score, 0) << "seed " << seed;
      ASSERT_LE(a.score, 1) << "seed " << seed;
    }
  }
}

// One requirement less, or a weaker one.
std::vector<requirements> looser(const requirements& r) {
  std::vector<requirements> all;
  const auto with = [&](auto change) {
    requirements other = r;
    change(other);
    all.push_back(std::move(other));
  };
  with([](requirements& o) { o.qubits(0); });
  with([](requirements& o) { o.kind(device_kind::any); });
  if (r.max_cost()) with([&](requirements& o) { o.max_cost(*r.max_cost() + 0.5, r.currency()); });
  if (r.max_queue()) with([&](requirements& o) { o.max_queue(*r.max_queue() + std::chrono::seconds(30)); });
  if (r.max_time()) with([&](requirements& o) { o.max_time(*r.max_time() * 2); });
  if (r.min_fidelity()) with([&](requirements& o) { o.min_fidelity(*r.min_fidelity() / 2); });
  if (r.max_swaps()) with([&](requirements& o) { o.max_swaps(*r.max_swaps() + 1); });
  if (!r.providers().empty()) with([&](requirements& o) { o.provider("plugin0").provider("plugin1"); });
  all.emplace_back();
  return all;
}

TEST(RankingProperties, LooseningARequirementNeverRemovesACandidate) {
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    const setting s(seed);
    const std::set<std::string> before = s.ranked_names(s.needs);
    for (const requirements& r : looser(s.needs)) {
      const std::set<std::string> after = s.ranked_names(r);
      ASSERT_TRUE(std::includes(after.begin(), after.end(), before.begin(), before.end())) << "seed " << seed;
    }
  }
}

TEST(RankingProperties, WhatBecomesBetterNeverFallsBehind) {
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    setting s(seed);
    const selection before = s.ranked();
    for (const ranked_candidate& c : before.candidates) {
      const auto changed = [&](auto change) {
        std::vector<candidate> all = s.all;
        change(*std::find_if(all.begin(), all.end(), [&](const candidate& o) { return o.backend == c.backend; }));
        return place_of(rank(all, s.circuit, s.needs, s.how), c.backend);
      };
      const std::size_t place = place_of(before, c.backend);
      ASSERT_LE(changed([](candidate& o) {
                  if (o.cost.amount) o.cost.amount = o.cost.low = o.cost.high = *o.cost.amount / 2;
                }),
                place)
          << "cost, seed " << seed;
      ASSERT_LE(changed([](candidate& o) {
                  if (o.cost.queue) *o.cost.queue /= 2;
                }),
                place)
          << "queue, seed " << seed;
      ASSERT_LE(changed([](candidate& o) {
                  if (o.success.probability) o.success.probability = (1 + *o.success.probability) / 2;
                }),
                place)
          << "fidelity, seed " << seed;
      ASSERT_LE(changed([](candidate& o) {
                  if (!o.success.probability) o.success.probability = 0;
                }),
                place)
          << "known, seed " << seed;
    }
  }
}

TEST(RankingProperties, OneThatGoesLeavesTheOrderOfTheOthers) {
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    setting s(seed);
    const std::vector<std::string> before = names_of(s.ranked());
    const std::string gone = s.all[s.random() % s.all.size()].backend;
    std::erase_if(s.all, [&](const candidate& c) { return c.backend == gone; });
    std::vector<std::string> expected = before;
    std::erase(expected, gone);
    ASSERT_EQ(names_of(s.ranked()), expected) << "seed " << seed;
  }
}

// ---- load spread over equals

std::vector<candidate> equals(unsigned n) {
  std::vector<candidate> all;
  for (unsigned i = 0; i < n; ++i) all.push_back(known_candidate("machine" + std::to_string(i), 1, 30, 0.9));
  return all;
}

selection with_token(const std::vector<candidate>& all, std::uint64_t token) {
  return rank(all, small_circuit(), {}, ranking_options().token("job " + std::to_string(token)));
}

TEST(SpreadOverEquals, EachIsFirstForItsShareOfTheTokens) {
  constexpr unsigned machines = 5;
  constexpr std::uint64_t tokens = 5000;
  const std::vector<candidate> all = equals(machines);
  std::map<std::string, std::uint64_t> first;
  for (std::uint64_t t = 0; t < tokens; ++t) ++first[names_of(with_token(all, t)).front()];
  ASSERT_EQ(first.size(), machines);
  // Five standard deviations of a binomial distribution.
  const double mean = static_cast<double>(tokens) / machines, deviation = std::sqrt(mean * (1 - 1.0 / machines));
  for (const auto& [name, n] : first) EXPECT_NEAR(static_cast<double>(n), mean, 5 * deviation) << name;
}

TEST(SpreadOverEquals, OnlyTheShareOfOneThatGoesIsMoved) {
  const std::vector<candidate> all = equals(5);
  std::vector<candidate> fewer = all;
  std::erase_if(fewer, [](const candidate& c) { return c.backend == "machine2"; });
  std::map<std::string, int> moved_to;
  for (std::uint64_t t = 0; t < 2000; ++t) {
    std::vector<std::string> before = names_of(with_token(all, t));
    const std::vector<std::string> after = names_of(with_token(fewer, t));
    if (before.front() == "machine2") ++moved_to[after.front()];
    std::erase(before, "machine2");
    ASSERT_EQ(after, before) << "token " << t;
  }
  EXPECT_EQ(moved_to.size(), 4U);  // and it is spread over all the others
}

TEST(SpreadOverEquals, TheSameTokenGivesTheSameOrder) {
  const std::vector<candidate> all = equals(6);
  for (std::uint64_t t = 0; t < 100; ++t) ASSERT_EQ(names_of(with_token(all, t)), names_of(with_token(all, t)));
}

TEST(SpreadOverEquals, OneThatIsClearlyBetterStaysFirst) {
  std::vector<candidate> all = equals(4);
  all.push_back(known_candidate("better", 0, 0, 0.99));
  for (std::uint64_t t = 0; t < 200; ++t) ASSERT_EQ(names_of(with_token(all, t)).front(), "better");
}

TEST(SpreadOverEquals, ADifferenceWithinTheToleranceIsNone) {
  std::vector<candidate> all{known_candidate("a", 1, 30, 0.9), known_candidate("b", 1, 30, 0.905)};
  std::set<std::string> first;
  for (std::uint64_t t = 0; t < 50; ++t) first.insert(names_of(with_token(all, t)).front());
  EXPECT_EQ(first.size(), 2U);
  EXPECT_EQ(names_of(rank(all, small_circuit(), {})).front(), "b");  // without a token the better comes first
}

}  // namespace
}  // namespace ketway::tests
