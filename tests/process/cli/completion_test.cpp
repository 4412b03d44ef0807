#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

#include "child.hpp"

namespace ketway::process_test {
namespace {

bool has_shell(const std::string& name) {
  return std::filesystem::exists("/usr/bin/" + name) || std::filesystem::exists("/bin/" + name);
}

// What a shell prints, and how it ends.
std::pair<int, std::string> shell(const std::string& line) {
  FILE* out = ::popen(line.c_str(), "r");
  if (out == nullptr) return {-1, ""};
  std::string text;
  char buffer[4096];
  for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, out)) > 0;) text.append(buffer, n);
  return {::pclose(out), text};
}

class CompletionScript : public testing::TestWithParam<std::string> {};

TEST_P(CompletionScript, NamesEveryCommandAndFlagOfTheHelp) {
  const outcome r = run({"completion", GetParam()});
  ASSERT_EQ(r.status, 0) << r.err;
  for (const char* word :
       {"run", "compare", "benchmark", "reference", "backends", "plugins", "info", "doctor", "demo", "completion",
        "jobs", "resume", "state-dir", "max-cost", "shots", "plugin-path", "statevector", "trace"}) {
    EXPECT_NE(r.out.find(word), std::string::npos) << word;
  }
  EXPECT_NE(r.out.find("failover"), std::string::npos);
}

TEST_P(CompletionScript, IsReadByItsShell) {
  if (!has_shell(GetParam())) GTEST_SKIP() << GetParam() << " is not installed";
  const temporary_folder folder;
  const std::string file = folder.file("script", run({"completion", GetParam()}).out);
  const auto [status, text] = shell(GetParam() + " -n " + file + " 2>&1");
  EXPECT_EQ(status, 0) << text;
}

INSTANTIATE_TEST_SUITE_P(EveryShell, CompletionScript, testing::Values("bash", "zsh", "fish"),
                         [](const auto& tested) { return tested.param; });

// The words that bash offers after a line.
std::string offered(const std::string& line) {
  const temporary_folder folder;
  const std::string program = run({"completion", "bash"}).out + "COMP_WORDS=(" + line +
                              "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _ketway; printf '%s\\n' \"${COMPREPLY[@]}\"\n";
  return "\n" + shell("bash --norc --noprofile " + folder.file("script", program) + " 2>&1").second;
}

TEST(CompletionInBash, OffersCommands) {
  const std::string words = offered("ketway ba");
  EXPECT_EQ(words, "\nbackends\n");
}

TEST(CompletionInBash, OffersTheFlagsOfTheCommand) {
  EXPECT_EQ(offered("ketway run --sh"), "\n--shots\n");
  EXPECT_EQ(offered("ketway compare --ref"), "\n--reference\n");
  EXPECT_EQ(offered("ketway backends --sh"), "\n\n");
}

TEST(CompletionInBash, OffersTheValuesOfAChoice) { EXPECT_EQ(offered("ketway run --method state"), "\nstatevector\n"); }

TEST(CompletionInBash, OffersWhatComesBehindAWordOfACommand) {
  EXPECT_EQ(offered("ketway --json plugins in"), "\ninfo\n");
  EXPECT_EQ(offered("ketway completion z"), "\nzsh\n");
}

TEST(CompletionInFish, OffersTheFlagsOfTheCommand) {
  if (!has_shell("fish")) GTEST_SKIP() << "fish is not installed";
  const temporary_folder folder;
  const std::string script = folder.file("ketway.fish", run({"completion", "fish"}).out);
  const auto [status, text] = shell("HOME=" + folder.path().string() + " fish --no-config -c 'source " + script +
                                    "; complete -C \"ketway run --sh\"' 2>&1");
  EXPECT_EQ(status, 0);
  EXPECT_NE(text.find("--shots"), std::string::npos) << text;
}

TEST(Completion, AnUnknownShellIsWrongUsage) { EXPECT_EQ(run({"completion", "tcsh"}).status, 2); }

}  // namespace
}  // namespace ketway::process_test
