#include <gtest/gtest.h>

#include "child.hpp"

namespace ketway::process_test {
namespace {

std::string state_of(const nlohmann::json& document, const std::string& about, const std::string& words) {
  for (const nlohmann::json& check : document["checks"]) {
    if (check["about"] == about && check["text"].get<std::string>().find(words) != std::string::npos)
      return check["state"];
  }
  return "none";
}

TEST(Doctor, AFreshMachineIsReadyForLocalWork) {
  const outcome r = run({"doctor", "--json"});
  ASSERT_EQ(r.status, 0) << r.out << r.err;
  EXPECT_EQ(r.json()["ok"], true);
  EXPECT_EQ(state_of(r.json(), "configuration", "none"), "absent");
  EXPECT_EQ(state_of(r.json(), "plugin", "local"), "ok");
  EXPECT_EQ(state_of(r.json(), "default backend", "statevector"), "ok");
}

TEST(Doctor, ABrokenConfigurationIsAFindingAndInvalid) {
  const temporary_folder folder;
  const outcome r = run({"doctor", "--config", folder.file("c.json", "{\n \"nonsense\": 1}"), "--json"});
  EXPECT_EQ(r.status, 3);
  EXPECT_EQ(state_of(r.json(), "configuration", "c.json:2:"), "problem") << r.out;
}

TEST(Doctor, VariablesAndSecretsAreOnlyPresentOrAbsent) {
  const temporary_folder folder;
  child c({"doctor"});
  c.variable("KETWAY_LOG_LEVEL", "error").variable("IONQ_API_KEY", "s3cr3t-value");
  c.start();
  const outcome r = c.finish();
  EXPECT_NE(r.out.find("KETWAY_LOG_LEVEL is present"), std::string::npos) << r.out;
  EXPECT_NE(r.out.find("NO_COLOR is absent"), std::string::npos) << r.out;
  EXPECT_EQ((r.out + r.err).find("s3cr3t-value"), std::string::npos);
}

TEST(Doctor, ARefusedPluginIsAWarningWithAdvice) {
  const temporary_folder folder;
  folder.file("org.acme.bad.ketway.json", "{}");
  const outcome r = run({"doctor", "--plugin-path", folder.path().string(), "--json"});
  EXPECT_EQ(r.status, 0) << r.err;
  EXPECT_EQ(state_of(r.json(), "plugin", "org.acme.bad.ketway.json is not taken"), "warning") << r.out;
}

TEST(Doctor, AnAliasOfAnUnknownPluginIsAProblem) {
  const temporary_folder folder;
  const std::string file = folder.file("c.json", R"({"backends": {"mine": {"plugin": "nonsense"}}})");
  const outcome r = run({"doctor", "--config", file, "--json"});
  EXPECT_NE(r.status, 0);
  EXPECT_EQ(r.json()["ok"], false);
  EXPECT_EQ(state_of(r.json(), "backend mine", "nonsense"), "problem") << r.out;
}

}  // namespace
}  // namespace ketway::process_test
