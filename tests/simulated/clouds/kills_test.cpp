// Processes that are killed, and what the judge says of a journal.
#include <gtest/gtest.h>

#include "history.hpp"
#include "one_call.hpp"

namespace ketway::simulated {
namespace {

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

class CallOfAJournal : public ::testing::Test {
 protected:
  CallOfAJournal() {
    call.deadline = std::chrono::seconds(60), call.shots = 100;
    job.job = "j", job.shots = 100, job.tokens = {"t"}, job.settled = true, job.accepted_ns = 50;
    record.token = "t", record.id = "j", record.backend = "cloud", record.shots = 100, record.unit = "USD";
    record.state = journal_state::done, record.stored = true;
  }
  std::string verdict() {
    scenario s(1);
    s.machine = true;
    s.journal.emplace().lines = {{life_plan()}};
    history h;
    call_history c(call);
    c.begun = true, c.ended = 1, c.let_go_ns = let_go_ns;
    error failed(errc::cancelled, "cancelled by the caller");
    c.outcome.emplace(1, expected<result>(std::move(failed.maybe_executed(true))));
    h.calls.push_back(c);
    (away ? h.elsewhere : h.books).push_back(job);
    h.journal.emplace().records = {record};
    h.journal->cancelled = cancelled;
    return all_of(judge(s, h));
  }
  call_plan call;
  emulator::ledger_entry job;
  job_record record;
  std::optional<std::uint64_t> let_go_ns;
  std::vector<given_up> cancelled;
  bool away = false;
};

TEST_F(CallOfAJournal, MayHaveAJob) { EXPECT_EQ(verdict(), ""); }

TEST_F(CallOfAJournal, HasNoneThatWasAcceptedAfterItWasGivenUp) {
  let_go_ns = 50;
  EXPECT_EQ(verdict(), "");
  let_go_ns = 49;
  EXPECT_NE(verdict().find("was accepted after it was given up"), std::string::npos);
}

TEST_F(CallOfAJournal, HasNoneThatWasAcceptedAfterSomebodyCancelledIt) {
  cancelled.emplace_back("t", 49, true);
  EXPECT_NE(verdict().find("after its caller was told that it is cancelled"), std::string::npos);
}

TEST_F(CallOfAJournal, HasNoneThatRanOnceItWasCancelled) {
  cancelled.emplace_back("t", 51, false);
  EXPECT_NE(verdict().find("is said to be cancelled, and was not"), std::string::npos);
}

TEST_F(CallOfAJournal, HasNoneInAnotherAccount) {
  away = true;
  EXPECT_NE(verdict().find("in another account"), std::string::npos);
}

TEST_F(CallOfAJournal, HasNoneThatCostMoreThanItsBudget) {
  job.billed = 7, call.budget = 7;
  EXPECT_EQ(verdict(), "");
  call.budget = 6;
  EXPECT_NE(verdict().find("passes its budget"), std::string::npos);
}

TEST_F(JournalJudge, SeesABillThatTheJournalDenies) {
  job.billed = 7;
  accepted(journal_state::done);
  record.billed = billing::not_billed;
  EXPECT_EQ(verdict().size(), 1U);
}

}  // namespace
}  // namespace ketway::simulated
