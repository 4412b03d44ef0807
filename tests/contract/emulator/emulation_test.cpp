// The clouds over real sockets, with and without TLS.
#include "emulator/emulation.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "plain_client.hpp"
#include "tls_client.hpp"

namespace ketway::emulator::testing {
namespace {

using json = nlohmann::json;
using web_test::plain_client;

std::uint16_t port_of(const emulation& e) {
  const std::string url = e.url();
  return static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
}

std::string call(const emulation& e, const std::string& method, const std::string& target,
                 const std::string& headers = {}, const std::string& body = {}) {
  plain_client c(port_of(e));
  c.send(method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  c.read_all();
  return c.read;
}

json body_of(const std::string& answer) {
  return json::parse(answer.substr(answer.find("\r\n\r\n") + 4), nullptr, false);
}

const std::string ionq_headers = "Authorization: apiKey emulated-ionq-key\r\nContent-Type: application/json\r\n";
const std::string job =
    R"({"type":"ionq.circuit.v1","backend":"simulator","metadata":{"token":"t"},
        "input":{"qubits":1,"gateset":"qis","circuit":[{"gate":"x","target":0}]}})";

emulation_options quick() {
  emulation_options o;
  o.ionq_cloud.compile_ns = o.ionq_cloud.queue_ns = o.ionq_cloud.run_ns = 0;
  return o;
}

TEST(Emulation, AJobRunsOverRealSockets) {
  const auto e = emulation::start(quick()).value();
  const json made = body_of(call(*e, "POST", "/v0.4/jobs", ionq_headers, job));
  const std::string id = made.value("id", "");
  const json results = body_of(call(*e, "GET", "/v0.4/jobs/" + id + "/results/probabilities", ionq_headers));
  EXPECT_EQ(results, (json{{"1", 1.0}}));
}

TEST(Emulation, BothCloudsAreOnOnePort) {
  const auto e = emulation::start(quick()).value();
  EXPECT_EQ(body_of(call(*e, "GET", "/v0.4/backends"))[0]["backend"], "simulator");
  const json token = body_of(call(*e, "POST", "/identity/token", "",
                                  "grant_type=urn:ibm:params:oauth:grant-type:apikey&apikey=emulated-ibm-key"));
  const std::string headers = "Authorization: Bearer " + token.value("access_token", "") +
                              "\r\nService-CRN: " + ibm_options().crn + "\r\nIBM-API-Version: 2026-04-15\r\n";
  for (const char* path : {"/api/v1/backends", "/experimental/api/v1/backends", "/experimental/backends"})
    EXPECT_EQ(body_of(call(*e, "GET", path, headers))["devices"][0]["name"], "ibm_fez") << path;
}

TEST(Emulation, TheLedgerIsServed) {
  const auto e = emulation::start(quick()).value();
  call(*e, "POST", "/v0.4/jobs", ionq_headers, job);
  const json ledger = body_of(call(*e, "GET", "/__emulator/ledger"));
  ASSERT_EQ(ledger["ionq"]["jobs"].size(), 1U);
  EXPECT_EQ(ledger["ionq"]["jobs"][0]["tokens"], json::array({"t"}));
  EXPECT_EQ(ledger["ionq"]["requests"]["submit"], 1);
  EXPECT_TRUE(ledger["ibm"]["jobs"].empty());
}

TEST(Emulation, AnAnswerThatIsLostWasAcceptedOnce) {
  emulation_options o = quick();
  o.faults.push_back(read_fault("reset_after_accept@submit*1").value());
  const auto e = emulation::start(o).value();
  EXPECT_EQ(call(*e, "POST", "/v0.4/jobs", ionq_headers, job), "");
  const json ledger = body_of(call(*e, "GET", "/__emulator/ledger"));
  ASSERT_EQ(ledger["ionq"]["jobs"].size(), 1U);
  EXPECT_EQ(ledger["ionq"]["jobs"][0]["answered"], false);
  EXPECT_EQ(body_of(call(*e, "GET", "/v0.4/jobs", ionq_headers))["jobs"][0]["metadata"]["token"], "t");
}

TEST(Emulation, FaultsCanBeSetWhileItRuns) {
  const auto e = emulation::start(quick()).value();
  EXPECT_TRUE(call(*e, "PUT", "/__emulator/faults", "", R"(["server_error*1"])").starts_with("HTTP/1.1 200"));
  EXPECT_TRUE(call(*e, "GET", "/v0.4/backends").starts_with("HTTP/1.1 5"));
  EXPECT_TRUE(call(*e, "GET", "/v0.4/backends").starts_with("HTTP/1.1 200"));
  EXPECT_EQ(body_of(call(*e, "GET", "/__emulator/faults"))["struck"]["server_error"], 1);
  EXPECT_TRUE(call(*e, "PUT", "/__emulator/faults", "", R"(["explode"])").starts_with("HTTP/1.1 400"));
}

TEST(Emulation, AnUnknownPathIs404) {
  const auto e = emulation::start(quick()).value();
  EXPECT_TRUE(call(*e, "GET", "/").starts_with("HTTP/1.1 404"));
}

TEST(Emulation, ItSaysHowToBePointedAt) {
  const auto e = emulation::start(quick()).value();
  std::map<std::string, std::string> all;
  for (const setting& s : e->environment()) all[s.name] = s.value;
  EXPECT_EQ(all["IONQ_API_URL"], e->url() + "/v0.4");
  EXPECT_EQ(all["IONQ_API_KEY"], "emulated-ionq-key");
  EXPECT_EQ(all["QISKIT_IBM_INSTANCE"], ibm_options().crn);
  const json configuration = json::parse(e->configuration());
  EXPECT_EQ(configuration["backends"]["ibm"]["options"]["base_url"], e->url() + "/api/v1");
  EXPECT_EQ(configuration["backends"]["ionq"]["plugin"], "ionq");
}

class EmulationTls : public ::testing::Test {
 protected:
  static std::unique_ptr<emulation> start(const char* fault = nullptr) {
    emulation_options o = quick();
    o.tls = true;
    if (fault) o.faults.push_back(read_fault(fault).value());
    return emulation::start(o).value();
  }
  static tls_answer get(const emulation& e, const char* name) {
    return tls_get(port_of(e), e.authority_pem(), name,
                   "GET /v0.4/backends HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  }
};

TEST_F(EmulationTls, TheCertificateIsOfTheAuthorityAndForThisHost) {
  const auto e = start();
  EXPECT_TRUE(e->url().starts_with("https://127.0.0.1:"));
  const tls_answer a = get(*e, "localhost");
  EXPECT_TRUE(a.shaken);
  EXPECT_TRUE(a.text.starts_with("HTTP/1.1 200")) << a.text;
  EXPECT_EQ(get(*e, "example.org").verification, X509_V_ERR_HOSTNAME_MISMATCH);
}

TEST_F(EmulationTls, AWrongNameIsShownOnceAfterTheFault) {
  const auto e = start("tls_wrong_name*1");
  EXPECT_EQ(get(*e, "localhost").text, "");
  const tls_answer a = get(*e, "localhost");
  EXPECT_FALSE(a.shaken);
  EXPECT_EQ(a.verification, X509_V_ERR_HOSTNAME_MISMATCH);
  EXPECT_TRUE(get(*e, "localhost").shaken);
}

TEST_F(EmulationTls, AnExpiredCertificateIsShownOnceAfterTheFault) {
  const auto e = start("tls_expired*1");
  EXPECT_EQ(get(*e, "localhost").text, "");
  EXPECT_EQ(get(*e, "localhost").verification, X509_V_ERR_CERT_HAS_EXPIRED);
  EXPECT_TRUE(get(*e, "localhost").shaken);
}

}  // namespace
}  // namespace ketway::emulator::testing
