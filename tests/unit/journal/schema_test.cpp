// Journals of older and newer versions, and several that open one at once.

#include <thread>

#include "journals.hpp"

namespace ketway::test {
namespace {

class journal_versions : public every_journal {};
INSTANTIATE_TEST_SUITE_P(All, journal_versions, ::testing::Values("folder", "postgres"),
                         [](const auto& described) { return std::string(described.param); });

/// One of each kind that counts in its own way.
void fill(journal_store& s) {
  for (const char* token : {"open", "settled", "failed", "refused", "free", "other unit"})
    ASSERT_TRUE(put(s, intent(priced(token, 0.3))));
  job_record unpriced = job("unpriced", "other");
  unpriced.created_ns -= 3 * day_ns;
  ASSERT_TRUE(put(s, intent(unpriced)));
  ASSERT_TRUE(put(s, settled("settled", 0.2)));
  ASSERT_TRUE(put(s, progress("failed", journal_state::failed)));
  ASSERT_TRUE(put(s, progress("refused", journal_state::refused)));
  journal_progress free = progress("free", journal_state::cancelled);
  free.billed = billing::not_billed;
  ASSERT_TRUE(put(s, free));
  ASSERT_TRUE(put(s, settled("other unit", 12, "seconds")));
  ASSERT_TRUE(put(s, progress("unpriced", journal_state::done)));
}

std::string shown(const std::vector<spending>& all) {
  std::string text;
  for (const spending& s : all)
    text += s.backend + " " + s.unit + " " + std::to_string(s.settled) + " " + std::to_string(s.reserved) + " " +
            std::to_string(s.jobs) + " " + std::to_string(s.open) + " " + std::to_string(s.unknown) + "\n";
  return text;
}

TEST_P(journal_versions, OfTheFirstKindAreBroughtUpToDateWithTheirJobs) {
  std::string ever, from_yesterday;
  {
    const auto s = open();
    fill(*s);
    ever = shown(s->spent(0).value());
    from_yesterday = shown(s->spent(noon_ns - day_ns).value());
  }
  // The second version has added this table and nothing else.
  place().script("DROP TABLE totals; UPDATE journal_version SET version = 1");
  const auto s = open();
  EXPECT_EQ(shown(s->spent(0).value()), ever);
  EXPECT_EQ(shown(s->spent(noon_ns - day_ns).value()), from_yesterday);
  EXPECT_EQ(s->submission("settled").value(), "the circuit of settled");
  ASSERT_TRUE(put(*s, settled("open", 0.1)));
  EXPECT_NEAR(s->spent(0).value().at(0).settled, 0.3, 1e-12);
}

TEST_P(journal_versions, NewerThanThisOneAreLeftAlone) {
  {
    const auto s = open();
    ASSERT_TRUE(put(*s, intent(job("t1"))));
  }
  place().script("UPDATE journal_version SET version = 3");
  const auto refused = place().opener()(random_from(7));
  ASSERT_EQ(code_of(refused), errc::failed_precondition);
  EXPECT_NE(refused.error().message().find("version 3"), std::string::npos);
  EXPECT_NE(refused.error().advice(), "");
  place().script("UPDATE journal_version SET version = 2");
  EXPECT_EQ(open()->submission("t1").value(), "the circuit of t1");
}

TEST_P(journal_versions, AreMadeOnceByAllWhoComeFirst) {
  std::vector<store_ptr> stores(6);
  {
    std::vector<std::jthread> openers;
    for (std::size_t i = 0; i < stores.size(); ++i)
      openers.emplace_back([&, i] {
        auto made = place().opener()(random_from(100 + i));
        if (made) stores[i] = std::move(*made);
      });
  }
  for (std::size_t i = 0; i < stores.size(); ++i) {
    ASSERT_TRUE(stores[i]) << i;
    ASSERT_TRUE(put(*stores[i], intent(job("t" + std::to_string(i)))));
  }
  EXPECT_EQ(stores[0]->list(job_filter()).value().size(), stores.size());
}

}  // namespace
}  // namespace ketway::test
