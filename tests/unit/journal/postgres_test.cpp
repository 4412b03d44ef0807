// What only a journal on a server can meet.

#include <algorithm>

#include "commit_breaker.hpp"
#include "journal/postgres_errors.hpp"
#include "journal/postgres_settings.hpp"
#include "ketway/journal_postgres.hpp"
#include "postgres_server.hpp"

namespace ketway::test {
namespace {

class journal_server : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string why;
    server_ = postgres_server::running(why);
    if (server_ == nullptr) GTEST_SKIP() << why;
    place_ = std::make_unique<postgres_place>(*server_);
  }
  void break_connections() {
    server_->ask(
        "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity "
        "WHERE application_name = 'ketway' AND pid <> pg_backend_pid()");
  }
  postgres_server* server_ = nullptr;
  std::unique_ptr<postgres_place> place_;
};

TEST_F(journal_server, IsConnectedAnewInsideOneCall) {
  const auto s = place_->open();
  ASSERT_TRUE(put(*s, intent(job("t1"))));
  break_connections();
  EXPECT_TRUE(put(*s, intent(job("t2"))));
  break_connections();
  EXPECT_EQ(s->list(job_filter()).value().size(), 2U);
}

TEST_F(journal_server, KnowsAnOwnerWhoseConnectionBrokeOnlyOnceItIsBack) {
  const auto a = place_->open();
  ASSERT_TRUE(put(*a, intent(job("t1"))));
  const auto b = place_->open();
  break_connections();
  EXPECT_FALSE(b->lives(a->owner()).value());
  ASSERT_TRUE(a->find("t1"));
  EXPECT_TRUE(b->lives(a->owner()).value());
  EXPECT_EQ(code_of(put(*b, journal_claim("t1"))), errc::aborted);
}

TEST_F(journal_server, IsAskedWhetherAWriteWasKeptWhoseAnswerWasLost) {
  using moment = commit_breaker::moment;
  commit_breaker between(server_->socket_folder());
  auto s = journal_in_postgres(secret(postgres_server::conninfo_at(between.folder_name())))(random_from(8));
  ASSERT_TRUE(s) << s.error().to_string();
  int number = 0;
  for (const moment m : {moment::after, moment::before, moment::after}) {
    between.break_at(m);
    const std::string token = "t" + std::to_string(++number);
    // Tried twice it would be there already; never tried again it would be missing.
    EXPECT_EQ(code_of(put(**s, intent(priced(token, 1)))), errc::ok) << static_cast<int>(m);
    EXPECT_EQ(between.broken(), number);
    EXPECT_EQ((*s)->spent(0).value().at(0).jobs, static_cast<std::uint64_t>(number));
  }
  s->reset();
}

TEST_F(journal_server, SaysWhoseRightsAreMissing) {
  place_->open();
  server_->ask("SET client_min_messages = error; DROP ROLE IF EXISTS guest; CREATE ROLE guest LOGIN");
  std::string conninfo = server_->conninfo();
  conninfo.replace(conninfo.find("user=postgres"), std::string::npos, "user=guest");
  const auto refused = journal_in_postgres(secret(conninfo))(random_from(3));
  ASSERT_EQ(code_of(refused), errc::permission_denied);
  EXPECT_NE(refused.error().advice(), "");
}

TEST_F(journal_server, ServesAUserWhoMayOnlyReadAndWriteRows) {
  place_->open();
  server_->ask(
      "SET client_min_messages = error; DROP ROLE IF EXISTS clerk; CREATE ROLE clerk LOGIN; GRANT USAGE ON SCHEMA "
      "ketway TO clerk; "
      "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ketway TO clerk");
  std::string conninfo = server_->conninfo();
  conninfo.replace(conninfo.find("user=postgres"), std::string::npos, "user=clerk");
  auto s = journal_in_postgres(secret(conninfo))(random_from(4));
  ASSERT_TRUE(s) << s.error().to_string();
  EXPECT_TRUE(put(**s, intent(priced("t1", 1))));
  s->reset();
  server_->ask("DROP OWNED BY clerk; DROP ROLE clerk");
}

TEST_F(journal_server, IsWrittenAlsoWhereItsUserReadsByDefault) {
  const auto s = place_->open();
  server_->ask("ALTER ROLE postgres SET default_transaction_read_only = on");
  break_connections();
  const auto written = put(*s, intent(job("t1")));
  server_->ask("BEGIN READ WRITE; ALTER ROLE postgres RESET default_transaction_read_only; COMMIT");
  EXPECT_TRUE(written);
}

TEST(PostgresJournal, ThatCannotBeReachedIsUnavailableAndKeepsThePassword) {
  const folder nobody;
  const auto refused = journal_in_postgres(
      secret("host=" + nobody.path().string() + " dbname=jobs user=me password=hunter2"))(random_from(1));
  ASSERT_EQ(code_of(refused), errc::unavailable);
  EXPECT_TRUE(refused.error().retryable());
  EXPECT_EQ(refused.error().billed(), billing::not_billed);
  EXPECT_EQ(refused.error().to_string().find("hunter2"), std::string::npos);
  EXPECT_NE(refused.error().message().find(nobody.path().string()), std::string::npos);
}

TEST(PostgresJournal, RepeatsNothingOfAConninfoThatItCannotRead) {
  for (const char* bad : {"host=a password='hunter2", "hunter2", "hunter2=1", "postgresql://me:hunter2@[::1/jobs"}) {
    const auto refused = journal_in_postgres(secret(bad))(random_from(1));
    ASSERT_EQ(code_of(refused), errc::invalid_argument) << bad;
    EXPECT_EQ(refused.error().to_string().find("hunter2"), std::string::npos);
  }
}

std::string option(const std::string& conninfo, const std::string& keyword) {
  const auto s = sql::postgres_settings::read(secret(conninfo));
  if (!s) return "unreadable";
  for (const auto& [name, text] : s->options())
    if (name == keyword) return std::string(text.reveal());
  return "none";
}

TEST(PostgresJournal, AsksForFullTlsWhereTheServerIsElsewhere) {
  for (const char* elsewhere : {"host=db.example", "postgresql://me:pw@db.example/jobs", "hostaddr=10.0.0.1",
                                "host=localhost,db.example", "service=jobs", "host=localhost hostaddr=10.0.0.1"})
    EXPECT_EQ(option(elsewhere, "sslmode"), "verify-full") << elsewhere;
  for (const char* here : {"host=/run/postgresql", "host=localhost", "host=127.0.0.1", "hostaddr=::1", "dbname=jobs"})
    EXPECT_EQ(option(here, "sslmode"), "none") << here;
  EXPECT_EQ(option("host=db.example sslmode=verify-ca", "sslmode"), "verify-ca");
}

TEST(PostgresJournal, EndsEveryWaitForTheServer) {
  EXPECT_EQ(option("host=db.example", "connect_timeout"), "4");
  EXPECT_EQ(option("host=db.example connect_timeout=2", "connect_timeout"), "2");
  EXPECT_NE(option("host=db.example", "tcp_user_timeout"), "none");
}

TEST(PostgresJournal, HasAMeaningForWhatTheServerRefuses) {
  const auto code = [](const char* state) { return sql::postgres_error(state, "detail", "place").code(); };
  EXPECT_EQ(code(""), errc::unavailable);
  EXPECT_EQ(code("53100"), errc::resource_exhausted);
  EXPECT_EQ(code("53300"), errc::unavailable);
  EXPECT_EQ(code("55P03"), errc::unavailable);
  EXPECT_EQ(code("25006"), errc::permission_denied);
  EXPECT_EQ(code("42501"), errc::permission_denied);
  EXPECT_EQ(code("XX001"), errc::data_loss);
  EXPECT_EQ(code("42P01"), errc::internal);
}

}  // namespace
}  // namespace ketway::test
