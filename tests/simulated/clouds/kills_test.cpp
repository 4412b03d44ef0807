// Processes that are killed, and that the judge sees what would be lost or paid twice.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "front.hpp"
#include "history.hpp"

namespace ketway::simulated {
namespace {

using emulator::purpose;
using emulator::transport_fault;
using std::chrono::milliseconds;
using std::chrono::seconds;

scenario one_call(bool ibm, std::vector<std::string> faults) {
  scenario s(11);
  s.ibm = ibm;
  s.fastest = milliseconds(5), s.slowest = milliseconds(60), s.queue = seconds(2), s.run = seconds(1);
  s.faults = std::move(faults);
  call_plan c;
  c.deadline = std::chrono::minutes(5), c.shots = 50;
  s.calls.push_back(c);
  s.journal.emplace().lines = {{life_plan()}};
  s.journal->slowest_write = milliseconds(10);
  return s;
}

std::string all_of(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

class Kills : public ::testing::TestWithParam<bool> {};

TEST_P(Kills, InEveryMomentLoseNothingAndPayNothingTwice) {
  const scenario s = one_call(GetParam(), {"lost_answer@submit*1"});
  std::uint64_t kills = 0;
  for (std::uint64_t at = 1;; ++at) {
    const scenario one = with_one_kill(s, at);
    const history h = play(one);
    EXPECT_EQ(all_of(judge(one, h)), "") << one.to_string();
    if (h.journal->ends.empty()) break;
    ++kills;
  }
  EXPECT_GT(kills, 20U);
}

TEST_P(Kills, AfterTheIntentIsOnDiskStillGiveAResult) {
  bool seen = false;
  for (std::uint64_t at = 1;; ++at) {
    const history h = play(with_one_kill(one_call(GetParam(), {}), at));
    if (h.journal->ends.empty()) break;
    if (h.journal->ends.front() != "a write is on disk" || h.journal->writes == 0) continue;
    ASSERT_EQ(h.journal->records.size(), 1U);
    EXPECT_EQ(h.journal->records.front().state, journal_state::done);
    EXPECT_EQ(h.books.size(), 1U);
    seen = true;
  }
  EXPECT_TRUE(seen);
}

INSTANTIATE_TEST_SUITE_P(Of, Kills, ::testing::Values(true, false),
                         [](const auto& p) { return p.param ? "ibm" : "ionq"; });

/// The planted bug: whoever hears no answer to a submission sends it again at once.
class hasty final : public front {
 public:
  using front::front;
  emulator::response handle(const emulator::request& r) override {
    const auto answer = inner_.handle(r);
    const bool lost =
        answer.fault == transport_fault::lost_answer || answer.fault == transport_fault::reset_after_accept;
    return lost && inner_.purpose_of(r) == purpose::submit ? inner_.handle(r) : answer;
  }
};

/// Another: whoever looks for a job by its token finds none.
class blind final : public front {
 public:
  using front::front;
  emulator::response handle(const emulator::request& r) override {
    auto answer = inner_.handle(r);
    auto body = nlohmann::ordered_json::parse(answer.body, nullptr, false);
    if (r.method != "GET" || !r.path().ends_with("/jobs") || !body.is_object() || !body.contains("jobs")) return answer;
    body["jobs"] = nlohmann::ordered_json::array();
    if (body.contains("count")) body["count"] = 0;
    answer.body = body.dump();
    return answer;
  }
};

template <class Bug>
std::string verdict_with(const scenario& s) {
  std::unique_ptr<Bug> bug;
  const auto plant = [&](emulator::cloud& c) {
    bug = std::make_unique<Bug>(c);
    return bug.get();
  };
  const history h = play(s, {}, interference().cloud(plant));
  return all_of(judge(s, h));
}

class PlantedBug : public ::testing::TestWithParam<bool> {};

TEST_P(PlantedBug, OfARetryOnALostAnswerIsSeen) {
  scenario s = one_call(GetParam(), {"reset_after_accept@submit*1"});
  EXPECT_EQ(verdict_with<front>(s), "");
  EXPECT_NE(verdict_with<hasty>(s).find("was accepted 2 times"), std::string::npos);
  s.journal.reset();
  EXPECT_NE(verdict_with<hasty>(s).find("was accepted 2 times"), std::string::npos);
}

TEST_P(PlantedBug, OfAResumeThatDoesNotFindWhatWasSentIsSeen) {
  bool seen = false;
  for (std::uint64_t at = 1; !seen; ++at) {
    const scenario s = with_one_kill(one_call(GetParam(), {}), at);
    const history h = play(s);
    ASSERT_FALSE(h.journal->ends.empty()) << "no kill makes this visible";
    EXPECT_EQ(verdict_with<front>(s), "");
    seen = verdict_with<blind>(s).find("was accepted 2 times") != std::string::npos;
  }
  EXPECT_TRUE(seen);
}

INSTANTIATE_TEST_SUITE_P(Of, PlantedBug, ::testing::Values(true, false),
                         [](const auto& p) { return p.param ? "ibm" : "ionq"; });

// What the judge says of a journal that is made up.
class JournalJudge : public ::testing::Test {
 protected:
  JournalJudge() {
    job.job = "j", job.shots = 100, job.tokens = {"t"}, job.settled = true;
    record.token = "t", record.id = "j", record.backend = "cloud", record.shots = 100, record.unit = "USD";
    record.state = journal_state::refused;
  }
  std::vector<std::string> verdict() {
    scenario s(1);
    s.journal.emplace().limits = limits;
    history h;
    h.books = books;
    h.journal.emplace().records = {record};
    h.journal->breaches = breaches;
    return judge(s, h);
  }
  void accepted(journal_state as) {
    books = {job};
    record.state = as, record.stored = as == journal_state::done;
  }
  emulator::ledger_entry job;
  std::vector<emulator::ledger_entry> books;
  job_record record;
  std::vector<budget_limit> limits;
  std::vector<std::string> breaches;
};

TEST_F(JournalJudge, AcceptsWhatTheBooksSayToo) {
  record.id.clear();
  EXPECT_TRUE(verdict().empty());
  record.id = "j";
  accepted(journal_state::done);
  EXPECT_TRUE(verdict().empty());
}

TEST_F(JournalJudge, SeesAJobThatTheJournalLost) {
  accepted(journal_state::done);
  record.id = "another";
  EXPECT_EQ(verdict().size(), 2U);
}

TEST_F(JournalJudge, SeesARefusalThatIsNone) {
  accepted(journal_state::refused);
  EXPECT_EQ(verdict().size(), 1U);
}

TEST_F(JournalJudge, SeesAJobThatNeverEnds) {
  accepted(journal_state::unknown);
  EXPECT_EQ(verdict().size(), 1U);
}

TEST_F(JournalJudge, SeesAResultThatWasNotKept) {
  accepted(journal_state::done);
  record.stored = false;
  EXPECT_EQ(verdict().size(), 1U);
}

TEST_F(JournalJudge, SeesABillBeyondALimit) {
  job.billed = 7;
  accepted(journal_state::done);
  limits = {budget_limit(budget_limit::span::ever, 8, "USD")};
  EXPECT_TRUE(verdict().empty());
  limits = {budget_limit(budget_limit::span::ever, 6, "USD")};
  EXPECT_EQ(verdict().size(), 1U);
}

TEST_F(JournalJudge, SeesABillThatTheJournalDenies) {
  job.billed = 7;
  accepted(journal_state::done);
  record.billed = billing::not_billed;
  EXPECT_EQ(verdict().size(), 1U);
}

}  // namespace
}  // namespace ketway::simulated
