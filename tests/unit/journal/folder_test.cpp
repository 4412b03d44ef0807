// The folder of a journal: whose it is, what it may be, and what becomes of a journal whose files were harmed.

#include <sys/stat.h>
#include <unistd.h>

#include "journals.hpp"

namespace ketway::test {
namespace {

namespace fs = std::filesystem;

mode_t mode_of(const fs::path& p) {
  struct stat facts {};
  return ::stat(p.c_str(), &facts) == 0 ? facts.st_mode & 07777U : 0;
}

expected<store_ptr> try_open(const fs::path& state, std::uint64_t seed = 5) {
  return journal_in_folder(state.string())(random_from(seed));
}

store_ptr opened(const fs::path& state) {
  auto made = try_open(state);
  if (!made) throw exception(made.error());
  return std::move(*made);
}

void expect_useful(const error& e, const fs::path& state) {
  EXPECT_EQ(e.billed(), billing::not_billed);
  EXPECT_NE(e.advice(), "");
  EXPECT_NE(e.message().find(state.string()), std::string::npos) << e.message();
}

/// Written, closed, and its log gone into the file.
fs::path one_with_jobs(const folder& f) {
  const fs::path state = f / "state";
  const store_ptr s = opened(state);
  for (int i = 0; i < 40; ++i) {
    journal_intent w = intent(job("t" + std::to_string(i)));
    w.submission.assign(3000, 'x');
    EXPECT_TRUE(put(*s, w));
  }
  return state;
}

TEST(JournalFolder, IsMadeForItsUserAlone) {
  const folder f;
  const fs::path state = f / "a/b/state";
  const store_ptr s = opened(state);
  ASSERT_TRUE(put(*s, intent(job("t1"))));
  EXPECT_EQ(mode_of(state), 0700U);
  EXPECT_EQ(mode_of(state / "journal.sqlite"), 0600U);
  EXPECT_EQ(mode_of(state / "journal.sqlite-wal"), 0600U);
  EXPECT_EQ(s->place(), (state / "journal.sqlite").string());
}

TEST(JournalFolder, ThatOthersCanWriteToIsRefused) {
  const folder f;
  for (const mode_t open_to : {0770U, 0777U, 0702U}) {
    const fs::path state = f / ("state" + std::to_string(open_to));
    fs::create_directory(state);
    folder::set_mode(state, open_to);
    const auto refused = try_open(state);
    ASSERT_EQ(code_of(refused), errc::permission_denied);
    EXPECT_TRUE(refused.error().misconfigured());
    EXPECT_NE(refused.error().advice().find("chmod"), std::string::npos);
    EXPECT_TRUE(fs::is_empty(state));
  }
}

TEST(JournalFolder, WithAFileThatOthersCanWriteToIsRefused) {
  const folder f;
  const fs::path file = f.write("state/journal.sqlite", "", 0666);
  folder::set_mode(f / "state", 0700);
  EXPECT_EQ(code_of(try_open(f / "state")), errc::permission_denied);
}

TEST(JournalFolder, ThatIsAFileIsRefused) {
  const folder f;
  const fs::path file = f.write("state", "text");
  const auto refused = try_open(file);
  ASSERT_FALSE(refused);
  expect_useful(refused.error(), file);
}

TEST(JournalFolder, ThatMayNotBeWrittenIsRefused) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  const folder f;
  const fs::path state = one_with_jobs(f);
  folder::set_mode(state, 0500);
  const auto refused = try_open(state);
  folder::set_mode(state, 0700);
  ASSERT_EQ(code_of(refused), errc::permission_denied);
  expect_useful(refused.error(), state);
}

TEST(JournalFolder, WithTextInPlaceOfAJournalIsDamaged) {
  const folder f;
  f.write("state/journal.sqlite", std::string(5000, 'a'));
  folder::set_mode(f / "state", 0700);
  const auto refused = try_open(f / "state");
  ASSERT_EQ(code_of(refused), errc::data_loss);
  expect_useful(refused.error(), f / "state");
}

TEST(JournalFolder, WithAJournalCutShortIsDamaged) {
  const folder f;
  const fs::path state = one_with_jobs(f);
  fs::resize_file(state / "journal.sqlite", fs::file_size(state / "journal.sqlite") / 2);
  const auto refused = try_open(state);
  ASSERT_EQ(code_of(refused), errc::data_loss);
  expect_useful(refused.error(), state);
}

TEST(JournalFolder, WithPagesOverwrittenTakesNoIntent) {
  const folder f;
  const fs::path state = one_with_jobs(f);
  {
    std::fstream file(state / "journal.sqlite", std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096);  // all pages but the first, where the schema is
    file << std::string(fs::file_size(state / "journal.sqlite") - 4096, '\x5A');
  }
  auto opened = try_open(state);
  const errc answer = opened ? code_of(put(**opened, intent(job("new")))) : code_of(opened);
  EXPECT_EQ(answer, errc::data_loss);
}

TEST(JournalFolder, WithAnEmptyFileIsAnEmptyJournal) {  // what a crash before the first table leaves
  const folder f;
  f.write("state/journal.sqlite", "");
  folder::set_mode(f / "state", 0700);
  const auto s = try_open(f / "state");
  ASSERT_TRUE(s) << s.error().to_string();
  EXPECT_TRUE(put(**s, intent(job("t1"))));
}

TEST(JournalFolder, WithGarbageForALogKeepsWhatWasInTheFile) {
  const folder f;
  const fs::path state = one_with_jobs(f);
  f.write("state/journal.sqlite-wal", std::string(100'000, '\x37'));
  const auto s = try_open(state);
  ASSERT_TRUE(s) << s.error().to_string();
  EXPECT_EQ((*s)->list(job_filter()).value().size(), 40U);
  EXPECT_TRUE(put(**s, intent(job("new"))));
}

TEST(JournalFolder, DeletedInUseTakesNoIntent) {
  const folder f;
  const store_ptr s = opened(f / "state");
  ASSERT_TRUE(put(*s, intent(job("t1"))));
  fs::remove_all(f / "state");
  const auto refused = put(*s, intent(job("t2")));
  ASSERT_EQ(code_of(refused), errc::data_loss);
  expect_useful(refused.error(), f / "state");
}

TEST(JournalFolder, ForgetsTheFilesOfOwnersThatEnded) {
  const folder f;
  const fs::path state = f / "state";
  auto first = try_open(state, 1);
  ASSERT_TRUE(first);
  fs::path left = state / "owners" / std::string(32, 'a');
  std::ofstream(left) << "";  // nobody holds it
  const auto second = try_open(state, 2);
  ASSERT_TRUE(second);
  EXPECT_FALSE(fs::exists(left));
  EXPECT_TRUE(fs::exists(state / "owners" / (*first)->owner()));
  first->reset();
  EXPECT_EQ(std::distance(fs::directory_iterator(state / "owners"), fs::directory_iterator()), 1);
}

}  // namespace
}  // namespace ketway::test
