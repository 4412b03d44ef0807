// Targets, ids, dates and base64.
#include <gtest/gtest.h>

#include "emulator/identifiers.hpp"
#include "emulator/target.hpp"
#include "virtual_world.hpp"

namespace ketway::emulator::testing {
namespace {

TEST(Target, SegmentsAreDecodedAndMatched) {
  const target t("/api/v1/jobs/a%2Fb/results?x=1");
  std::vector<std::string> ids;
  ASSERT_TRUE(t.is("/api/v1/jobs/*/results", ids));
  EXPECT_EQ(ids, std::vector<std::string>{"a/b"});
  EXPECT_FALSE(t.is("/api/v1/jobs/*"));
  EXPECT_FALSE(t.is("/api/v1/jobs/*/results/*"));
}

TEST(Target, AnEmptySegmentMatchesNoStar) { EXPECT_FALSE(target("/jobs/").is("/jobs/*")); }

TEST(Target, QueriesMayRepeatAKey) {
  const target t("/jobs?tags=a&tags=b+c&limit=5&bad=%zz&n=x");
  EXPECT_EQ(t.values("tags"), (std::vector<std::string>{"a", "b c"}));
  EXPECT_EQ(t.number("limit"), 5);
  EXPECT_EQ(t.number("n"), std::nullopt);
  EXPECT_EQ(t.value("bad"), nullptr);
  EXPECT_EQ(t.value("none"), nullptr);
}

TEST(Target, APlusIsASpaceInAFormOnly) {
  EXPECT_EQ(url_decoded("a+b%20c"), "a+b c");
  EXPECT_EQ(url_decoded("a+b%20c", true), "a b c");
  EXPECT_EQ(url_decoded("%4"), std::nullopt);
}

TEST(Identifiers, DatesGoThereAndBack) {
  EXPECT_EQ(iso_time(1'789'207'200'123'000'000), "2026-09-12T10:00:00.123Z");
  EXPECT_EQ(from_iso_time("2026-09-12T10:00:00.123Z"), 1'789'207'200'123'000'000U);
  EXPECT_EQ(from_iso_time("2026-09-12T12:00:00+02:00"), 1'789'207'200'000'000'000U);
  EXPECT_EQ(from_iso_time("2026-09-12"), 1'789'171'200'000'000'000U);
  for (const char* bad : {"", "soon", "2026-13-01", "2026-09-12T25:00:00Z", "2026-09-12T10:00:00Q"})
    EXPECT_EQ(from_iso_time(bad), std::nullopt) << bad;
}

TEST(Identifiers, Base64GoesThereAndBack) {
  for (const std::string text : {"", "a", "ab", "abc", "abcd"}) {
    const std::vector<std::uint8_t> bytes(text.begin(), text.end());
    EXPECT_EQ(from_base64(base64(bytes)), bytes);
  }
  EXPECT_EQ(base64(std::vector<std::uint8_t>{'a'}), "YQ==");
  EXPECT_EQ(base64url("\xff\xef"), "_-8");
  EXPECT_EQ(from_base64("*"), std::nullopt);
}

TEST(Identifiers, AUuidIsOfVersionFour) {
  virtual_world world;
  const std::string id = new_uuid(world);
  EXPECT_EQ(id.size(), 36U);
  EXPECT_EQ(id[14], '4');
  EXPECT_NE(id, new_uuid(world));
}

TEST(Headers, AreFoundWhateverTheirCase) {
  request r;
  r.headers = {{"Content-TYPE", "x"}};
  ASSERT_NE(r.find("content-type"), nullptr);
  EXPECT_EQ(r.find("content"), nullptr);
}

}  // namespace
}  // namespace ketway::emulator::testing
