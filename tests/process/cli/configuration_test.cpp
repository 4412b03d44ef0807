#include <gtest/gtest.h>

#include <regex>

#include "child.hpp"

namespace ketway::process_test {
namespace {

TEST(Configuration, AnUnknownKeyIsInvalidWithItsPlaceAndASuggestion) {
  const temporary_folder folder;
  const std::string file = folder.file("config.json", "{\n  \"default_backed\": \"local\"\n}\n");
  const outcome r = run({"run", "-", "--config", file}, bell());
  EXPECT_EQ(r.status, 3);
  EXPECT_TRUE(std::regex_search(r.err, std::regex("config\\.json:2:[0-9]+: error: "))) << r.err;
  EXPECT_NE(r.err.find("did you mean \"default_backend\""), std::string::npos) << r.err;
}

TEST(Configuration, TextThatIsNoJsonIsInvalidWithItsPlace) {
  const temporary_folder folder;
  const outcome r = run({"backends", "--config", folder.file("config.json", "{\n  \"backends\": \n"), "--json"});
  EXPECT_EQ(r.status, 3);
  EXPECT_GE(r.json()["error"]["details"]["diagnostics"][0]["line"].get<int>(), 2) << r.out;
}

TEST(Configuration, AFileThatIsNamedMustBeThere) {
  EXPECT_EQ(run({"run", "-", "--config", "/nonexistent/config.json"}, bell()).status, 3);
}

TEST(Configuration, AnAliasNamesABackend) {
  const temporary_folder folder;
  const std::string file =
      folder.file("config.json",
                  R"({"default_backend": "mine", "backends": {"mine": {"plugin": "local", "device": "statevector"}}})");
  const outcome r = run({"run", "-", "--config", file, "--json"}, bell());
  ASSERT_EQ(r.status, 0) << r.err;
  EXPECT_EQ(r.json()["backend"], "mine");
}

TEST(Configuration, TheVariableNamesTheFile) {
  const temporary_folder folder;
  child c({"run", "-", "--json"});
  c.variable("KETWAY_CONFIG",
             folder.file("c.json", R"({"default_backend": "own", "backends": {"own": {"plugin": "local"}}})"));
  c.start();
  c.write(bell());
  const outcome r = c.finish();
  ASSERT_EQ(r.status, 0) << r.err;
  EXPECT_EQ(r.json()["backend"], "own");
}

TEST(Configuration, TheFileOfTheUserIsFound) {
  const temporary_folder folder;
  folder.file("ketway/config.json", R"({"default_backend": "own", "backends": {"own": {"plugin": "local"}}})");
  child c({"run", "-", "--json"});
  c.variable("XDG_CONFIG_HOME", folder.path().string());
  c.start();
  c.write(bell());
  const outcome r = c.finish();
  ASSERT_EQ(r.status, 0) << r.err;
  EXPECT_EQ(r.json()["backend"], "own");
}

TEST(Configuration, AnOptionThatThePluginDoesNotKnowIsInvalidWithItsPlace) {
  const temporary_folder folder;
  const std::string file = folder.file(
      "config.json", "{\"backends\": {\"mine\": {\"plugin\": \"local\",\n  \"options\": {\"max_qbits\": 30}}}}");
  const outcome r = run({"run", "-", "--backend", "mine", "--config", file}, bell());
  EXPECT_EQ(r.status, 3);
  EXPECT_TRUE(std::regex_search(r.err, std::regex("config\\.json:2:[0-9]+: error: .*max_qbits"))) << r.err;
}

TEST(Configuration, AKeyWhosePartIsNotBuiltIsInvalid) {
  const temporary_folder folder;
  const std::string file = folder.file("config.json", R"({"budget": {"per_job": 5.0, "currency": "USD"}})");
  const outcome r = run({"run", "-", "--config", file}, bell());
  EXPECT_EQ(r.status, 3);
  EXPECT_NE(r.err.find("budget"), std::string::npos) << r.err;
}

}  // namespace
}  // namespace ketway::process_test
