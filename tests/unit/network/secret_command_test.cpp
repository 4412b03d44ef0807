#include "world/secret_command.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>

namespace ketway::tests {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using clock = std::chrono::steady_clock;

// What the command does not do by itself would take far longer than a test may.
constexpr auto long_before_it_would_end = 60s;

class SecretCommand : public ::testing::Test {
 protected:
  SecretCommand() {
    folder = (std::filesystem::temp_directory_path() / "ketway_command_XXXXXX").string();
    if (!::mkdtemp(folder.data())) throw std::runtime_error("no folder for the test");
  }
  ~SecretCommand() override { std::filesystem::remove_all(folder); }
  expected<std::string> shell(const std::string& text, std::chrono::milliseconds limit = long_before_it_would_end) {
    const auto began = clock::now();
    auto got = run_secret_command({"sh", "-c", text}, {}, limit);
    took = clock::now() - began;
    return got;
  }
  std::string note() const { return folder + "/pid"; }
  /// The process whose number the command has written to `note()`; waits for it.
  pid_t noted() const {
    const auto until = clock::now() + long_before_it_would_end;
    std::string line;
    while (clock::now() < until) {
      std::ifstream in(note());
      if (std::getline(in, line) && !in.eof()) return std::stoi(line);
    }
    throw std::runtime_error("the command has noted no process");
  }
  /// That process is gone, or waits to be buried.
  bool is_gone() const {
    const pid_t pid = noted();
    const auto until = clock::now() + long_before_it_would_end;
    while (clock::now() < until) {
      std::string facts;
      std::getline(std::ifstream("/proc/" + std::to_string(pid) + "/stat"), facts);
      if (facts.empty() || facts.find(") Z ") != std::string::npos) return true;
    }
    return false;
  }
  std::string folder;
  clock::duration took{};
};

TEST_F(SecretCommand, GivesAllThatItWrote) { EXPECT_EQ(shell("printf one; printf two").value(), "onetwo"); }

TEST_F(SecretCommand, ThatClosesItsOutputAndLivesOnIsKilledWhenTimeIsUp) {
  const auto got = shell("echo $$ > " + note() + "; echo topsecret; exec >&-; exec sleep 1000", 200ms);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code(), errc::failed_precondition);
  EXPECT_EQ(got.error().message().find("topsecret"), std::string::npos);
  EXPECT_LT(took, long_before_it_would_end);
  EXPECT_TRUE(is_gone());
}

TEST_F(SecretCommand, WhoseChildHoldsTheOutputOpenIsNotWaitedForAfterItsOwnEnd) {
  const auto got = shell("sleep 1000 & echo $! > " + note() + "; echo key");
  EXPECT_EQ(got.value(), "key\n");
  EXPECT_LT(took, long_before_it_would_end);
}

TEST_F(SecretCommand, LeavesNoChildBehind) {
  ASSERT_TRUE(shell("sleep 1000 & echo $! > " + note() + "; echo key"));
  EXPECT_TRUE(is_gone());
}

TEST_F(SecretCommand, ThatTakesTooLongIsKilledWithItsChildren) {
  EXPECT_FALSE(shell("sleep 1000 & echo $! > " + note() + "; wait", 200ms));
  EXPECT_TRUE(is_gone());
}

TEST_F(SecretCommand, ThatStillRunsWhenTheProcessExitsIsKilled) {
  const auto exit_while_it_runs = [this] {
    std::thread([this] { (void)shell("echo $$ > " + note() + "; exec sleep 1000"); }).detach();
    noted();
    std::exit(0);
  };
  EXPECT_EXIT(exit_while_it_runs(), ::testing::ExitedWithCode(0), "");
  EXPECT_TRUE(is_gone());
}

TEST_F(SecretCommand, ThatWritesWithoutEndIsKilled) {
  EXPECT_FALSE(shell("yes"));
  EXPECT_LT(took, long_before_it_would_end);
}

TEST_F(SecretCommand, MayWriteMoreThanAPipeHolds) {
  const auto got = run_secret_command({"sh", "-c", "head -c 65536 /dev/zero | tr '\\0' x"});
  EXPECT_EQ(got.value().size(), 65536U);
}

TEST_F(SecretCommand, CannotAskAtTheTerminal) { EXPECT_FALSE(shell("read answer < /dev/tty && echo $answer")); }

TEST_F(SecretCommand, EndsSoonWhereItIsStopped) {
  std::stop_source stop;
  std::optional<expected<std::string>> got;
  std::thread running([&] {
    got = run_secret_command({"sh", "-c", "echo $$ > '" + note() + "'; sleep 600"}, stop.get_token());
  });
  noted();
  stop.request_stop();
  running.join();
  ASSERT_FALSE(*got);
  EXPECT_EQ(got->error().code(), errc::cancelled);
  EXPECT_TRUE(is_gone());
}

}  // namespace
}  // namespace ketway::tests
