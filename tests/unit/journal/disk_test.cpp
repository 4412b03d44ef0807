// A disk that is full, that fails, and a power that goes: what was answered is kept, what was refused is not there.

#include <map>

#include "bad_disk.hpp"
#include "journal/folder_journal.hpp"
#include "journals.hpp"

namespace ketway::test {
namespace {

using fault = bad_disk::fault;

/// What the answers say is in the journal.
using promises = std::map<std::string, journal_state>;

class journal_disk : public ::testing::Test {
 protected:
  std::string state() const { return (folder_ / "state").string(); }
  store_ptr open(const char* layer, std::uint64_t seed = 9) {
    auto made = open_folder_journal(state(), random_from(seed), layer);
    if (!made) failure_ = made.error();
    return made ? std::move(*made) : nullptr;
  }

  /// Jobs that come, go on and end, `prefix` in their names; until something fails, or all is done.
  bool work(journal_store& s, const std::string& prefix, promises& kept) {
    for (int i = 0; i < 6; ++i) {
      const std::string token = prefix + std::to_string(i);
      journal_intent w = intent(priced(token, 1));
      w.submission.assign(9000, static_cast<char>('a' + i));
      if (!keep(s.write({w}), {{token, journal_state::intended}}, kept)) return false;
      if (!keep(s.write({progress(token, journal_state::accepted)}), {{token, journal_state::accepted}}, kept))
        return false;
      if (i % 2 == 0 && !keep(s.write({settled(token, 1), journal_results(token, {std::string(5000, 'r')})}),
                              {{token, journal_state::done}}, kept))
        return false;
    }
    return true;
  }

  void expect_all(const promises& kept, bool exactly) {
    const store_ptr s = open(nullptr, 77);
    ASSERT_TRUE(s) << failure_.to_string();
    for (const auto& [token, state_kept] : kept) {
      const auto got = s->find(token);
      ASSERT_TRUE(got) << token << " is lost";
      if (exactly)
        EXPECT_EQ(got->state, state_kept) << token;
      else
        EXPECT_GE(got->state, state_kept) << token;
      EXPECT_EQ(s->submission(token).value().size(), 9000U);
      EXPECT_EQ(s->results(token).value().size(), got->stored ? 1U : 0U);
    }
    if (exactly) {
      EXPECT_EQ(s->list(job_filter()).value().size(), kept.size());
    }
    const auto sums = s->spent(0).value();
    const std::size_t counted = sums.empty() ? 0 : sums.at(0).jobs;
    EXPECT_EQ(counted, s->list(job_filter()).value().size());
    EXPECT_EQ(run_in_sqlite(state() + "/journal.sqlite", "PRAGMA integrity_check"), "ok");
  }

  folder folder_;
  error failure_;

 private:
  bool keep(const std::vector<expected<void>>& answers, const promises& then, promises& kept) {
    for (const auto& a : answers)
      if (!a) return failure_ = a.error(), false;
    for (const auto& [token, s] : then) kept[token] = s;
    return true;
  }
};

void expect_typed(const error& e, errc code) {
  EXPECT_EQ(e.code(), code) << e.to_string();
  EXPECT_EQ(e.billed(), billing::not_billed);
  EXPECT_NE(e.advice(), "");
  EXPECT_NE(e.message().find("journal.sqlite"), std::string::npos);
}

TEST_F(journal_disk, ThatIsFullRefusesAndKeepsWhatWasThere) {
  bad_disk disk;
  for (std::uint64_t at = 0; at < 40; at += 3) {
    SCOPED_TRACE("full at " + std::to_string(at));
    promises kept;
    const std::string mark = "j" + std::to_string(at) + "-";
    const store_ptr s = open(disk.name());
    ASSERT_TRUE(s);
    ASSERT_TRUE(work(*s, mark + "before-", kept));
    disk.fail(fault::full, at);
    ASSERT_FALSE(work(*s, mark + "during-", kept));
    expect_typed(failure_, errc::resource_exhausted);
    EXPECT_EQ(code_of(put(*s, intent(job(mark + "still")))), errc::resource_exhausted);
    EXPECT_TRUE(s->find(mark + "before-1"));  // it can still be read
    disk.mend();
    EXPECT_TRUE(work(*s, mark + "after-", kept)) << failure_.to_string();
    for (const auto& [token, expected_state] : kept) EXPECT_EQ(s->find(token).value().state, expected_state) << token;
    EXPECT_EQ(code_of(s->find(mark + "still")), errc::not_found);
  }
}

TEST_F(journal_disk, ThatFailsOnceRefusesThatWriteAlone) {
  bad_disk disk;
  for (const fault f : {fault::write, fault::sync}) {
    int struck = 0;
    for (std::uint64_t at = 0; at < 60; at += 2) {
      SCOPED_TRACE("fault " + std::to_string(static_cast<int>(f)) + " at " + std::to_string(at));
      std::filesystem::remove_all(state());
      promises kept;
      {
        const store_ptr s = open(disk.name());
        ASSERT_TRUE(s);
        disk.fail(f, at);
        const bool all = work(*s, "a", kept);
        if (!all) ++struck, expect_typed(failure_, errc::unavailable);
        disk.mend();
        EXPECT_TRUE(work(*s, "b", kept)) << failure_.to_string();
      }
      expect_all(kept, true);
    }
    EXPECT_GT(struck, 5);
  }
}

TEST_F(journal_disk, WhosePowerGoesKeepsAllThatWasAnswered) {
  bad_disk disk;
  int losses = 0;
  for (std::uint64_t at = 0; at < 110; ++at) {
    SCOPED_TRACE("power lost at " + std::to_string(at));
    std::filesystem::remove_all(state());
    promises kept;
    disk.fail(fault::power_loss, at);
    if (const store_ptr s = open(disk.name())) work(*s, "a", kept);
    losses += disk.struck() ? 1 : 0;
    disk.forget_unsynced(at);
    disk.mend();
    expect_all(kept, false);
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(losses, 50);
}

TEST_F(journal_disk, WhosePowerGoesAgainAndAgainNeverLosesWhatWasAnswered) {
  bad_disk disk;
  promises kept;
  std::mt19937_64 bits(4);
  for (int round = 0; round < 60; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    disk.fail(fault::power_loss, bits() % 50);
    if (const store_ptr s = open(disk.name())) work(*s, "r" + std::to_string(round) + "-", kept);
    disk.forget_unsynced(bits());
    disk.mend();
  }
  EXPECT_GT(kept.size(), 20U);
  expect_all(kept, false);
}

}  // namespace
}  // namespace ketway::test
