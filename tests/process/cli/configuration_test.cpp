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
  const std::string file = folder.file("config.json", R"({"monitor": {"interval": "60s"}})");
  const outcome r = run({"run", "-", "--config", file}, bell());
  EXPECT_EQ(r.status, 3);
  EXPECT_NE(r.err.find("monitor"), std::string::npos) << r.err;
}

class planted_secret {
 public:
  planted_secret(std::string n, std::string t, std::string p)
      : name(std::move(n)), text(std::move(t)), place(std::move(p)) {}
  std::string name, text;
  std::string place;  // regular expression for LINE:COLUMN
};

class SecretInTheConfiguration : public testing::TestWithParam<planted_secret> {};

TEST_P(SecretInTheConfiguration, IsNotRepeatedWithItsLine) {
  const temporary_folder folder;
  const std::string file = folder.file("config.json", GetParam().text);
  const std::vector<std::vector<std::string>> lines = {{"run", "-", "--backend", "a", "--config", file},
                                                       {"backends", "--config", file},
                                                       {"doctor", "--config", file},
                                                       {"run", file, "--config", file},
                                                       {"run", "-", "--backend", "a", "--config", file, "--json"}};
  for (const std::vector<std::string>& line : lines) {
    const outcome r = run(line, bell());
    EXPECT_EQ((r.out + r.err).find("S3CRET"), std::string::npos) << r.out << r.err;
    EXPECT_NE((r.out + r.err).find("config.json"), std::string::npos) << r.out << r.err;
  }
  const outcome r = run(lines.front(), bell());
  EXPECT_EQ(r.status, 3);
  EXPECT_TRUE(std::regex_search(r.err, std::regex("config\\.json:" + GetParam().place + ": error: "))) << r.err;
}

void PrintTo(const planted_secret& one, std::ostream* to) { *to << one.name; }

INSTANTIATE_TEST_SUITE_P(
    EveryFault, SecretInTheConfiguration,
    testing::Values(
        planted_secret(
            "UnknownKey",
            R"({"backends": {"a": {"plugin": "local", "options": {"token": "S3CRET-VALUE"}, "devise": "x"}}})",
            "1:[0-9]+"),
        planted_secret("UnknownKeyAtTheTop",
                       R"({"backend": {"a": {"plugin": "local", "options": {"token": "S3CRET-VALUE"}}}})", "1:[0-9]+"),
        planted_secret("WrongOption",
                       R"({"backends": {"a": {"plugin": "local", "options": {"token": "S3CRET-VALUE"}}}})", "1:[0-9]+"),
        planted_secret("OptionOfTheWrongKind",
                       R"({"backends": {"a": {"plugin": "local", "options": {"max_qubits": "S3CRET-VALUE"}}}})",
                       "1:[0-9]+"),
        planted_secret("MissingBrace",
                       R"({"backends": {"a": {"plugin": "local", "options": {"token": "S3CRET-VALUE"}}})", "1:[0-9]+"),
        planted_secret("MissingComma",
                       R"({"backends": {"a": {"plugin": "local" "options": {"token": "S3CRET-VALUE"}}}})", "1:[0-9]+"),
        planted_secret(
            "KeyTwice",
            R"({"backends": {"a": {"plugin": "local", "options": {"token": "S3CRET-VALUE", "token": "S3CRET"}}}})",
            "1:[0-9]+"),
        planted_secret(
            "MissingVariable",
            R"({"backends": {"a": {"plugin": "local", "options": {"token": "S3CRET-VALUE", "x": "${NOT_SET_HERE}"}}}})",
            "1:[0-9]+"),
        planted_secret("WrongReference",
                       R"({"backends": {"a": {"plugin": "local", "options": {"token": {"env": "S3CRET VALUE"}}}}})",
                       "1:[0-9]+")),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace ketway::process_test
