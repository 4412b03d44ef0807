// The rule that is never traded, over random errors: nobody else is asked unless it is proved that nothing has run or cost.
#include <gtest/gtest.h>

#include <random>

#include "scripted_node.hpp"

namespace ketway::tests {
namespace {

error any_error(std::mt19937_64& dice) {
  const auto roll = [&dice](std::uint64_t n) { return std::uniform_int_distribution<std::uint64_t>(0, n - 1)(dice); };
  error e(static_cast<errc>(roll(17)), "random");
  e.maybe_executed(roll(4) == 0).retryable(roll(2) == 0).needs_user(roll(4) == 0).unreachable(roll(5) == 0);
  e.billed(static_cast<billing>(roll(3))).fate(static_cast<job_fate>(roll(6) < 3 ? 0 : roll(4)));
  if (roll(5) == 0) e.job_uri("ketway:x/1");
  return e;
}

/// Written from the promise, not from the table.
bool proved_harmless(const error& e) {
  if (e.maybe_executed() || e.fate() == job_fate::may_run || e.billed() == billing::billed) return false;
  return e.billed() == billing::not_billed || (e.fate() == job_fate::none && e.job_uri().empty());
}

class NeverGoOn : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(NeverGoOn, UnlessNothingHasRun) {
  scene s(GetParam());
  std::mt19937_64 dice(GetParam() * 7919);
  const std::vector<std::string> names{"a", "b", "c"};
  std::vector<error> seen;
  bool asked_in_spite = false;
  for (const auto& n : names)
    s.node(n, false).says = [&](int) -> expected<result> {
      if (!seen.empty() && !proved_harmless(seen.back())) asked_in_spite = true;
      seen.push_back(any_error(dice));
      return seen.back();
    };
  const bool nested = GetParam() % 2 == 0;
  const backend set =
      nested ? failover(failover(s.of("a"), s.of("b")), s.of("c")) : failover(failover_options(), s.list(names));
  for (int i = 0; i < 20; ++i) {
    seen.clear();
    const auto r = s.execute(set);
    ASSERT_FALSE(r);
    ASSERT_FALSE(asked_in_spite) << steps_of(r.error().decisions());
    ASSERT_FALSE(seen.empty());
    if (proved_harmless(seen.back())) continue;
    EXPECT_EQ(r.error().maybe_executed(), seen.back().maybe_executed());
    EXPECT_EQ(r.error().billed(), seen.back().billed());
    EXPECT_EQ(r.error().fate(), seen.back().fate());
    EXPECT_EQ(r.error().job_uri(), seen.back().job_uri());
    EXPECT_FALSE(r.error().advice().empty());
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, NeverGoOn, ::testing::Range<std::uint64_t>(1, 301));

}  // namespace
}  // namespace ketway::tests
