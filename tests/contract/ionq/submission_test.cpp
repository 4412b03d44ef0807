#include <numbers>

#include "cloud.hpp"
#include "ketway/schema.hpp"

namespace ketway::ionq::tests {
namespace {

constexpr double pi = std::numbers::pi;

class submissions : public cloud {
 protected:
  void accept() { reply(201, {{"id", "j-1"}, {"status", "submitted"}, {"session_id", nullptr}}); }
  static circuit native_bell() {
    circuit c(2, 2);
    c.gate(KW_OP_GPI2, {0}, {pi / 2}).gate(KW_OP_RZZ, {0, 1}, {pi / 2}).measure(0, 0).measure(1, 1);
    return c;
  }
  static json forte() {
    return {{"backend", "qpu.forte-1"},
            {"status", "available"},
            {"qubits", 36},
            {"supported_native_gates", {"gpi", "gpi2", "zz"}}};
  }
};

TEST_F(submissions, OfOneCircuitAreOneRequest) {
  accept();
  const auto a = submit("simulator", {bell()}, R"({"noise": {"model": "ideal"}})");
  ASSERT_TRUE(a.ok) << a.status.what();
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(path(0), "POST /jobs");
  EXPECT_EQ(sent[0].auth, "ionq");
  EXPECT_EQ(sent[0].flags, static_cast<std::uint32_t>(KW_HTTP_SUBMITS));
  EXPECT_EQ(sent[0].headers, (std::vector<std::pair<std::string, std::string>>{{"Accept", "application/json"},
                                                                               {"Content-Type", "application/json"}}));
  const json expected = {
      {"type", "ionq.circuit.v1"},
      {"backend", "simulator"},
      {"shots", 1000},
      {"noise", {{"model", "ideal"}}},
      {"metadata", {{"client_token", token}, {"ketway", R"({"bits":"2:0-1","shots":1000,"v":1,"want":2})"}}},
      {"input",
       {{"qubits", 2},
        {"gateset", "qis"},
        {"circuit", {{{"gate", "h"}, {"target", 0}}, {{"gate", "cnot"}, {"control", 0}, {"target", 1}}}}}}};
  EXPECT_EQ(sent[0].document(), expected);
}

TEST_F(submissions, AnswerWithTheJob) {
  accept();
  const auto a = submit("qpu.forte-1", {bell()});
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(a.job().id, "j-1");
  EXPECT_EQ(a.job().state, static_cast<std::uint32_t>(KW_JOB_QUEUED));
  EXPECT_EQ(a.job().provider_state, "submitted");
  EXPECT_EQ(json::parse(a.job().memo)["bits"], "2:0-1");
}

TEST_F(submissions, OfSeveralCircuitsAreOneJob) {
  accept();
  circuit flip(3, 1);
  flip.gate(KW_OP_X, {2}).measure(2, 0);
  const auto a = submit("simulator", {bell(), flip});
  ASSERT_TRUE(a.ok) << a.status.what();
  const json body = sent.at(0).document();
  EXPECT_EQ(body["type"], "ionq.multi-circuit.v1");
  EXPECT_EQ(body["input"], json::parse(R"({"gateset": "qis", "qubits": 3, "circuits": [
                {"qubits": 2, "circuit": [{"gate": "h", "target": 0}, {"gate": "cnot", "control": 0, "target": 1}]},
                {"qubits": 3, "circuit": [{"gate": "x", "target": 2}]}]})"));
  EXPECT_EQ(json::parse(a.job().memo)["bits"], "2:0-1;1:2");
}

TEST_F(submissions, KeepEqualMapsOfManyProgramsShort) {
  accept();
  const auto a = submit("simulator", std::vector<circuit>(300, bell()));
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(json::parse(a.job().memo)["bits"], "300*2:0-1");
}

TEST_F(submissions, CarryEveryOption) {
  accept();
  session_id = "s-9";
  const auto a = submit("qpu.forte-1", {bell()}, R"({"name": "night run", "metadata": {"team": "b"},
      "error_mitigation": {"debiasing": true, "symmetry_verification": false},
      "compilation": {"opt": 1, "precision": "1E-3"}, "aggregation": "voting"})");
  ASSERT_TRUE(a.ok) << a.status.what();
  const json body = sent.at(0).document();
  EXPECT_EQ(body["name"], "night run");
  EXPECT_EQ(body["metadata"]["team"], "b");
  EXPECT_EQ(body["settings"], json::parse(R"({"error_mitigation": {"debiasing": true, "symmetry_verification": false},
                                             "compilation": {"opt": 1, "precision": "1E-3"}})"));
  EXPECT_EQ(body["session_id"], "s-9");
  EXPECT_FALSE(body.contains("dry_run"));
  EXPECT_EQ(json::parse(a.job().memo)["aggregation"], "voting");
}

TEST_F(submissions, AreNamedAfterTheirProgram) {
  accept();
  program_name = "bell";
  submit("simulator", {bell()});
  EXPECT_EQ(sent.at(0).document()["name"], "bell");
}

TEST_F(submissions, CarryNoiseAndItsSeedAsWholeNumbers) {
  accept();
  ASSERT_TRUE(submit("simulator", {bell()}, R"({"noise": {"model": "aria-1", "seed": 42}})").ok);
  EXPECT_EQ(sent.at(0).document()["noise"], json::parse(R"({"model": "aria-1", "seed": 42})"));
}

TEST_F(submissions, SeedTheNoiseWithTheirOwnSeedWhereNoneIsGiven) {
  accept();
  ASSERT_TRUE(submit("simulator", {bell()}, R"({"noise": {"model": "aria-1"}})").ok);
  EXPECT_EQ(sent.at(0).document()["noise"]["seed"], 8);  // 1 + 7 modulo 2^31 - 1
}

TEST_F(submissions, AskTheIdealSimulatorForExactProbabilitiesWithoutShots) {
  accept();
  shots = 0;
  ASSERT_TRUE(submit("simulator", {bell()}).ok);
  EXPECT_FALSE(sent.at(0).document().contains("shots"));
}

TEST_F(submissions, SendNativeGatesInTurns) {
  reply(200, forte());
  accept();
  const auto a = submit("qpu.forte-1", {native_bell()});
  ASSERT_TRUE(a.ok) << a.status.what();
  ASSERT_EQ(sent.size(), 2U);
  EXPECT_EQ(path(0), "GET /backends/qpu.forte-1");
  EXPECT_EQ(sent[1].document()["input"], json::parse(R"({"qubits": 2, "gateset": "native", "circuit": [
                {"gate": "gpi2", "target": 0, "phase": 0.25}, {"gate": "zz", "targets": [0, 1], "angle": 0.25}]})"));
}

TEST_F(submissions, AskForTheNativeGatesOnce) {
  reply(200, forte());
  accept();
  accept();
  submit("qpu.forte-1", {native_bell()});
  submit("qpu.forte-1", {native_bell()});
  EXPECT_EQ(sent.size(), 3U);
}

TEST_F(submissions, WriteNativeGatesThatTheDeviceLacksInTheOtherGateSet) {
  reply(200, forte());
  accept();
  circuit c(2, 2);
  c.gate(KW_OP_MS, {0, 1}, {0, 0, pi / 2}).measure(0, 0).measure(1, 1);
  ASSERT_TRUE(submit("qpu.forte-1", {c}).ok);
  const json input = sent.at(1).document()["input"];
  EXPECT_EQ(input["gateset"], "qis");
  EXPECT_EQ(input["circuit"][2], json({{"gate", "xx"}, {"targets", {0, 1}}, {"rotation", pi / 2}}));
}

TEST_F(submissions, RefuseNativeGatesThatTheDeviceLacksWhereTheyAreAskedFor) {
  reply(200, forte());
  circuit c(2, 2);
  c.gate(KW_OP_MS, {0, 1}, {0, 0, pi / 2}).measure(0, 0);
  const auto a = submit("qpu.forte-1", {c}, R"({"gateset": "native"})");
  expect_code(a, KW_INVALID_ARGUMENT, KW_NOT_BILLED);
  EXPECT_NE(std::string(a.status.what()).find("no native ms"), std::string::npos);
}

TEST_F(submissions, AreRefusedWithEveryReasonBeforeAnythingIsSent) {
  circuit c(2, 1);
  c.gate(KW_OP_CP, {0, 1}, {0.5}).measure(0, 0).gate(KW_OP_X, {0}).gate(KW_OP_RESET, {1});
  shots = 200;
  const auto a =
      submit("qpu.forte-1", {bell(), c}, R"({"noise": {"model": "aria-1"}, "error_mitigation": {"debiasing": true}})");
  expect_code(a, KW_INVALID_ARGUMENT, KW_NOT_BILLED);
  const std::string why = a.status.what();
  for (const char* part :
       {"`noise` is for the simulator alone", "debiasing needs 500 shots, there are 200",
        "program 1: IonQ has no gate cp", "qubit 0 has a gate after its measurement", "IonQ has no reset"})
    EXPECT_NE(why.find(part), std::string::npos) << part << " in " << why;
  EXPECT_TRUE(sent.empty());
}

TEST_F(submissions, AreRefusedWhereShotsOrGatesAreOutOfRange) {
  shots = 0;
  circuit nothing(1, 1);
  nothing.measure(0, 0);
  const auto a = submit("qpu.forte-1", {nothing});
  expect_code(a, KW_INVALID_ARGUMENT, KW_NOT_BILLED);
  EXPECT_NE(std::string(a.status.what()).find("shots = 0"), std::string::npos);
  EXPECT_NE(std::string(a.status.what()).find("no gate"), std::string::npos);
}

TEST_F(submissions, RefuseAKeyOfMetadataThatIsTheirOwn) {
  expect_code(submit("simulator", {bell()}, R"({"metadata": {"client_token": "x"}})"), KW_INVALID_ARGUMENT,
              KW_NOT_BILLED);
}

TEST_F(submissions, WhoseAnswerIsLostSayThatTheyMayHaveArrived) {
  break_connection(KW_UNAVAILABLE, KW_RETRYABLE | KW_MAYBE_EXECUTED);
  expect_code(submit("simulator", {bell()}), KW_UNAVAILABLE, KW_RETRYABLE | KW_MAYBE_EXECUTED);
}

TEST_F(submissions, AnsweredByAGatewaySayThatTheyMayHaveArrived) {
  for (const std::uint32_t status : {500, 502, 504, 524}) {
    reply_text(status, "<html>gateway</html>");
    expect_code(submit("simulator", {bell()}), KW_UNAVAILABLE, KW_RETRYABLE | KW_MAYBE_EXECUTED);
  }
}

TEST_F(submissions, AcceptedWithAnAnswerThatCannotBeReadSayThatTheyMayHaveArrived) {
  reply_text(201, R"({"id": "j-1", "sta)");
  expect_code(submit("simulator", {bell()}), KW_UNAVAILABLE, KW_RETRYABLE | KW_MAYBE_EXECUTED);
  reply_text(201, R"({"status": "submitted"})");
  expect_code(submit("simulator", {bell()}), KW_DATA_LOSS, KW_MAYBE_EXECUTED);
}

TEST_F(submissions, AreFoundAgainByTheirTokenOnALaterPage) {
  auto other = job_document("j-0", "completed"), mine = job_document("j-1", "ready");
  other["metadata"] = {{"client_token", "another"}};
  mine["metadata"] = {{"client_token", token}, {"ketway", memo_of(1000, "2:0-1")}};
  reply(200, {{"jobs", {other}}, {"next", "page two"}});
  reply(200, {{"jobs", {mine}}, {"next", nullptr}});
  const auto a = find();
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(path(0), "GET /jobs?limit=100");
  EXPECT_EQ(path(1), "GET /jobs?limit=100&next=page%20two");
  EXPECT_EQ(a.job().id, "j-1");
  EXPECT_EQ(a.job().memo, memo_of(1000, "2:0-1"));
}

TEST_F(submissions, ThatNeverArrivedAreNotFound) {
  reply(200, {{"jobs", {job_document("j-0", "completed")}}, {"next", nullptr}});
  expect_code(find(), KW_NOT_FOUND, KW_NOT_BILLED);
}

TEST_F(submissions, AreNotLookedForAmongOlderJobs) {
  auto old = job_document("j-0", "completed");
  old["submitted_at"] = "2026-04-01T00:00:00Z";
  reply(200, {{"jobs", {job_document("j-9", "ready"), old}}, {"next", "more"}});
  expect_code(find(1'777'636'800'000'000'000), KW_NOT_FOUND, KW_NOT_BILLED);  // 2026-05-01T12:00:00Z
  EXPECT_EQ(sent.size(), 1U);
}

TEST_F(submissions, AreLookedForToTheEndWhereTheListIsNotInOrder) {
  auto old = job_document("j-0", "completed"), mine = job_document("j-1", "ready");
  old["submitted_at"] = "2026-04-01T00:00:00Z";
  mine["metadata"] = {{"client_token", token}};
  reply(200, {{"jobs", {old, job_document("j-9", "ready"), old}}, {"next", "more"}});
  reply(200, {{"jobs", {mine}}, {"next", nullptr}});
  const auto a = find(1'777'636'800'000'000'000);
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(a.job().id, "j-1");
}

TEST_F(submissions, FoundByAChildAreAnsweredAsTheParent) {
  auto child = job_document("j-2", "ready"), parent = job_document("j-1", "ready");
  child["metadata"] = {{"client_token", token}}, child["parent_job_id"] = "j-1";
  reply(200, {{"jobs", {child}}, {"next", nullptr}});
  reply(200, parent);
  const auto a = find();
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(a.job().id, "j-1");
}

TEST_F(submissions, FoundAfterTheyAreDoneHaveTheirCost) {
  auto j = job_document("j-1", "completed");
  j["metadata"] = {{"client_token", token}};
  reply(200, {{"jobs", {j}}, {"next", nullptr}});
  reply(200, {{"dry_run", false}, {"cost", {{"value", 9.75}, {"unit", "usd"}}}});
  const auto a = find();
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(a.job().cost, 9.75);
}

TEST_F(submissions, ArePricedByTheFirstGeneration) {
  reply(200, {{"estimated_at", "2026-05-01T12:00:00Z"},
              {"cost_unit", "usd"},
              {"rate_information", {{"job_cost_minimum", 1}, {"cost_1q_gate", 0.1}, {"cost_2q_gate", 0.2}}},
              {"estimated_cost", 12.5},
              {"estimated_execution_time", 30},
              {"current_predicted_queue_time", 600}});
  const auto a = price("qpu.forte-1", {bell()});
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(path(0),
            "GET /jobs/estimate?backend=qpu.forte-1&type=ionq.circuit.v1&qubits=2&shots=1000&1q_gates=1&2q_gates=1"
            "&error_mitigation=true");
  EXPECT_EQ(sent[0].auth, "ionq");
  EXPECT_EQ(a.estimate.cost, 12.5);
  EXPECT_EQ(a.estimate.currency, "USD");
  EXPECT_EQ(a.estimate.run_ns, 30'000'000'000U);
  EXPECT_EQ(a.estimate.wait_ns, 600'000'000'000U);
}

TEST_F(submissions, OfSeveralCircuitsMayCostTheLeastOfEach) {
  reply(200, {{"cost_unit", "usd"}, {"estimated_cost", 1.5}});
  reply(200, {{"cost_unit", "usd"}, {"estimated_cost", 1}});
  const auto a = price("qpu.forte-1", {bell(), bell(), bell()});
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_NE(path(0).find("&1q_gates=3&2q_gates=3"), std::string::npos);
  EXPECT_NE(path(1).find("&1q_gates=0&2q_gates=0"), std::string::npos);
  EXPECT_EQ(a.estimate.cost, 1.5);
  EXPECT_EQ(a.estimate.high, 3.5);
}

TEST_F(submissions, OfSeveralCircuitsHaveNoPriceWhereTheLeastOfOneIsNotKnown) {
  reply(200, {{"cost_unit", "usd"}, {"estimated_cost", 1.5}});
  reply(200, {{"cost_unit", "usd"}});
  const auto a = price("qpu.forte-1", {bell(), bell()});
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_TRUE(std::isnan(a.estimate.cost));
  EXPECT_TRUE(std::isnan(a.estimate.high));
}

TEST_F(submissions, ArePricedByTheSecondGenerationInMilliseconds) {
  reply(200, {{"estimated_at", "2026-05-01T12:00:00Z"},
              {"estimated_unit", "credit"},
              {"rate_card", {{"id", "r"}, {"rates", json::array()}}},
              {"estimated_total_cost", 7},
              {"estimated_execution_time", 1500},
              {"current_predicted_queue_time", 90000}});
  const auto a = price("qpu.forte-1", {bell()}, R"({"error_mitigation": {"debiasing": false}})");
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_NE(path(0).find("error_mitigation=false"), std::string::npos);
  EXPECT_EQ(a.estimate.cost, 7);
  EXPECT_EQ(a.estimate.currency, "credit");
  EXPECT_EQ(a.estimate.run_ns, 1'500'000'000U);
  EXPECT_EQ(a.estimate.wait_ns, 90'000'000'000U);
}

TEST_F(submissions, CostNothingOnTheSimulator) {
  const auto a = price("simulator", {bell()});
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(a.estimate.cost, 0);
  EXPECT_TRUE(sent.empty());
}

TEST_F(submissions, AreValidatedAgainstTheLiveDevice) {
  auto small = forte();
  small["qubits"] = 1;
  reply(200, small);
  const auto a = validate("forte-1", {bell()});
  expect_code(a, KW_INVALID_ARGUMENT, KW_NOT_BILLED);
  EXPECT_STREQ(a.status.what(), "needs 2 qubits, qpu.forte-1 has 1");
  reply(200, forte());
  EXPECT_TRUE(validate("forte-1", {bell()}).ok);
}

TEST_F(submissions, AreRefusedByADeviceThatIsRetiredOrOffline) {
  auto entry = forte();
  entry["status"] = "retired";
  reply(200, entry);
  expect_code(validate("qpu.forte-1", {bell()}), KW_FAILED_PRECONDITION, KW_NOT_BILLED);
  entry["status"] = "unavailable";
  reply(200, entry);
  expect_code(validate("qpu.forte-1", {bell()}), KW_UNAVAILABLE, KW_RETRYABLE | KW_NOT_BILLED);
}

TEST(Options, UnknownOnesAreRefusedByTheSchema) {
  const auto schema = plugin::text(kw_plugin_v1(0)->options_schema);
  const auto check = [&](const char* options) { return ketway::check_schema(schema, options, "options").has_value(); };
  EXPECT_TRUE(check(R"({"noise": {"model": "aria-1", "seed": 1}, "sharpen": true, "dry_run": true})"));
  EXPECT_TRUE(check(R"({"name": "a", "metadata": {"b": "c"}, "gateset": "native", "aggregation": "dnl"})"));
  EXPECT_FALSE(check(R"({"nois": {"model": "aria-1"}})"));
  EXPECT_FALSE(check(R"({"noise": {"model": "loud"}})"));
  EXPECT_FALSE(check(R"({"noise": {"model": "aria-1", "seed": 0}})"));
  EXPECT_FALSE(check(R"({"metadata": {"b": 1}})"));
  EXPECT_FALSE(check(R"({"error_mitigation": {"debias": true}})"));
}

}  // namespace
}  // namespace ketway::ionq::tests
