// The verdict sees what it is there for.
#include "verdict.hpp"

#include <gtest/gtest.h>

namespace ketway::kills {
namespace {

using nlohmann::json;

const std::string token = "00000000-0000-4000-8000-000000000001";

json entry(const std::string& id, const std::string& mark) {
  return {{"id", id}, {"tokens", {mark}}, {"shots", 100}, {"answered", true}};
}
json books(std::vector<json> jobs) { return {{"a cloud", {{"jobs", std::move(jobs)}}}}; }
journal_view with(const std::string& status, bool stored = true, const std::string& id = "job-1") {
  return {{token, {{"token", token}, {"job_id", id}, {"status", status}, {"stored", stored}, {"shots", 100}}}};
}

TEST(Verdict, HasNothingToSayOfAJobThatWasAcceptedOnceAndIsDone) {
  EXPECT_TRUE(judge(books({entry("job-1", token)}), with("done")).empty());
  EXPECT_TRUE(judge(books({entry("job-1", "sdk-" + token)}), with("done")).empty());
}

TEST(Verdict, SeesAJobThatWasAcceptedTwice) {
  EXPECT_FALSE(judge(books({entry("job-1", token), entry("job-1", token)}), with("done")).empty());
}

TEST(Verdict, SeesAJobThatTheJournalDoesNotKnow) { EXPECT_FALSE(judge(books({entry("job-1", token)}), {}).empty()); }

TEST(Verdict, SeesAJobWithoutItsEndItsResultsOrItsId) {
  const json one = books({entry("job-1", token)});
  EXPECT_FALSE(judge(one, with("accepted")).empty());
  EXPECT_FALSE(judge(one, with("failed")).empty());
  EXPECT_FALSE(judge(one, with("done", false)).empty());
  EXPECT_FALSE(judge(one, with("done", true, "job-2")).empty());
}

TEST(Verdict, SeesAResultOfNoJobAndAnIntentThatIsLeft) {
  EXPECT_FALSE(judge(books({}), with("done")).empty());
  EXPECT_FALSE(judge(books({}), with("intended")).empty());
  EXPECT_TRUE(judge(books({}), with("refused")).empty());
}

TEST(Verdict, SeesAStateThatMovesBackAndATokenThatIsGone) {
  EXPECT_FALSE(compare(with("accepted"), with("intended")).empty());
  EXPECT_FALSE(compare(with("done"), with("failed")).empty());
  EXPECT_FALSE(compare(with("accepted"), {}).empty());
  EXPECT_TRUE(compare(with("intended"), with("unknown")).empty());
  EXPECT_TRUE(compare(with("running"), with("done")).empty());
}

}  // namespace
}  // namespace ketway::kills
