// GET /jobs/{id} and /metrics.
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

TEST(Poll, SaysThatAWordWasNeverSeenBeforeAndKeepsIt) {
  cloud ibm;
  ibm.expect("GET", url, 200, job_with({{"status", "Defrosting"}}));
  const auto job = ibm.poll("cq1");
  EXPECT_EQ(job.value.state, 0U);
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

TEST(Poll, TakesAGatewaysPageAsNoWordThatTheJobIsGone) {
  cloud ibm;
  ibm.expect("GET", url, answer(404, "<html><title>404 Not Found</title></html>"));
  const auto job = ibm.poll("cq1");
  EXPECT_EQ(job.status.code, static_cast<std::uint32_t>(KW_UNAVAILABLE));
  EXPECT_EQ(job.status.flags, static_cast<std::uint32_t>(KW_RETRYABLE));
}

TEST(Poll, NeverTakesTheStateOfAnotherJob) {
  cloud ibm;
  json other = job_with({{"status", "Completed"}});
  other["id"] = "cq2";
  ibm.expect("GET", url, 200, other);
  EXPECT_EQ(ibm.poll("cq1").status.code, static_cast<std::uint32_t>(KW_DATA_LOSS));
}

TEST(Poll, AnAnswerThatIsNoJobIsDataLoss) {
  cloud ibm;
  ibm.expect("GET", url, 200, json::array());
  EXPECT_EQ(ibm.poll("cq1").status.code, static_cast<std::uint32_t>(KW_DATA_LOSS));
}

}  // namespace
}  // namespace ketway::ibm::tests
