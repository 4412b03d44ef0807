// A submission whose answer is lost: the job is looked for, and nothing is sent again on a guess.
#include <gtest/gtest.h>

#include "scripted_plugin.hpp"

namespace ketway::tests {
namespace {

using std::chrono_literals::operator""s;
using std::chrono_literals::operator""min;

class LostSubmission : public ::testing::Test {
 protected:
  void open(std::uint32_t kind) {
    s.plugin.find_kind = kind, s.plugin.find_settle_ns = 30'000'000'000;
    s.plugin.submit = [this](kw_host*, const kw_submission* w, kw_done d) {
      if (!done) done.emplace(w->shots);
      tokens.push_back(p::text(w->client_token));
      return s.plugin.fail(d, KW_UNAVAILABLE, "the connection broke off", KW_MAYBE_EXECUTED | KW_RETRYABLE);
    };
    s.plugin.find = [this](kw_host*, const kw_job_ref* r, kw_done d) {
      looked_for = p::text(r->client_token);
      if (accepted && s.plugin.finds > lag) return s.plugin.answer(d, done->job());
      return s.plugin.fail(d, KW_NOT_FOUND, "no such job");
    };
    s.open();
  }
  std::optional<one_key_job> done;
  std::vector<std::string> tokens;
  std::string looked_for;
  bool accepted = true;
  int lag = 0;
  stage s;
};

TEST_F(LostSubmission, IsFoundByItsTokenAndNotSentAgain) {
  lag = 2;
  open(KW_FIND_BY_TOKEN);
  s.execute(stage::bell());
  s.world->run_for(1min);
  ASSERT_TRUE(s.outcome);
  ASSERT_TRUE(*s.outcome) << s.failure().to_string();
  EXPECT_EQ(tokens, std::vector<std::string>{looked_for});
  EXPECT_EQ(s.plugin.finds, 3);
}

TEST_F(LostSubmission, ThatNeverArrivedIsSentAgainWithTheSameToken) {
  accepted = false;
  open(KW_FIND_BY_TOKEN);
  const auto lost = s.plugin.submit;
  s.plugin.submit = [&, lost](kw_host* h, const kw_submission* w, kw_done d) {
    if (s.plugin.submits < 2) return lost(h, w, d);
    tokens.push_back(p::text(w->client_token));
    return s.plugin.answer(d, done->job());
  };
  s.execute(stage::bell());
  s.world->run_for(29s);
  EXPECT_EQ(tokens.size(), 1U) << "a list may lag behind";
  s.world->run_for(1min);
  ASSERT_TRUE(s.outcome);
  EXPECT_TRUE(*s.outcome);
  EXPECT_EQ(tokens, std::vector<std::string>(2, tokens.at(0)));
}

TEST_F(LostSubmission, ThatNeverArrivesIsSaidToBeSoAfterThreeTries) {
  accepted = false;
  open(KW_FIND_BY_TOKEN);
  s.execute(stage::bell());
  s.world->run_for(5min);
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.failure().code(), errc::unavailable);
  EXPECT_FALSE(s.failure().maybe_executed());
  EXPECT_TRUE(s.failure().retryable());
  EXPECT_EQ(s.failure().billed(), billing::not_billed);
  EXPECT_EQ(s.plugin.submits, 3);
}

TEST_F(LostSubmission, OfABackendThatCannotLookItUpStaysUnknown) {
  open(KW_FIND_NONE);
  s.execute(stage::bell());
  s.world->run_for(10min);
  ASSERT_TRUE(s.outcome);
  EXPECT_TRUE(s.failure().maybe_executed());
  EXPECT_EQ(s.failure().fate(), job_fate::may_run);
  EXPECT_NE(s.failure().advice().find(tokens.at(0)), std::string::npos) << s.failure().to_string();
  EXPECT_EQ(s.plugin.submits, 1);
  EXPECT_EQ(s.plugin.finds, 0);
}

TEST_F(LostSubmission, IsSentAgainWhereTheSameTokenGivesTheSameJob) {
  open(KW_FIND_RESEND);
  const auto lost = s.plugin.submit;
  s.plugin.submit = [&, lost](kw_host* h, const kw_submission* w, kw_done d) {
    if (s.plugin.submits < 3) return lost(h, w, d);
    tokens.push_back(p::text(w->client_token));
    return s.plugin.answer(d, done->job());
  };
  s.execute(stage::bell());
  s.world->run_for(1min);
  ASSERT_TRUE(s.outcome);
  EXPECT_TRUE(*s.outcome);
  EXPECT_EQ(tokens, std::vector<std::string>(3, tokens.at(0)));
}

TEST_F(LostSubmission, StaysUnknownThoughALaterTryNeverLeft) {
  open(KW_FIND_RESEND);
  const auto lost = s.plugin.submit;
  s.plugin.submit = [&, lost](kw_host* h, const kw_submission* w, kw_done d) {
    return s.plugin.submits < 2 ? lost(h, w, d) : s.plugin.fail(d, KW_UNAVAILABLE, "refused", KW_RETRYABLE);
  };
  s.execute(stage::bell());
  s.world->run_for(10min);
  ASSERT_TRUE(s.outcome);
  EXPECT_TRUE(s.failure().maybe_executed());
}

TEST_F(LostSubmission, IsLookedForAgainWhileTheListCannotBeHad) {
  open(KW_FIND_BY_TOKEN);
  const auto found = s.plugin.find;
  s.plugin.find = [&, found](kw_host* h, const kw_job_ref* r, kw_done d) {
    return s.plugin.finds < 5 ? s.plugin.fail(d, KW_UNAVAILABLE, "503", KW_RETRYABLE) : found(h, r, d);
  };
  s.execute(stage::bell());
  s.world->run_for(1min);
  ASSERT_TRUE(s.outcome);
  EXPECT_TRUE(*s.outcome);
}

TEST_F(LostSubmission, StaysUnknownWhereTheDeadlineComesFirst) {
  accepted = false;
  open(KW_FIND_BY_TOKEN);
  s.execute(stage::bell(), execute_options().deadline(10s));
  s.world->run_for(16s);
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.failure().code(), errc::deadline_exceeded);
  EXPECT_TRUE(s.failure().maybe_executed());
}

TEST_F(LostSubmission, StaysUnknownWhereTheListCannotBeRead) {
  open(KW_FIND_BY_TOKEN);
  s.plugin.find = [&](kw_host*, const kw_job_ref*, kw_done d) { return s.plugin.fail(d, KW_DATA_LOSS, "no list"); };
  s.execute(stage::bell());
  s.world->run_for(10min);
  ASSERT_TRUE(s.outcome);
  EXPECT_EQ(s.failure().code(), errc::unavailable);
  EXPECT_TRUE(s.failure().maybe_executed());
  EXPECT_EQ(s.plugin.submits, 1);
}

}  // namespace
}  // namespace ketway::tests
