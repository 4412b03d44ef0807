// Jobs over time, their documents in both wire generations, lists, prices and what is refused.
#include "ionq_fixture.hpp"

namespace ketway::emulator::testing {
namespace {

class IonqJobs : public ionq_contract {};

TEST_F(IonqJobs, ACreatedJobIsAnsweredWith201AndItsState) {
  const answer a = user.post("/v0.4/jobs", job(bell()));
  EXPECT_EQ(a.status(), 201U);
  EXPECT_EQ(a.body["status"], "submitted");
  EXPECT_TRUE(a.body["session_id"].is_null());
  EXPECT_EQ(a.body["id"].get<std::string>().size(), 36U);
}

TEST_F(IonqJobs, StatesFollowTheClock) {
  const std::string id = submit(job(bell()));
  EXPECT_EQ(read(id)["status"], "submitted");
  EXPECT_TRUE(read(id)["started_at"].is_null());
  world.pass_ms(300);
  EXPECT_EQ(read(id)["status"], "ready");
  EXPECT_EQ(read(id)["predicted_wait_time_ms"], 900);
  world.pass_ms(1000);
  EXPECT_EQ(read(id)["status"], "started");
  EXPECT_EQ(read(id)["started_at"], "2026-09-12T10:00:01.200Z");
  world.pass_ms(500);
  EXPECT_EQ(read(id)["status"], "completed");
  EXPECT_EQ(read(id)["completed_at"], "2026-09-12T10:00:01.700Z");
}

TEST_F(IonqJobs, ResultsAreNotThereBeforeTheEnd) {
  const std::string id = submit(job(bell()));
  EXPECT_EQ(user.get("/v0.4/jobs/" + id + "/results/probabilities").status(), 404U);
  EXPECT_TRUE(read(id)["results"].is_null());
}

TEST_F(IonqJobs, EveryResultOfTheDocumentCanBeFetched) {
  json noisy = job(bell());
  noisy["noise"] = {{"model", "aria-1"}, {"seed", 7}};
  const std::string id = submit(noisy);
  world.pass_ms(5000);
  const json results = read(id)["results"];
  EXPECT_EQ(results.size(), 9U);  // three URLs and six artifacts
  for (const auto& [key, value] : results.items()) {
    const answer a = value.contains("url")
                         ? user.get(value["url"])
                         : user.get("/v0.4/jobs/" + id + "/artifacts/" + value["id"].get<std::string>());
    EXPECT_EQ(a.status(), 200U) << key;
    EXPECT_FALSE(a.body.empty()) << key;
  }
}

TEST_F(IonqJobs, ShotsHistogramAndProbabilitiesAgree) {
  json noisy = job(circuit(json::parse(R"([{"gate":"x","target":0},{"gate":"h","target":2}])"), 3));
  noisy["noise"] = {{"model", "harmony"}};
  const std::string id = submit(noisy);
  world.pass_ms(5000);
  const std::string base = "/v0.4/jobs/" + id + "/results/";
  std::map<std::string, int> counted;
  for (const json& s : user.get(base + "shots").body) ++counted[s.get<std::string>()];
  const json histogram = user.get(base + "histogram").body, p = user.get(base + "probabilities").body;
  int all = 0;
  for (const auto& [key, n] : counted) {
    EXPECT_EQ(histogram[key], n);
    EXPECT_DOUBLE_EQ(p[key].get<double>(), n / 1000.0);
    all += n;
  }
  EXPECT_EQ(all, 1000);
  EXPECT_GT(counted["1"] + counted["5"], 900);
  EXPECT_LT(counted["1"] + counted["5"], 1000);  // the noise shows
}

TEST_F(IonqJobs, VersionTwoKeysHaveQubitZeroLeftmost) {
  const std::string id = submit(job(circuit(json::parse(R"([{"gate":"x","target":0}])"), 3)));
  world.pass_ms(5000);
  const json artifact = read(id)["results"]["ionq.result.probabilities.json.v2"];
  const json body = user.get("/v0.4/jobs/" + id + "/artifacts/" + artifact["id"].get<std::string>()).body;
  EXPECT_EQ(body["probabilities"]["registers"]["output_all"], (json{{"100", 1.0}}));
}

TEST_F(IonqJobs, TheIdealSimulatorHasNoShots) {
  const std::string id = submit(job(bell()));
  world.pass_ms(5000);
  EXPECT_EQ(user.get("/v0.4/jobs/" + id + "/results/shots").status(), 404U);
  EXPECT_FALSE(read(id).contains("shots"));
  EXPECT_EQ(read(id)["results"].size(), 3U);
}

class IonqFirst : public ionq_contract {
 protected:
  static ionq_options first() {
    ionq_options o;
    o.wire = ionq_options::generation::first;
    return o;
  }
  IonqFirst() : ionq_contract(first()) {}
};

TEST_F(IonqFirst, ResultsAreUrlsOnly) {
  const std::string id = submit(job(bell(), "qpu.aria-1"));
  world.pass_ms(5000);
  EXPECT_EQ(read(id)["results"], (json{{"probabilities", {{"url", "/v0.4/jobs/" + id + "/results/probabilities"}}},
                                       {"histogram", {{"url", "/v0.4/jobs/" + id + "/results/histogram"}}},
                                       {"shots", {{"url", "/v0.4/jobs/" + id + "/results/shots"}}}}));
  EXPECT_EQ(read(id)["cost_model"], "quantum_compute_time");
}

TEST_F(IonqFirst, EstimatesAreInSeconds) {
  const json e = user.get("/v0.4/jobs/estimate?backend=qpu.aria-1&shots=1000&1q_gates=10&2q_gates=20").body;
  EXPECT_DOUBLE_EQ(e["estimated_cost"].get<double>(), 1000 * (10 * 0.00022 + 20 * 0.00098));
  EXPECT_DOUBLE_EQ(e["current_predicted_queue_time"].get<double>(), 1.0);
}

class IonqSecond : public ionq_contract {
 protected:
  static ionq_options second() {
    ionq_options o;
    o.wire = ionq_options::generation::second;
    return o;
  }
  IonqSecond() : ionq_contract(second()) {}
};

TEST_F(IonqSecond, ResultsAreArtifactsOnly) {
  const std::string id = submit(job(bell(), "qpu.forte-1"));
  world.pass_ms(5000);
  const json results = read(id)["results"];
  EXPECT_EQ(results.size(), 6U);
  for (const auto& [key, value] : results.items()) {
    EXPECT_EQ(value["format"], key);
    EXPECT_EQ(value["media_type"], "application/json");
  }
  EXPECT_EQ(user.get("/v0.4/jobs/" + id + "/results/histogram").status(), 404U);
}

TEST_F(IonqSecond, EstimatesAreInMilliseconds) {
  const json e = user.get("/v0.4/jobs/estimate?backend=qpu.aria-1").body;
  EXPECT_EQ(e["current_predicted_queue_time"], 1000);
  EXPECT_DOUBLE_EQ(e["estimated_total_cost"].get<double>(), 1.0);
}

TEST_F(IonqJobs, SeveralCircuitsMakeChildrenInOrder) {
  json input = {{"gateset", "qis"}, {"qubits", 2}, {"circuits", json::array()}};
  for (int q = 0; q < 2; ++q)
    input["circuits"].push_back({{"name", "c" + std::to_string(q)}, {"circuit", {{{"gate", "x"}, {"target", q}}}}});
  const std::string id = submit({{"type", "ionq.multi-circuit.v1"}, {"backend", "simulator"}, {"input", input}});
  world.pass_ms(5000);
  const json parent = read(id);
  ASSERT_EQ(parent["child_job_ids"].size(), 2U);
  const json all = user.get("/v0.4/jobs/" + id + "/results/probabilities/aggregated").body;
  EXPECT_EQ(all[parent["child_job_ids"][0].get<std::string>()], (json{{"1", 1.0}}));
  EXPECT_EQ(all[parent["child_job_ids"][1].get<std::string>()], (json{{"2", 1.0}}));
  const json child = read(parent["child_job_ids"][1]);
  EXPECT_EQ(child["parent_job_id"], id);
  EXPECT_EQ(child["name"], "c1");
  EXPECT_EQ(parent["stats"]["circuits"], 2);
}

TEST_F(IonqJobs, AListIsPagedNewestFirst) {
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) ids.push_back(submit(job(bell())));
  std::vector<std::string> seen;
  std::string next;
  for (int page = 0; page < 3; ++page) {
    const json body = user.get("/v0.4/jobs?limit=2" + (next.empty() ? "" : "&next=" + next)).body;
    for (const json& j : body["jobs"]) seen.push_back(j["id"]);
    if (body["next"].is_null()) break;
    next = body["next"];
  }
  std::reverse(ids.begin(), ids.end());
  EXPECT_EQ(seen, ids);
}

TEST_F(IonqJobs, AListIsFilteredByState) {
  submit(job(bell()));
  world.pass_ms(5000);
  const std::string later = submit(job(bell()));
  const json body = user.get("/v0.4/jobs?status=submitted,ready").body;
  ASSERT_EQ(body["jobs"].size(), 1U);
  EXPECT_EQ(body["jobs"][0]["id"], later);
}

TEST_F(IonqJobs, MetadataComesBackInTheList) {
  json body = job(bell());
  body["metadata"] = {{"client_token", "t-1"}};
  submit(body);
  EXPECT_EQ(user.get("/v0.4/jobs?limit=5").body["jobs"][0]["metadata"]["client_token"], "t-1");
  EXPECT_EQ(service->books().submissions("t-1"), 1U);
}

TEST_F(IonqJobs, ACancelledJobStaysCancelledAndCostsNothing) {
  const std::string id = submit(job(bell(), "qpu.aria-1"));
  const answer a = user.send("PUT", "/v0.4/jobs/" + id + "/status/cancel");
  EXPECT_EQ(a.body, (json{{"id", id}, {"status", "canceled"}}));
  world.pass_ms(60'000);
  EXPECT_EQ(read(id)["status"], "canceled");
  EXPECT_EQ(service->books().billed(), 0);
  EXPECT_TRUE(service->books().find(id)->cancelled);
}

TEST_F(IonqJobs, CancellingACompletedJobChangesNothing) {
  const std::string id = submit(job(bell()));
  world.pass_ms(60'000);
  EXPECT_EQ(user.send("PUT", "/v0.4/jobs/" + id + "/status/cancel").body["status"], "completed");
  EXPECT_EQ(read(id)["status"], "completed");
}

TEST_F(IonqJobs, AMachineIsBilledOnceItIsDone) {
  const std::string id = submit(job(bell(), "qpu.aria-1"));
  EXPECT_FALSE(user.get("/v0.4/jobs/" + id + "/cost").body.contains("cost"));
  world.pass_ms(60'000);
  EXPECT_DOUBLE_EQ(user.get("/v0.4/jobs/" + id + "/cost").body["cost"]["value"].get<double>(),
                   1000 * (0.00022 + 0.00098));
  EXPECT_DOUBLE_EQ(service->books().billed(), 1.2);
}

TEST_F(IonqJobs, ADryRunHasNoResultAndNoPrice) {
  json body = job(bell(), "qpu.aria-1");
  body["dry_run"] = true;
  const std::string id = submit(body);
  world.pass_ms(60'000);
  EXPECT_EQ(read(id)["status"], "completed");
  EXPECT_TRUE(read(id)["results"].is_null());
  EXPECT_EQ(service->books().billed(), 0);
}

TEST_F(IonqJobs, ADeletedJobIsGone) {
  const std::string id = submit(job(bell()));
  EXPECT_EQ(user.send("DELETE", "/v0.4/jobs/" + id).body["status"], "deleted");
  EXPECT_EQ(user.get("/v0.4/jobs/" + id).status(), 404U);
}

TEST_F(IonqJobs, TooManyQubitsFailAfterAcceptance) {
  const std::string id = submit(job(circuit(json::parse(R"([{"gate":"x","target":25}])"), 26), "qpu.aria-1"));
  world.pass_ms(60'000);
  EXPECT_EQ(read(id)["status"], "failed");
  EXPECT_EQ(read(id)["failure"]["code"], "NotEnoughQubits");
  EXPECT_EQ(service->books().billed(), 0);
}

TEST_F(IonqJobs, ANativeGateOfAnotherMachineFails) {
  const std::string id = submit(
      job(circuit(json::parse(R"([{"gate":"ms","targets":[0,1],"phases":[0,0]}])"), 2, "native"), "qpu.forte-1"));
  world.pass_ms(60'000);
  EXPECT_EQ(read(id)["failure"]["code"], "UnsupportedGate");
}

TEST_F(IonqJobs, AWrongKeyIsRefused) {
  user.headers = {{"Authorization", "apiKey wrong"}};
  const answer a = user.post("/v0.4/jobs", job(bell()));
  EXPECT_EQ(a.status(), 401U);
  EXPECT_EQ(a.body["statusCode"], 401);
  EXPECT_EQ(a.body["error"], "Unauthorized");
}

TEST_F(IonqJobs, BadBodiesAreRefusedWithTheKeyThatIsWrong) {
  const auto refused_for = [&](json body) {
    const answer a = user.post("/v0.4/jobs", body);
    EXPECT_EQ(a.status(), 400U) << body;
    return a.body.contains("validation") ? a.body["validation"]["keys"][0].get<std::string>() : std::string();
  };
  const auto changed = [&](const char* key, json value) {
    json body = job(bell());
    body[key] = std::move(value);
    return body;
  };
  EXPECT_EQ(refused_for(changed("shots", 0)), "shots");
  EXPECT_EQ(refused_for(changed("shots", 1'000'001)), "shots");
  EXPECT_EQ(refused_for(changed("surprise", 1)), "surprise");
  EXPECT_EQ(refused_for(changed("backend", "qpu.nowhere")), "backend");
  EXPECT_EQ(refused_for(changed("backend", "qpu.harmony")), "backend");
  EXPECT_EQ(refused_for(changed("metadata", {{"a", 1}})), "metadata.a");
  EXPECT_EQ(refused_for(changed("noise", {{"model", "loud"}})), "noise.model");
  EXPECT_EQ(refused_for(changed("type", "quantum-function")), "type");
  EXPECT_EQ(refused_for(job(circuit(json::parse(R"([{"gate":"gpi","target":0,"phase":0}])"), 2))), "input.circuit");
  EXPECT_EQ(refused_for(job(circuit(json::parse(R"([{"gate":"cnot","control":1,"target":1}])"), 2))), "input.circuit");
  EXPECT_EQ(refused_for(job(circuit(json::parse(R"([{"gate":"x","target":2}])"), 2))), "input.circuit");
  EXPECT_TRUE(service->books().entries().empty());
}

TEST_F(IonqJobs, ABodyBeyondTenMegabytesIs413) {
  EXPECT_EQ(user.send("POST", "/v0.4/jobs", std::string((10U << 20) + 1, ' ')).status(), 413U);
}

TEST_F(IonqJobs, DevicesAreListedWithoutAKey) {
  user.headers.clear();
  const json all = user.get("/v0.4/backends").body;
  ASSERT_TRUE(all.is_array());
  EXPECT_EQ(all[0]["backend"], "simulator");
  EXPECT_EQ(all[0]["qubits"], 29);
  const json one = user.get("/v0.4/backends/qpu.forte-1").body;
  EXPECT_EQ(one["supported_native_gates"], (json{"gpi", "gpi2", "zz"}));
  EXPECT_EQ(user.get("/v0.4/backends/qpu.nowhere").status(), 404U);
}

TEST_F(IonqJobs, CharacterizationsArePagedAndTheNewestIsFirst) {
  const json two = user.get("/v0.4/backends/qpu.aria-1/characterizations?limit=2").body;
  ASSERT_EQ(two["characterizations"].size(), 2U);
  EXPECT_EQ(two["pages"], 15);
  EXPECT_GT(two["characterizations"][0]["date"], two["characterizations"][1]["date"]);
  const json& newest = two["characterizations"][0];
  EXPECT_EQ(newest["id"], user.get("/v0.4/backends/qpu.aria-1").body["characterization_id"]);
  EXPECT_EQ(newest["connectivity"].size(), 25U * 24 / 2);
  EXPECT_LT(newest["timing"]["2q"].get<double>(), 1e-2);  // seconds
  EXPECT_EQ(user.get("/v0.4/backends/qpu.aria-1/characterizations/" + newest["id"].get<std::string>()).body, newest);
  EXPECT_TRUE(user.get("/v0.4/backends/simulator/characterizations").body["characterizations"].is_null());
}

TEST_F(IonqJobs, ASessionCountsItsJobsAndEnds) {
  const answer made = user.post("/v0.4/sessions", {{"backend", "qpu.aria-1"}, {"settings", {{"job_count_limit", 3}}}});
  EXPECT_EQ(made.status(), 201U);
  EXPECT_EQ(made.body["status"], "created");
  const std::string id = made.body["id"];
  json body = job(bell(), "qpu.aria-1");
  body["session_id"] = id;
  submit(body);
  EXPECT_EQ(user.get("/v0.4/sessions/" + id).body["status"], "started");
  EXPECT_EQ(user.get("/v0.4/sessions/" + id + "/jobs").body["jobs"].size(), 1U);
  EXPECT_EQ(user.send("POST", "/v0.4/sessions/" + id + "/end").body["active"], false);
  EXPECT_EQ(user.post("/v0.4/jobs", body).status(), 400U);
}

TEST_F(IonqJobs, WhoamiAnswersForAGoodKey) { EXPECT_EQ(user.get("/v0.4/whoami").body["key_name"], "emulated"); }

TEST_F(IonqJobs, TheSameSeedGivesTheSameShots) {
  virtual_world again;
  const auto twin = make_ionq(again, {}).value();
  client other(*twin);
  other.headers = user.headers;
  json body = job(bell(), "qpu.aria-1");
  const std::string id = submit(body);
  const std::string id2 = other.post("/v0.4/jobs", body).body["id"];
  EXPECT_EQ(id, id2);
  world.pass_ms(9000), again.pass_ms(9000);
  EXPECT_EQ(user.get("/v0.4/jobs/" + id + "/results/shots").body,
            other.get("/v0.4/jobs/" + id2 + "/results/shots").body);
}

}  // namespace
}  // namespace ketway::emulator::testing
