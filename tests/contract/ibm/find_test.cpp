// GET /jobs?tags=…: whether a submission whose answer was lost ever arrived.
#include "cloud.hpp"

namespace ketway::ibm::tests {
namespace {

const std::string token = request::token;
const std::string listing = "/jobs?tags=sdk-" + token + "&limit=200&sort=ASC";

json job(const std::string& id, const char* created, const char* state = "Queued") {
  return {{"id", id}, {"created", created}, {"state", {{"status", state}}}, {"tags", {"sdk-" + token, "ketway"}}};
}

TEST(Find, AdoptsTheJobWithTheTokensTag) {
  cloud ibm;
  ibm.expect("GET", listing, 200, {{"jobs", {job("cq1", "2026-09-12T10:00:00Z")}}});
  const auto found = ibm.find(token, "memo");
  ASSERT_TRUE(found.ok()) << found.status.what();
  EXPECT_EQ(found.value.id, "cq1");
  EXPECT_EQ(found.value.memo, "memo");
}

TEST(Find, OfAJobThatHasEndedKnowsItsCost) {
  cloud ibm;
  ibm.expect("GET", listing, 200, {{"jobs", {job("cq1", "2026-09-12T10:00:00Z", "Completed")}}});
  ibm.expect("GET", "/jobs/cq1/metrics", 200,
             {{"usage", {{"status", "complete"}, {"qpu_charge_time_seconds", 3}}}, {"timestamps", json::object()}});
  const auto found = ibm.find(token, "memo");
  ASSERT_TRUE(found.ok()) << found.status.what();
  EXPECT_GT(found.value.cost, 0);
  EXPECT_EQ(found.value.currency, "USD");
}

TEST(Find, SaysThatThereIsNone) {
  cloud ibm;
  ibm.expect("GET", listing, 200, {{"jobs", json::array()}, {"count", 0}});
  EXPECT_EQ(ibm.find(token).status.code, static_cast<std::uint32_t>(KW_NOT_FOUND));
}

TEST(Find, NeverSaysSoForAListThatIsNotThere) {
  for (const char* body : {"", "{}", "<html>"}) {
    cloud ibm;
    ibm.expect("GET", listing, answer(404, body));
    EXPECT_EQ(ibm.find(token).status.code, static_cast<std::uint32_t>(KW_UNAVAILABLE)) << body;
  }
}

TEST(Find, NeverSaysSoForAListThatIsGarbled) {
  for (const json& list : {json{{"jobs", json::array()}, {"count", 1}}, json{{"jobs", {json::object()}}},
                           json{{"jobs", {7}}}, json{{"jobs", nullptr}}, json{{"count", 0}}}) {
    cloud ibm;
    ibm.expect("GET", listing, 200, list);
    EXPECT_EQ(ibm.find(token).status.code, static_cast<std::uint32_t>(KW_DATA_LOSS)) << list;
  }
}

TEST(Find, TakesNoJobOfAServerThatIgnoredTheTag) {
  cloud ibm;
  json other = job("foreign", "2026-09-12T10:00:00Z");
  other["tags"] = {"something else"};
  ibm.expect("GET", listing, 200, {{"jobs", {other}}});
  EXPECT_EQ(ibm.find(token).status.code, static_cast<std::uint32_t>(KW_NOT_FOUND));
}

TEST(Find, TheOldestWinsAndTheOthersAreCancelled) {
  cloud ibm;
  ibm.expect("GET", listing, 200,
             {{"jobs",
               {job("late", "2026-09-12T10:00:05Z"), job("first", "2026-09-12T10:00:00Z"),
                job("ended", "2026-09-12T10:00:03Z", "Cancelled")}}});
  ibm.expect("POST", "/jobs/late/cancel", 204, "");
  EXPECT_EQ(ibm.find(token, "memo").value.id, "first");
}

TEST(Find, ReadsTheMemoAgainFromTheJobsOwnProgram) {
  cloud ibm;
  ibm.expect("GET", listing, 200, {{"jobs", {job("cq1", "2026-09-12T10:00:00Z")}}});
  ibm.expect("GET", "/jobs/cq1?exclude_params=false", 200,
             {{"id", "cq1"}, {"program", {{"id", "sampler"}}}, {"params", {{"pubs", {{bell, nullptr, 1000}}}}}});
  const json memo = json::parse(ibm.find(token).value.memo);
  EXPECT_EQ(memo["layouts"], json::parse(R"([[["meas", 2]]])"));
  EXPECT_EQ(memo["shots"], 1000);
}

}  // namespace
}  // namespace ketway::ibm::tests
