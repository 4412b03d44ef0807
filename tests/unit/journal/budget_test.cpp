// Money: limits and sums, in whatever database.

#include <cmath>

#include "journals.hpp"

namespace ketway::test {
namespace {

using span = budget_limit::span;
using journal_budgets = every_journal;
KETWAY_FOR_EVERY_JOURNAL(journal_budgets);

std::vector<budget_limit> a_day(double amount) { return {budget_limit(span::day, amount, "USD")}; }
std::vector<budget_limit> ever(double amount) { return {budget_limit(span::ever, amount, "USD")}; }

TEST_P(journal_budgets, RefuseAJobThatIsTooDear) {
  const auto s = open();
  const std::vector<budget_limit> limits = {budget_limit(span::job, 5, "USD")};
  EXPECT_TRUE(put(*s, intent(priced("t1", 5), limits)));
  const auto refused = put(*s, intent(priced("t2", 5.01), limits));
  ASSERT_EQ(code_of(refused), errc::resource_exhausted);
  EXPECT_EQ(refused.error().billed(), billing::not_billed);
  EXPECT_EQ(refused.error().message(), "the budget of 5 USD a job would be passed: this job asks for 5.01 USD");
  EXPECT_EQ(code_of(s->find("t2")), errc::not_found);
}

TEST_P(journal_budgets, CountWhatIsSpentAndWhatIsReserved) {
  const auto s = open();
  ASSERT_TRUE(put(*s, intent(priced("t1", 4), a_day(10))));
  ASSERT_TRUE(put(*s, settled("t1", 3.5)));
  ASSERT_TRUE(put(*s, intent(priced("t2", 6), a_day(10))));
  const auto refused = put(*s, intent(priced("t3", 1), a_day(10)));
  ASSERT_EQ(code_of(refused), errc::resource_exhausted);
  EXPECT_EQ(
      refused.error().message(),
      "the budget of 10 USD a day (UTC) would be passed: 3.5 USD are spent, 6 USD are reserved, and this job asks "
      "for 1 USD");
  EXPECT_TRUE(put(*s, intent(priced("t4", 0.5), a_day(10))));
}

TEST_P(journal_budgets, HoldInsideOneBatch) {
  const auto s = open();
  const auto answers = s->write(
      {intent(priced("t1", 6), ever(10)), intent(priced("t2", 6), ever(10)), intent(priced("t3", 4), ever(10))});
  EXPECT_TRUE(answers[0]);
  EXPECT_EQ(code_of(answers[1]), errc::resource_exhausted);
  EXPECT_TRUE(answers[2]);
}

TEST_P(journal_budgets, AreFilledToTheLastCent) {
  const auto s = open();
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(put(*s, intent(priced("t" + std::to_string(i), 0.1), ever(1)))) << i;
  EXPECT_EQ(code_of(put(*s, intent(priced("more", 0.000001), ever(1)))), errc::resource_exhausted);
}

TEST_P(journal_budgets, StartAnewEachDay) {
  const auto s = open();
  ASSERT_TRUE(put(*s, intent(priced("t1", 10), a_day(10))));
  job_record tomorrow = priced("t2", 10);
  tomorrow.created_ns += day_ns;
  EXPECT_TRUE(put(*s, intent(tomorrow, a_day(10))));
  tomorrow.token = "t3";
  EXPECT_EQ(code_of(put(*s, intent(tomorrow, ever(25)))), errc::resource_exhausted);
}

TEST_P(journal_budgets, OfOneBackendCountThatOneOnly) {
  const auto s = open();
  const auto limits = std::vector{budget_limit(span::ever, 10, "USD").backend("cloud:qpu")};
  job_record elsewhere = priced("t1", 10);
  elsewhere.backend = "other";
  ASSERT_TRUE(put(*s, intent(elsewhere, limits)));
  ASSERT_TRUE(put(*s, intent(priced("t2", 10), limits)));
  EXPECT_EQ(code_of(put(*s, intent(priced("t3", 1), limits))), errc::resource_exhausted);
}

TEST_P(journal_budgets, OfOnePluginCountItsBackendsTogether) {
  const auto s = open();
  const auto limits = std::vector{budget_limit(span::ever, 10, "USD").plugin("cloud")};
  job_record elsewhere = priced("t1", 6);
  elsewhere.backend = "cloud:second";
  ASSERT_TRUE(put(*s, intent(elsewhere, limits)));
  EXPECT_EQ(code_of(put(*s, intent(priced("t2", 6), limits))), errc::resource_exhausted);
  job_record other = priced("t3", 60);
  other.plugin = "other";
  EXPECT_TRUE(put(*s, intent(other, limits)));
}

TEST_P(journal_budgets, RefuseWhatNobodyKnowsThePriceOf) {
  const auto s = open();
  EXPECT_EQ(code_of(put(*s, intent(job("t1"), ever(10)))), errc::failed_precondition);
  EXPECT_TRUE(put(*s, intent(job("t1"))));
}

TEST_P(journal_budgets, RefuseAPriceInAnotherUnit) {
  const auto s = open();
  EXPECT_EQ(code_of(put(*s, intent(priced("t1", 1, "credits"), ever(10)))), errc::failed_precondition);
}

TEST_P(journal_budgets, LetThroughWhatCostsNothing) {
  const auto s = open();
  ASSERT_TRUE(put(*s, intent(priced("t1", 1))));
  ASSERT_TRUE(put(*s, settled("t1", 100)));
  EXPECT_TRUE(put(*s, intent(priced("t2", 0, ""), ever(10))));
}

TEST_P(journal_budgets, RefuseWhatIsNoAmount) {
  const auto s = open();
  EXPECT_EQ(code_of(put(*s, intent(priced("t1", -1)))), errc::invalid_argument);
  EXPECT_EQ(code_of(put(*s, intent(priced("t1", std::nan(""))))), errc::invalid_argument);
  EXPECT_EQ(code_of(put(*s, intent(priced("t1", INFINITY)))), errc::invalid_argument);
}

TEST_P(journal_budgets, KeepACostThatIsNoAmountOutOfTheSums) {
  const auto s = open();
  ASSERT_TRUE(put(*s, intent(priced("t1", 5))));
  ASSERT_TRUE(put(*s, settled("t1", std::nan(""))));
  EXPECT_EQ(s->find("t1").value().cost, std::nullopt);
  EXPECT_EQ(s->spent(0).value().at(0).reserved, 5);
}

TEST_P(journal_budgets, AreFreedByWhatWasNeverBilled) {
  const auto s = open();
  for (const char* token : {"t1", "t2", "t3"}) ASSERT_TRUE(put(*s, intent(priced(token, 3), ever(9))));
  ASSERT_TRUE(put(*s, progress("t1", journal_state::refused)));
  journal_progress free = progress("t2", journal_state::cancelled);
  free.billed = billing::not_billed;
  ASSERT_TRUE(put(*s, free));
  ASSERT_TRUE(put(*s, progress("t3", journal_state::failed)));  // nobody knows whether it was billed
  EXPECT_TRUE(put(*s, intent(priced("t4", 6), ever(9))));
  EXPECT_EQ(code_of(put(*s, intent(priced("t5", 1), ever(9)))), errc::resource_exhausted);
}

TEST_P(journal_budgets, KeepAReservationWhileItsJobIsOpenWhateverIsBilledSoFar) {
  const auto s = open();
  ASSERT_TRUE(put(*s, intent(priced("t1", 9), ever(9))));
  journal_progress w = progress("t1", journal_state::running);
  w.billed = billing::not_billed;
  ASSERT_TRUE(put(*s, w));
  EXPECT_EQ(code_of(put(*s, intent(priced("t2", 1), ever(9)))), errc::resource_exhausted);
}

TEST_P(journal_budgets, KeepAReservationThatWasSettledInAnotherUnit) {
  const auto s = open();
  ASSERT_TRUE(put(*s, intent(priced("t1", 9), ever(9))));
  ASSERT_TRUE(put(*s, settled("t1", 30, "seconds")));
  EXPECT_EQ(code_of(put(*s, intent(priced("t2", 1), ever(9)))), errc::resource_exhausted);
  const job_record r = s->find("t1").value();
  EXPECT_EQ(r.cost, 30);
  EXPECT_EQ(r.unit, "seconds");
  EXPECT_EQ(r.reserved, std::nullopt);
}

TEST_P(journal_budgets, OutliveTheirJobs) {
  const auto s = open();
  ASSERT_TRUE(put(*s, intent(priced("t1", 9), ever(10))));
  ASSERT_TRUE(put(*s, settled("t1", 8)));
  ASSERT_TRUE(put(*s, journal_removal("t1")));
  EXPECT_EQ(code_of(put(*s, intent(priced("t2", 3), ever(10)))), errc::resource_exhausted);
  EXPECT_TRUE(put(*s, intent(priced("t3", 2), ever(10))));
}

TEST_P(journal_budgets, AreSummedByBackendAndUnit) {
  const auto s = open();
  ASSERT_TRUE(put(*s, intent(priced("t1", 4))));
  ASSERT_TRUE(put(*s, intent(priced("t2", 5))));
  ASSERT_TRUE(put(*s, settled("t2", 4.5)));
  ASSERT_TRUE(put(*s, intent(priced("t3", 7))));
  ASSERT_TRUE(put(*s, progress("t3", journal_state::failed)));
  ASSERT_TRUE(put(*s, intent(priced("t4", 60, "seconds"))));
  const auto all = s->spent(0).value();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].backend, "cloud:qpu");
  EXPECT_EQ(all[0].unit, "USD");
  EXPECT_EQ(all[0].settled, 4.5);
  EXPECT_EQ(all[0].reserved, 11);
  EXPECT_EQ(all[0].jobs, 3U);
  EXPECT_EQ(all[0].open, 1U);
  EXPECT_EQ(all[0].unknown, 1U);
  EXPECT_EQ(all[1].unit, "seconds");
  EXPECT_EQ(all[1].reserved, 60);
}

TEST_P(journal_budgets, AreSummedFromAnyMomentOn) {
  const auto s = open();
  for (const std::uint64_t at : {noon_ns - day_ns, noon_ns - 1, noon_ns, noon_ns + 1, noon_ns + day_ns}) {
    job_record r = priced("t" + std::to_string(at), 1);
    r.created_ns = at;
    ASSERT_TRUE(put(*s, intent(r)));
  }
  const auto jobs_since = [&](std::uint64_t since) {
    const auto all = s->spent(since).value();
    return all.empty() ? 0U : all.at(0).jobs;
  };
  EXPECT_EQ(jobs_since(0), 5U);
  EXPECT_EQ(jobs_since(1), 5U);
  EXPECT_EQ(jobs_since(noon_ns - 1), 4U);
  EXPECT_EQ(jobs_since(noon_ns), 3U);
  EXPECT_EQ(jobs_since(noon_ns + 1), 2U);
  EXPECT_EQ(jobs_since(noon_ns + 2), 1U);
  EXPECT_EQ(jobs_since(noon_ns + day_ns + 1), 0U);
  EXPECT_EQ(jobs_since(UINT64_MAX), 0U);
}

}  // namespace
}  // namespace ketway::test
