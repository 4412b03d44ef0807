// GET /jobs/{id}, /metrics and the listing that serves many jobs at once.
#include <cmath>

#include "cloud.hpp"

namespace ketway::ibm::tests {
namespace {

const std::string url = "/jobs/cq1?exclude_params=true";

json job_with(const json& state) {
  return {{"id", "cq1"},
          {"backend", "ibm_fez"},
          {"program", {{"id", "sampler"}}},
          {"status", "whatever"},
          {"state", state},
          {"created", "2026-09-12T10:00:00.123Z"},
          {"usage", {{"qpu_charge_time_seconds", 0}, {"status", "pending"}}}};
}
const json complete =
    json::parse(R"({"timestamps": {"created": "2026-09-12T10:00:00Z", "running": "2026-09-12T10:01:00Z",
    "finished": "2026-09-12T10:01:05.5Z"}, "usage": {"qpu_charge_time_seconds": 3, "status": "complete"},
    "circuits_execution_time_ns": 20000000})");
const json pending = json::parse(R"({"timestamps": {"created": "2026-09-12T10:00:00Z", "running": null},
    "usage": {"qpu_charge_time_seconds": 0, "status": "pending"}})");

TEST(Poll, ReadsTheStateNotTheTopLevelStatus) {
  cloud ibm;
  ibm.expect("GET", url, 200, job_with({{"status", "Queued"}}));
  const auto job = ibm.poll("cq1", "the memo");
  ASSERT_TRUE(job.ok()) << job.status.what();
  EXPECT_EQ(job.value.state, static_cast<std::uint32_t>(KW_JOB_QUEUED));
  EXPECT_EQ(job.value.provider_state, "Queued");
  EXPECT_EQ(job.value.queue_position, UINT32_MAX);
  EXPECT_EQ(job.value.created_ns, 1789207200123000000u);
  EXPECT_EQ(job.value.memo, "the memo");
  EXPECT_TRUE(std::isnan(job.value.cost));
}

TEST(Poll, KnowsEveryStateInAnyCase) {
  const std::vector<std::pair<const char*, std::uint32_t>> states{{"QUEUED", KW_JOB_QUEUED},
                                                                  {"running", KW_JOB_RUNNING},
                                                                  {"COMPLETED", KW_JOB_DONE},
                                                                  {"CANCELLED", KW_JOB_CANCELLED}};
  for (const auto& [word, state] : states) {
    cloud ibm;
    ibm.expect("GET", url, 200, job_with({{"status", word}}));
    if (state == KW_JOB_DONE || state == KW_JOB_CANCELLED) ibm.expect("GET", "/jobs/cq1/metrics", 200, complete);
    EXPECT_EQ(ibm.poll("cq1").value.state, state) << word;
  }
}

TEST(Poll, TakesAWordNeverSeenBeforeAsRunningAndKeepsIt) {
  cloud ibm;
  ibm.expect("GET", url, 200, job_with({{"status", "Defrosting"}}));
  const auto job = ibm.poll("cq1");
  EXPECT_EQ(job.value.state, static_cast<std::uint32_t>(KW_JOB_RUNNING));
  EXPECT_EQ(job.value.provider_state, "Defrosting");
}

TEST(Poll, TakesACancelledJobThatRanTooLongAsFailed) {
  for (const char* key : {"reason_code", "reasonCode"}) {
    cloud ibm;
    ibm.expect("GET", url, 200, job_with({{"status", "Cancelled"}, {"reason", "Job %!v(MISSING)"}, {key, 1305}}));
    ibm.expect("GET", "/jobs/cq1/metrics", 200, complete);
    const auto job = ibm.poll("cq1");
    EXPECT_EQ(job.value.state, static_cast<std::uint32_t>(KW_JOB_FAILED));
    ASSERT_TRUE(job.value.failure);
    EXPECT_EQ(job.value.failure->code, static_cast<std::uint32_t>(KW_DEADLINE_EXCEEDED));
    EXPECT_EQ(job.value.failure->provider_code, "1305");
    EXPECT_EQ(job.value.failure->flags, static_cast<std::uint32_t>(KW_BILLED));
  }
}

TEST(Poll, ReadsTheTopLevelStatusWhereThereIsNoState) {
  cloud ibm;
  json job = job_with({});
  job.erase("state");
  job["status"] = "Cancelled - Ran too long";
  ibm.expect("GET", url, 200, job);
  ibm.expect("GET", "/jobs/cq1/metrics", 404, "");
  EXPECT_EQ(ibm.poll("cq1").value.state, static_cast<std::uint32_t>(KW_JOB_FAILED));
}

TEST(Poll, SaysWhyAJobFailed) {
  cloud ibm;
  ibm.expect("GET", url, 200,
             job_with({{"status", "Failed"},
                       {"reason", "The instruction h is not supported"},
                       {"reason_code", 1517},
                       {"reason_solution", "Transpile it."}}));
  ibm.expect("GET", "/jobs/cq1/metrics", 200, complete);
  const auto job = ibm.poll("cq1");
  ASSERT_TRUE(job.value.failure);
  EXPECT_EQ(job.value.failure->code, static_cast<std::uint32_t>(KW_INVALID_ARGUMENT));
  EXPECT_STREQ(job.value.failure->what(), "The instruction h is not supported Transpile it. (IBM code 1517)");
}

TEST(Poll, TakesTimesAndCostFromTheMetrics) {
  cloud ibm({{"instance", test_crn}, {"plan", "paygo"}});
  ibm.expect("GET", url, 200, job_with({{"status", "Completed"}}));
  ibm.expect("GET", "/jobs/cq1/metrics", 200, complete);
  const auto job = ibm.poll("cq1");
  EXPECT_EQ(job.value.started_ns, 1789207260000000000u);
  EXPECT_EQ(job.value.finished_ns, 1789207265500000000u);
  EXPECT_EQ(job.value.execution_ns, 3000000000u);
  EXPECT_DOUBLE_EQ(job.value.cost, 4.8);
  EXPECT_EQ(job.value.currency, "USD");
}

TEST(Poll, AsksAgainWhileBillingHasNotSettled) {
  cloud ibm;
  const auto began = ibm.host.now();
  ibm.expect("GET", url, 200, job_with({{"status", "Completed"}}));
  ibm.expect("GET", "/jobs/cq1/metrics", 200, pending);
  ibm.expect("GET", "/jobs/cq1/metrics", 200, complete);
  EXPECT_DOUBLE_EQ(ibm.poll("cq1").value.cost, 4.8);
  EXPECT_GE(ibm.host.now() - began, 1000000000u);
}

TEST(Poll, NeverTakesPendingBillingAsFree) {
  cloud ibm;
  ibm.expect("GET", url, 200, job_with({{"status", "Completed"}}));
  for (int i = 0; i < 3; ++i) ibm.expect("GET", "/jobs/cq1/metrics", 200, pending);
  const auto job = ibm.poll("cq1");
  EXPECT_EQ(job.value.state, static_cast<std::uint32_t>(KW_JOB_DONE));
  EXPECT_TRUE(std::isnan(job.value.cost));
  EXPECT_EQ(job.value.execution_ns, 0u);
}

TEST(Poll, LosesNoResultOverMetricsThatFail) {
  cloud ibm;
  ibm.expect("GET", url, 200, job_with({{"status", "Completed"}}));
  ibm.expect("GET", "/jobs/cq1/metrics", 503, "");
  const auto job = ibm.poll("cq1");
  EXPECT_EQ(job.value.state, static_cast<std::uint32_t>(KW_JOB_DONE));
  EXPECT_FALSE(ibm.host.log_lines().empty());
}

TEST(Poll, NeverAsksWithoutAnId) {
  cloud ibm;
  EXPECT_EQ(ibm.poll("").status.code, static_cast<std::uint32_t>(KW_NOT_FOUND));
  EXPECT_TRUE(ibm.requests.empty());
}

TEST(Poll, EncodesTheIdInThePath) {
  cloud ibm;
  ibm.expect("GET", "/jobs/a%2Fb%3Fc?exclude_params=true", 404, "");
  EXPECT_EQ(ibm.poll("a/b?c").status.code, static_cast<std::uint32_t>(KW_NOT_FOUND));
}

TEST(Poll, AnAnswerThatIsNoJobIsDataLoss) {
  cloud ibm;
  ibm.expect("GET", url, 200, json::array());
  EXPECT_EQ(ibm.poll("cq1").status.code, static_cast<std::uint32_t>(KW_DATA_LOSS));
}

std::string page(int offset) {
  return "/jobs?tags=ketway&limit=200&sort=ASC&created_after=2026-09-12T09%3A50%3A00Z&offset=" + std::to_string(offset);
}
constexpr std::uint64_t submitted = 1789207200000000000;  // 2026-09-12T10:00:00Z

json listed(const std::string& id, const char* state) { return {{"id", id}, {"state", {{"status", state}}}}; }

TEST(PollMany, ServesAllJobsFromOneListing) {
  cloud ibm;
  ibm.expect("GET", page(0), 200,
             {{"jobs", {listed("x", "Running"), listed("b", "Queued"), listed("a", "Running")}}, {"count", 3}});
  const auto jobs = ibm.poll_many({"a", "b"}, submitted);
  ASSERT_EQ(jobs.value.size(), 2u);
  EXPECT_EQ(jobs.value[0].id, "a");
  EXPECT_EQ(jobs.value[0].state, static_cast<std::uint32_t>(KW_JOB_RUNNING));
  EXPECT_EQ(jobs.value[1].id, "b");
  EXPECT_EQ(jobs.value[1].state, static_cast<std::uint32_t>(KW_JOB_QUEUED));
}

TEST(PollMany, TurnsThePages) {
  cloud ibm;
  json first = json::array();
  for (int i = 0; i < 200; ++i) first.push_back(listed("other" + std::to_string(i), "Running"));
  ibm.expect("GET", page(0), 200, {{"jobs", first}});
  ibm.expect("GET", page(200), 200, {{"jobs", {listed("a", "Queued"), listed("b", "Queued")}}});
  EXPECT_EQ(ibm.poll_many({"a", "b"}, submitted).value.at(1).id, "b");
}

TEST(PollMany, AsksAloneForWhatTheListingLacks) {
  cloud ibm;
  ibm.expect("GET", page(0), 200, {{"jobs", {listed("a", "Queued")}}});
  ibm.expect("GET", "/jobs/b?exclude_params=true", 200, listed("b", "Running"));
  ibm.expect("GET", "/jobs/gone?exclude_params=true", 404, "");
  const auto jobs = ibm.poll_many({"a", "b", "gone"}, submitted);
  ASSERT_TRUE(jobs.ok()) << jobs.status.what();
  EXPECT_EQ(jobs.value[1].state, static_cast<std::uint32_t>(KW_JOB_RUNNING));
  EXPECT_EQ(jobs.value[2].id, "");
}

TEST(PollMany, ServesWhatComesRightAfterFromTheSameListing) {
  cloud ibm;
  ibm.expect("GET", page(0), 200, {{"jobs", {listed("a", "Queued"), listed("b", "Queued"), listed("c", "Running")}}});
  ibm.poll_many({"a", "b"}, submitted);
  EXPECT_EQ(ibm.poll_many({"c"}, submitted).value.at(0).state, static_cast<std::uint32_t>(KW_JOB_RUNNING));
}

TEST(PollMany, AsksAgainOnceTheListingIsOld) {
  cloud ibm;
  for (const char* state : {"Queued", "Running"})
    ibm.expect("GET", page(0), 200, {{"jobs", {listed("a", state), listed("b", state)}}});
  ibm.poll_many({"a", "b"}, submitted);
  ibm.host.advance(1'000'000'000);
  EXPECT_EQ(ibm.poll_many({"a", "b"}, submitted).value.at(0).state, static_cast<std::uint32_t>(KW_JOB_RUNNING));
}

TEST(PollMany, AsksOneByOneWhereTheAccountHasFarMoreJobs) {
  cloud ibm;
  json first = json::array();
  for (int i = 0; i < 200; ++i) first.push_back(listed("other" + std::to_string(i), "Running"));
  ibm.expect("GET", page(0), 200, {{"jobs", first}, {"count", 100000}});
  ibm.expect("GET", "/jobs/a?exclude_params=true", 200, listed("a", "Queued"));
  ibm.expect("GET", "/jobs/b?exclude_params=true", 200, listed("b", "Queued"));
  EXPECT_EQ(ibm.poll_many({"a", "b"}, submitted).value.at(1).id, "b");
}

TEST(PollMany, TellsTheCostOfWhatHasEnded) {
  cloud ibm;
  ibm.expect("GET", page(0), 200, {{"jobs", {listed("a", "Completed"), listed("b", "Queued")}}});
  ibm.expect("GET", "/jobs/a/metrics", 200, complete);
  EXPECT_DOUBLE_EQ(ibm.poll_many({"a", "b"}, submitted).value.at(0).cost, 4.8);
}

}  // namespace
}  // namespace ketway::ibm::tests
