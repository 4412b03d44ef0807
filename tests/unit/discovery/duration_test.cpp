#include "ketway/duration.hpp"

#include <gtest/gtest.h>

#include <random>

namespace {

using namespace std::chrono_literals;
using ketway::errc;
using ketway::format_duration;
using ketway::parse_duration;

TEST(Duration, ReadsEveryUnit) {
  EXPECT_EQ(*parse_duration("90s"), 90s);
  EXPECT_EQ(*parse_duration("5m"), 5min);
  EXPECT_EQ(*parse_duration("2h"), 2h);
  EXPECT_EQ(*parse_duration("3d"), 72h);
  EXPECT_EQ(*parse_duration("500ms"), 500ms);
  EXPECT_EQ(*parse_duration("7us"), 7us);
  EXPECT_EQ(*parse_duration("9ns"), 9ns);
}
TEST(Duration, AddsSeveralUnits) { EXPECT_EQ(*parse_duration("1h30m"), 90min); }
TEST(Duration, RefusesANumberWithoutAUnit) {
  const auto read = parse_duration("90");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code(), errc::invalid_argument);
  EXPECT_NE(read.error().message().find("expected a unit"), std::string::npos) << read.error().message();
}
TEST(Duration, RefusesAnUnknownUnit) { EXPECT_EQ(parse_duration("3weeks").error().code(), errc::invalid_argument); }
TEST(Duration, RefusesAnEmptyText) { EXPECT_FALSE(parse_duration("")); }
TEST(Duration, RefusesASign) { EXPECT_FALSE(parse_duration("-5s")); }
TEST(Duration, RefusesAFraction) { EXPECT_FALSE(parse_duration("1.5s")); }
TEST(Duration, RefusesBlanks) { EXPECT_FALSE(parse_duration("5 s")); }
TEST(Duration, RefusesSmallerUnitsBeforeLargerOnes) { EXPECT_FALSE(parse_duration("30m1h")); }
TEST(Duration, RefusesTheSameUnitTwice) { EXPECT_FALSE(parse_duration("1s1s")); }
TEST(Duration, RefusesMoreThanItCanHold) {
  EXPECT_EQ(parse_duration("106752d").error().code(), errc::out_of_range);
  EXPECT_EQ(parse_duration("99999999999999999999s").error().code(), errc::out_of_range);
}
TEST(Duration, HoldsTheLongestThereIs) {
  EXPECT_EQ(parse_duration("9223372036854775807ns")->count(), std::numeric_limits<std::int64_t>::max());
}
TEST(Duration, PrintsTheShortestText) {
  EXPECT_EQ(format_duration(90s), "1m30s");
  EXPECT_EQ(format_duration(0s), "0s");
  EXPECT_EQ(format_duration(500ms), "500ms");
}
TEST(Duration, ReadsBackWhatItPrints) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 1000; ++i) {
    const std::chrono::nanoseconds value(static_cast<std::int64_t>(random() >> (1 + random() % 63)));
    ASSERT_EQ(*parse_duration(format_duration(value)), value);
  }
}

}  // namespace
