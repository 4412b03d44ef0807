// Jobs over time, lists, limits, prices and failures.
#include "ibm_fixture.hpp"

namespace ketway::emulator::testing {
namespace {

class IbmJobs : public ibm_contract {};

TEST_F(IbmJobs, StatesFollowTheClock) {
  const std::string id = submit(one(bell()));
  EXPECT_EQ(read(id)["state"]["status"], "Queued");
  EXPECT_EQ(user.get("/api/v1/jobs/" + id + "/results").status(), 204U);
  world.pass_ms(1000);
  EXPECT_EQ(read(id)["state"]["status"], "Running");
  EXPECT_EQ(user.get("/api/v1/jobs/" + id + "/results").status(), 204U);
  world.pass_ms(1000);
  EXPECT_EQ(read(id)["state"]["status"], "Completed");
  EXPECT_EQ(user.get("/api/v1/jobs/" + id + "/results").status(), 200U);
  EXPECT_EQ(read(id)["created"], "2026-09-12T10:00:00.000Z");
}

TEST_F(IbmJobs, ParametersAreLeftOutOnlyWhereAskedFor) {
  const std::string id = submit(one(bell()));
  EXPECT_FALSE(read(id).contains("params"));
  EXPECT_TRUE(user.get("/api/v1/jobs/" + id).body.contains("params"));
  EXPECT_FALSE(user.get("/api/v1/jobs").body["jobs"][0].contains("params"));
}

TEST_F(IbmJobs, ANonIsaCircuitFailsLateAndCostsTwoSeconds) {
  for (const char* gates : {"h q[0];", "cx q[0],q[1];", "cz q[0],q[2];", "id q[0];"}) {
    const std::string id = submit(one(program(3, std::string("creg c[1];") + gates + "measure q[0] -> c[0];")));
    EXPECT_EQ(read(id)["state"]["status"], "Queued");
    world.pass_ms(60'000);
    EXPECT_EQ(read(id)["state"]["status"], "Failed") << gates;
    EXPECT_EQ(read(id)["state"]["reason_code"], 1517) << gates;
    EXPECT_EQ(service->books().find(id)->billed, 2) << gates;
  }
}

TEST_F(IbmJobs, AnAngleOfRzzBeyondAQuarterTurnIsNotIsa) {
  const std::string id = submit(one(program(2, "creg c[1]; rzz(2) q[0],q[1]; measure q[0] -> c[0];")));
  world.pass_ms(60'000);
  EXPECT_EQ(read(id)["state"]["reason_code"], 1517);
}

TEST_F(IbmJobs, ATextThatDoesNotReadFailsWith1603) {
  const std::string id = submit(one("OPENQASM 2.0;\nnonsense"));
  world.pass_ms(60'000);
  EXPECT_EQ(read(id)["state"]["reason_code"], 1603);
  EXPECT_EQ(service->books().find(id)->billed, 0);
}

TEST_F(IbmJobs, TheSixthSubmissionInAMinuteIs429) {
  for (int i = 0; i < 5; ++i) submit(one(bell()));
  const answer a = user.post("/api/v1/jobs", one(bell()));
  EXPECT_EQ(a.status(), 429U);
  EXPECT_EQ(a.body["errors"][0]["code"], 1202);
  EXPECT_EQ(service->books().entries().size(), 5U);
  world.pass_ms(60'000);
  submit(one(bell()));
}

TEST_F(IbmJobs, UnknownKeysAreRefused) {
  json body = one(bell());
  body["params"]["shots"] = 100;
  EXPECT_EQ(user.post("/api/v1/jobs", body).status(), 400U);
  body = one(bell());
  body["params"]["options"] = {{"speed", "high"}};
  EXPECT_EQ(user.post("/api/v1/jobs", body).status(), 400U);
  EXPECT_TRUE(service->books().entries().empty());
}

TEST_F(IbmJobs, TagsAreEightOf86Characters) {
  json body = one(bell());
  body["tags"] = json::array({std::string(87, 'x')});
  EXPECT_EQ(user.post("/api/v1/jobs", body).body["errors"][0]["code"], 1205);
  body["tags"] = json(std::vector<std::string>(9, "x"));
  EXPECT_EQ(user.post("/api/v1/jobs", body).body["errors"][0]["code"], 1204);
}

TEST_F(IbmJobs, ListsAreFilteredByEveryTagGiven) {
  json body = one(bell());
  body["tags"] = {"a", "b"};
  const std::string id = submit(body);
  body["tags"] = {"a"};
  submit(body);
  EXPECT_EQ(user.get("/api/v1/jobs?tags=a").body["count"], 2);
  const json both = user.get("/api/v1/jobs?tags=a&tags=b&created_after=2026-09-12T09:59:00Z&limit=5").body;
  ASSERT_EQ(both["count"], 1);
  EXPECT_EQ(both["jobs"][0]["id"], id);
  EXPECT_EQ(both["jobs"][0]["tags"], (json{"a", "b"}));
  EXPECT_EQ(user.get("/api/v1/jobs?tags[]=b").body["count"], 2);  // brackets are ignored
  EXPECT_EQ(user.get("/api/v1/jobs?tags=a&created_after=2026-09-12T10:00:01Z").body["count"], 0);
  EXPECT_EQ(service->books().submissions("b"), 1U);
}

TEST_F(IbmJobs, ListsArePaged) {
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) ids.push_back(submit(one(bell())));
  const json page = user.get("/api/v1/jobs?limit=2&offset=1").body;
  EXPECT_EQ(page["count"], 5);
  ASSERT_EQ(page["jobs"].size(), 2U);
  EXPECT_EQ(page["jobs"][0]["id"], ids[3]);
  EXPECT_EQ(user.get("/api/v1/jobs?limit=2&sort=ASC").body["jobs"][0]["id"], ids[0]);
  EXPECT_EQ(user.get("/api/v1/jobs?limit=1000").body["limit"], 200);
  EXPECT_EQ(user.get("/api/v1/jobs?pending=false").body["count"], 0);
}

TEST_F(IbmJobs, CancellingInTheQueueCostsNothing) {
  const std::string id = submit(one(bell()));
  EXPECT_EQ(user.send("POST", "/api/v1/jobs/" + id + "/cancel").status(), 204U);
  EXPECT_EQ(read(id)["state"], (json{{"status", "Cancelled"}}));
  world.pass_ms(60'000);
  EXPECT_EQ(service->books().find(id)->billed, 0);
  EXPECT_TRUE(service->books().find(id)->settled);
}

TEST_F(IbmJobs, CancellingAfterTheEndIs409) {
  const std::string id = submit(one(bell()));
  world.pass_ms(60'000);
  EXPECT_EQ(user.send("POST", "/api/v1/jobs/" + id + "/cancel").status(), 409U);
  EXPECT_EQ(read(id)["state"]["status"], "Completed");
}

TEST_F(IbmJobs, AJobBeyondItsCostRanTooLong) {
  json body = one(bell(), 100'000);  // 27.5 s
  body["cost"] = 10;
  const std::string id = submit(body);
  world.pass_ms(60'000);
  const json j = read(id);
  EXPECT_EQ(j["status"], "Cancelled - Ran too long");
  EXPECT_EQ(j["state"]["status"], "Cancelled");
  EXPECT_EQ(j["state"]["reason_code"], 1305);
  EXPECT_EQ(service->books().find(id)->billed, 10);
}

TEST_F(IbmJobs, UsageIsPendingUntilItIsSettled) {
  const std::string id = submit(one(bell()));
  world.pass_ms(2'500);
  const json early = user.get("/api/v1/jobs/" + id + "/metrics").body;
  EXPECT_EQ(early["usage"], (json{{"qpu_charge_time_seconds", 0.0}, {"status", "pending"}}));
  world.pass_ms(500);
  const json late = user.get("/api/v1/jobs/" + id + "/metrics").body;
  EXPECT_EQ(late["usage"], (json{{"qpu_charge_time_seconds", 3.0}, {"status", "complete"}}));
  EXPECT_EQ(late["timestamps"]["finished"], "2026-09-12T10:00:02.000Z");
}

TEST_F(IbmJobs, APausedDeviceKeepsItsQueue) {
  json body = one(bell());
  body["backend"] = "ibm_kingston";
  const std::string id = submit(body);
  world.pass_ms(600'000);
  EXPECT_EQ(read(id)["state"]["status"], "Queued");
  EXPECT_EQ(user.send("POST", "/api/v1/jobs/" + id + "/cancel").status(), 204U);
}

TEST_F(IbmJobs, LogsAreMissingAndATaggedJobCanBeRetagged) {
  const std::string id = submit(one(bell()));
  EXPECT_EQ(user.get("/api/v1/jobs/" + id + "/logs").status(), 404U);
  EXPECT_EQ(user.send("PUT", "/api/v1/jobs/" + id + "/tags", R"({"tags":["new-tag"]})").status(), 204U);
  EXPECT_EQ(read(id)["tags"], json::array({"new-tag"}));
  EXPECT_EQ(user.get("/api/v1/tags?type=job&search=new").body["tags"], json::array({"new-tag"}));
}

TEST_F(IbmJobs, AJobIsDeletedOnlyAfterItsEnd) {
  const std::string id = submit(one(bell()));
  EXPECT_EQ(user.send("DELETE", "/api/v1/jobs/" + id).status(), 409U);
  world.pass_ms(60'000);
  EXPECT_EQ(user.send("DELETE", "/api/v1/jobs/" + id).status(), 204U);
  EXPECT_EQ(user.get("/api/v1/jobs/" + id).status(), 404U);
}

TEST_F(IbmJobs, PrivateResultsAreReadOnce) {
  json body = one(bell());
  body["private"] = true;
  const std::string id = submit(body);
  world.pass_ms(60'000);
  EXPECT_EQ(user.get("/api/v1/jobs/" + id + "/results").status(), 200U);
  EXPECT_EQ(user.get("/api/v1/jobs/" + id + "/results").status(), 404U);
}

TEST_F(IbmJobs, GateTwirlingWithFractionalGatesFailsWith1519) {
  json body = one(program(2, "creg c[1]; rx(0.3) q[0]; measure q[0] -> c[0];"));
  body["params"]["options"] = {{"twirling", {{"enable_gates", true}}}};
  const std::string id = submit(body);
  world.pass_ms(60'000);
  EXPECT_EQ(read(id)["state"]["reason_code"], 1519);
}

class IbmLimited : public ibm_contract {
 protected:
  static ibm_options limited() {
    ibm_options o;
    o.limit_s = 3;
    o.empty_results = 1;
    return o;
  }
  IbmLimited() : ibm_contract(limited()) {}
};

TEST_F(IbmLimited, BeyondTheUsageLimitSubmissionsAre409) {
  submit(one(bell()));
  world.pass_ms(5'000);
  EXPECT_EQ(user.post("/api/v1/jobs", one(bell())).status(), 409U);
}

TEST_F(IbmLimited, ResultsMayComeALittleLater) {
  const std::string id = submit(one(bell()));
  world.pass_ms(60'000);
  EXPECT_EQ(user.get("/api/v1/jobs/" + id + "/results").status(), 204U);
  EXPECT_EQ(user.get("/api/v1/jobs/" + id + "/results").status(), 200U);
}

}  // namespace
}  // namespace ketway::emulator::testing
