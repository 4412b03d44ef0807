#include "ketway/discovery/configuration.hpp"

#include <gtest/gtest.h>

#include "folder.hpp"

namespace {

using ketway::errc;
using ketway::discovery::configuration;
using ketway::test::environment_of;
using ketway::test::folder;
using ketway::test::variables;

class Configuration : public testing::Test {
 protected:
  ketway::expected<configuration> read(const std::string& text, variables values = {}) {
    return configuration::read(folder_.write("c.json", text), environment_of(std::move(values)));
  }
  /// Refused with exactly this at that place.
  void expect_refused(const std::string& text, std::uint32_t line, std::uint32_t column, std::string_view message,
                      variables values = {}) {
    const auto c = read(text, std::move(values));
    ASSERT_FALSE(c);
    EXPECT_EQ(c.error().code(), errc::invalid_argument);
    ASSERT_EQ(c.error().diagnostics().size(), 1u) << c.error().message();
    const auto& found = c.error().diagnostics().front();
    EXPECT_EQ(found.where.file, (folder_ / "c.json").string());
    EXPECT_EQ(found.where.line, line);
    EXPECT_EQ(found.where.column, column);
    EXPECT_EQ(found.message, message);
  }
  folder folder_;
};

TEST_F(Configuration, WithoutAFileNamesTheLocalSimulator) {
  const configuration c;
  EXPECT_EQ(c.default_backend(), "local");
  EXPECT_TRUE(c.file().empty());
  EXPECT_TRUE(c.backends().empty());
  EXPECT_TRUE(c.plugin_path().empty());
}
TEST_F(Configuration, OfAnEmptyObjectIsTheBuiltInOne) {
  const auto c = read("{}");
  ASSERT_TRUE(c) << c.error().message();
  EXPECT_EQ(c->default_backend(), "local");
  EXPECT_EQ(c->file(), folder_ / "c.json");
}
TEST_F(Configuration, IsReadWhole) {
  const auto c = read(R"({"default_backend": "fast", "plugin_path": ["/opt/plugins"],
    "backends": {"fast": {"plugin": "local", "device": "statevector", "options": {"max_qubits": 30}},
                 "bare": {"plugin": "org.ketway.local"}}})");
  ASSERT_TRUE(c) << c.error().message();
  EXPECT_EQ(c->default_backend(), "fast");
  EXPECT_EQ(c->plugin_path(), (std::vector<std::filesystem::path>{"/opt/plugins"}));
  ASSERT_EQ(c->backends().size(), 2u);
  EXPECT_EQ(c->backends()[0].alias, "bare");
  EXPECT_EQ(c->backends()[1].plugin, "local");
  EXPECT_EQ(c->backends()[1].device, "statevector");
}

TEST_F(Configuration, SuggestsTheKeyThatWasMeant) {
  expect_refused("{\n  \"default_backnd\": \"local\"}", 2, 3,
                 "/default_backnd: unknown key \"default_backnd\"; did you mean \"default_backend\"?");
}
TEST_F(Configuration, SuggestsTheKeyOfABackendThatWasMeant) {
  expect_refused("{\"backends\": {\n \"a\": {\"plugin\": \"local\",\n       \"devise\": \"mps\"}}}", 3, 8,
                 "/backends/a/devise: unknown key \"devise\"; did you mean \"device\"?");
}
TEST_F(Configuration, NamesThePlaceOfAWrongType) {
  expect_refused("{\"plugin_path\":\n\t\"/opt\"}", 2, 2, "/plugin_path: expected an array, got a string");
}
TEST_F(Configuration, NamesThePlaceOfAMissingKey) {
  expect_refused("{\"backends\": {\"a\": {}}}", 1, 20, "/backends/a: the key \"plugin\" is missing");
}
TEST_F(Configuration, NamesThePlaceOfASyntaxError) {
  expect_refused("{\"default_backend\": \"local\",\n}", 2, 1, "expected a key in double quotes, found '}'");
}
TEST_F(Configuration, NamesThePlaceOfAKeyGivenTwice) {
  expect_refused("{\"plugin_path\": [],\n \"plugin_path\": []}", 2, 2, "the key \"plugin_path\" is given twice");
}
TEST_F(Configuration, FindsSeveralFaultsAtOnce) {
  const auto c = read(R"({"a": 1, "backends": {"x": {"plugin": 3}}})");
  ASSERT_FALSE(c);
  EXPECT_EQ(c.error().diagnostics().size(), 2u);
}
TEST_F(Configuration, RefusesKeysThatThisVersionDoesNotHaveYet) {
  for (const char* key : {"retry", "monitor"})
    expect_refused("{\"" + std::string(key) + "\": {}}", 1, 2,
                   "/" + std::string(key) + ": this key is not available in this version");
  expect_refused(R"({"backends": {"noisy": {"plugin": "local", "noise_model": {}}}})", 1, 44,
                 "/backends/noisy/noise_model: this key is not available in this version");
}
TEST_F(Configuration, RefusesAnAliasThatReadsAsPluginAndDevice) {
  expect_refused(R"({"backends": {"a:b": {"plugin": "local"}}})", 1, 15,
                 "/backends/a:b: the key: expected a name of letters, digits, '_', '-' and '.', not beginning with a "
                 "digit, '-' or '.'");
}
TEST_F(Configuration, RefusesAnEmptyDefaultBackend) {
  expect_refused(R"({"default_backend": ""})", 1, 21, "/default_backend: expected at least 1 characters, got 0");
}

TEST_F(Configuration, FillsInVariables) {
  const auto c =
      read(R"({"default_backend": "${A}-${B}", "plugin_path": ["${D}/p"]})", {{"A", "x"}, {"B", "y"}, {"D", "/d"}});
  ASSERT_TRUE(c) << c.error().message();
  EXPECT_EQ(c->default_backend(), "x-y");
  EXPECT_EQ(c->plugin_path()[0], "/d/p");
}
TEST_F(Configuration, DoesNotFillInWhatAVariableHolds) {
  EXPECT_EQ(read(R"({"default_backend": "${A}"})", {{"A", "${B}"}})->default_backend(), "${B}");
}
TEST_F(Configuration, TakesADoubledDollarForTheSignItself) {
  EXPECT_EQ(read(R"({"default_backend": "$${A}$"})")->default_backend(), "${A}$");
}
TEST_F(Configuration, NamesAVariableThatIsNotSet) {
  expect_refused("{\n\"default_backend\": \"${NOT_SET}\"}", 2, 20,
                 "/default_backend: the environment variable NOT_SET is not set");
}
TEST_F(Configuration, RefusesBrokenBraces) {
  expect_refused(R"({"default_backend": "${A"})", 1, 21,
                 "/default_backend: expected ${NAME}; write $${ for the characters ${ themselves", {{"A", "x"}});
  expect_refused(R"({"default_backend": "${A-B}"})", 1, 21,
                 "/default_backend: expected ${NAME}; write $${ for the characters ${ themselves");
}
TEST_F(Configuration, LetsOneBackendWithoutItsVariableNotStopTheOthers) {
  const auto c = read(R"({"backends": {"a": {"plugin": "ibm", "device": "${NOT_SET}"}, "b": {"plugin": "local"}}})");
  ASSERT_TRUE(c) << c.error().message();
  EXPECT_TRUE(c->resolve("b"));
  const auto a = c->resolve("a");
  ASSERT_FALSE(a);
  EXPECT_NE(a.error().message().find("c.json:1:48: /backends/a/device: the environment variable NOT_SET is not set"),
            std::string::npos)
      << a.error().message();
}

TEST_F(Configuration, TakesRelativeFoldersFromItsOwn) {
  EXPECT_EQ(read(R"({"plugin_path": ["plugins"]})")->plugin_path()[0], folder_ / "plugins");
}
TEST_F(Configuration, KnowsTheHomeFolder) {
  EXPECT_EQ(read(R"({"plugin_path": ["~/p"]})", {{"HOME", "/home/u"}})->plugin_path()[0], "/home/u/p");
}

TEST_F(Configuration, ResolvesADeviceOfAnAliasThatNamesNone) {
  const auto t = read(R"({"backends": {"ibm": {"plugin": "ibm", "options": {"x": 1}}}})")->resolve("ibm:ibm_fez");
  ASSERT_TRUE(t) << t.error().message();
  EXPECT_EQ(t->alias, "ibm") << "its options would be lost";
  EXPECT_EQ(t->device, "ibm_fez");
}
TEST_F(Configuration, ResolvesAnotherDeviceOfAnAliasThatNamesOneToThatAccount) {
  const auto c = read(R"({"backends": {"ibm": {"plugin": "ibm", "device": "ibm_fez"}}})");
  const auto t = c->resolve("ibm:ibm_torino");
  ASSERT_TRUE(t) << t.error().message();
  EXPECT_EQ(t->alias, "ibm") << "it would be asked of another cloud";
  EXPECT_EQ(t->device, "ibm_torino");
}
TEST_F(Configuration, ResolvesAnAlias) {
  const auto t = read(R"({"backends": {"a": {"plugin": "ibm", "device": "ibm_fez"}}})")->resolve("a");
  ASSERT_TRUE(t);
  EXPECT_EQ(t->alias, "a");
  EXPECT_EQ(t->plugin, "ibm");
  EXPECT_EQ(t->device, "ibm_fez");
}
TEST_F(Configuration, ResolvesPluginAndDevice) {
  const auto t = configuration().resolve("azure:ionq.simulator");
  ASSERT_TRUE(t);
  EXPECT_EQ(t->alias, "");
  EXPECT_EQ(t->plugin, "azure");
  EXPECT_EQ(t->device, "ionq.simulator");
}
TEST_F(Configuration, RefusesToResolveEmptyParts) {
  for (const char* name : {"", ":", "a:", ":b"})
    EXPECT_EQ(configuration().resolve(name).error().code(), errc::invalid_argument) << name;
}

TEST_F(Configuration, KnowsWhereSecretsAre) {
  const auto c = read(R"({"backends": {"a": {"plugin": "x", "options":
    {"e": {"env": "TOKEN"}, "f": {"file": "key"}, "deep": {"c": {"command": ["pass", "show", "x"]}}}}}})");
  ASSERT_TRUE(c) << c.error().message();
  const auto all = c->secret_references();
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all.at("backends/a/options/e").description(), "environment variable");
  EXPECT_EQ(all.at("backends/a/options/f").description(), "file");
  EXPECT_EQ(all.at("backends/a/options/deep/c").description(), "command");
}
TEST_F(Configuration, RefusesMalformedSecretReferences) {
  const auto option = [](const std::string& value) {
    return R"({"backends": {"a": {"plugin": "x", "options": {"t": )" + value + "}}}}";
  };
  constexpr std::string_view key = "/backends/a/options/t: ";
  expect_refused(option(R"({"env": 3})"), 1, 53,
                 std::string(key) + "expected the name of an environment variable after \"env\"");
  expect_refused(option(R"({"env": "A B"})"), 1, 53,
                 std::string(key) + "expected the name of an environment variable after \"env\"");
  expect_refused(option(R"({"file": ""})"), 1, 53, std::string(key) + "expected a path after \"file\"");
  for (const char* command :
       {R"({"command": "pass show"})", R"({"command": []})", R"({"command": ["a", 1]})", R"({"command": [""]})"})
    expect_refused(option(command), 1, 53,
                   std::string(key) + "expected a list of words after \"command\", the program first");
}
TEST_F(Configuration, NeverQuotesAValueInAnError) {
  const auto c = read(R"({"backends": {"a": {"plugin": "x", "device": ["hush-hush"], "tok": "hush-hush"}}})");
  ASSERT_FALSE(c);
  EXPECT_EQ(c.error().message().find("hush"), std::string::npos) << c.error().message();
}

TEST_F(Configuration, ThatEveryoneMayWriteToIsRefused) {
  const auto c = configuration::read(folder_.write("c.json", "{}", 0602), environment_of({}));
  ASSERT_FALSE(c);
  EXPECT_EQ(c.error().code(), errc::permission_denied);
}
TEST_F(Configuration, ThatIsAFolderIsRefused) {
  EXPECT_EQ(configuration::read(folder_.path(), environment_of({})).error().code(), errc::invalid_argument);
}
TEST_F(Configuration, ThatIsTooLargeIsRefused) {
  const auto c = read(std::string((1u << 20u) + 1, ' '));
  ASSERT_FALSE(c);
  EXPECT_EQ(c.error().code(), errc::invalid_argument);
}
TEST_F(Configuration, CutAnywhereIsRefused) {
  const std::string text =
      R"({"default_backend": "l", "backends": {"l": {"plugin": "local", "options": {"a": [1, 2.5]}}}})";
  for (std::size_t size = 0; size < text.size(); ++size) ASSERT_FALSE(read(text.substr(0, size))) << size;
}

TEST_F(Configuration, FromTheCommandLineComesFirst) {
  const auto flag = folder_.write("flag.json", R"({"default_backend": "flag"})");
  const auto named = folder_.write("env.json", R"({"default_backend": "env"})");
  folder_.write("xdg/ketway/config.json", R"({"default_backend": "xdg"})");
  const auto env = environment_of({{"KETWAY_CONFIG", named.string()}, {"XDG_CONFIG_HOME", (folder_ / "xdg").string()}});
  EXPECT_EQ(configuration::load(flag, env)->default_backend(), "flag");
  EXPECT_EQ(configuration::load({}, env)->default_backend(), "env");
}
TEST_F(Configuration, FromTheUsersFolderComesLast) {
  folder_.write("xdg/ketway/config.json", R"({"default_backend": "xdg"})");
  EXPECT_EQ(
      configuration::load({}, environment_of({{"XDG_CONFIG_HOME", (folder_ / "xdg").string()}}))->default_backend(),
      "xdg");
  folder_.write("home/.config/ketway/config.json", R"({"default_backend": "home"})");
  EXPECT_EQ(configuration::load({}, environment_of({{"HOME", (folder_ / "home").string()}}))->default_backend(),
            "home");
}
TEST_F(Configuration, IsBuiltInWhereTheUsersFolderHasNone) {
  const auto c = configuration::load({}, environment_of({{"HOME", folder_.path().string()}}));
  ASSERT_TRUE(c);
  EXPECT_TRUE(c->file().empty());
}
TEST_F(Configuration, ThatSomebodyNamedMustBeThere) {
  EXPECT_EQ(configuration::load(folder_ / "none.json", environment_of({})).error().code(), errc::not_found);
  EXPECT_EQ(configuration::load({}, environment_of({{"KETWAY_CONFIG", "/nowhere.json"}})).error().code(),
            errc::not_found);
}

}  // namespace
