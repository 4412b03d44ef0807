#include "ketway/discovery/search.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "folder.hpp"

namespace {

using ketway::errc;
using ketway::discovery::catalog;
using ketway::discovery::find_plugins;
using ketway::discovery::folder_origin;
using ketway::discovery::search_folder;
using ketway::test::folder;
using ketway::test::manifest_text;

void put(const folder& f, const std::string& where, const std::string& id, const std::string& name) {
  f.write(where + id + ".ketway.json", manifest_text(id, name, "lib" + name + ".so"));
  f.write(where + "lib" + name + ".so", "not read in a search");
}
catalog look(const std::vector<std::filesystem::path>& folders) {
  std::vector<search_folder> list;
  for (const auto& path : folders) list.emplace_back(path, folder_origin::command_line);
  return find_plugins(list);
}
/// Nothing was taken, and one thing refused with that code and those words.
void expect_refused(const catalog& found, errc code, std::string_view words) {
  EXPECT_TRUE(found.plugins().empty());
  ASSERT_EQ(found.refused().size(), 1u);
  EXPECT_EQ(found.refused()[0].why.code(), code);
  EXPECT_NE(found.refused()[0].why.message().find(words), std::string::npos) << found.refused()[0].why.message();
}

TEST(Search, FindsPluginsInOrderOfFolderAndFileName) {
  const folder f;
  put(f, "b/", "org.example.two", "two");
  put(f, "b/", "org.example.one", "one");
  put(f, "a/", "org.example.three", "three");
  const auto found = look({f / "b", f / "a"});
  ASSERT_EQ(found.plugins().size(), 3u);
  EXPECT_EQ(found.plugins()[0].manifest.name, "one");
  EXPECT_EQ(found.plugins()[1].manifest.name, "two");
  EXPECT_EQ(found.plugins()[2].manifest.name, "three");
  EXPECT_EQ(found.plugins()[2].folder.path, f / "a");
  EXPECT_TRUE(found.refused().empty());
}
TEST(Search, LoadsNothing) {
  const folder f;
  put(f, "", "org.example.acme", "acme");  // its library is no library at all
  EXPECT_EQ(look({f.path()}).plugins().size(), 1u);
}
TEST(Search, TakesTheFirstOfAName) {
  const folder f;
  put(f, "a/", "org.example.acme", "acme");
  put(f, "b/", "org.other.acme", "acme");
  const auto found = look({f / "a", f / "b"});
  ASSERT_EQ(found.plugins().size(), 1u);
  EXPECT_EQ(found.plugins()[0].manifest.id, "org.example.acme");
  ASSERT_EQ(found.shadowed().size(), 1u);
  EXPECT_EQ(found.shadowed()[0].plugin.manifest.id, "org.other.acme");
  EXPECT_EQ(found.shadowed()[0].by, f / "a/org.example.acme.ketway.json");
}
TEST(Search, TakesTheFirstOfAnId) {
  const folder f;
  put(f, "a/", "org.example.acme", "acme");
  put(f, "b/", "org.example.acme", "other");
  EXPECT_EQ(look({f / "a", f / "b"}).shadowed().size(), 1u);
}
TEST(Search, LetsARefusedPluginShadowNothing) {
  const folder f;
  put(f, "a/", "org.example.acme", "acme");
  put(f, "b/", "org.example.acme", "acme");
  folder::set_mode(f / "a/libacme.so", 0602);
  const auto found = look({f / "a", f / "b"});
  ASSERT_EQ(found.plugins().size(), 1u);
  EXPECT_EQ(found.plugins()[0].folder.path, f / "b");
}
TEST(Search, LooksIntoAFolderOnce) {
  const folder f;
  put(f, "a/", "org.example.acme", "acme");
  std::filesystem::create_symlink(f / "a", f / "b");
  const auto found = look({f / "a", f / "b", f / "a/."});
  EXPECT_EQ(found.plugins().size(), 1u);
  EXPECT_TRUE(found.shadowed().empty());
}
TEST(Search, SaysThatAFolderNamedByAPersonIsNotThere) {
  expect_refused(look({"/nowhere/at/all"}), errc::not_found, "/nowhere/at/all: No such file");
}
TEST(Search, IsSilentAboutAStandardFolderThatIsNotThere) {
  EXPECT_TRUE(find_plugins({{"/nowhere/at/all", folder_origin::user}}).refused().empty());
}
TEST(Search, RefusesAFileInPlaceOfAFolder) {
  const folder f;
  expect_refused(look({f.write("x", "")}), errc::invalid_argument, "expected a folder");
}
TEST(Search, RefusesAWorldWritableFolder) {
  const folder f;
  put(f, "a/", "org.example.acme", "acme");
  folder::set_mode(f / "a", 0707);
  expect_refused(look({f / "a"}), errc::permission_denied, "everyone may write to it");
}
TEST(Search, RefusesAWorldWritableFolderWithStickyBit) {
  const folder f;
  put(f, "a/", "org.example.acme", "acme");
  folder::set_mode(f / "a", 01777);
  expect_refused(look({f / "a"}), errc::permission_denied, "everyone may write to it");
}
TEST(Search, RefusesAWorldWritableManifest) {
  const folder f;
  put(f, "", "org.example.acme", "acme");
  folder::set_mode(f / "org.example.acme.ketway.json", 0606);
  expect_refused(look({f.path()}), errc::permission_denied, "acme.ketway.json: everyone may write to it");
}
TEST(Search, RefusesAWorldWritableLibrary) {
  const folder f;
  put(f, "", "org.example.acme", "acme");
  folder::set_mode(f / "libacme.so", 0602);
  expect_refused(look({f.path()}), errc::permission_denied, "libacme.so: everyone may write to it");
}
TEST(Search, SaysHowToMendAMode) {
  const folder f;
  put(f, "", "org.example.acme", "acme");
  folder::set_mode(f / "libacme.so", 0602);
  EXPECT_EQ(look({f.path()}).refused().at(0).why.advice(), "chmod o-w '" + (f / "libacme.so").string() + "'");
}
TEST(Search, RefusesALibraryOfAnotherUser) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file to another user";
  const folder f;
  put(f, "", "org.example.acme", "acme");
  ASSERT_EQ(::chown((f / "libacme.so").c_str(), 12345, 12345), 0);
  expect_refused(look({f.path()}), errc::permission_denied, "libacme.so: it belongs to another user");
}
TEST(Search, RefusesAFolderOfAnotherUser) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a folder to another user";
  const folder f;
  put(f, "a/", "org.example.acme", "acme");
  ASSERT_EQ(::chown((f / "a").c_str(), 12345, 12345), 0);
  expect_refused(look({f / "a"}), errc::permission_denied, "it belongs to another user");
}
TEST(Search, RefusesAFolderInsideAWorldWritableOne) {
  const folder f;
  put(f, "open/below/plugins/", "org.example.acme", "acme");
  folder::set_mode(f / "open", 0777);
  const auto found = look({f / "open/below/plugins"});
  expect_refused(found, errc::permission_denied, "everyone may write to the folder " + (f / "open").string());
  EXPECT_EQ(found.refused()[0].why.advice(), "chmod o-w '" + (f / "open").string() + "'");
}
TEST(Search, TakesAFolderOfTheUsersInsideAStickyOne) {
  const folder f;
  put(f, "open/plugins/", "org.example.acme", "acme");
  folder::set_mode(f / "open", 01777);
  EXPECT_EQ(look({f / "open/plugins"}).plugins().size(), 1u);
}
TEST(Search, RefusesALinkWhoseTargetLiesInAWorldWritableFolder) {
  const folder f;
  put(f, "open/plugins/", "org.example.acme", "acme");
  folder::set_mode(f / "open", 0777);
  std::filesystem::create_directory_symlink(f / "open/plugins", f / "link");
  expect_refused(look({f / "link"}), errc::permission_denied, "everyone may write to the folder");
}
TEST(Search, RefusesALinkThatLiesInAWorldWritableFolder) {
  const folder f;
  put(f, "safe/plugins/", "org.example.acme", "acme");
  std::filesystem::create_directory(f / "open");
  std::filesystem::create_directory_symlink("../safe", f / "open/link");
  folder::set_mode(f / "open", 0777);
  expect_refused(look({f / "open/link/plugins"}), errc::permission_denied, "everyone may write to the folder");
  std::filesystem::create_directory_symlink(f / "open/link", f / "link");
  expect_refused(look({f / "link/plugins"}), errc::permission_denied, "everyone may write to the folder");
}
TEST(Search, RefusesAFolderInsideAnotherUsers) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a folder to another user";
  const folder f;
  put(f, "theirs/plugins/", "org.example.acme", "acme");
  ASSERT_EQ(::chown((f / "theirs").c_str(), 12345, 12345), 0);
  expect_refused(look({f / "theirs/plugins"}), errc::permission_denied, "belongs to another user");
}
TEST(Search, RefusesALinkOfAnotherUsersInAStickyFolder) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a link to another user";
  const folder f;
  put(f, "safe/", "org.example.acme", "acme");
  std::filesystem::create_directory(f / "open");
  std::filesystem::create_directory_symlink(f / "safe", f / "open/link");
  ASSERT_EQ(::lchown((f / "open/link").c_str(), 12345, 12345), 0);
  folder::set_mode(f / "open", 01777);
  expect_refused(look({f / "open/link"}), errc::permission_denied, "link belongs to another user");
}
TEST(Search, TakesAWayOfLinksAndDots) {
  const folder f;
  put(f, "a/plugins/", "org.example.acme", "acme");
  std::filesystem::create_directory(f / "b");
  std::filesystem::create_directory_symlink("../a/./plugins", f / "b/link");
  EXPECT_EQ(look({f / "b/../b/link"}).plugins().size(), 1u);
}
TEST(Search, RefusesAMissingLibrary) {
  const folder f;
  f.write("org.example.acme.ketway.json", manifest_text("org.example.acme", "acme", "libacme.so"));
  expect_refused(look({f.path()}), errc::not_found, "libacme.so: No such file");
}
TEST(Search, RefusesAFolderInPlaceOfALibrary) {
  const folder f;
  f.write("org.example.acme.ketway.json", manifest_text("org.example.acme", "acme", "libacme.so"));
  std::filesystem::create_directory(f / "libacme.so");
  expect_refused(look({f.path()}), errc::invalid_argument, "libacme.so: expected a regular file");
}
TEST(Search, RefusesALibraryThatIsALinkOutOfTheFolder) {
  const folder f;
  f.write("a/org.example.acme.ketway.json", manifest_text("org.example.acme", "acme", "libacme.so"));
  f.write("elsewhere.so", "");
  std::filesystem::create_symlink(f / "elsewhere.so", f / "a/libacme.so");
  expect_refused(look({f / "a"}), errc::permission_denied, "a link that leads out of its folder");
}
TEST(Search, FollowsALinkInsideTheFolder) {
  const folder f;
  f.write("org.example.acme.ketway.json", manifest_text("org.example.acme", "acme", "libacme.so"));
  f.write("libacme.so.1", "");
  std::filesystem::create_symlink("libacme.so.1", f / "libacme.so");
  EXPECT_EQ(look({f.path()}).plugins().size(), 1u);
}
TEST(Search, RefusesAManifestThatIsALinkOutOfTheFolder) {
  const folder f;
  put(f, "a/", "org.example.acme", "acme");
  std::filesystem::create_directory(f / "b");
  std::filesystem::create_symlink(f / "a/org.example.acme.ketway.json", f / "b/org.example.acme.ketway.json");
  expect_refused(look({f / "b"}), errc::permission_denied, "a link that leads out of its folder");
}
TEST(Search, RefusesAManifestThatIsAPipe) {
  const folder f;
  ASSERT_EQ(::mkfifo((f / "org.example.acme.ketway.json").c_str(), 0600), 0);
  expect_refused(look({f.path()}), errc::invalid_argument, "expected a regular file");
}
TEST(Search, RefusesABrokenManifestWithLineAndColumn) {
  const folder f;
  const auto file = f.write("org.example.acme.ketway.json", "{\n  \"manifest\": 1,}");
  const auto found = look({f.path()});
  expect_refused(found, errc::invalid_argument, file.string() + ":2:17: expected a key");
  EXPECT_EQ(found.refused()[0].id, "org.example.acme");
}
TEST(Search, RefusesALibraryWithoutAManifest) {
  const folder f;
  put(f, "", "org.example.acme", "acme");
  f.write("libother.so", "");
  const auto found = look({f.path()});
  EXPECT_EQ(found.plugins().size(), 1u);
  ASSERT_EQ(found.refused().size(), 1u);
  EXPECT_EQ(found.refused()[0].path, f / "libother.so");
  EXPECT_NE(found.refused()[0].why.message().find("no manifest"), std::string::npos);
}
TEST(Search, KeepsGoingAfterABadPlugin) {
  const folder f;
  put(f, "", "org.example.zeta", "zeta");
  f.write("org.example.acme.ketway.json", "{}");
  EXPECT_EQ(look({f.path()}).plugins().size(), 1u);
}

TEST(Catalog, FindsByNameAndById) {
  const folder f;
  put(f, "", "org.example.acme", "acme");
  const auto found = look({f.path()});
  EXPECT_EQ(*found.find("acme"), &found.plugins()[0]);
  EXPECT_EQ(*found.find("org.example.acme"), &found.plugins()[0]);
}
TEST(Catalog, SuggestsTheNearestName) {
  const folder f;
  put(f, "", "org.example.acme", "acme");
  const auto none = look({f.path()}).find("amce");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code(), errc::not_found);
  EXPECT_EQ(none.error().message(), "there is no plugin \"amce\"; did you mean \"acme\"?");
}
TEST(Catalog, GivesTheReasonWhyAPluginWasRefused) {
  const folder f;
  put(f, "", "org.example.acme", "acme");
  folder::set_mode(f / "libacme.so", 0602);
  EXPECT_EQ(look({f.path()}).find("acme").error().code(), errc::permission_denied);
}
TEST(Catalog, GuessesTheNameOfAPluginWhoseManifestIsBroken) {
  const folder f;
  f.write("org.example.acme.ketway.json", "{");
  EXPECT_EQ(look({f.path()}).find("acme").error().code(), errc::invalid_argument);
}

}  // namespace
