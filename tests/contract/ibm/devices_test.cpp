// GET /backends and what describes one device; also against the snapshots of real devices.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "cloud.hpp"
#include "ketway/schema.hpp"

namespace ketway::ibm::tests {
namespace {

const std::string listing = "/backends?fields=wait_time_seconds";

json entry(const std::string& name, const char* status = "online", const char* reason = "available") {
  return {{"name", name},
          {"status", {{"name", status}, {"reason", reason}}},
          {"is_simulator", false},
          {"qubits", 3},
          {"clops", {{"type", "hardware"}, {"value", 195000}}},
          {"processor_type", {{"family", "Heron"}, {"revision", "2"}, {"segment", nullptr}}},
          {"queue_length", 12},
          {"performance_metrics",
           {{"two_q_error_best", {{"value", 0.0016}, {"gate", "cz"}, {"unit", nullptr}, {"qubits", {0, 1}}}}}},
          {"wait_time_seconds", {{"average", 30}, {"p50", 20}, {"p95", 90}}}};
}

const json configuration = json::parse(R"({"backend_name": "ibm_fez", "backend_version": "1.2.8", "n_qubits": 3,
    "basis_gates": ["cz", "id", "rx", "rz", "rzz", "sx", "x", "xslow"], "coupling_map": [[0, 1], [1, 0], [1, 2], [2, 1]],
    "dt": 4.0, "rep_delay_range": [0.0, 500.0], "default_rep_delay": 250.0, "coords": [[0, 0], [0, 1], [0, 2]],
    "supported_instructions": ["cz", "id", "delay", "measure", "measure_2", "reset", "rz", "sx", "x", "if_else"],
    "timing_constraints": {"acquire_alignment": 1, "granularity": 1, "min_length": 2, "pulse_alignment": 1},
    "gates": [{"name": "cz", "parameters": [], "coupling_map": [[0, 1], [1, 0], [1, 2], [2, 1]]},
              {"name": "sx", "parameters": [], "coupling_map": [[0], [1], [2]]}],
    "online_date": "2024-05-14T04:00:00+00:00", "quantum_volume": null})");

const json properties = json::parse(R"({"backend_name": "ibm_fez", "last_update_date": "2025-02-26T15:16:25-05:00",
    "qubits": [[{"date": "2025-02-26T06:56:41-05:00", "name": "T1", "unit": "us", "value": 48.5},
                {"date": "2025-02-26T15:16:25-05:00", "name": "readout_length", "unit": "ns", "value": 2280},
                {"date": "2025-02-26T15:16:25-05:00", "name": "prob_meas0_prep1", "unit": "", "value": 0.01},
                {"date": "2025-02-26T15:16:25-05:00", "name": "frequency", "unit": "GHz", "value": 4.5}],
               [{"name": "operational", "unit": "", "value": 0}], []],
    "gates": [{"gate": "cz", "qubits": [0, 1], "parameters": [{"name": "gate_error", "unit": "", "value": 0.002},
                                                              {"name": "gate_length", "unit": "ns", "value": 68}]},
              {"gate": "cz", "qubits": [1, 2], "parameters": [{"name": "gate_error", "unit": "", "value": 1}]},
              {"gate": "measure_2", "qubits": [0], "parameters": [{"name": "gate_length", "unit": "ns", "value": 1760}]}],
    "general": [{"date": "2025-02-26T15:16:25-05:00", "name": "zz_01", "unit": "GHz", "value": -1e-5}]})");

void expect_description(cloud& ibm, const json& of = entry("ibm_fez")) {
  ibm.expect("GET", listing, 200, {{"devices", {entry("ibm_torino"), of}}});
  ibm.expect(
      "GET", "/backends/ibm_fez/status", 200,
      {{"state", true}, {"status", "active"}, {"message", ""}, {"length_queue", 5}, {"backend_version", "1.2.8"}});
  ibm.expect("GET", "/backends/ibm_fez/configuration", 200, configuration);
  ibm.expect("GET", "/backends/ibm_fez/properties", 200, properties);
  ibm.expect("GET", "/instances/usage", 200, {{"usage_consumed_seconds", 30}, {"usage_limit_seconds", 600}});
}

/// Null where there is none.
const json& named(const json& gates, const std::string& name) {
  static const json none;
  const auto same = [&](const json& g) { return g.value("native_name", "") == name; };
  const auto at = std::find_if(gates.begin(), gates.end(), same);
  return at == gates.end() ? none : *at;
}

TEST(Devices, AreListedWithTheirQueueAndState) {
  cloud ibm;
  ibm.expect("GET", listing, 200, {{"devices", {entry("ibm_fez"), entry("ibm_old", "offline", "maintenance")}}});
  ibm.expect("GET", "/backends/ibm_fez/configuration", 200, configuration);
  ibm.expect("GET", "/backends/ibm_old/configuration", 200, configuration);
  const auto all = ibm.devices();
  ASSERT_TRUE(all.ok()) << all.status.what();
  ASSERT_EQ(all.value.size(), 2u);
  EXPECT_EQ(all.value[0].id, "ibm_fez");
  EXPECT_EQ(all.value[0].queue_length, 12u);
  EXPECT_EQ(all.value[0].queue_wait_ns, 30'000'000'000u);
  EXPECT_EQ(all.value[0].state, static_cast<std::uint32_t>(KW_STATE_ONLINE));
  EXPECT_EQ(all.value[1].state, static_cast<std::uint32_t>(KW_STATE_OFFLINE));
  EXPECT_EQ(all.value[1].status_text, "offline: maintenance");
}

TEST(Devices, ReadTheirConfigurationOnce) {
  cloud ibm;
  ibm.expect("GET", listing, 200, {{"devices", {entry("ibm_fez")}}});
  ibm.expect("GET", "/backends/ibm_fez/configuration", 200, configuration);
  ibm.expect("GET", listing, 200, {{"devices", {entry("ibm_fez")}}});
  ibm.devices();
  EXPECT_EQ(ibm.devices().value.at(0).basis.size(), 4u);
}

TEST(Devices, AreListedWithoutAFormatWhereTheyCannotBeRead) {
  cloud ibm;
  ibm.expect("GET", listing, 200, {{"devices", {entry("ibm_fez"), entry("ibm_torino")}}});
  ibm.expect("GET", "/backends/ibm_fez/configuration", 500, "");
  ibm.expect("GET", "/backends/ibm_torino/configuration", 200, configuration);
  const auto all = ibm.devices();
  ASSERT_EQ(all.value.size(), 2u);
  EXPECT_TRUE(all.value[0].formats.empty());
  EXPECT_EQ(all.value[0].state, static_cast<std::uint32_t>(KW_STATE_UNKNOWN));
  EXPECT_FALSE(all.value[1].formats.empty());
}

TEST(Devices, AreListedWithoutAFormatWhereTheirConfigurationIsSomethingElse) {
  cloud ibm;
  ibm.expect("GET", listing, 200, {{"devices", {entry("ibm_fez")}}});
  ibm.expect("GET", "/backends/ibm_fez/configuration", 200, json{{"unexpected", {true, nullptr}}});
  const auto all = ibm.devices();
  ASSERT_EQ(all.value.size(), 1u);
  EXPECT_TRUE(all.value[0].formats.empty());
}

TEST(Devices, SurviveFieldsThatAreNull) {
  cloud ibm;
  ibm.expect("GET", listing, 200,
             R"({"devices": [{"name": "ibm_fez", "status": null, "qubits": null, "clops": null, "processor_type": null,
                 "wait_time_seconds": null, "queue_length": null, "performance_metrics": null}]})");
  ibm.expect("GET", "/backends/ibm_fez/configuration", 200, configuration);
  const auto all = ibm.devices();
  ASSERT_TRUE(all.ok()) << all.status.what();
  EXPECT_EQ(all.value[0].queue_length, UINT32_MAX);
  EXPECT_EQ(all.value[0].state, static_cast<std::uint32_t>(KW_STATE_UNKNOWN));
}

TEST(Device, OffersOnlyGatesThatEndWell) {
  cloud ibm;
  expect_description(ibm);
  const auto d = ibm.device("ibm_fez");
  ASSERT_TRUE(d.ok()) << d.status.what();
  EXPECT_EQ(d.value.basis, (std::vector<std::string>{"cz", "rz", "sx", "x"}));
  EXPECT_EQ(d.value.formats, (std::vector<std::string>{"openqasm3"}));
  EXPECT_EQ(d.value.coupling, (std::vector<std::uint32_t>{0, 1, 1, 0, 1, 2, 2, 1}));
  EXPECT_EQ(d.value.queue_length, 5u);
  EXPECT_EQ(d.value.flags, static_cast<std::uint32_t>(KW_DEVICE_SWEEP | KW_DEVICE_OBSERVABLES | KW_DEVICE_MEMORY |
                                                      KW_DEVICE_MID_CIRCUIT | KW_DEVICE_CONDITIONS));
}

TEST(Device, OffersFractionalGatesWhereTheyAreWanted) {
  cloud ibm({{"instance", test_crn}, {"use_fractional_gates", true}});
  expect_description(ibm);
  const auto d = ibm.device("ibm_fez");
  EXPECT_EQ(d.value.basis, (std::vector<std::string>{"cz", "rx", "rz", "rzz", "sx", "x"}));
  const json detail = json::parse(d.value.detail);
  EXPECT_TRUE(detail["languages"]["openqasm3"]["define"].contains("rzz"));
  EXPECT_NEAR(named(detail["gates"], "rzz")["parameters"][0]["max"].get<double>(), 1.5707963267948966, 1e-15);
}

TEST(Device, ConvertsItsCalibrationToBaseUnitsWithDates) {
  cloud ibm;
  expect_description(ibm);
  const json detail = json::parse(ibm.device("ibm_fez").value.detail);
  EXPECT_EQ(detail["calibration"]["at"], "2025-02-26T20:16:25Z");
  const json q = detail["qubits"][0];
  EXPECT_NEAR(q["t1"]["value"].get<double>(), 48.5e-6, 1e-15);
  EXPECT_EQ(q["t1"]["at"], "2025-02-26T11:56:41Z");
  EXPECT_NEAR(q["readout"]["duration"].get<double>(), 2.28e-6, 1e-15);
  EXPECT_EQ(q["readout"]["reads_0_prepared_1"], 0.01);
  EXPECT_NEAR(q["frequency"].get<double>(), 4.5e9, 1);
  EXPECT_NEAR(detail["timing"]["dt"].get<double>(), 4e-9, 1e-18);
  EXPECT_NEAR(detail["timing"]["repetition_delay"]["default"].get<double>(), 250e-6, 1e-15);
}

TEST(Device, MarksWhatDoesNotWork) {
  cloud ibm;
  expect_description(ibm);
  const json detail = json::parse(ibm.device("ibm_fez").value.detail);
  EXPECT_EQ(detail["qubits"][1]["usable"], false);
  const json sites = named(detail["gates"], "cz")["sites"];
  ASSERT_EQ(sites.size(), 2u);  // symmetric: each pair once
  EXPECT_EQ(sites[0], json::parse(R"({"qubits": [0, 1], "error": 0.002, "duration": 6.8e-8})"));
  EXPECT_EQ(sites[1], json::parse(R"({"qubits": [1, 2], "usable": false})"));
}

TEST(Device, NamesWhatTheHostHasNoWordForOnlyNatively) {
  cloud ibm;
  expect_description(ibm);
  const json gates = json::parse(ibm.device("ibm_fez").value.detail)["gates"];
  EXPECT_FALSE(named(gates, "measure_2").contains("name"));
  EXPECT_EQ(named(gates, "measure")["name"], "measure");
  EXPECT_TRUE(std::none_of(gates.begin(), gates.end(), [](const json& g) {
    return g.value("name", "") == "id" || g.value("name", "") == "xslow";
  }));
}

TEST(Device, TellsPriceAndUsage) {
  cloud ibm({{"instance", test_crn}, {"plan", "flex"}});
  expect_description(ibm);
  const json detail = json::parse(ibm.device("ibm_fez").value.detail);
  EXPECT_EQ(detail["prices"]["items"][0]["per"], "second");
  EXPECT_EQ(detail["prices"]["items"][0]["amount"], 1.2);
  EXPECT_EQ(detail["quotas"][0]["limit"], 600);
  EXPECT_EQ(detail["quotas"][0]["used"], 30);
}

TEST(Device, ThatIsUnknownIsAnsweredWithTheNearestNames) {
  cloud ibm;
  ibm.expect("GET", listing, 200, {{"devices", {entry("ibm_torino"), entry("ibm_fez")}}});
  const auto d = ibm.device("ibm_fes");
  EXPECT_EQ(d.status.code, static_cast<std::uint32_t>(KW_NOT_FOUND));
  EXPECT_STREQ(d.status.what(), "no device named 'ibm_fes'; there are ibm_fez, ibm_torino");
}

TEST(Device, IsDescribedWithoutCalibrationStatusAndUsage) {
  cloud ibm;
  ibm.expect("GET", listing, 200, {{"devices", {entry("ibm_fez")}}});
  ibm.expect("GET", "/backends/ibm_fez/status", 503, "");
  ibm.expect("GET", "/backends/ibm_fez/configuration", 200, configuration);
  ibm.expect("GET", "/backends/ibm_fez/properties", 200, "null");
  ibm.expect("GET", "/instances/usage", 404, "");
  const auto d = ibm.device("ibm_fez");
  ASSERT_TRUE(d.ok()) << d.status.what();
  EXPECT_EQ(d.value.queue_length, 12u);
}

TEST(Device, ThatIsPausedIsNotRefused) {
  cloud ibm;
  expect_description(ibm, entry("ibm_fez", "paused", "internal"));
  EXPECT_EQ(ibm.device("ibm_fez").value.state, static_cast<std::uint32_t>(KW_STATE_BUSY));
}

TEST(Device, KeepsBadKeysToItself) {
  cloud ibm;
  ibm.expect("GET", listing, 401, R"({"errors": [{"code": 1200, "message": "token expired"}]})");
  EXPECT_EQ(ibm.device("ibm_fez").status.code, static_cast<std::uint32_t>(KW_UNAUTHENTICATED));
}

std::string file_text(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::ostringstream all;
  all << in.rdbuf();
  return all.str();
}

class Snapshots : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const char* root = std::getenv("KETWAY_SHARED_DATA");
    folder_ = std::filesystem::path(root ? root : "") / "devices" / "ibm";
    if (!std::filesystem::exists(folder_)) GTEST_SKIP() << "no snapshots of devices in KETWAY_SHARED_DATA";
  }
  outcome<plugin::device> described() {
    cloud ibm({{"instance", test_crn}, {"use_fractional_gates", true}});
    const std::string id = GetParam();
    ibm.expect("GET", listing, 200, {{"devices", {entry(id)}}});
    ibm.expect("GET", "/backends/" + id + "/status", 404, "");
    ibm.expect("GET", "/backends/" + id + "/configuration", answer(200, file_text(folder_ / ("conf_" + id + ".json"))));
    ibm.expect("GET", "/backends/" + id + "/properties", answer(200, file_text(folder_ / ("props_" + id + ".json"))));
    ibm.expect("GET", "/instances/usage", 404, "");
    return ibm.device(id);
  }
  std::filesystem::path folder_;
};

TEST_P(Snapshots, AreDescribedInTheSchemasForm) {
  const auto d = described();
  ASSERT_TRUE(d.ok()) << d.status.what();
  const auto schema =
      schema::compile(file_text(std::filesystem::path(KETWAY_SCHEMAS) / "kw.device-1.json"), "kw.device-1.json");
  std::string findings;
  for (const auto& v : schema.value().violations(json::parse(d.value.detail)))
    findings += v.pointer + ": " + v.message + "\n";
  EXPECT_EQ(findings, "");
}

TEST_P(Snapshots, HaveSitesForTheirTwoQubitGateOnEveryEdge) {
  const auto d = described();
  const json conf = json::parse(file_text(folder_ / ("conf_" + std::string(GetParam()) + ".json")));
  EXPECT_EQ(d.value.coupling.size(), 2 * conf["coupling_map"].size());
  const json gates = json::parse(d.value.detail)["gates"];
  for (const char* name : {"cx", "cz", "ecr"}) {
    if (std::find(d.value.basis.begin(), d.value.basis.end(), name) == d.value.basis.end()) continue;
    const json& gate = named(gates, name);
    const std::size_t each_way = gate.value("symmetric", false) ? 2 : 1;
    EXPECT_EQ(gate["sites"].size() * each_way, conf["coupling_map"].size()) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Real, Snapshots,
                         testing::Values("fez", "fractional", "guadalupe", "manila", "nighthawk", "sherbrooke",
                                         "torino", "toronto"));

}  // namespace
}  // namespace ketway::ibm::tests
