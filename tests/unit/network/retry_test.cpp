#include "host/http/retry.hpp"

#include <gtest/gtest.h>

namespace ketway::tests {
namespace {

http_reply advising(std::string text) {
  http_reply r;
  r.fields.emplace_back("Retry-After", std::move(text));
  return r;
}
constexpr std::uint64_t second = 1'000'000'000ULL;
// Fri, 20 Nov 2026 12:00:00 GMT
constexpr std::uint64_t noon = 1'795'176'000ULL * second;

TEST(RetryAfter, ReadsSeconds) {
  EXPECT_EQ(retry::advice_ns(advising("120"), noon), 120 * second);
  EXPECT_EQ(retry::advice_ns(advising("0"), noon), 0U);
}

TEST(RetryAfter, ReadsTheThreeFormsOfADate) {
  EXPECT_EQ(retry::advice_ns(advising("Fri, 20 Nov 2026 12:00:30 GMT"), noon), 30 * second);
  EXPECT_EQ(retry::advice_ns(advising("Friday, 20-Nov-26 12:00:30 GMT"), noon), 30 * second);
  EXPECT_EQ(retry::advice_ns(advising("Fri Nov 20 12:00:30 2026"), noon), 30 * second);
}

TEST(RetryAfter, ADateThatHasPassedMeansNow) {
  EXPECT_EQ(retry::advice_ns(advising("Fri, 20 Nov 2026 11:00:00 GMT"), noon), 0U);
}

TEST(RetryAfter, IsAtMostADay) {
  EXPECT_EQ(retry::advice_ns(advising("99999999999"), noon), 86'400 * second);
  EXPECT_EQ(retry::advice_ns(advising("Fri, 20 Nov 2099 12:00:00 GMT"), noon), 86'400 * second);
}

TEST(RetryAfter, ThatDoesNotReadIsNoAdvice) {
  for (const char* text : {"", "soon", "-1", "1.5", "Fri, 20 Xyz 2026 12:00:00 GMT", "18446744073709551616"})
    EXPECT_FALSE(retry::advice_ns(advising(text), noon)) << text;
  EXPECT_FALSE(retry::advice_ns(http_reply(), noon));
}

TEST(Backoff, StaysUnderItsCeilingAndUsesAllOfIt) {
  const auto w = make_simulated_world(5);
  for (int n = 0; n < 8; ++n) {
    const std::uint64_t ceiling = std::min(retry::cap_ns, retry::base_ns << n);
    std::uint64_t most = 0, least = ceiling;
    for (int i = 0; i < 300; ++i) {
      const auto ns = retry::backoff_ns(n, *w);
      most = std::max(most, ns), least = std::min(least, ns);
    }
    EXPECT_LE(most, ceiling);
    EXPECT_GT(most, ceiling / 10 * 9);
    EXPECT_LT(least, ceiling / 10);
  }
}

TEST(RetryBudget, ComesBackWithSuccess) {
  retry::budget b;
  int spent = 0;
  while (b.spend(false)) ++spent;
  EXPECT_EQ(spent, 100);
  for (int i = 0; i < 5; ++i) b.succeeded(false);
  EXPECT_TRUE(b.spend(false));
  EXPECT_FALSE(b.spend(false));
}

TEST(RetryBudget, ATimeoutCostsTwice) {
  retry::budget b;
  int spent = 0;
  while (b.spend(true)) ++spent;
  EXPECT_EQ(spent, 50);
}

}  // namespace
}  // namespace ketway::tests
