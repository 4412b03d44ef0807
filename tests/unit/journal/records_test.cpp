// What a journal keeps, in whatever database.

#include <algorithm>

#include "journals.hpp"

namespace ketway::test {
namespace {

using journal_records = every_journal;
KETWAY_FOR_EVERY_JOURNAL(journal_records);

std::vector<std::string> tokens(const std::vector<job_record>& jobs) {
  std::vector<std::string> all;
  for (const job_record& j : jobs) all.push_back(j.token);
  return all;
}

TEST_P(journal_records, KeepsEveryFieldOfAnIntent) {
  const auto s = open();
  job_record r = job("t1");
  r.session = "session", r.memo = std::string("\0\xFF memo", 7), r.provider_state = "QUEUED", r.name = "Grüße \"q\"";
  r.shots = UINT64_MAX, r.num_results = UINT32_MAX, r.reserved = 0.1, r.billed = billing::unknown;
  ASSERT_TRUE(put(*s, intent(r)));
  const job_record got = s->find("t1").value();
  EXPECT_EQ(got.token, "t1");
  EXPECT_EQ(got.backend, r.backend);
  EXPECT_EQ(got.plugin, r.plugin);
  EXPECT_EQ(got.plugin_version, r.plugin_version);
  EXPECT_EQ(got.device, r.device);
  EXPECT_EQ(got.session, r.session);
  EXPECT_EQ(got.memo, r.memo);
  EXPECT_EQ(got.provider_state, r.provider_state);
  EXPECT_EQ(got.name, r.name);
  EXPECT_EQ(got.shots, r.shots);
  EXPECT_EQ(got.num_results, r.num_results);
  EXPECT_EQ(got.created_ns, r.created_ns);
  EXPECT_EQ(got.reserved, r.reserved);
  EXPECT_EQ(got.cost, std::nullopt);
  EXPECT_EQ(got.unit, "USD");
  EXPECT_EQ(got.state, journal_state::intended);
  EXPECT_EQ(got.id, "");
  EXPECT_EQ(got.owner, s->owner());
  EXPECT_FALSE(got.stored);
}

TEST_P(journal_records, KeepsASubmissionByteForByte) {
  const auto s = open();
  journal_intent w = intent(job("t1"));
  w.submission.clear();
  for (int i = 0; i < 100'000; ++i) w.submission += static_cast<char>(i * 7);
  ASSERT_TRUE(put(*s, w));
  EXPECT_EQ(s->submission("t1").value(), w.submission);
  EXPECT_EQ(code_of(s->submission("t2")), errc::not_found);
}

TEST_P(journal_records, KeepsAnEmptySubmission) {
  const auto s = open();
  journal_intent w(job("t1"));
  ASSERT_TRUE(put(*s, w));
  EXPECT_EQ(s->submission("t1").value(), "");
}

TEST_P(journal_records, RefusesATokenThatIsThere) {
  const auto s = open();
  ASSERT_TRUE(put(*s, intent(job("t1"))));
  EXPECT_EQ(code_of(put(*s, intent(job("t1", "another")))), errc::already_exists);
  EXPECT_EQ(s->find("t1").value().backend, "cloud:qpu");
}

TEST_P(journal_records, RefusesAnIntentWithoutAToken) {
  const auto s = open();
  EXPECT_EQ(code_of(put(*s, intent(job("")))), errc::invalid_argument);
}

TEST_P(journal_records, RefusesKeysThatAreNoText) {
  const auto s = open();
  EXPECT_EQ(code_of(put(*s, intent(job("a\xFF")))), errc::invalid_argument);
  EXPECT_EQ(code_of(put(*s, intent(job("t1", std::string("a\0b", 3))))), errc::invalid_argument);
  EXPECT_EQ(code_of(s->find("a\xFF")), errc::not_found);
  EXPECT_EQ(code_of(s->find_id("a\xFF", "1")), errc::not_found);
}

TEST_P(journal_records, ShowsBytesThatAreNoTextAsUnknownCharacters) {
  const auto s = open();
  ASSERT_TRUE(put(*s, intent(job("t1"))));
  journal_progress w = progress("t1", journal_state::running);
  w.provider_state = std::string("a\0b\xFF", 4);
  ASSERT_TRUE(put(*s, w));
  EXPECT_EQ(s->find("t1").value().provider_state,
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD");
}

TEST_P(journal_records, TakesOverWhatAProgressNamesAndLeavesTheRest) {
  const auto s = open();
  ASSERT_TRUE(put(*s, intent(job("t1"))));
  journal_progress w = progress("t1", journal_state::accepted);
  w.id = std::string("id\xFF\0 1", 6), w.memo = "m";
  ASSERT_TRUE(put(*s, w));
  journal_progress next = progress("t1", journal_state::failed, noon_ns + 2 * second_ns);
  next.failure = R"({"code": "internal"})", next.cost = 0.25, next.unit = "USD", next.billed = billing::billed;
  ASSERT_TRUE(put(*s, next));
  const job_record got = s->find("t1").value();
  EXPECT_EQ(got.state, journal_state::failed);
  EXPECT_EQ(got.id, *w.id);
  EXPECT_EQ(got.memo, "m");
  EXPECT_EQ(got.failure, *next.failure);
  EXPECT_EQ(got.cost, 0.25);
  EXPECT_EQ(got.billed, billing::billed);
  EXPECT_EQ(got.updated_ns, noon_ns + 2 * second_ns);
}

TEST_P(journal_records, NeverMovesAStateBack) {
  const auto s = open();
  ASSERT_TRUE(put(*s, intent(job("t1"))));
  ASSERT_TRUE(put(*s, progress("t1", journal_state::running)));
  journal_progress back = progress("t1", journal_state::accepted);
  back.id = "other";
  ASSERT_TRUE(put(*s, back));
  EXPECT_EQ(s->find("t1").value().state, journal_state::running);
  EXPECT_EQ(s->find("t1").value().id, "");
}

TEST_P(journal_records, LeavesAnEndForNoOtherEnd) {
  const auto s = open();
  ASSERT_TRUE(put(*s, intent(job("t1"))));
  ASSERT_TRUE(put(*s, progress("t1", journal_state::done)));
  ASSERT_TRUE(put(*s, progress("t1", journal_state::cancelled)));
  EXPECT_EQ(s->find("t1").value().state, journal_state::done);
}

TEST_P(journal_records, TakesFactsOfTheSameState) {
  const auto s = open();
  ASSERT_TRUE(put(*s, intent(job("t1"))));
  ASSERT_TRUE(put(*s, progress("t1", journal_state::done)));
  ASSERT_TRUE(put(*s, settled("t1", 3)));
  EXPECT_EQ(s->find("t1").value().cost, 3);
}

TEST_P(journal_records, AnswersOneByOneAndARefusalLeavesTheOthersBe) {
  const auto s = open();
  const auto answers = s->write({intent(job("t1")), progress("none", journal_state::done), intent(job("t1")),
                                 progress("t1", journal_state::accepted), intent(job("t2"))});
  ASSERT_EQ(answers.size(), 5U);
  EXPECT_TRUE(answers[0]);
  EXPECT_EQ(code_of(answers[1]), errc::not_found);
  EXPECT_EQ(code_of(answers[2]), errc::already_exists);
  EXPECT_TRUE(answers[3]);
  EXPECT_TRUE(answers[4]);
  EXPECT_EQ(s->find("t1").value().state, journal_state::accepted);
  EXPECT_TRUE(s->find("t2"));
}

TEST_P(journal_records, AnswersAnEmptyBatchWithNothing) { EXPECT_TRUE(open()->write({}).empty()); }

TEST_P(journal_records, FindsAJobByTheProvidersIdOnItsBackend) {
  const auto s = open();
  ASSERT_TRUE(put(*s, intent(job("t1"))));
  journal_progress w = progress("t1", journal_state::accepted);
  w.id = "id-1";
  ASSERT_TRUE(put(*s, w));
  EXPECT_EQ(s->find_id("cloud:qpu", "id-1").value().token, "t1");
  EXPECT_EQ(code_of(s->find_id("cloud:other", "id-1")), errc::not_found);
  EXPECT_EQ(code_of(s->find_id("cloud:qpu", "")), errc::not_found);
}

TEST_P(journal_records, ReplacesResultsAndKeepsTheirOrder) {
  const auto s = open();
  ASSERT_TRUE(put(*s, intent(job("t1"))));
  ASSERT_TRUE(put(*s, progress("t1", journal_state::done)));
  EXPECT_TRUE(s->results("t1").value().empty());
  ASSERT_TRUE(put(*s, journal_results("t1", {"a", std::string("\0b", 2), "c"})));
  EXPECT_EQ(s->results("t1").value(), (std::vector<std::string>{"a", std::string("\0b", 2), "c"}));
  ASSERT_TRUE(put(*s, journal_results("t1", {"d", ""})));
  EXPECT_EQ(s->results("t1").value(), (std::vector<std::string>{"d", ""}));
  EXPECT_TRUE(s->find("t1").value().stored);
  EXPECT_EQ(code_of(put(*s, journal_results("t2", {"a"}))), errc::not_found);
}

TEST_P(journal_records, ListsTheNewestFirst) {
  const auto s = open();
  for (int i = 0; i < 5; ++i) {
    job_record r = job("t" + std::to_string(i));
    r.created_ns = noon_ns + static_cast<std::uint64_t>(i % 3);  // 0 1 2 0 1
    ASSERT_TRUE(put(*s, intent(r)));
  }
  EXPECT_EQ(tokens(s->list(job_filter()).value()), (std::vector<std::string>{"t2", "t4", "t1", "t3", "t0"}));
  EXPECT_EQ(tokens(s->list(job_filter().limit(2)).value()), (std::vector<std::string>{"t2", "t4"}));
  EXPECT_EQ(tokens(s->list(job_filter().created_since(noon_ns + 1)).value()),
            (std::vector<std::string>{"t2", "t4", "t1"}));
  EXPECT_TRUE(s->list(job_filter().created_since(UINT64_MAX)).value().empty());
}

TEST_P(journal_records, ListsByStateAndBackend) {
  const auto s = open();
  for (const char* token : {"open", "done", "stored", "failed"}) ASSERT_TRUE(put(*s, intent(job(token))));
  ASSERT_TRUE(put(*s, intent(job("elsewhere", "other"))));
  ASSERT_TRUE(put(*s, progress("done", journal_state::done)));
  ASSERT_TRUE(put(*s, progress("stored", journal_state::done)));
  ASSERT_TRUE(put(*s, journal_results("stored", {"r"})));
  ASSERT_TRUE(put(*s, progress("failed", journal_state::failed)));
  const auto listed = [&](const job_filter& f) {
    auto all = tokens(s->list(f).value());
    std::sort(all.begin(), all.end());
    return all;
  };
  using which = job_filter::which;
  using names = std::vector<std::string>;
  EXPECT_EQ(listed(job_filter()), (names{"done", "elsewhere", "failed", "open", "stored"}));
  EXPECT_EQ(listed(job_filter().states(which::open)), (names{"elsewhere", "open"}));
  EXPECT_EQ(listed(job_filter().states(which::ended)), (names{"done", "failed", "stored"}));
  EXPECT_EQ(listed(job_filter().states(which::owed)), (names{"done", "elsewhere", "open"}));
  EXPECT_EQ(listed(job_filter().states(which::owed).backend("cloud:qpu")), (names{"done", "open"}));
  EXPECT_EQ(listed(job_filter().backend("nobody")), (names{}));
}

TEST_P(journal_records, RemovesOnlyWhatHasEnded) {
  const auto s = open();
  ASSERT_TRUE(put(*s, intent(job("t1"))));
  EXPECT_EQ(code_of(put(*s, journal_removal("t1"))), errc::failed_precondition);
  journal_progress w = progress("t1", journal_state::done);
  w.id = "id-1";
  ASSERT_TRUE(put(*s, w));
  ASSERT_TRUE(put(*s, journal_results("t1", {"r"})));
  ASSERT_TRUE(put(*s, journal_removal("t1")));
  EXPECT_EQ(code_of(s->find("t1")), errc::not_found);
  EXPECT_EQ(code_of(s->find_id("cloud:qpu", "id-1")), errc::not_found);
  EXPECT_EQ(code_of(s->submission("t1")), errc::not_found);
  EXPECT_TRUE(s->results("t1").value().empty());
  EXPECT_TRUE(s->list(job_filter()).value().empty());
  EXPECT_EQ(code_of(put(*s, journal_removal("t1"))), errc::not_found);
  EXPECT_EQ(code_of(put(*s, progress("t1", journal_state::done))), errc::not_found);
}

TEST_P(journal_records, NeverTakesATokenASecondTime) {
  const auto s = open();
  ASSERT_TRUE(put(*s, intent(job("t1"))));
  ASSERT_TRUE(put(*s, progress("t1", journal_state::refused)));
  ASSERT_TRUE(put(*s, journal_removal("t1")));
  EXPECT_EQ(code_of(put(*s, intent(job("t1")))), errc::already_exists);
}

TEST_P(journal_records, IsSharedByAllItsStores) {
  const auto a = open(), b = open();
  EXPECT_NE(a->owner(), b->owner());
  ASSERT_TRUE(put(*a, intent(job("t1"))));
  ASSERT_TRUE(put(*b, progress("t1", journal_state::running)));
  EXPECT_EQ(a->find("t1").value().state, journal_state::running);
  EXPECT_EQ(a->find("t1").value().owner, a->owner());
}

TEST_P(journal_records, OutlivesItsStores) {
  auto s = open();
  ASSERT_TRUE(put(*s, intent(job("t1"))));
  const auto other = open();  // what is in memory lives as long as its opener
  s.reset();
  s = open();
  EXPECT_EQ(s->submission("t1").value(), "the circuit of t1");
}

TEST_P(journal_records, KnowsWhichOwnersLive) {
  const auto a = open();
  auto b = open();
  const std::string owner = b->owner();
  EXPECT_TRUE(a->lives(a->owner()).value());
  EXPECT_TRUE(a->lives(owner).value());
  EXPECT_TRUE(b->lives(a->owner()).value());
  b.reset();
  EXPECT_FALSE(a->lives(owner).value());
  EXPECT_FALSE(a->lives("").value());
  EXPECT_FALSE(a->lives("../journal.sqlite").value());
}

TEST_P(journal_records, NeverRobsALivingOwner) {
  const auto a = open(), b = open();
  ASSERT_TRUE(put(*a, intent(job("t1"))));
  const auto answer = put(*b, journal_claim("t1"));
  ASSERT_EQ(code_of(answer), errc::aborted);
  EXPECT_NE(answer.error().message().find(a->owner()), std::string::npos);
  EXPECT_EQ(b->find("t1").value().owner, a->owner());
  EXPECT_TRUE(put(*a, journal_claim("t1")));
  EXPECT_EQ(code_of(put(*a, journal_claim("t2"))), errc::not_found);
}

TEST_P(journal_records, LetsExactlyOneTakeTheJobOfADeadOwner) {
  auto a = open();
  const auto b = open(), c = open();
  ASSERT_TRUE(put(*a, intent(job("t1"))));
  a.reset();
  EXPECT_TRUE(put(*b, journal_claim("t1")));
  EXPECT_EQ(code_of(put(*c, journal_claim("t1"))), errc::aborted);
  EXPECT_EQ(c->find("t1").value().owner, b->owner());
}

}  // namespace
}  // namespace ketway::test
