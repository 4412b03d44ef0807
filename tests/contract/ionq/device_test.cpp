#include <fstream>
#include <sstream>

#include "cloud.hpp"
#include "ketway/schema.hpp"

namespace ketway::ionq::tests {
namespace {

class device_answers : public cloud {
 protected:
  static json forte() {
    return {{"backend", "qpu.forte-1"},
            {"status", "available"},
            {"qubits", 36},
            {"average_queue_time", 1200},
            {"last_updated", "2026-05-01T11:58:00Z"},
            {"characterization_id", "c0ffee00-1111-4222-8333-444455556666"},
            {"degraded", false},
            {"location", "College Park"},
            {"supported_native_gates", {"gpi", "gpi2", "zz"}},
            {"supported_error_mitigations", {"debiasing", "symmetry_verification"}}};
  }
  static json simulator() {
    return {{"backend", "simulator"},
            {"status", "available"},
            {"qubits", 29},
            {"average_queue_time", 0},
            {"last_updated", "2026-05-01T11:58:00Z"}};
  }
  static json characterization() {
    return {{"id", "c0ffee00-1111-4222-8333-444455556666"},
            {"backend", "qpu.forte-1"},
            {"date", "2026-05-01T06:00:00.5Z"},
            {"qubits", 36},
            {"connectivity", json::array()},
            {"fidelity",
             {{"spam", {{"median", 0.994}, {"stderr", nullptr}}},
              {"1q", {{"median", 0.9998}, {"stderr", 0.0001}}},
              {"2q", {{"mean", 0.5}}}}},
            {"timing",
             {{"readout", 0.000175}, {"reset", 3.5e-05}, {"1q", 1.1e-05}, {"2q", "0.00021"}, {"t1", 100}, {"t2", 1}}}};
  }
  static std::string text_of(const std::string& file) {
    std::ifstream in(file);
    std::ostringstream all;
    all << in.rdbuf();
    return all.str();
  }
  static std::string findings(const std::string& schema, const std::string& document) {
    const auto s = ketway::schema::compile(text_of(std::string(KETWAY_SCHEMAS) + "/" + schema), schema).value();
    std::string all;
    for (const auto& v : s.violations(json::parse(document))) all += v.pointer + ": " + v.message + "\n";
    return all;
  }
};

TEST_F(device_answers, AreListedWithOneRequestThatNeedsNoKey) {
  reply(200, json::array({forte(), simulator()}));
  const auto a = devices();
  ASSERT_TRUE(a.ok) << a.status.what();
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(path(0), "GET /backends");
  EXPECT_EQ(sent[0].auth, "");
  EXPECT_EQ(sent[0].flags, static_cast<std::uint32_t>(KW_HTTP_IDEMPOTENT));
  EXPECT_EQ(sent[0].headers, (std::vector<std::pair<std::string, std::string>>{{"Accept", "application/json"}}));
  ASSERT_EQ(a.devices.size(), 2U);
}

TEST_F(device_answers, BeginWithTheOneThatCostsNothing) {
  reply(200, {{"backends", {forte(), simulator()}}});
  const auto a = devices();
  ASSERT_EQ(a.devices.size(), 2U);
  EXPECT_EQ(a.devices[0].id, "simulator");
  EXPECT_EQ(a.devices[0].flags, static_cast<std::uint32_t>(KW_DEVICE_SIMULATOR | KW_DEVICE_FREE | KW_DEVICE_EXACT));
  EXPECT_EQ(a.devices[1].id, "qpu.forte-1");
  EXPECT_EQ(a.devices[1].flags, static_cast<std::uint32_t>(KW_DEVICE_MEMORY));
}

TEST_F(device_answers, SayWhatTheyTake) {
  reply(200, json::array({forte()}));
  const auto a = devices();
  ASSERT_EQ(a.devices.size(), 1U);
  const auto& d = a.devices[0];
  EXPECT_EQ(d.num_qubits, 36U);
  EXPECT_EQ(d.max_shots, 1'000'000U);
  EXPECT_EQ(d.max_programs, 5'000U);
  EXPECT_EQ(d.queue_wait_ns, 1'200'000'000'000U);
  EXPECT_EQ(d.formats, std::vector<std::string>{"kw.circuit/1"});
  EXPECT_TRUE(d.coupling.empty());
  for (const char* gate : {"h", "cx", "sxdg", "rzz", "c4x", "cswap", "gpi", "gpi2", "ms"})
    EXPECT_NE(std::find(d.basis.begin(), d.basis.end(), gate), d.basis.end()) << gate;
  EXPECT_EQ(std::find(d.basis.begin(), d.basis.end(), "cp"), d.basis.end());
}

TEST_F(device_answers, KeepTheProvidersWordOfTheirState) {
  auto offline = forte(), retired = forte(), strange = forte(), weak = forte();
  offline["status"] = "unavailable", retired["status"] = "retired", strange["status"] = "dreaming",
  weak["degraded"] = true;
  reply(200, json::array({offline, retired, strange, weak}));
  const auto a = devices();
  ASSERT_EQ(a.devices.size(), 4U);
  EXPECT_EQ(a.devices[0].state, static_cast<std::uint32_t>(KW_STATE_OFFLINE));
  EXPECT_EQ(a.devices[1].state, static_cast<std::uint32_t>(KW_STATE_RETIRED));
  EXPECT_EQ(a.devices[2].state, static_cast<std::uint32_t>(KW_STATE_UNKNOWN));
  EXPECT_EQ(a.devices[2].status_text, "dreaming");
  EXPECT_EQ(a.devices[3].state, static_cast<std::uint32_t>(KW_STATE_ONLINE));
  EXPECT_EQ(a.devices[3].status_text, "available, degraded");
}

TEST_F(device_answers, AreDescribedWithCalibrationAndPrices) {
  reply(200, forte());
  reply(200, {{"characterizations", {characterization()}}, {"pages", 12}});
  reply(200, {{"estimated_unit", "usd"},
              {"estimated_at", "2026-05-01T12:00:00Z"},
              {"rate_card",
               {{"id", "r1"},
                {"rates",
                 {{{"sku", "gates"},
                   {"unit", "gates"},
                   {"cost_1q_gate", 0.0001},
                   {"cost_2q_gate", 0.0009},
                   {"job_cost_minimum", 1}},
                  {{"sku", "qct"}, {"unit", "compute_second"}, {"unit_cost", 3.5}}}}}},
              {"estimated_total_cost", 1}});
  const auto a = describe("qpu.forte-1");
  ASSERT_TRUE(a.ok) << a.status.what();
  ASSERT_EQ(sent.size(), 3U);
  EXPECT_EQ(path(0), "GET /backends/qpu.forte-1");
  EXPECT_EQ(path(1), "GET /backends/qpu.forte-1/characterizations?limit=1");
  EXPECT_EQ(path(2), "GET /jobs/estimate?backend=qpu.forte-1");
  EXPECT_EQ(sent[1].auth, "");
  EXPECT_EQ(sent[2].auth, "ionq");
  const auto& d = a.devices.at(0);
  EXPECT_EQ(d.snapshot, "c0ffee00-1111-4222-8333-444455556666");
  EXPECT_EQ(findings("kw.device-1.json", d.detail), "") << d.detail;
  const json detail = json::parse(d.detail);
  EXPECT_EQ(detail["calibration"]["at"], "2026-05-01T06:00:00Z");
  EXPECT_EQ(detail["timing"]["gate_2q"], 0.00021);
  EXPECT_NEAR(detail["qubit_defaults"]["readout"]["error"]["value"].get<double>(), 0.006, 1e-12);
  EXPECT_EQ(detail["qubit_defaults"]["t1"], 100.0);
  EXPECT_EQ(detail["gates"][2]["name"], "rzz");
  EXPECT_EQ(detail["gates"][2]["native_name"], "zz");
  EXPECT_NEAR(detail["gates"][2]["typical"]["error"]["value"].get<double>(), 0.5, 1e-12);
  EXPECT_EQ(detail["extra"]["suspect_fidelities"], json::array({"2q"}));
  EXPECT_EQ(detail["prices"]["items"], json::parse(R"([{"per": "gate_1q_shot", "amount": 0.0001, "currency": "USD"},
                            {"per": "gate_2q_shot", "amount": 0.0009, "currency": "USD"},
                            {"per": "second", "amount": 3.5, "currency": "USD"}])"));
  EXPECT_EQ(detail["prices"]["minimums"][0]["amount"], 1.0);
  EXPECT_EQ(detail["availability"]["sessions"], json::array({"dedicated"}));
}

TEST_F(device_answers, AreDescribedWithoutAKeyToo) {
  reply(200, forte());
  reply(200, {{"characterizations", nullptr}});
  reply(401, {{"statusCode", 401}, {"error", "Unauthorized"}, {"message", "Invalid key"}});
  const auto a = describe("qpu.forte-1");
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(findings("kw.device-1.json", a.devices.at(0).detail), "");
  EXPECT_FALSE(json::parse(a.devices.at(0).detail).contains("prices"));
}

TEST_F(device_answers, NeedNoPrefixInTheirNames) {
  reply(200, forte());
  reply(200, {{"characterizations", json::array()}});
  reply_text(500, "");
  const auto a = describe("forte-1");
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(path(0), "GET /backends/qpu.forte-1");
  EXPECT_EQ(a.devices.at(0).id, "qpu.forte-1");
}

TEST_F(device_answers, HaveTheirCouplingWhereItIsNotEveryPair) {
  auto entry = forte();
  entry["qubits"] = 3;
  auto calibrated = characterization();
  calibrated["connectivity"] = {{0, 1}, {2, 1}};
  reply(200, entry);
  reply(200, {{"characterizations", {calibrated}}});
  reply_text(404, "");
  const auto a = describe("qpu.forte-1");
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(a.devices.at(0).coupling, (std::vector<std::uint32_t>{0, 1, 1, 0, 1, 2, 2, 1}));
}

TEST_F(device_answers, ThatNobodyKnowsAreAnsweredWithTheNearestNames) {
  reply(404, {{"statusCode", 404}, {"error", "Not Found"}, {"message", "no such backend"}});
  reply(200, json::array({forte(), simulator(), {{"backend", "qpu.aria-1"}}, {{"backend", "qpu.forte-enterprise-1"}}}));
  const auto a = describe("fort-1");
  expect_code(a, KW_NOT_FOUND, KW_NOT_BILLED);
  EXPECT_STREQ(a.status.what(),
               "IonQ has no device named 'fort-1'; the nearest names are qpu.forte-1, qpu.aria-1 and simulator");
}

TEST_F(device_answers, TheSimulatorIsDescribedWithOneRequest) {
  reply(200, simulator());
  const auto a = describe("simulator");
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(findings("kw.device-1.json", a.devices.at(0).detail), "");
  EXPECT_EQ(json::parse(a.devices.at(0).detail)["simulator"]["noise_models"][0], "ideal");
}

TEST_F(device_answers, AreAskedForAtTheConfiguredAddress) {
  open(R"({"base_url": "http://127.0.0.1:4711/v0.4/"})");
  reply(200, json::array());
  devices();
  EXPECT_EQ(path(0), "GET http://127.0.0.1:4711/v0.4/backends");
}

TEST_F(device_answers, AreAskedForInThisVersionWhereOnlyAHostIsConfigured) {
  open(R"({"base_url": "http://127.0.0.1:4711"})");
  reply(200, json::array());
  devices();
  EXPECT_EQ(path(0), "GET http://127.0.0.1:4711/v0.4/backends");
}

TEST(Manifest, IsAsTheSchemaSays) {
  std::ifstream schema_file(std::string(KETWAY_SCHEMAS) + "/manifest-1.json");
  std::ifstream manifest_file(std::string(KETWAY_IONQ) + "/org.ketway.ionq.ketway.json");
  std::ostringstream schema, manifest;
  schema << schema_file.rdbuf(), manifest << manifest_file.rdbuf();
  const auto s = ketway::schema::compile(schema.str(), "manifest-1.json").value();
  for (const auto& v : s.violations(json::parse(manifest.str()))) ADD_FAILURE() << v.pointer << ": " << v.message;
  EXPECT_EQ(json::parse(manifest.str())["id"], std::string(plugin::view(kw_plugin_v1(0)->id)));
}

TEST(Configuration, RefusesTheOldVersionOfTheApi) {
  conform::fake_host host;
  std::array<char, 200> why{};
  EXPECT_EQ(kw_plugin_v1(0)->open(&host, plugin::str(R"({"base_url": "https://api.ionq.co/v0.3"})"), why.data(), 200),
            nullptr);
  EXPECT_NE(std::string(why.data()).find("v0.4"), std::string::npos);
}

}  // namespace
}  // namespace ketway::ionq::tests
