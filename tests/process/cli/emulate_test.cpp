// The emulated clouds as a person starts and ends them.
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include "child.hpp"

namespace ketway::process_test {
namespace {

using words = std::vector<std::string>;

std::map<std::string, std::string> exports(const std::string& text) {
  std::map<std::string, std::string> all;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t equals = line.find('=');
    if (line.starts_with("export ") && equals != std::string::npos)
      all[line.substr(7, equals - 7)] = line.substr(equals + 1);
  }
  return all;
}

TEST(Emulate, SaysWhatToExportThenThatItIsReadyAndEndsOnCtrlC) {
  child c({"emulate"});
  c.start();
  ASSERT_TRUE(c.wait_for_output("# ready\n"));
  c.interrupt();
  const outcome r = c.finish();
  EXPECT_EQ(r.status, 0) << r.err;
  EXPECT_TRUE(r.out.ends_with("# ready\n"));
  const auto all = exports(r.out);
  for (const char* name : {"IONQ_API_KEY", "IONQ_API_URL", "QISKIT_IBM_TOKEN", "QISKIT_IBM_INSTANCE", "QISKIT_IBM_URL",
                           "IAM_URL", "KETWAY_CONFIG"})
    EXPECT_TRUE(all.contains(name)) << name;
  EXPECT_TRUE(all.at("IONQ_API_URL").starts_with("http://127.0.0.1:"));
}

TEST(Emulate, EndsOnTermAndTakesItsFilesAlong) {
  child c({"emulate", "ionq", "--tls"});
  c.start();
  ASSERT_TRUE(c.wait_for_output("# ready\n"));
  c.terminate();
  const outcome r = c.finish();
  EXPECT_EQ(r.status, 0) << r.err;
  const auto all = exports(r.out);
  EXPECT_FALSE(all.contains("QISKIT_IBM_TOKEN"));
  EXPECT_TRUE(all.at("IONQ_API_URL").starts_with("https://"));
  EXPECT_FALSE(std::filesystem::exists(all.at("SSL_CERT_FILE")));
  EXPECT_FALSE(std::filesystem::exists(all.at("KETWAY_CONFIG")));
}

TEST(Emulate, WithTlsGivesLargeDescriptionsToo) {
  child c({"emulate", "ibm", "--tls"});
  c.start();
  ASSERT_TRUE(c.wait_for_output("# ready\n"));
  child doctor({"doctor", "--backend", "ibm:ibm_fez"});
  for (const auto& [name, value] : exports(c.said())) doctor.variable(name, value);
  doctor.start();
  const outcome r = doctor.finish();
  EXPECT_EQ(r.status, 0) << r.out;
  EXPECT_NE(r.out.find("a Bell pair would run"), std::string::npos) << r.out;
  c.terminate();
  EXPECT_EQ(c.finish().status, 0);
}

TEST(Emulate, WithJsonSaysOneDocument) {
  child c({"emulate", "ionq", "--json"});
  c.start();
  ASSERT_TRUE(c.wait_for_output("ledger"));
  c.terminate();
  const outcome r = c.finish();
  EXPECT_EQ(r.status, 0) << r.err;
  const nlohmann::json d = r.json();
  ASSERT_TRUE(d.is_object()) << r.out;
  EXPECT_EQ(d["environment"]["IONQ_API_URL"], d["url"].get<std::string>() + "/v0.4");
}

TEST(Emulate, AProviderThatIsNotEmulatedIsWrongUsage) { EXPECT_EQ(run({"emulate", "acme"}).status, 2); }

TEST(Emulate, WhatDoesNotReadIsInvalidInput) {
  for (const words& flag : {words{"--fault", "explode"}, words{"--listen", "nowhere"},
                            words{"--device", "/nonexistent.json"}, words{"--listen", "127.0.0.1:99999"}}) {
    words line = {"emulate"};
    line.insert(line.end(), flag.begin(), flag.end());
    const outcome r = run(line);
    EXPECT_EQ(r.status, 3) << flag.back();
    EXPECT_EQ(r.out, "");
  }
}

TEST(Emulate, APortThatIsTakenIsAFailure) {
  child c({"emulate", "ionq"});
  c.start();
  ASSERT_TRUE(c.wait_for_output("# ready\n"));
  const std::string url = exports(c.said()).at("IONQ_API_URL");
  const outcome taken = run({"emulate", "ionq", "--listen", url.substr(7, url.find("/v0.4") - 7)});
  EXPECT_EQ(taken.status, 1);
  EXPECT_NE(taken.err.find("cannot listen"), std::string::npos);
  c.terminate();
  EXPECT_EQ(c.finish().status, 0);
}

}  // namespace
}  // namespace ketway::process_test
