#include <gtest/gtest.h>

#include "folder.hpp"
#include "ketway/discovery/search.hpp"

namespace {

using ketway::discovery::folder_origin;
using ketway::discovery::search_settings;
using ketway::test::environment_of;
using ketway::test::variables;

/// "origin path" of each folder, the installed one left out: it depends on how the build was configured.
std::vector<std::string> order(const search_settings& settings) {
  std::vector<std::string> list;
  for (const auto& folder : settings.folders())
    list.push_back(std::string(to_string(folder.origin)) + " " + folder.path.string());
  return list;
}
search_settings settings_with(variables values) {
  search_settings s;
  s.environment(environment_of(std::move(values))).privileged(false).executable({});
  return s;
}
bool contains(const std::vector<std::string>& list, const std::string& entry) {
  return std::find(list.begin(), list.end(), entry) != list.end();
}

TEST(SearchPath, GoesFromThePersonToTheSystem) {
  auto s = settings_with({{"KETWAY_PLUGIN_PATH", "/env1:/env2"}, {"XDG_DATA_HOME", "/data"}});
  s.command_line({"/flag1", "/flag2"}).configured({"/conf"}).executable("/build/bin/ketway");
  const auto list = order(s);
  ASSERT_EQ(list.size(), 10u);
  EXPECT_EQ(std::vector<std::string>(list.begin(), list.begin() + 7),
            (std::vector<std::string>{"--plugin-path /flag1", "--plugin-path /flag2", "KETWAY_PLUGIN_PATH /env1",
                                      "KETWAY_PLUGIN_PATH /env2", "configuration /conf", "user /data/ketway/plugins",
                                      "system /usr/lib/ketway/plugins"}));
  EXPECT_EQ(std::vector<std::string>(list.begin() + 8, list.end()),
            (std::vector<std::string>{"built-in /build/plugins_out", "built-in /build/lib/ketway/plugins"}));
}
TEST(SearchPath, TakesTheUsersFolderFromHomeWithoutXdgDataHome) {
  EXPECT_TRUE(contains(order(settings_with({{"HOME", "/home/u"}})), "user /home/u/.local/share/ketway/plugins"));
}
TEST(SearchPath, IgnoresARelativeXdgDataHome) {
  EXPECT_TRUE(contains(order(settings_with({{"HOME", "/home/u"}, {"XDG_DATA_HOME", "data"}})),
                       "user /home/u/.local/share/ketway/plugins"));
}
TEST(SearchPath, DoesNotTakeAnEmptyPartForTheCurrentFolder) {
  const auto list = order(settings_with({{"KETWAY_PLUGIN_PATH", ":/a::/b:"}}));
  EXPECT_EQ(list[0], "KETWAY_PLUGIN_PATH /a");
  EXPECT_EQ(list[1], "KETWAY_PLUGIN_PATH /b");
  EXPECT_TRUE(list[2].starts_with("system"));
}
TEST(SearchPath, MakesRelativeFoldersAbsolute) {
  auto s = settings_with({});
  s.command_line({"plugins"});
  EXPECT_EQ(s.folders().front().path, std::filesystem::current_path() / "plugins");
}
TEST(SearchPath, IgnoresTheEnvironmentInAPrivilegedProcess) {
  auto s = settings_with({{"KETWAY_PLUGIN_PATH", "/env"}, {"HOME", "/home/u"}, {"XDG_DATA_HOME", "/data"}});
  s.privileged(true);
  EXPECT_TRUE(order(s).front().starts_with("system"));
}
TEST(SearchPath, OfAnOrdinaryProcessIsNotPrivileged) { EXPECT_FALSE(ketway::discovery::is_privileged()); }
TEST(SearchPath, FindsThisProgramByItself) {
  const auto here = std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path();
  EXPECT_TRUE(contains(order(search_settings()), "built-in " + (here / "plugins_out").string()));
}
TEST(ProcessEnvironment, ReadsAVariable) {
  ASSERT_EQ(::setenv("KETWAY_TEST_VARIABLE", "x", 1), 0);
  EXPECT_EQ(ketway::discovery::process_environment()("KETWAY_TEST_VARIABLE"), "x");
  EXPECT_EQ(ketway::discovery::process_environment()("KETWAY_TEST_UNSET"), std::nullopt);
}

}  // namespace
