#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "folder.hpp"
#include "ketway/discovery/configuration.hpp"

namespace {

using ketway::errc;
using ketway::discovery::backend_options;
using ketway::discovery::configuration;
using ketway::discovery::credential;
using ketway::discovery::manifest;
using ketway::discovery::secret_reference;
using ketway::test::environment_of;
using ketway::test::folder;
using ketway::test::variables;
using nlohmann::json;

/// A plugin whose credential reads the key "token".
manifest acme() {
  manifest m;
  m.id = "org.example.acme";
  m.name = "acme";
  credential c;
  c.name = "acme";
  c.config_keys = {"token"};
  m.credentials.push_back(c);
  return m;
}
constexpr std::string_view rules = R"({"type": "object", "additionalProperties": false,
  "properties": {"max_qubits": {"type": "integer", "maximum": 40}, "url": {"type": "string"}}})";

class BackendOptions : public testing::Test {
 protected:
  ketway::expected<backend_options> options(const std::string& text, variables values = {}, mode_t mode = 0600) {
    const auto file =
        folder_.write("c.json", "{\"backends\": {\"a\": {\"plugin\": \"acme\",\n\"options\": " + text + "}}}", mode);
    auto c = configuration::read(file, environment_of(std::move(values)));
    if (!c) return c.error();
    return c->options_for("a", acme(), rules);
  }
  void expect_refused(const ketway::expected<backend_options>& got, errc code, const std::string& message) {
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code(), code);
    EXPECT_EQ(got.error().message(), (folder_ / "c.json").string() + message);
  }
  folder folder_;
};

TEST_F(BackendOptions, ReachThePlugin) {
  const auto got = options(R"({"max_qubits": 30, "url": "${U}/x"})", {{"U", "http://localhost"}});
  ASSERT_TRUE(got) << got.error().message();
  EXPECT_EQ(json::parse(got->config), json::parse(R"({"max_qubits": 30, "url": "http://localhost/x"})"));
  EXPECT_TRUE(got->secrets.empty());
}
TEST_F(BackendOptions, AreEmptyWhereNoneAreGiven) {
  const auto c =
      configuration::read(folder_.write("c.json", R"({"backends": {"a": {"plugin": "acme"}}})"), environment_of({}));
  EXPECT_EQ(c->options_for("a", acme(), rules)->config, "{}");
}
TEST_F(BackendOptions, AreCheckedWithThePlaceInTheFile) {
  expect_refused(options("{\"max_qubits\":\n  41}"), errc::invalid_argument,
                 ":3:3: /backends/a/options/max_qubits: expected a number of at most 40");
}
TEST_F(BackendOptions, SuggestTheKeyThatWasMeant) {
  expect_refused(options("{\n  \"max_qbits\": 3}"), errc::invalid_argument,
                 ":3:3: /backends/a/options/max_qbits: unknown key \"max_qbits\"; did you mean \"max_qubits\"?");
}
TEST_F(BackendOptions, LeaveOutWhatACredentialReads) {
  const auto got = options(R"({"token": {"env": "TOKEN"}, "max_qubits": 3})");
  ASSERT_TRUE(got) << got.error().message();
  EXPECT_EQ(got->config, R"({"max_qubits":3})");
  EXPECT_EQ(got->secrets.at("token").kind(), secret_reference::source::environment);
}
TEST_F(BackendOptions, TakeAVariableAloneForASecretInTheEnvironment) {
  const auto got = options(R"({"token": "${TOKEN}"})", {{"TOKEN", "hush"}}, 0644);
  ASSERT_TRUE(got) << got.error().message();
  EXPECT_EQ(got->secrets.at("token").kind(), secret_reference::source::environment);
  EXPECT_EQ(got->config, "{}");
}
TEST_F(BackendOptions, TakeASecretAsTextFromAFileThatOnlyTheOwnerReads) {
  const auto got = options(R"({"token": "hush"})", {}, 0600);
  ASSERT_TRUE(got) << got.error().message();
  EXPECT_EQ(got->secrets.at("token").description(), "configuration file");
  EXPECT_EQ(got->config, "{}");
}
TEST_F(BackendOptions, RefuseASecretAsTextInAFileThatOthersRead) {
  const auto got = options(R"({"token": "hush"})", {}, 0640);
  expect_refused(got, errc::permission_denied,
                 ":2:22: /backends/a/options/token: a secret stands here as text, and others can read this file");
  EXPECT_NE(got.error().advice().find("chmod 600"), std::string::npos);
}
TEST_F(BackendOptions, RefuseASecretThatIsPartlyAVariableInAFileThatOthersRead) {
  EXPECT_EQ(options(R"({"token": "hush${T}"})", {{"T", "x"}}, 0644).error().code(), errc::permission_denied);
}
TEST_F(BackendOptions, RefuseASecretOfAnotherType) {
  expect_refused(
      options(R"({"token": 3})"), errc::invalid_argument,
      R"(:2:22: /backends/a/options/token: expected a secret: {"env": NAME}, {"file": PATH}, {"command": [WORD, ...]} or text)");
}
TEST_F(BackendOptions, RefuseASecretWhereThePluginReadsNone) {
  expect_refused(options(R"({"url": {"env": "TOKEN"}})"), errc::invalid_argument,
                 ":2:20: /backends/a/options/url: the plugin \"acme\" reads no secret here");
}
TEST_F(BackendOptions, RefuseASecretFileThatOthersRead) {
  const auto secret = folder_.write("key", "hush", 0644);
  const auto got = options(R"({"token": {"file": "key"}})");
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code(), errc::permission_denied);
  EXPECT_EQ(got.error().message(), secret.string() + ": it holds a secret, and others can read or write it");
}
TEST_F(BackendOptions, TakeASecretFileThatOnlyTheOwnerReads) {
  folder_.write("key", "hush", 0600);
  EXPECT_EQ(options(R"({"token": {"file": "key"}})")->secrets.at("token").kind(), secret_reference::source::file);
}
TEST_F(BackendOptions, NameAVariableThatIsNotSet) {
  expect_refused(options(R"({"url": "${U}"})"), errc::invalid_argument,
                 ":2:20: /backends/a/options/url: the environment variable U is not set");
}
TEST_F(BackendOptions, OfAnUnknownBackendSuggestTheNearest) {
  const auto c =
      configuration::read(folder_.write("c.json", R"({"backends": {"fast": {"plugin": "acme"}}})"), environment_of({}));
  const auto got = c->options_for("fsat", acme(), rules);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code(), errc::not_found);
  EXPECT_EQ(got.error().message(), "the configuration has no backend \"fsat\"; did you mean \"fast\"?");
}
TEST_F(BackendOptions, TellAFaultOfThePluginsSchema) {
  const auto c =
      configuration::read(folder_.write("c.json", R"({"backends": {"a": {"plugin": "acme"}}})"), environment_of({}));
  EXPECT_EQ(c->options_for("a", acme(), "{\"typ\": 1}").error().code(), errc::failed_precondition);
}

}  // namespace
