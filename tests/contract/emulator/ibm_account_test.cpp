// Sign-in, headers, devices, instances, sessions and usage.
#include "emulator/identifiers.hpp"
#include "ibm_fixture.hpp"

namespace ketway::emulator::testing {
namespace {

class IbmAccount : public ibm_contract {};

TEST_F(IbmAccount, ATokenSaysWhenItEndsInThreePlaces) {
  const answer a =
      ask_token("grant_type=urn:ibm:params:oauth:grant-type:apikey&apikey=emulated-ibm-key&response_type=cloud_iam");
  EXPECT_EQ(a.status(), 200U);
  EXPECT_EQ(a.body["expires_in"], 3600);
  EXPECT_EQ(a.body["expiration"], world.now_ns / 1'000'000'000 + 3600);
  EXPECT_EQ(a.body["refresh_token"], "not_supported");
  const auto token = a.body["access_token"].get<std::string>();
  const std::size_t first = token.find('.'), second = token.find('.', first + 1);
  std::string payload = token.substr(first + 1, second - first - 1);
  std::replace(payload.begin(), payload.end(), '-', '+');
  std::replace(payload.begin(), payload.end(), '_', '/');
  const auto bytes = from_base64(payload).value();
  const json claims = json::parse(bytes.begin(), bytes.end());
  EXPECT_EQ(claims["exp"], a.body["expiration"]);
  EXPECT_EQ(claims["iat"], world.now_ns / 1'000'000'000);
}

TEST_F(IbmAccount, TheKeyIsDecodedAsAForm) {
  ibm_options o;
  o.keys = {"a b+c/d%"};
  const auto other = make_ibm(world, o).value();
  client c(*other);
  const std::string grant = "grant_type=urn:ibm:params:oauth:grant-type:apikey&apikey=";
  EXPECT_EQ(c.send("POST", "/identity/token", grant + "a+b%2Bc%2Fd%25").status(), 200U);
  EXPECT_EQ(c.send("POST", "/identity/token", grant + "a%20b%2bc/d%25").status(), 200U);
  EXPECT_EQ(c.send("POST", "/identity/token", grant + "a b+c/d%25").status(), 400U);
}

TEST_F(IbmAccount, AWrongKeyIsRefusedInIamsWords) {
  const answer a = ask_token("grant_type=urn:ibm:params:oauth:grant-type:apikey&apikey=wrong");
  EXPECT_EQ(a.status(), 400U);
  EXPECT_EQ(a.body["errorCode"], "BXNIM0415E");
  EXPECT_EQ(a.body["errorMessage"], "Provided API key could not be found.");
}

TEST_F(IbmAccount, SignInsAreCounted) { EXPECT_EQ(service->books().counted("auth"), 1U); }

TEST_F(IbmAccount, ATokenEndsWithItsTime) {
  EXPECT_EQ(user.get("/api/v1/backends").status(), 200U);
  world.pass_ms(3'599'000);
  EXPECT_EQ(user.get("/api/v1/backends").status(), 200U);
  world.pass_ms(1'000);
  const answer a = user.get("/api/v1/backends");
  EXPECT_EQ(a.status(), 401U);
  EXPECT_TRUE(a.body["errors"][0].contains("code"));
  EXPECT_EQ(a.body["trace"].get<std::string>().size(), 36U);
}

TEST_F(IbmAccount, TokensCanBeEndedEarly) {
  service->expire_tokens();
  EXPECT_EQ(user.get("/api/v1/backends").status(), 401U);
  sign_in();
  EXPECT_EQ(user.get("/api/v1/backends").status(), 200U);
}

TEST_F(IbmAccount, AWrongInstanceIs404WithCode1279) {
  user.headers[1].value = "crn:v1:bluemix:public:quantum-computing:eu-de:a/00:11111111-2222-4333-8444-000000000000::";
  const answer a = user.get("/api/v1/backends");
  EXPECT_EQ(a.status(), 404U);
  EXPECT_EQ(a.body["errors"][0]["code"], 1279);
}

TEST_F(IbmAccount, AMissingInstanceIsRefused) {
  user.headers.erase(user.headers.begin() + 1);
  EXPECT_EQ(user.get("/api/v1/backends").status(), 400U);
}

TEST_F(IbmAccount, WithoutAVersionDevicesAreNames) {
  user.headers.erase(user.headers.begin() + 2);
  EXPECT_EQ(user.get("/api/v1/backends").body["devices"][0], "ibm_fez");
}

TEST_F(IbmAccount, DevicesAreListedInFull) {
  const json fez = user.get("/api/v1/backends?fields=wait_time_seconds").body["devices"][0];
  EXPECT_EQ(fez["name"], "ibm_fez");
  EXPECT_EQ(fez["status"], (json{{"name", "online"}, {"reason", "available"}}));
  EXPECT_EQ(fez["qubits"], 156);
  EXPECT_EQ(fez["queue_length"], 0);
  EXPECT_EQ(fez["processor_type"]["family"], "Heron");
  EXPECT_TRUE(fez.contains("wait_time_seconds"));
}

TEST_F(IbmAccount, GeneratedLatticesHaveTheSizesOfTheMachines) {
  for (const auto& [name, qubits, pairs] :
       {std::tuple("ibm_fez", 156, 352), {"ibm_torino", 133, 300}, {"ibm_miami", 120, 436}}) {
    const json c = user.get("/api/v1/backends/" + std::string(name) + "/configuration").body;
    EXPECT_EQ(c["n_qubits"], qubits);
    EXPECT_EQ(c["coupling_map"].size(), static_cast<std::size_t>(pairs));
    for (const char* key : {"backend_name", "backend_version", "basis_gates", "conditional", "coords", "coupling_map",
                            "gates", "local", "memory", "n_qubits", "online_date", "u_channel_lo"})
      EXPECT_TRUE(c.contains(key)) << key;
  }
}

TEST_F(IbmAccount, PropertiesNameEveryQubitAndGate) {
  const json p = user.get("/api/v1/backends/ibm_fez/properties").body;
  ASSERT_EQ(p["qubits"].size(), 156U);
  EXPECT_EQ(p["qubits"][0][0]["name"], "T1");
  EXPECT_EQ(p["qubits"][0][0]["unit"], "us");
  EXPECT_EQ(p["gates"][0]["parameters"][1]["unit"], "ns");
}

TEST_F(IbmAccount, OneDeviceHasNoPropertiesAndNoneHasDefaults) {
  EXPECT_EQ(user.get("/api/v1/backends/ibm_berlin/properties").raw.body, "null");
  EXPECT_EQ(user.get("/api/v1/backends/ibm_fez/defaults").raw.body, "null");
}

TEST_F(IbmAccount, TheStatusOfADeviceCountsItsQueue) {
  submit(one(bell()));
  EXPECT_EQ(user.get("/api/v1/backends/ibm_fez/status").body["length_queue"], 1);
  world.pass_ms(60'000);
  EXPECT_EQ(user.get("/api/v1/backends/ibm_fez/status").body["length_queue"], 0);
}

TEST_F(IbmAccount, AnUnknownDeviceIs404) { EXPECT_EQ(user.get("/api/v1/backends/ibm_none/status").status(), 404U); }

TEST_F(IbmAccount, AWrongPathIsHtmlWithStatus200) {
  for (const char* path : {"/api/v1/jobs/", "/api/v1/nonsense"}) {
    const answer a = user.get(path);
    EXPECT_EQ(a.status(), 200U);
    EXPECT_TRUE(a.find("content-type")->starts_with("text/html"));
    EXPECT_TRUE(a.raw.body.starts_with("<!DOCTYPE html>"));
  }
}

TEST_F(IbmAccount, InstancesAreListed) {
  const json r = user.get("/v2/resource_instances?resource_id=b6049020-80f4-11eb-a0f7-e35ec9b4054f").body;
  EXPECT_EQ(r["resources"][0]["crn"], crn);
  EXPECT_EQ(r["resources"][0]["region_id"], "us-east");
  EXPECT_EQ(user.post("/v3/resources/search?limit=100", {{"query", "service_name:quantum-computing"}})
                .body["items"][0]["crn"],
            crn);
}

TEST_F(IbmAccount, VersionsNeedNoToken) {
  user.headers.clear();
  EXPECT_EQ(user.get("/api/v1/versions").body["versions"][0]["version"], "2026-04-15");
}

TEST_F(IbmAccount, ClosingASessionCancelsWhatIsQueued) {
  const json made = user.post("/api/v1/sessions", {{"mode", "batch"}, {"backend", "ibm_fez"}}).body;
  json body = one(bell());
  body["session_id"] = made["id"];
  const std::string id = submit(body);
  EXPECT_EQ(read(id)["session_id"], made["id"]);
  EXPECT_EQ(user.send("DELETE", "/api/v1/sessions/" + made["id"].get<std::string>() + "/close").status(), 204U);
  EXPECT_EQ(read(id)["state"]["status"], "Cancelled");
  EXPECT_EQ(user.post("/api/v1/jobs", body).status(), 400U);
}

TEST_F(IbmAccount, ASessionThatTakesNoMoreLetsItsJobsFinish) {
  const std::string session = user.post("/api/v1/sessions", {{"mode", "dedicated"}, {"backend", "ibm_fez"}}).body["id"];
  json body = one(bell());
  body["session_id"] = session;
  const std::string id = submit(body);
  EXPECT_EQ(user.send("PATCH", "/api/v1/sessions/" + session, R"({"accepting_jobs":false})").status(), 204U);
  EXPECT_EQ(user.get("/api/v1/sessions/" + session).body["accepting_jobs"], false);
  world.pass_ms(60'000);
  EXPECT_EQ(read(id)["state"]["status"], "Completed");
}

TEST_F(IbmAccount, TheOpenPlanHasNoDedicatedSession) {
  ibm_options o;
  o.open_plan = true;
  service = make_ibm(world, o).value();
  user = client(*service);
  sign_in();
  const answer a = user.post("/api/v1/sessions", {{"mode", "dedicated"}, {"backend", "ibm_fez"}});
  EXPECT_EQ(a.body["errors"][0]["code"], 1352);
}

TEST_F(IbmAccount, UsageIsWhatTheMetricsSay) {
  const std::string id = submit(one(bell()));
  world.pass_ms(60'000);
  const json m = user.get("/api/v1/jobs/" + id + "/metrics").body;
  EXPECT_EQ(m["usage"]["status"], "complete");
  EXPECT_EQ(user.get("/api/v1/instances/usage").body["usage_consumed_seconds"], m["usage"]["qpu_charge_time_seconds"]);
  EXPECT_EQ(service->books().billed(), m["usage"]["qpu_charge_time_seconds"].get<double>());
}

}  // namespace
}  // namespace ketway::emulator::testing
