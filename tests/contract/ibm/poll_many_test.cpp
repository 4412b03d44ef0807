// The listing that serves many jobs at once, and what is asked where it does not.
#include "cloud.hpp"

namespace ketway::ibm::tests {
namespace {

const json complete = {{"usage", {{"qpu_charge_time_seconds", 3}, {"status", "complete"}}}};

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

std::string alone(const std::string& id) { return "/jobs/" + id + "?exclude_params=true"; }

TEST(PollMany, AsksAloneForAnEntryThatCannotBeRead) {
  cloud ibm;
  ibm.expect("GET", page(0), 200, {{"jobs", {listed("a", "Queued"), {{"id", "b"}, {"state", 7}}, "?"}}});
  ibm.expect("GET", alone("b"), 200, listed("b", "Running"));
  const auto jobs = ibm.poll_many({"a", "b"}, submitted);
  ASSERT_TRUE(jobs.ok()) << jobs.status.what();
  EXPECT_EQ(jobs.value[0].state, static_cast<std::uint32_t>(KW_JOB_QUEUED));
  EXPECT_EQ(jobs.value[1].state, static_cast<std::uint32_t>(KW_JOB_RUNNING));
}

TEST(PollMany, LeavesAJobAsItWasWhereOnlyTheOthersCanBeRead) {
  for (const auto& reply : {answer(503, ""), answer(403, "{}"), answer(200, "{\"id\": \"b"), answer(200, "{}")}) {
    cloud ibm;
    ibm.expect("GET", page(0), 200, {{"jobs", {listed("a", "Running")}}});
    ibm.expect("GET", alone("b"), reply);
    const auto jobs = ibm.poll_many({"a", "b"}, submitted);
    ASSERT_TRUE(jobs.ok()) << jobs.status.what();
    EXPECT_EQ(jobs.value[0].state, static_cast<std::uint32_t>(KW_JOB_RUNNING));
    EXPECT_EQ(jobs.value[1].id, "b");
    EXPECT_EQ(jobs.value[1].state, static_cast<std::uint32_t>(KW_JOB_QUEUED));
    EXPECT_GT(jobs.value[1].poll_after_ns, 0u);
  }
}

TEST(PollMany, KeepsWhatTheFirstPageSaidWhereTheNextFails) {
  cloud ibm;
  json first = json::array({listed("a", "Running")});
  for (int i = 1; i < 200; ++i) first.push_back(listed("other" + std::to_string(i), "Running"));
  ibm.expect("GET", page(0), 200, {{"jobs", first}});
  ibm.expect("GET", page(200), answer(200, "{\"jobs\": [{\"id\": \"b\""));
  ibm.expect("GET", alone("b"), 200, listed("b", "Running"));
  const auto jobs = ibm.poll_many({"a", "b"}, submitted);
  EXPECT_EQ(jobs.value.at(0).state, static_cast<std::uint32_t>(KW_JOB_RUNNING));
  EXPECT_EQ(jobs.value.at(1).state, static_cast<std::uint32_t>(KW_JOB_RUNNING));
}

TEST(PollMany, AsksAloneWhereThereIsNoListing) {
  for (const auto& reply : {answer(500, ""), answer(404, "{}"), answer(200, "{\"jobs\": {}}"), answer(200, "<html>")}) {
    cloud ibm;
    ibm.expect("GET", page(0), reply);
    ibm.expect("GET", alone("a"), 200, listed("a", "Running"));
    ibm.expect("GET", alone("b"), 200, listed("b", "Running"));
    EXPECT_EQ(ibm.poll_many({"a", "b"}, submitted).value.at(1).id, "b");
  }
}

TEST(PollMany, FailsWhereNothingIsKnownOfAnyJob) {
  cloud ibm;
  ibm.expect("GET", page(0), 404, "");
  for (const char* id : {"a", "b", "c"}) ibm.expect("GET", alone(id), 503, "");
  const auto jobs = ibm.poll_many({"a", "b", "c", "d"}, submitted);
  EXPECT_EQ(jobs.status.code, static_cast<std::uint32_t>(KW_UNAVAILABLE));
  EXPECT_EQ(jobs.status.flags, static_cast<std::uint32_t>(KW_RETRYABLE));
}

TEST(PollMany, AsksNobodyElseWithAKeyThatIsRefused) {
  cloud ibm;
  ibm.expect("GET", page(0), 401, "");
  EXPECT_EQ(ibm.poll_many({"a", "b"}, submitted).status.code, static_cast<std::uint32_t>(KW_UNAUTHENTICATED));
}

TEST(PollMany, StopsAtAPageThatBringsNothingNew) {
  cloud ibm;
  json same = json::array();
  for (int i = 0; i < 200; ++i) same.push_back(listed("other" + std::to_string(i), "Running"));
  for (const int offset : {0, 200}) ibm.expect("GET", page(offset), 200, {{"jobs", same}});
  for (const char* id : {"a", "b", "c"}) ibm.expect("GET", alone(id), 200, listed(id, "Queued"));
  EXPECT_TRUE(ibm.poll_many({"a", "b", "c"}, submitted).ok());
}

TEST(PollMany, AsksAloneForThirtyTwoJobsAtATimeAndForEachInTurn) {
  cloud ibm;
  std::vector<std::string> ids;
  for (int i = 10; i < 50; ++i) ids.push_back("j" + std::to_string(i));
  const auto expect = [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) ibm.expect("GET", alone(ids[i]), 200, listed(ids[i], "Running"));
  };
  ibm.expect("GET", page(0), 200, {{"jobs", json::array()}});
  expect(0, 32);
  const auto first = ibm.poll_many(ids, submitted);
  EXPECT_EQ(first.value.at(31).state, static_cast<std::uint32_t>(KW_JOB_RUNNING));
  EXPECT_EQ(first.value.at(32).state, static_cast<std::uint32_t>(KW_JOB_QUEUED));
  ibm.host.advance(1'000'000'000);
  ibm.expect("GET", page(0), 200, {{"jobs", json::array()}});
  expect(32, 40);
  expect(0, 24);
  EXPECT_EQ(ibm.poll_many(ids, submitted).value.at(32).state, static_cast<std::uint32_t>(KW_JOB_RUNNING));
}

TEST(PollMany, AsksForTheMetricsOfSixteenJobsAtMost) {
  cloud ibm;
  std::vector<std::string> ids;
  json jobs = json::array();
  for (int i = 10; i < 30; ++i) {
    ids.push_back("j" + std::to_string(i));
    jobs.push_back(listed(ids.back(), "Completed"));
  }
  ibm.expect("GET", page(0), 200, {{"jobs", jobs}});
  for (int i = 0; i < 16; ++i)
    ibm.expect("GET", "/jobs/" + ids[static_cast<std::size_t>(i)] + "/metrics", 200, complete);
  const auto all = ibm.poll_many(ids, submitted);
  EXPECT_DOUBLE_EQ(all.value.at(15).cost, 4.8);
  EXPECT_EQ(all.value.at(19).state, static_cast<std::uint32_t>(KW_JOB_DONE));
}

TEST(PollMany, AsksNobodyElseAfterHalfAMinute) {
  cloud ibm;
  auto slow = answer(200, listed("a", "Completed").dump());
  slow.delay_ns = 31'000'000'000;
  ibm.expect("GET", page(0), 200, {{"jobs", json::array()}});
  ibm.expect("GET", alone("a"), slow);
  const auto jobs = ibm.poll_many({"a", "b"}, submitted);
  EXPECT_EQ(jobs.value.at(0).state, static_cast<std::uint32_t>(KW_JOB_DONE));
  EXPECT_EQ(jobs.value.at(1).state, static_cast<std::uint32_t>(KW_JOB_QUEUED));
}

TEST(PollMany, LosesNoStateOverMetricsThatAreRefused) {
  cloud ibm;
  ibm.expect("GET", page(0), 200, {{"jobs", {listed("a", "Completed"), listed("b", "Completed")}}});
  ibm.expect("GET", "/jobs/a/metrics", 401, "");
  const auto jobs = ibm.poll_many({"a", "b"}, submitted);
  ASSERT_TRUE(jobs.ok()) << jobs.status.what();
  EXPECT_EQ(jobs.value[1].state, static_cast<std::uint32_t>(KW_JOB_DONE));
}

TEST(PollMany, NeverAdoptsTheStateOfAnotherJob) {
  cloud ibm;
  ibm.expect("GET", page(0), 200, {{"jobs", {listed("a", "Queued")}}});
  ibm.expect("GET", alone("b"), 200, listed("a", "Completed"));
  const auto jobs = ibm.poll_many({"a", "b"}, submitted);
  EXPECT_EQ(jobs.value.at(1).id, "b");
  EXPECT_EQ(jobs.value.at(1).state, static_cast<std::uint32_t>(KW_JOB_QUEUED));
}

}  // namespace
}  // namespace ketway::ibm::tests
