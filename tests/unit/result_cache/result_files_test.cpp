// Entries of the cache as files.
#include "cache/result_files.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "folder.hpp"

namespace ketway::tests {
namespace {

constexpr std::uint64_t second = 1'000'000'000;

class ResultFiles : public ::testing::Test {
 protected:
  std::filesystem::path place() const { return folder.path() / "ketway" / "results"; }
  scratch_folder folder;
};

TEST_F(ResultFiles, GivesBackWhatWasPut) {
  result_files files(place(), 1000);
  ASSERT_TRUE(files.put("abc", "bytes", second));
  EXPECT_EQ(files.get("abc", second), "bytes");
  EXPECT_EQ(files.get("abd", second), std::nullopt);
}

TEST_F(ResultFiles, ReplacesWhatWasThere) {
  result_files files(place(), 1000);
  ASSERT_TRUE(files.put("abc", "bytes", second));
  ASSERT_TRUE(files.put("abc", "others", second));
  EXPECT_EQ(files.get("abc", second), "others");
  EXPECT_EQ(files.usage()->entries, 1U);
}

TEST_F(ResultFiles, ThatWereNeverWrittenAreEmpty) {
  result_files files(place(), 1000);
  EXPECT_EQ(files.usage()->entries, 0U);
  EXPECT_EQ(files.clear()->entries, 0U);
}

TEST_F(ResultFiles, TakeAwayWhatWasUsedLeastRecently) {
  result_files files(place(), 1000);
  for (std::uint64_t i = 0; i < 10; ++i)
    ASSERT_TRUE(files.put("e" + std::to_string(i), std::string(100, 'x'), (i + 1) * second));
  EXPECT_TRUE(files.get("e0", 20 * second));  // used again
  ASSERT_TRUE(files.put("e10", std::string(100, 'x'), 30 * second));
  EXPECT_TRUE(files.get("e0", 40 * second));
  EXPECT_FALSE(files.get("e1", 40 * second));
  EXPECT_FALSE(files.get("e2", 40 * second));
  EXPECT_TRUE(files.get("e3", 40 * second));
  EXPECT_TRUE(files.get("e10", 40 * second));
  EXPECT_LE(files.usage()->bytes, 1000U);
}

TEST_F(ResultFiles, OfAnotherProcessCountToo) {
  result_files other(place(), 1000);
  for (std::uint64_t i = 0; i < 10; ++i)
    ASSERT_TRUE(other.put("e" + std::to_string(i), std::string(100, 'x'), (i + 1) * second));
  result_files files(place(), 1000);
  ASSERT_TRUE(files.put("mine", std::string(100, 'x'), 30 * second));
  EXPECT_LE(files.usage()->bytes, 1000U);
  EXPECT_FALSE(files.get("e0", 40 * second));
}

TEST_F(ResultFiles, ThatSomebodyBeganToWriteLongAgoAreTakenAway) {
  result_files files(place(), 1000);
  ASSERT_TRUE(files.put("a", "x", 2 * second));
  const auto left = place() / ".new-1-1";
  std::ofstream(left) << "half";
  const timespec times[] = {{1, 0}, {1, 0}};
  ASSERT_EQ(::utimensat(AT_FDCWD, left.c_str(), times, 0), 0);
  EXPECT_EQ(files.usage()->entries, 1U);
  result_files later(place(), 1000);
  ASSERT_TRUE(later.put("b", "x", 10'000 * second));
  EXPECT_FALSE(std::filesystem::exists(left));
  EXPECT_EQ(later.usage()->entries, 2U);
}

TEST_F(ResultFiles, AreForTheirOwnerAlone) {
  result_files files(place(), 1000);
  ASSERT_TRUE(files.put("a", "x", second));
  struct stat s {};
  ASSERT_EQ(::stat((place() / "a").c_str(), &s), 0);
  EXPECT_EQ(s.st_mode & 0777U, 0600U);
  ASSERT_EQ(::stat(place().c_str(), &s), 0);
  EXPECT_EQ(s.st_mode & 0777U, 0700U);
}

TEST_F(ResultFiles, ThatOthersCanWriteAreNotBelieved) {
  result_files files(place(), 1000);
  ASSERT_TRUE(files.put("a", "x", second));
  ASSERT_EQ(::chmod((place() / "a").c_str(), 0622), 0);
  EXPECT_FALSE(files.get("a", second));
}

TEST_F(ResultFiles, ThatAreLinksAreNotFollowed) {
  result_files files(place(), 1000);
  ASSERT_TRUE(files.put("a", "x", second));
  std::filesystem::create_symlink(place() / "a", place() / "b");
  EXPECT_FALSE(files.get("b", second));
}

TEST_F(ResultFiles, LeaveNothingBehindWhereTheyCannotBeWritten) {
  std::ofstream(folder.path() / "ketway") << "a file where the folder should be";
  result_files files(place(), 1000);
  const auto put = files.put("a", "x", second);
  ASSERT_FALSE(put);
  EXPECT_NE(put.error().message().find("ketway"), std::string::npos);
  EXPECT_FALSE(files.get("a", second));
}

TEST_F(ResultFiles, MayBeUsedByManyThreadsAtOnce) {
  result_files files(place(), 3000);
  std::vector<std::thread> all;
  std::atomic<int> wrong = 0;
  for (int t = 0; t < 4; ++t)
    all.emplace_back([&, t] {
      for (int i = 0; i < 100; ++i) {
        const std::string name = "e" + std::to_string((i + t) % 50),
                          bytes(100, static_cast<char>('a' + (i + t) % 50 % 26));
        if (!files.put(name, bytes, second)) ++wrong;
        if (const auto back = files.get(name, second); back && *back != bytes) ++wrong;
      }
    });
  for (auto& t : all) t.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_LE(files.usage()->bytes, 3000U);
}

}  // namespace
}  // namespace ketway::tests
