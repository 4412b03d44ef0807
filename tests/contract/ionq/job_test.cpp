#include "cloud.hpp"

namespace ketway::ionq::tests {
namespace {

class jobs : public cloud {};

TEST_F(jobs, AreReadWithEverythingThatIsKnown) {
  auto j = job_document("j-1", "started");
  j["started_at"] = "2026-05-01T12:05:00Z", j["predicted_execution_duration_ms"] = 4000;
  reply(200, j);
  const auto a = poll("j-1", "the memo");
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(path(0), "GET /jobs/j-1");
  EXPECT_EQ(sent[0].auth, "ionq");
  EXPECT_EQ(a.job().state, static_cast<std::uint32_t>(KW_JOB_RUNNING));
  EXPECT_EQ(a.job().provider_state, "started");
  EXPECT_EQ(a.job().created_ns, 1'777'636'800'250'000'000U);
  EXPECT_EQ(a.job().started_ns, 1'777'637'100'000'000'000U);
  EXPECT_EQ(a.job().poll_after_ns, 4'000'000'000U);
  EXPECT_EQ(a.job().memo, "the memo");
}

TEST_F(jobs, HaveTheStatesOfTheProvider) {
  const std::vector<std::pair<const char*, int>> states{{"submitted", KW_JOB_QUEUED},   {"ready", KW_JOB_QUEUED},
                                                        {"started", KW_JOB_RUNNING},    {"running", KW_JOB_RUNNING},
                                                        {"canceled", KW_JOB_CANCELLED}, {"deleted", KW_JOB_CANCELLED},
                                                        {"failed", KW_JOB_FAILED},      {"hibernating", 0}};
  for (const auto& [word, state] : states) {
    reply(200, job_document("j-1", word));
    const auto a = poll("j-1");
    ASSERT_TRUE(a.ok) << a.status.what();
    EXPECT_EQ(a.job().state, static_cast<std::uint32_t>(state)) << word;
    EXPECT_EQ(a.job().provider_state, word);
  }
}

TEST_F(jobs, ThatWaitAreAskedAgainAsLateAsTheProviderPredictsAndNotLaterThanAMinute) {
  const std::vector<std::pair<json, std::uint64_t>> waits{
      {nullptr, 0}, {10, 1'000'000'000}, {20'000, 20'000'000'000}, {"7200000", 60'000'000'000}};
  for (const auto& [predicted, expected] : waits) {
    auto j = job_document("j-1", "ready");
    j["predicted_wait_time_ms"] = predicted;
    reply(200, j);
    EXPECT_EQ(poll("j-1").job().poll_after_ns, expected) << predicted;
  }
}

TEST_F(jobs, ThatAreDoneHaveTheirCost) {
  auto j = job_document("j-1", "completed");
  j["completed_at"] = "2026-05-01T12:06:00Z", j["execution_duration_ms"] = 2500;
  reply(200, j);
  reply(200, {{"dry_run", false},
              {"estimated_cost", {{"value", 10}, {"unit", "usd"}}},
              {"cost", {{"value", 9.75}, {"unit", "usd"}}}});
  const auto a = poll("j-1");
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(path(1), "GET /jobs/j-1/cost");
  EXPECT_EQ(a.job().state, static_cast<std::uint32_t>(KW_JOB_DONE));
  EXPECT_EQ(a.job().cost, 9.75);
  EXPECT_EQ(a.job().currency, "USD");
  EXPECT_EQ(a.job().execution_ns, 2'500'000'000U);
  EXPECT_EQ(a.job().finished_ns, 1'777'637'160'000'000'000U);
}

TEST_F(jobs, ThatAreNotBilledYetHaveNoCost) {
  reply(200, job_document("j-1", "completed"));
  reply(200, {{"dry_run", false}, {"estimated_cost", {{"value", 10}, {"unit", "usd"}}}});
  const auto a = poll("j-1");
  ASSERT_TRUE(a.ok);
  EXPECT_TRUE(std::isnan(a.job().cost));
}

TEST_F(jobs, AreDoneWhereTheirCostCannotBeRead) {
  reply(200, job_document("j-1", "completed"));
  reply_text(500, "");
  const auto a = poll("j-1");
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_TRUE(std::isnan(a.job().cost));
}

TEST_F(jobs, OfTheSimulatorCostNothing) {
  auto j = job_document("j-1", "completed");
  j["backend"] = "simulator";
  reply(200, j);
  const auto a = poll("j-1");
  EXPECT_EQ(a.job().cost, 0);
  EXPECT_EQ(a.job().currency, "USD");
  EXPECT_EQ(sent.size(), 1U);
}

TEST_F(jobs, ThatFailedSayWhyInTheProvidersWords) {
  auto j = job_document("j-1", "failed");
  j["failure"] = {{"code", "QuotaExhaustedError"}, {"message", "no credit left"}};
  reply(200, j);
  const auto a = poll("j-1");
  ASSERT_TRUE(a.ok);
  ASSERT_TRUE(a.job().failure.has_value());
  EXPECT_EQ(a.job().failure->code, static_cast<std::uint32_t>(KW_RESOURCE_EXHAUSTED));
  EXPECT_EQ(a.job().failure->flags, static_cast<std::uint32_t>(KW_NEEDS_USER));
  EXPECT_EQ(a.job().failure->provider_code, "QuotaExhaustedError");
  EXPECT_STREQ(a.job().failure->what(), "the job failed at IonQ (QuotaExhaustedError): no credit left");
}

TEST_F(jobs, ThatFailedInAnOlderFormSayWhyToo) {
  auto j = job_document("j-1", "failed");
  j["failure"] = {{"code", "SystemCancel"}, {"error", "maintenance"}};
  reply(200, j);
  const auto a = poll("j-1");
  EXPECT_EQ(a.job().failure->code, static_cast<std::uint32_t>(KW_ABORTED));
  EXPECT_EQ(a.job().failure->flags, static_cast<std::uint32_t>(KW_RETRYABLE));
  EXPECT_STREQ(a.job().failure->what(), "the job failed at IonQ (SystemCancel): maintenance");
}

TEST_F(jobs, ThatFailedForAReasonNeverSeenKeepIt) {
  auto j = job_document("j-1", "failed");
  j["failure"] = {{"code", "CosmicRay"}, {"message", "hit"}};
  reply(200, j);
  const auto a = poll("j-1");
  EXPECT_EQ(a.job().failure->code, static_cast<std::uint32_t>(KW_UNKNOWN));
  EXPECT_EQ(a.job().failure->provider_code, "CosmicRay");
}

TEST_F(jobs, AreAskedForTogether) {
  reply(200, {{"jobs", {job_document("j-2", "ready"), job_document("j-1", "started")}}, {"next", nullptr}});
  const auto a = poll_many({"j-1", "j-2"});
  ASSERT_TRUE(a.ok) << a.status.what();
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(path(0), "GET /jobs?ids=j-1,j-2&limit=100");
  ASSERT_EQ(a.jobs.size(), 2U);
  EXPECT_EQ(a.jobs[0]->id, "j-1");
  EXPECT_EQ(a.jobs[0]->state, static_cast<std::uint32_t>(KW_JOB_RUNNING));
  EXPECT_EQ(a.jobs[1]->id, "j-2");
}

TEST_F(jobs, AreAskedForTogetherOverSeveralPages) {
  reply(200, {{"jobs", {job_document("j-1", "ready")}}, {"next", "n2"}});
  reply(200, {{"jobs", {job_document("j-2", "ready")}}, {"next", nullptr}});
  const auto a = poll_many({"j-1", "j-2"});
  EXPECT_EQ(path(1), "GET /jobs?ids=j-1,j-2&limit=100&next=n2");
  ASSERT_EQ(a.jobs.size(), 2U);
  EXPECT_TRUE(a.jobs[1].has_value());
}

TEST_F(jobs, ThatAListLeavesOutAreAskedForAlone) {
  reply(200, {{"jobs", {job_document("j-1", "ready")}}, {"next", nullptr}});
  reply(200, job_document("j-2", "ready"));
  reply(404, {{"statusCode", 404}, {"error", "Not Found"}, {"message", "no job"}});
  const auto a = poll_many({"j-1", "j-2", "j-3"});
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(path(1), "GET /jobs/j-2");
  ASSERT_EQ(a.jobs.size(), 3U);
  EXPECT_EQ(a.jobs[1]->id, "j-2");
  EXPECT_FALSE(a.jobs[2].has_value());
}

TEST_F(jobs, ThatStandAloneAreNotListed) {
  reply(200, job_document("j-1", "ready"));
  const auto a = poll_many({"j-1"});
  EXPECT_EQ(path(0), "GET /jobs/j-1");
  EXPECT_EQ(a.jobs.size(), 1U);
}

TEST_F(jobs, InGreatNumberAreAskedForInSeveralLists) {
  std::vector<std::string> ids;
  json first = json::array(), second = json::array();
  for (int i = 0; i < 60; ++i) {
    ids.push_back("j-" + std::to_string(i));
    (i < 50 ? first : second).push_back(job_document(ids.back(), "ready"));
  }
  reply(200, {{"jobs", first}, {"next", nullptr}});
  reply(200, {{"jobs", second}, {"next", nullptr}});
  const auto a = poll_many(ids);
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(sent.size(), 2U);
  EXPECT_EQ(a.jobs.size(), 60U);
}

TEST_F(jobs, AreCancelledAfterALookAtTheirState) {
  reply(200, job_document("j-1", "ready"));
  reply(200, {{"id", "j-1"}, {"status", "canceled"}});
  reply(200, job_document("j-1", "canceled"));
  const auto a = cancel("j-1");
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(path(0), "GET /jobs/j-1");
  EXPECT_EQ(path(1), "PUT /jobs/j-1/status/cancel");
  EXPECT_EQ(sent[1].flags, static_cast<std::uint32_t>(KW_HTTP_IDEMPOTENT));
  EXPECT_EQ(sent[1].body, "");
  EXPECT_EQ(a.job().state, static_cast<std::uint32_t>(KW_JOB_CANCELLED));
}

TEST_F(jobs, ThatAreCancelledBeforeTheyBeginCostNothing) {
  reply(200, job_document("j-1", "ready"));
  reply(200, {{"id", "j-1"}, {"status", "canceled"}});
  reply(200, job_document("j-1", "canceled"));
  const auto a = cancel("j-1");
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(sent.size(), 3U);
  EXPECT_EQ(a.job().cost, 0);
  EXPECT_EQ(a.job().currency, "USD");
}

TEST_F(jobs, ThatAreCancelledAfterTheyBeganAreAskedForTheirCost) {
  reply(200, job_document("j-1", "ready"));
  reply(200, {{"id", "j-1"}, {"status", "canceled"}});
  auto j = job_document("j-1", "canceled");
  j["started_at"] = "2026-05-01T12:05:00Z";
  reply(200, j);
  reply(200, {{"dry_run", false}, {"cost", {{"value", 2.5}, {"unit", "usd"}}}});
  const auto a = cancel("j-1");
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(a.job().cost, 2.5);
}

TEST_F(jobs, ThatAreCancelledAndCannotBeReadHaveNoCost) {
  reply(200, job_document("j-1", "ready"));
  reply(200, {{"id", "j-1"}, {"status", "canceled"}});
  reply_text(500, "");
  const auto a = cancel("j-1");
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(a.job().state, static_cast<std::uint32_t>(KW_JOB_CANCELLED));
  EXPECT_TRUE(std::isnan(a.job().cost));
}

TEST_F(jobs, ThatHaveEndedAreNeverCancelled) {
  for (const char* word : {"completed", "failed", "canceled"}) {
    sent.clear();
    reply(200, job_document("j-1", word));
    const bool done = std::string(word) == "completed";
    if (done) reply(200, {{"dry_run", false}, {"cost", {{"value", 3}, {"unit", "usd"}}}});
    const auto a = cancel("j-1");
    ASSERT_TRUE(a.ok) << a.status.what();
    for (const auto& request : sent) EXPECT_EQ(request.method, "GET") << word;
    EXPECT_EQ(a.job().cost, done ? 3 : 0) << word;
    EXPECT_EQ(a.job().provider_state, word);
  }
}

TEST_F(jobs, ThatEndedMeanwhileAnswerTheirState) {
  reply(200, job_document("j-1", "started"));
  reply(409, {{"statusCode", 409}, {"error", "Conflict"}, {"message", "too late"}});
  reply(200, job_document("j-1", "completed"));
  reply(200, {{"dry_run", false}, {"cost", {{"value", 3}, {"unit", "usd"}}}});
  const auto a = cancel("j-1");
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(a.job().state, static_cast<std::uint32_t>(KW_JOB_DONE));
}

TEST_F(jobs, WithStrangeIdsDoNotLeaveTheirPlaceInTheAddress) {
  reply_text(404, "");
  poll("../backends?x=1");
  EXPECT_EQ(path(0), "GET /jobs/..%2Fbackends%3Fx%3D1");
}

}  // namespace
}  // namespace ketway::ionq::tests
