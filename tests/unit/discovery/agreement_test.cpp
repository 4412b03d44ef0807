#include "discovery/agreement.hpp"

#include <gtest/gtest.h>

namespace {

using ketway::errc;
using ketway::discovery::agree;
using ketway::discovery::check_manifest_abi;
using ketway::discovery::manifest;

manifest manifest_for(std::uint32_t major, std::uint32_t min_minor) {
  manifest m;
  m.library = "libacme.so";
  m.id = "org.example.acme";
  m.version = "1.0.0";
  m.abi_major = major;
  m.abi_min_minor = min_minor;
  return m;
}

kw_backend* open_nothing(kw_host*, kw_str, char*, std::uint64_t) { return nullptr; }

/// A plugin built with interface 1.3 that needs host minor 2.
const kw_plugin* built_with_3_needs_2(std::uint32_t host_minor) {
  static const kw_plugin answer{
      sizeof(kw_plugin), 3, {"org.example.acme", 16}, {"1.0.0", 5}, {}, {}, KW_FIND_NONE, 0, 0, open_nothing};
  return host_minor < 2 ? nullptr : &answer;
}

TEST(ManifestAbi, OfAnotherMajorIsRefusedWithBothNumbers) {
  const auto checked = check_manifest_abi(manifest_for(2, 4), 0);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code(), errc::failed_precondition);
  EXPECT_EQ(
      checked.error().message(),
      "libacme.so: it is built for plugin interface 2.4, this program offers 1.0; major versions must be the same");
  EXPECT_EQ(checked.error().advice(), "update this program");
}
TEST(ManifestAbi, ThatNeedsALaterMinorIsRefusedWithBothNumbers) {
  const auto checked = check_manifest_abi(manifest_for(1, 3), 2);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code(), errc::failed_precondition);
  EXPECT_NE(checked.error().message().find("needs 1.3 of the plugin interface, this program offers 1.2"),
            std::string::npos)
      << checked.error().message();
}
TEST(ManifestAbi, ThatNeedsAnEarlierMinorIsAccepted) { EXPECT_TRUE(check_manifest_abi(manifest_for(1, 1), 2)); }
TEST(ManifestAbi, OfAPluginForWorkerProcessesOnlyIsNotThereYet) {
  manifest m = manifest_for(1, 0);
  m.runs_inline = false;
  EXPECT_EQ(check_manifest_abi(m, 0).error().code(), errc::unimplemented);
}

TEST(Agreement, OfANewerPluginAndAnOlderHostThatIsNewEnoughHolds) {
  const auto agreed = agree(built_with_3_needs_2, manifest_for(1, 2), 2);
  ASSERT_TRUE(agreed) << agreed.error().message();
  EXPECT_EQ(agreed->abi_minor, 3u);
  ASSERT_EQ(agreed->notes.size(), 1u);
  EXPECT_EQ(agreed->notes[0], "built with plugin interface 1.3, used as 1.2");
}
TEST(Agreement, OfAnOlderPluginAndANewerHostHolds) {
  const auto agreed = agree(built_with_3_needs_2, manifest_for(1, 2), 9);
  ASSERT_TRUE(agreed);
  EXPECT_TRUE(agreed->notes.empty());
}
TEST(Agreement, FailsWhereThePluginItselfWantsANewerHost) {
  const auto agreed = agree(built_with_3_needs_2, manifest_for(1, 0), 1);
  ASSERT_FALSE(agreed);
  EXPECT_EQ(agreed.error().code(), errc::failed_precondition);
  EXPECT_NE(agreed.error().message().find("this program offers 1.1, which is too old"), std::string::npos)
      << agreed.error().message();
}
TEST(Agreement, FailsWhereTheManifestAsksForMoreThanThePluginWasBuiltWith) {
  const auto agreed = agree(built_with_3_needs_2, manifest_for(1, 4), 5);
  ASSERT_FALSE(agreed);
  EXPECT_NE(agreed.error().message().find("built for interface 1.3, yet its manifest asks for 1.4"), std::string::npos)
      << agreed.error().message();
}

}  // namespace
