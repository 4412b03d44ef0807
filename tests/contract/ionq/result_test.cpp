#include "cloud.hpp"

namespace ketway::ionq::tests {
namespace {

using table = std::map<std::string, double>;

class results : public cloud {
 protected:
  static json done(const char* backend = "qpu.forte-1") {
    auto j = job_document("j-1", "completed");
    j["backend"] = backend, j["stats"] = {{"qubits", "2"}, {"gate_counts", {{"1q", 1}, {"2q", 1}}}};
    return j;
  }
  static json artifact(const char* id, const char* format) {
    return {{"id", id}, {"format", format}, {"media_type", "application/json"}};
  }
  static json artifacts(std::initializer_list<std::pair<const char*, const char*>> all) {
    json results = json::object();
    for (const auto& [id, format] : all) results[format] = artifact(id, format);
    return results;
  }
  const std::string bell_memo = memo_of(1000, "2:0-1");
};

TEST_F(results, OfTheFirstGenerationAreBehindALink) {
  auto j = done();
  j["results"] = {{"probabilities", {{"url", "/v0.4/jobs/j-1/results/probabilities"}}}};
  reply(200, j);
  reply_text(200, R"({"0": 0.502, "3": "0.498"})");
  const auto a = fetch("j-1", bell_memo);
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(path(0), "GET /jobs/j-1");
  EXPECT_EQ(path(1), "GET /jobs/j-1/results/probabilities");
  EXPECT_EQ(sent[1].auth, "ionq");
  ASSERT_EQ(a.parts.size(), 1U);
  EXPECT_EQ(a.parts[0].kind, static_cast<std::uint32_t>(KW_RESULT_PROBABILITIES));
  EXPECT_EQ(a.parts[0].shots, 1000U);
  EXPECT_EQ(a.outcomes(), (table{{"00", 0.502}, {"11", 0.498}}));
  EXPECT_EQ(json::parse(a.parts[0].metadata)["stats"]["gate_counts"]["2q"], 1);
}

TEST_F(results, OfTheSecondGenerationAreArtifacts) {
  auto j = done();
  j["results"] = artifacts({{"a-1", "ionq.result.probabilities.json.v1"}, {"a-2", "ionq.result.histogram.json.v1"}});
  reply(200, j);
  reply_text(200, R"({"0": 502, "3": 498})", {{"x-request-id", "r-5"}});
  const auto a = fetch("j-1", bell_memo);
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(path(1), "GET /jobs/j-1/artifacts/a-2");
  EXPECT_EQ(a.parts.at(0).kind, static_cast<std::uint32_t>(KW_RESULT_COUNTS));
  EXPECT_EQ(a.outcomes(), (table{{"00", 502}, {"11", 498}}));
  EXPECT_EQ(json::parse(a.parts[0].metadata)["request_id"], "r-5");
}

TEST_F(results, AreTakenFromALinkBeforeAFormWhoseOrderIsNotConfirmed) {
  auto j = done();
  j["results"] = artifacts({{"a-1", "ionq.result.probabilities.json.v2"}});
  j["results"]["histogram"] = {{"url", "https://api.ionq.co/v0.4/jobs/j-1/results/histogram"}};
  reply(200, j);
  reply_text(200, R"({"1": 1000})");
  const auto a = fetch("j-1", bell_memo);
  EXPECT_EQ(path(1), "GET /jobs/j-1/results/histogram");
  EXPECT_EQ(a.outcomes(), (table{{"01", 1000}}));
}

TEST_F(results, AsBitStringsHaveQubitZeroFirst) {
  auto j = done();
  j["results"] = artifacts({{"a-1", "ionq.result.histogram.json.v2"}});
  reply(200, j);
  reply_text(200, R"({"histogram": {"registers": {"output_all": {"100": 600, "110": 400}}}})");
  const auto a = fetch("j-1", memo_of(1000, "3:0-2"));
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(a.outcomes(), (table{{"001", 600}, {"011", 400}}));
}

TEST_F(results, AsBitStringsCanBeProbabilities) {
  auto j = done();
  j["results"] = artifacts({{"a-1", "ionq.result.probabilities.json.v2"}});
  reply(200, j);
  reply_text(200, R"({"probabilities": {"registers": {"c": {"1": 1}, "output_all": {"10": 0.5, "00": 0.5}}}})");
  EXPECT_EQ(fetch("j-1", bell_memo).outcomes(), (table{{"00", 0.5}, {"01", 0.5}}));
}

TEST_F(results, StandAtTheirUsualPlaceWhereTheJobDoesNotSay) {
  reply(200, done());
  reply_text(200, R"({"0": 1})");
  const auto a = fetch("j-1", bell_memo);
  EXPECT_EQ(path(1), "GET /jobs/j-1/results/probabilities");
  EXPECT_EQ(a.outcomes(), (table{{"00", 1}}));
}

TEST_F(results, BehindALinkToAnotherServerAreNotFetchedThere) {
  auto j = done();
  j["results"] = {{"probabilities", {{"url", "https://evil.example/v0.4/jobs/j-1/results"}}}};
  reply(200, j);
  reply_text(200, R"({"0": 1})");
  ASSERT_TRUE(fetch("j-1", bell_memo).ok);
  EXPECT_EQ(path(1), "GET /jobs/j-1/results/probabilities");
}

TEST_F(results, OfTheIdealSimulatorAreItsProbabilities) {
  auto j = done("simulator");
  j["noise"] = {{"model", "ideal"}}, j.erase("shots");
  j["results"] = artifacts({{"a-1", "ionq.result.histogram.json.v1"}, {"a-2", "ionq.result.probabilities.json.v1"}});
  reply(200, j);
  reply_text(200, R"({"0": 0.3333333333, "3": 0.6666666667})");
  const auto a = fetch("j-1", memo_of(0, "2:0-1"));
  EXPECT_EQ(path(1), "GET /jobs/j-1/artifacts/a-2");
  EXPECT_EQ(a.parts.at(0).kind, static_cast<std::uint32_t>(KW_RESULT_PROBABILITIES));
}

TEST_F(results, OfACertainOutcomeAreProbabilitiesWhereExactOnesWereAskedFor) {
  reply(200, done("simulator"));
  reply_text(200, R"({"3": 1})");
  const auto a = fetch("j-1", memo_of(0, "2:0-1"));
  EXPECT_EQ(a.parts.at(0).kind, static_cast<std::uint32_t>(KW_RESULT_PROBABILITIES));
  EXPECT_EQ(a.outcomes(), (table{{"11", 1}}));
}

// x on qubits 0 and 3 of five; bit 0 reads qubit 3, bit 1 qubit 4 (register a), bits 2 to 4 qubits 2, 0, 1 (register b).
TEST_F(results, OfAnAsymmetricCircuitWithTwoRegistersHaveTheRightKey) {
  circuit c(5, 5);
  c.classical("a", 2).classical("b", 3);
  c.gate(KW_OP_X, {0}).gate(KW_OP_X, {3});
  c.measure(3, 0).measure(4, 1).measure(2, 2).measure(0, 3).measure(1, 4);
  reply(201, {{"id", "j-1"}, {"status", "submitted"}});
  const auto submitted = submit("qpu.forte-1", {c});
  ASSERT_TRUE(submitted.ok) << submitted.status.what();
  reply(200, done());
  reply_text(200, R"({"9": 1.0})");  // qubits 0 and 3
  const auto a = fetch("j-1", submitted.job().memo);
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(a.outcomes(), (table{{"01001", 1}}));
}

TEST_F(results, OfAPartialMeasurementAreAddedUp) {
  reply(200, done());
  reply_text(200, R"({"0": 0.1, "1": 0.2, "2": 0.3, "3": 0.4})");
  const auto a = fetch("j-1", memo_of(1000, "2:1,_"));  // bit 0 reads qubit 1, bit 1 nothing
  const auto all = a.outcomes();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_NEAR(all.at("00"), 0.3, 1e-12);
  EXPECT_NEAR(all.at("01"), 0.7, 1e-12);
}

TEST_F(results, OfManyQubitsHaveKeysBeyondAMachineWord) {
  reply(200, done());
  reply_text(200, R"({"1180591620717411303425": 1})");  // 2^70 + 1
  const auto a = fetch("j-1", memo_of(1000, "3:0,70,1"));
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(a.outcomes(), (table{{"011", 1}}));
}

TEST_F(results, ShotByShotComeWhereTheyAreWanted) {
  auto j = done();
  j["shots"] = 3;
  j["results"] = {{"probabilities", {{"url", "/v0.4/jobs/j-1/results/probabilities"}}},
                  {"shots", {{"url", "/v0.4/jobs/j-1/results/shots"}}}};
  reply(200, j);
  reply_text(200, R"(["2", "1", "1"])");
  const auto a = fetch("j-1", memo_of(3, "2:0-1", 1U << KW_RESULT_SHOTS | 1U << KW_RESULT_COUNTS));
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(path(1), "GET /jobs/j-1/results/shots");
  ASSERT_EQ(a.parts.size(), 1U);
  EXPECT_EQ(a.parts[0].kind, static_cast<std::uint32_t>(KW_RESULT_SHOTS));
  EXPECT_EQ(a.parts[0].keys, (std::vector<std::uint8_t>{2, 1, 1}));
}

TEST_F(results, ShotByShotLeaveOutWhatLeaked) {
  auto j = done();
  j["results"] = artifacts({{"a-1", "ionq.result.shots.json.v2"}});
  reply(200, j);
  reply_text(200, R"({"shots": [{"registers": {"c": [1, 0], "output_all": [1, 0]}},
                           {"registers": {"output_all": [1, 1]}, "leakage_bits": [0, 1]},
                           {"registers": {"output_all": [0, 1]}, "leakage_bits": [0, 0]}]})");
  const auto a = fetch("j-1", memo_of(2, "2:0-1", 1U << KW_RESULT_SHOTS));
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(a.parts.at(0).keys, (std::vector<std::uint8_t>{1, 2}));
}

TEST_F(results, ShotByShotGiveWayToTheDistributionWhereShotsAreMissing) {
  auto j = done();
  j["results"] = artifacts({{"a-1", "ionq.result.shots.json.v1"}, {"a-2", "ionq.result.histogram.json.v1"}});
  reply(200, j);
  reply_text(200, R"(["2"])");
  reply_text(200, R"({"2": 1000})");
  const auto a = fetch("j-1", memo_of(1000, "2:0-1", 1U << KW_RESULT_SHOTS));
  ASSERT_EQ(a.parts.size(), 1U);
  EXPECT_EQ(a.parts[0].kind, static_cast<std::uint32_t>(KW_RESULT_COUNTS));
}

TEST_F(results, CountedOverVariantsAreADistribution) {
  auto j = done();
  j["results"] = artifacts({{"a-1", "ionq.result.histogram.json.v1"}});
  reply(200, j);
  reply_text(200, R"({"0": 499.5, "3": 499.5})");
  const auto a = fetch("j-1", bell_memo);
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(a.parts.at(0).kind, static_cast<std::uint32_t>(KW_RESULT_PROBABILITIES));
  EXPECT_EQ(a.outcomes(), (table{{"00", 0.5}, {"11", 0.5}}));
  EXPECT_EQ(json::parse(a.parts[0].metadata)["normalised_from"], 999.0);
}

TEST_F(results, SharpenedAreAskedForAsSuch) {
  json memo = json::parse(bell_memo);
  memo["sharpen"] = true;
  reply(200, done());
  reply_text(200, R"({"0": 1})");
  ASSERT_TRUE(fetch("j-1", memo.dump()).ok);
  EXPECT_EQ(path(1), "GET /jobs/j-1/results/probabilities?sharpen=true");
}

TEST_F(results, AggregatedAreAnArtifactOfTheSecondGeneration) {
  json memo = json::parse(bell_memo);
  memo["aggregation"] = "dnl";
  auto j = done();
  j["output"]["error_mitigation"]["aggregations"]["dnl"] = artifact("agg-1", "ionq.result.histogram.json.v2");
  reply(200, j);
  reply_text(200, R"({"histogram": {"registers": {"output_all": {"01": 1000}}}})");
  const auto a = fetch("j-1", memo.dump());
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(path(1), "GET /jobs/j-1/artifacts/agg-1");
  EXPECT_EQ(a.outcomes(), (table{{"10", 1000}}));
}

TEST_F(results, AggregatedAreAQueryOtherwise) {
  json memo = json::parse(bell_memo);
  memo["aggregation"] = "average";
  reply(200, done());
  reply_text(200, R"({"0": 1})");
  ASSERT_TRUE(fetch("j-1", memo.dump()).ok);
  EXPECT_EQ(path(1), "GET /jobs/j-1/results/probabilities?aggregation=average");
}

TEST_F(results, ThatAreEmptyAreAnError) {
  for (const char* nothing : {"{}", "null", R"({"probabilities": {"registers": {}}})", R"({"0": 0})"}) {
    reply(200, done());
    reply_text(200, nothing);
    expect_code(fetch("j-1", bell_memo), KW_DATA_LOSS, 0);
  }
}

TEST_F(results, OfAnotherFormAreAnError) {
  for (const char* strange : {R"({"0x1": 1})", R"({"1": -0.5, "0": 1.5})", R"({"1": {"2": 3}})", R"([1, 2])",
                              R"({"0": 0.2})", R"({"histogram": {"registers": {"a": {}, "b": {}}}})"}) {
    reply(200, done());
    reply_text(200, strange);
    expect_code(fetch("j-1", bell_memo), KW_DATA_LOSS, 0);
  }
}

TEST_F(results, ThatAreNotThereYetCanBeAskedForAgain) {
  reply(200, done());
  reply_text(404, "");
  expect_code(fetch("j-1", bell_memo), KW_UNAVAILABLE, KW_RETRYABLE);
}

TEST_F(results, OfSeveralCircuitsComeInTheParentsOrder) {
  auto j = done();
  j["type"] = "ionq.multi-circuit.v1", j["child_job_ids"] = {"j-9", "j-2"}, j["stats"] = json::object();
  reply(200, j);
  reply_text(200, R"({"j-2": {"0": 1}, "j-9": {"1": 0.25, "2": 0.75}})");
  const auto a = fetch("j-1", memo_of(100, "2:0-1;1:0"));
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(path(1), "GET /jobs/j-1/results/probabilities/aggregated");
  ASSERT_EQ(a.parts.size(), 2U);
  EXPECT_EQ(a.parts[0].program, 0U);
  EXPECT_EQ(a.outcomes(0), (table{{"01", 0.25}, {"10", 0.75}}));
  EXPECT_EQ(a.parts[1].program, 1U);
  EXPECT_EQ(a.outcomes(1), (table{{"0", 1}}));
}

TEST_F(results, OfSeveralCircuitsCanBeOneArtifact) {
  auto j = done();
  j["type"] = "ionq.multi-circuit.v1", j["child_job_ids"] = {"j-2"};
  j["results"] = artifacts({{"all", "ionq.result.probabilities-aggregate.json.v1"}});
  reply(200, j);
  reply_text(200, R"({"j-2": {"3": 1}})");
  EXPECT_EQ(fetch("j-1", bell_memo).outcomes(), (table{{"11", 1}}));
  EXPECT_EQ(path(1), "GET /jobs/j-1/artifacts/all");
}

TEST_F(results, OfSeveralCircuitsKeepTheAnswersOrderWhereTheParentGivesNone) {
  auto j = done();
  j["type"] = "ionq.multi-circuit.v1";
  reply(200, j);
  reply_text(200, R"({"zz": {"0": 1}, "aa": {"3": 1}})");
  const auto a = fetch("j-1", memo_of(100, "2*2:0-1"));
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(a.outcomes(0), (table{{"00", 1}}));
  EXPECT_EQ(a.outcomes(1), (table{{"11", 1}}));
}

TEST_F(results, OfOneOfSeveralCircuitsCanBeAFailureAlone) {
  auto j = done(), child = job_document("j-2", "failed");
  j["type"] = "ionq.multi-circuit.v1", j["child_job_ids"] = {"j-2", "j-3"};
  child["failure"] = {{"code", "CompilationError"}, {"message", "too odd"}};
  reply(200, j);
  reply_text(200, R"({"j-3": {"3": 1}})");
  reply(200, child);
  const auto a = fetch("j-1", memo_of(100, "2*2:0-1"));
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(path(2), "GET /jobs/j-2");
  ASSERT_EQ(a.parts.size(), 2U);
  ASSERT_TRUE(a.parts[0].failure.has_value());
  EXPECT_EQ(a.parts[0].failure->provider_code, "CompilationError");
  EXPECT_EQ(a.outcomes(1), (table{{"11", 1}}));
}

TEST_F(results, OfSeveralCircuitsComeFromTheChildrenWhereEachShotIsWanted) {
  auto j = done(), child = done();
  j["type"] = "ionq.multi-circuit.v1", j["child_job_ids"] = {"j-2"};
  child["id"] = "j-2", child["results"] = artifacts({{"a-7", "ionq.result.shots.json.v1"}});
  reply(200, j);
  reply(200, child);
  reply_text(200, R"(["0", "3"])");
  const auto a = fetch("j-1", memo_of(2, "2:0-1", 1U << KW_RESULT_SHOTS));
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(path(2), "GET /jobs/j-2/artifacts/a-7");
  EXPECT_EQ(a.parts.at(0).keys, (std::vector<std::uint8_t>{0, 3}));
}

TEST_F(results, OfSeveralCircuitsComeFromTheChildrenWhereThereIsNoCommonAnswer) {
  auto j = done(), child = done();
  j["type"] = "ionq.multi-circuit.v1", j["child_job_ids"] = {"j-2"};
  child["id"] = "j-2";
  reply(200, j);
  reply_text(404, "");
  reply(200, child);
  reply_text(200, R"({"2": 1})");
  const auto a = fetch("j-1", bell_memo);
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(path(3), "GET /jobs/j-2/results/probabilities");
  EXPECT_EQ(a.outcomes(), (table{{"10", 1}}));
}

TEST_F(results, OfAnotherNumberThanProgramsAreAnError) {
  auto j = done();
  j["type"] = "ionq.multi-circuit.v1", j["child_job_ids"] = {"j-2"};
  reply(200, j);
  reply_text(200, R"({"j-2": {"3": 1}})");
  expect_code(fetch("j-1", memo_of(100, "2*2:0-1")), KW_DATA_LOSS, 0);
}

TEST_F(results, AreReadInAnotherProcessFromTheJobsOwnMetadata) {
  auto j = done();
  j["metadata"] = {{"client_token", token},
                   {"ketway", memo_of(1000, "2:1,0").substr(0, 20)},
                   {"ketway_1", memo_of(1000, "2:1,0").substr(20)}};
  reply(200, j);
  reply_text(200, R"({"1": 1})");
  EXPECT_EQ(fetch("j-1").outcomes(), (table{{"10", 1}}));
}

TEST_F(results, OfAJobThatSomebodyElseSentHaveABitForEachQubit) {
  reply(200, done());
  reply_text(200, R"({"1": 0.5, "2": 0.5})");
  EXPECT_EQ(fetch("j-1").outcomes(), (table{{"01", 0.5}, {"10", 0.5}}));
}

TEST_F(results, OfAJobThatHasNotEndedAreRefused) {
  reply(200, job_document("j-1", "ready"));
  expect_code(fetch("j-1", bell_memo), KW_FAILED_PRECONDITION, 0);
  reply(200, job_document("j-1", "canceled"));
  expect_code(fetch("j-1", bell_memo), KW_CANCELLED, 0);
  auto j = job_document("j-1", "failed");
  j["failure"] = {{"code", "InternalError"}, {"message", "sorry"}};
  reply(200, j);
  expect_code(fetch("j-1", bell_memo), KW_INTERNAL, KW_RETRYABLE);
}

TEST_F(results, OfADryRunAreItsPrice) {
  auto j = done();
  j["dry_run"] = true;
  reply(200, j);
  reply(200, {{"dry_run", true}, {"estimated_cost", {{"value", 12.5}, {"unit", "usd"}}}});
  const auto a = fetch("j-1", bell_memo);
  expect_code(a, KW_FAILED_PRECONDITION, KW_NOT_BILLED);
  EXPECT_NE(std::string(a.status.what()).find("it would cost 12.5"), std::string::npos) << a.status.what();
}

}  // namespace
}  // namespace ketway::ionq::tests
