#include "instant.hpp"

#include <gtest/gtest.h>

namespace ketway::ionq::tests {
namespace {

constexpr std::uint64_t noon = 1'777'636'800'000'000'000;  // 2026-05-01T12:00:00Z

TEST(Instant, IsReadInEveryForm) {
  EXPECT_EQ(parse_instant("2026-05-01T12:00:00Z"), noon);
  EXPECT_EQ(parse_instant("2026-05-01T12:00:00.250Z"), noon + 250'000'000);
  EXPECT_EQ(parse_instant("2026-05-01T14:00:00+02:00"), noon);
  EXPECT_EQ(parse_instant("2026-05-01T06:30:00-0530"), noon);
  EXPECT_EQ(parse_instant("2026-05-01 12:00:00"), noon);
  EXPECT_EQ(parse_instant("2026-05-01"), noon - 12 * 3'600'000'000'000);
  EXPECT_EQ(parse_instant("1970-01-01T00:00:00.1234567891Z"), 123'456'789U);
}

TEST(Instant, IsZeroWhereTheTextIsNone) {
  for (const char* text : {"", "yesterday", "2026-13-01", "2026-02-30", "2026-05-01T25:00:00Z", "2026-05-01T12:00Z",
                           "2026-05-01T12:00:00Q", "-026-05-01", "1960-01-01", "9999-01-01"})
    EXPECT_EQ(parse_instant(text), 0U) << text;
}

TEST(Instant, IsWrittenInWholeSeconds) { EXPECT_EQ(format_instant(noon + 999'999'999), "2026-05-01T12:00:00Z"); }

TEST(RetryAfter, IsReadInBothForms) {
  EXPECT_EQ(parse_retry_after("120", noon), 120'000'000'000U);
  EXPECT_EQ(parse_retry_after("0.5", noon), 500'000'000U);
  EXPECT_EQ(parse_retry_after("Fri, 01 May 2026 12:01:00 GMT", noon), 60'000'000'000U);
}

TEST(RetryAfter, IsNoAdviceWhereItIsPastOrStrange) {
  for (const char* text :
       {"", "soon", "-5", "1e300", "nan", "Fri, 01 May 2026 11:59:00 GMT", "Fri, 01 Foo 2026 12:01:00 GMT"})
    EXPECT_EQ(parse_retry_after(text, noon), 0U) << text;
}

}  // namespace
}  // namespace ketway::ionq::tests
