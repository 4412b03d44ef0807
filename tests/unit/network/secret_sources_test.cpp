#include "world/secret_sources.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <type_traits>

#include "ketway/secret.hpp"

namespace ketway::tests {
namespace {

using nlohmann::json;

template <class T>
concept printable = requires(std::ostream& to, const T& value) { to << value; };
static_assert(!printable<secret>);
static_assert(!std::is_convertible_v<secret, std::string> && !std::is_convertible_v<secret, std::string_view>);
static_assert(!std::is_copy_constructible_v<secret>);

class SecretSources : public ::testing::Test {
 protected:
  SecretSources() {
    folder = (std::filesystem::temp_directory_path() / "ketway_secrets_XXXXXX").string();
    if (!::mkdtemp(folder.data())) throw std::runtime_error("no folder for the test");
    variables["HOME"] = folder;
    rights.environment([this](const std::string& n) -> std::optional<std::string> {
      const auto at = variables.find(n);
      return at == variables.end() ? std::nullopt : std::optional(at->second);
    });
  }
  ~SecretSources() override { std::filesystem::remove_all(folder); }
  std::string write(const std::string& name, const std::string& text, mode_t mode = 0600) const {
    std::string path = folder + "/" + name;
    std::ofstream(path) << text;
    ::chmod(path.c_str(), mode);
    return path;
  }
  std::string read(const char* sources) {
    auto got = read_secret(json::parse(sources), rights);
    if (!got) return "error: " + got.error().message();
    return *got ? std::string((*got)->value.reveal()) : "none";
  }
  std::string folder;
  std::map<std::string, std::string> variables;
  account_rights rights;
};

TEST_F(SecretSources, AreTriedInOrder) {
  variables["B"] = "from b", variables["C"] = "from c";
  EXPECT_EQ(read(R"([{"env":"A"},{"env":"B"},{"env":"C"}])"), "from b");
}

TEST_F(SecretSources, AnEmptyVariableCountsAsAbsent) {
  variables["A"] = "";
  EXPECT_EQ(read(R"([{"env":"A"}])"), "none");
}

TEST_F(SecretSources, AFileHoldsTheSecretAloneWithoutItsLineBreak) {
  write("key", "topsecret\n");
  EXPECT_EQ(read(R"([{"file":"~/key"}])"), "topsecret");
}

TEST_F(SecretSources, AFileThatOthersCanReadIsRefused) {
  write("key", "topsecret\n", 0644);
  const auto got = read_secret(json::parse(R"([{"file":"~/key"}])"), rights);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code(), errc::permission_denied);
  EXPECT_NE(got.error().advice().find("chmod 600"), std::string::npos);
  EXPECT_TRUE(got.error().misconfigured());
}

TEST_F(SecretSources, AFileThatIsNotThereIsPassedOver) {
  variables["A"] = "later";
  EXPECT_EQ(read(R"([{"file":"~/none"},{"env":"A"}])"), "later");
}

TEST_F(SecretSources, AVariableMayNameAnotherFile) {
  variables["ACME_FILE"] = write("other", "elsewhere");
  EXPECT_EQ(read(R"([{"file":"~/key","path_env":"ACME_FILE"}])"), "elsewhere");
}

TEST_F(SecretSources, AJsonFileIsReadAtAPointer) {
  write("a.json", R"({"token":"t"})");
  EXPECT_EQ(read(R"([{"json":"~/a.json","at":"/token"}])"), "t");
  EXPECT_EQ(read(R"([{"json":"~/a.json","at":"/none"}])"), "none");
}

TEST_F(SecretSources, AStarTakesTheMemberThatHoldsWhatIsAskedFor) {
  write("a.json", R"({"old":{"channel":"x","token":"t1"},"new":{"channel":"y","is_default":true,"token":"t2"}})");
  EXPECT_EQ(read(R"([{"json":"~/a.json","at":"/*/token","where":{"/is_default":true}}])"), "t2");
  EXPECT_EQ(read(R"([{"json":"~/a.json","at":"/*/token","where":{"/channel":"x"}}])"), "t1");
  EXPECT_EQ(read(R"([{"json":"~/a.json","at":"/*/token","where":{"/channel":"z"}}])"), "none");
}

TEST_F(SecretSources, AJsonFileThatDoesNotReadIsAnErrorWithoutItsText) {
  write("a.json", R"({"token":"topsecret)");
  const std::string got = read(R"([{"json":"~/a.json","at":"/token"}])");
  EXPECT_NE(got.find("not JSON"), std::string::npos);
  EXPECT_EQ(got.find("topsecret"), std::string::npos);
}

TEST_F(SecretSources, TheConfigurationMayNameAVariableAFileOrACommand) {
  using kind = secret_place::kind;
  variables["A"] = "from a";
  rights.secret_at("one", secret_place(kind::environment, {"A"}));
  rights.secret_at("two", secret_place(kind::file, {write("key", "from file")}));
  rights.secret_at("three", secret_place(kind::command, {"printf", "from %s", "command"}));
  rights.secret_at("four", secret_place(secret("as text")));
  EXPECT_EQ(read(R"([{"config":"one"}])"), "from a");
  EXPECT_EQ(read(R"([{"config":"two"}])"), "from file");
  EXPECT_EQ(read(R"([{"config":"three"}])"), "from command");
  EXPECT_EQ(read(R"([{"config":"four"}])"), "as text");
}

TEST_F(SecretSources, WhatTheConfigurationNamesMustBeThere) {
  variables["B"] = "another";
  rights.secret_at("one", secret_place(secret_place::kind::environment, {"A"}));
  const std::string got = read(R"([{"config":"one"},{"env":"B"}])");
  EXPECT_TRUE(got.starts_with("error:")) << got;
}

TEST_F(SecretSources, ACommandThatFailsIsAnErrorWithoutItsOutput) {
  rights.secret_at("one", secret_place(secret_place::kind::command, {"sh", "-c", "echo topsecret; exit 3"}));
  const std::string got = read(R"([{"config":"one"}])");
  EXPECT_TRUE(got.starts_with("error:")) << got;
  EXPECT_EQ(got.find("topsecret"), std::string::npos);
}

TEST_F(SecretSources, APipeInPlaceOfAFileIsRefusedAndNotWaitedFor) {
  const std::string path = folder + "/pipe";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  variables["KEY_FILE"] = path;
  EXPECT_EQ(read(R"([{"file": "~/none", "path_env": "KEY_FILE"}])"), "error: " + path + ": not a regular file");
}

TEST_F(SecretSources, ACommandThatIsNotThereIsAnError) {
  rights.secret_at("one", secret_place(secret_place::kind::command, {"/no/such/program"}));
  EXPECT_TRUE(read(R"([{"config":"one"}])").starts_with("error:"));
}

TEST(Secret, AMovedFromOneIsEmpty) {
  secret a("short");
  const secret b = std::move(a);
  EXPECT_EQ(b.reveal(), "short");
  EXPECT_TRUE(a.empty());  // NOLINT(bugprone-use-after-move): what it leaves behind is the test
}

}  // namespace
}  // namespace ketway::tests
