// A key that is missing, kept badly or wrong: what is this machine's fault is invalid input, what the provider says is not.
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>

#include "emulated_clouds.hpp"

namespace ketway::process_test {
namespace {

using words = std::vector<std::string>;

class Credentials : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { clouds = std::make_unique<emulated_clouds>(words{"--queue", "10ms"}); }
  static void TearDownTestSuite() { clouds.reset(); }
  outcome run_on(const std::string& backend, const emulated_clouds::variables& changed) const {
    return clouds->call({"run", circuit, "--backend", backend, "--json"}, changed);
  }
  /// With an entry of the configuration whose key is `secret`.
  outcome run_with_key(const std::string& secret, const words& more = {}) const {
    const std::string config = folder.file(
        "config.json", R"({"backends": {"mine": {"plugin": "ionq", "device": "simulator", "options": )"
                       R"({"base_url": ")" +
                           clouds->environment().at("IONQ_API_URL") + R"(", "api_key": )" + secret + "}}}}");
    words all = {"run", circuit, "--backend", "mine", "--json"};
    all.insert(all.end(), more.begin(), more.end());
    return clouds->call(all, {{"KETWAY_CONFIG", config}, {"IONQ_API_KEY", ""}});
  }
  static void expect_misconfigured(const outcome& r, const std::string& code) {
    EXPECT_EQ(r.status, 3) << r.err;
    EXPECT_EQ(r.json()["error"]["code"], code) << r.out;
    EXPECT_EQ(r.json()["error"]["details"]["misconfigured"], true) << r.out;
  }
  inline static std::unique_ptr<emulated_clouds> clouds;
  const temporary_folder folder;
  const std::string circuit = folder.file("bell.qasm", bell());
};

TEST_F(Credentials, ThatAreMissingAreInvalidAndNameTheVariableToSet) {
  const outcome r = run_on("ionq:simulator", {{"IONQ_API_KEY", ""}});
  expect_misconfigured(r, "unauthenticated");
  EXPECT_NE(r.err.find("IONQ_API_KEY"), std::string::npos) << r.err;
}

TEST_F(Credentials, ThatAreMissingForATokenExchangeAreInvalid) {
  expect_misconfigured(run_on("ibm:ibm_fez", {{"QISKIT_IBM_TOKEN", ""}}), "unauthenticated");
}

TEST_F(Credentials, InAFileThatOthersCanReadAreInvalid) {
  const std::string file = folder.file("key", "a-key-of-mine");
  std::filesystem::permissions(file, std::filesystem::perms::others_read, std::filesystem::perm_options::add);
  expect_misconfigured(run_with_key(R"({"file": ")" + file + R"("})"), "permission_denied");
}

TEST_F(Credentials, OfTwoLinesAreInvalid) {
  const std::string file = folder.file("key", "a-key\nof-mine");
  std::filesystem::permissions(file, std::filesystem::perms::owner_read);
  expect_misconfigured(run_with_key(R"({"file": ")" + file + R"("})"), "unauthenticated");
}

TEST_F(Credentials, ThatDoNotComeInTimeLeaveNoJobToSpeakOf) {
  const outcome r = run_with_key(R"({"command": ["sleep", "600"]})", {"--timeout", "300ms"});
  EXPECT_EQ(r.status, 1) << r.err;
  EXPECT_EQ(r.json()["error"]["code"], "deadline_exceeded") << r.out;
  EXPECT_FALSE(r.json()["error"]["details"].contains("job")) << r.out;
  EXPECT_FALSE(r.json()["error"]["details"].contains("maybe_executed")) << r.out;
}

TEST_F(Credentials, InAFileThatIsNotThereAreInvalid) {
  expect_misconfigured(run_with_key(R"({"file": "/nonexistent/key"})"), "failed_precondition");
}

TEST_F(Credentials, InAVariableThatIsNotSetAreInvalid) {
  expect_misconfigured(run_with_key(R"({"env": "NO_SUCH_KEY"})"), "failed_precondition");
}

TEST_F(Credentials, OfACommandThatFailsAreInvalid) {
  expect_misconfigured(run_with_key(R"({"command": ["false"]})"), "failed_precondition");
}

TEST_F(Credentials, OfACommandThatIsNotThereAreInvalid) {
  expect_misconfigured(run_with_key(R"({"command": ["/nonexistent/program"]})"), "failed_precondition");
}

TEST_F(Credentials, FromASourceThatNobodyKnowsAreInvalid) {
  EXPECT_EQ(run_with_key(R"({"keyring": "mine"})").status, 3);
}

TEST_F(Credentials, ThatTheProviderRefusesAreAFailure) {
  for (const char* backend : {"ionq:simulator", "ibm:ibm_fez"}) {
    const outcome r = run_on(backend, {{"IONQ_API_KEY", "a-wrong-key"}, {"QISKIT_IBM_TOKEN", "a-wrong-key"}});
    EXPECT_EQ(r.status, 1) << r.err;
    EXPECT_EQ(r.json()["error"]["code"], "unauthenticated") << r.out;
    EXPECT_FALSE(r.json()["error"]["details"].contains("misconfigured")) << r.out;
  }
}

TEST_F(Credentials, AnAuthorityFileThatIsNotThereIsInvalid) {
  expect_misconfigured(run_on("ionq:simulator", {{"SSL_CERT_FILE", "/nonexistent/ca.pem"}}), "invalid_argument");
}

TEST_F(Credentials, AProxyThatDoesNotReadIsInvalid) {
  expect_misconfigured(run_on("ionq:simulator", {{"HTTPS_PROXY", "ftp://proxy"}}), "invalid_argument");
}

}  // namespace
}  // namespace ketway::process_test
