#include <gtest/gtest.h>

#include <filesystem>

#include "child.hpp"

namespace ketway::process_test {
namespace {

// A manifest that is right, beside a file that is no library.
std::string broken_plugin(const temporary_folder& folder) {
  folder.file("libacme.so", "this is no library\n");
  folder.file("org.acme.broken.ketway.json",
              R"({"manifest": 1, "id": "org.acme.broken", "name": "acme", "library": "libacme.so",
                  "abi": {"major": 1, "min_minor": 0}, "version": "1.0.0"})");
  return folder.path().string();
}

TEST(Plugins, TheListNamesTheLocalSimulatorAndItsLibrary) {
  const outcome r = run({"plugins", "list", "--json"});
  ASSERT_EQ(r.status, 0) << r.err;
  const nlohmann::json plugins = r.json()["plugins"];
  ASSERT_GE(plugins.size(), 1U);
  bool found = false;
  for (const nlohmann::json& p : plugins) {
    if (p["name"] != "local") continue;
    found = true;
    EXPECT_TRUE(std::filesystem::exists(p["library"].get<std::string>()));
  }
  EXPECT_TRUE(found) << r.out;
}

TEST(Plugins, WithoutAWordTheyAreListed) {
  EXPECT_EQ(run({"plugins", "--json"}).out, run({"plugins", "list", "--json"}).out);
}

TEST(Plugins, InfoTakesALibraryAManifestOrAName) {
  const nlohmann::json listed = run({"plugins", "list", "--json"}).json()["plugins"];
  ASSERT_TRUE(listed.is_array());
  for (const nlohmann::json& p : listed) {
    if (p["name"] != "local") continue;
    for (const std::string& what :
         {p["library"].get<std::string>(), p["manifest"].get<std::string>(), std::string("local")}) {
      const outcome r = run({"plugins", "info", what, "--json"});
      ASSERT_EQ(r.status, 0) << what << ": " << r.err;
      EXPECT_EQ(r.json()["id"], p["id"]);
      EXPECT_TRUE(r.json()["config_schema"].is_object()) << r.out;
    }
  }
}

TEST(Plugins, InfoOfWhatIsNoPluginIsInvalid) {
  const temporary_folder folder;
  EXPECT_EQ(run({"plugins", "info", folder.file("notes.txt", "hello")}).status, 3);
  EXPECT_EQ(run({"plugins", "info", "nonsense"}).status, 3);
}

TEST(Plugins, InfoOfABrokenPluginFailsWithTheReason) {
  const temporary_folder folder;
  const outcome r = run({"plugins", "info", broken_plugin(folder) + "/org.acme.broken.ketway.json", "--json"});
  EXPECT_EQ(r.status, 1);
  EXPECT_FALSE(r.json()["error"]["message"].get<std::string>().empty());
}

TEST(Plugins, ABrokenOneHarmsNoOther) {
  const temporary_folder folder;
  const outcome r = run({"run", "-", "--plugin-path", broken_plugin(folder), "--json"}, bell());
  ASSERT_EQ(r.status, 0) << r.err;
  EXPECT_EQ(r.json()["counts"]["00"].get<int>() + r.json()["counts"]["11"].get<int>(), 1024);
}

TEST(Plugins, UsingABrokenOneIsAFailureThatNamesIt) {
  const temporary_folder folder;
  const outcome r = run({"run", "-", "--plugin-path", broken_plugin(folder), "--backend", "acme"}, bell());
  EXPECT_NE(r.status, 0);
  EXPECT_EQ(r.signal, 0);
  EXPECT_NE(r.err.find("libacme.so"), std::string::npos) << r.err;
}

TEST(Plugins, AManifestWithFaultsIsListedAsRefused) {
  const temporary_folder folder;
  folder.file("org.acme.bad.ketway.json", R"({"manifest": 1, "id": "org.acme.bad"})");
  const outcome r = run({"plugins", "list", "--plugin-path", folder.path().string(), "--json"});
  ASSERT_EQ(r.status, 0) << r.err;
  ASSERT_GE(r.json()["refused"].size(), 1U) << r.out;
  EXPECT_FALSE(r.json()["refused"][0]["reason"].get<std::string>().empty());
}

TEST(Plugins, AWorldWritableFolderIsRefused) {
  const temporary_folder folder;
  const std::string path = broken_plugin(folder);
  std::filesystem::permissions(path, std::filesystem::perms::all);
  const outcome r = run({"plugins", "list", "--plugin-path", path, "--json"});
  ASSERT_EQ(r.status, 0) << r.err;
  EXPECT_GE(r.json()["refused"].size(), 1U) << r.out;
}

TEST(PluginsCheck, AGoodPluginKeepsTheRulesThatAreAsked) {
  const outcome r = run({"plugins", "check", "local", "--only", "KWR-01", "--json"});
  ASSERT_EQ(r.status, 0) << r.out << r.err;
  const nlohmann::json document = r.json();
  ASSERT_GE(document["cases"].size(), 1U) << r.out;
  EXPECT_EQ(document["failed"], 0);
  for (const nlohmann::json& one : document["cases"]) {
    EXPECT_EQ(one["rule"], "KWR-01");
    EXPECT_FALSE(one["case"].get<std::string>().empty());
  }
}

TEST(PluginsCheck, AFileThatIsNoLibraryFails) {
  const temporary_folder folder;
  const outcome r = run({"plugins", "check", broken_plugin(folder) + "/libacme.so", "--only", "KWR-01"});
  EXPECT_EQ(r.status, 1) << r.out << r.err;
  EXPECT_NE(r.out.find("fail  KWR-01"), std::string::npos) << r.out;
}

TEST(PluginsCheck, AnAccountThatIsNoJsonIsInvalid) {
  EXPECT_EQ(run({"plugins", "check", "local", "--account", "{"}).status, 3);
}

// The system's loader would be killed by SIGBUS where a page behind the end of the file is touched.
TEST(Plugins, ALibraryThatIsCutShortIsRefusedWithAReason) {
  const temporary_folder folder;
  const std::filesystem::path from(KETWAY_PLUGINS);
  std::string manifest;
  for (const auto& entry : std::filesystem::directory_iterator(from)) {
    const std::string name = entry.path().filename().string();
    if (name.find("local") == std::string::npos) continue;
    std::filesystem::copy_file(entry.path(), folder.path() / name);
    if (name.ends_with(".so")) std::filesystem::resize_file(folder.path() / name, 20000);
    if (name.ends_with(".json")) manifest = (folder.path() / name).string();
  }
  ASSERT_FALSE(manifest.empty());
  const std::string path = folder.path().string();
  for (const std::vector<std::string>& line :
       std::vector<std::vector<std::string>>{{"doctor"}, {"backends"}, {"run", "-"}, {"plugins", "info", manifest}}) {
    std::vector<std::string> whole = {"--plugin-path", path};
    whole.insert(whole.end(), line.begin(), line.end());
    const outcome r = run(whole, bell());
    EXPECT_EQ(r.signal, 0) << line.front();
    EXPECT_NE(r.status, 0) << line.front();
    EXPECT_NE((r.out + r.err).find("it is cut short"), std::string::npos) << r.out << r.err;
  }
}

}  // namespace
}  // namespace ketway::process_test
