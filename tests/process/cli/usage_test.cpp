#include <gtest/gtest.h>

#include "child.hpp"

namespace ketway::process_test {
namespace {

using words = std::vector<std::string>;

TEST(Usage, HelpOfTheCommandNamesEveryCommandOfThisVersion) {
  const outcome r = run({"--help"});
  EXPECT_EQ(r.status, 0);
  for (const char* name :
       {"run", "transpile", "cost", "select", "backends", "plugins", "doctor", "demo", "emulate", "completion"}) {
    EXPECT_NE(r.out.find(std::string("  ") + name + " "), std::string::npos) << name;
  }
  EXPECT_EQ(r.err, "");
}

TEST(Usage, HelpWorksBehindEveryCommand) {
  for (const words& command : {words{"run"}, words{"transpile"}, words{"cost"}, words{"select"}, words{"backends"},
                               words{"plugins"}, words{"plugins", "list"}, words{"plugins", "info"}, words{"doctor"},
                               words{"demo"}, words{"emulate"}, words{"completion"}}) {
    words line = command;
    line.emplace_back("--help");
    const outcome r = run(line);
    EXPECT_EQ(r.status, 0) << command.back();
    EXPECT_NE(r.out.find("--json"), std::string::npos) << command.back();
    EXPECT_NE(r.out.find("--config"), std::string::npos) << command.back();
  }
}

TEST(Usage, HelpNamesNoFlagWhosePartIsNotBuilt) {
  const std::string text = run({"run", "--help"}).out + run({"--help"}).out;
  for (const char* flag : {"--optimization", "--noise"}) {
    EXPECT_EQ(text.find(flag), std::string::npos) << flag;
  }
}

TEST(Usage, AFlagWhosePartIsNotBuiltIsWrongUsage) {
  for (const words& flag : {words{"--optimization", "1"}, words{"--noise", "x.json"}}) {
    words line = {"run", "-"};
    line.insert(line.end(), flag.begin(), flag.end());
    const outcome r = run(line, bell());
    EXPECT_EQ(r.status, 2) << flag.front();
    EXPECT_NE(r.err.find(flag.front()), std::string::npos) << r.err;
    EXPECT_EQ(r.out, "");
  }
}

TEST(Usage, AnEmptyNameOfABackendIsWrongUsage) {
  const outcome r = run({"run", "-", "--backend", ""}, bell());
  EXPECT_EQ(r.status, 2);
  EXPECT_NE(r.err.find("--backend"), std::string::npos) << r.err;
  EXPECT_EQ(r.out, "");
}

TEST(Usage, ACommandThatIsNotBuiltIsWrongUsage) {
  for (const char* name : {"estimate", "health", "monitor"}) {
    const outcome r = run({name});
    EXPECT_EQ(r.status, 2) << name;
    EXPECT_NE(r.err.find(name), std::string::npos) << r.err;
  }
}

TEST(Usage, NoCommandAtAllShowsTheHelpOnStandardError) {
  const outcome r = run({});
  EXPECT_EQ(r.status, 2);
  EXPECT_EQ(r.out, "");
  EXPECT_NE(r.err.find("demo"), std::string::npos);
}

TEST(Usage, AMistypedCommandGetsASuggestion) {
  const outcome r = run({"backend"});
  EXPECT_EQ(r.status, 2);
  EXPECT_NE(r.err.find("did you mean \"backends\""), std::string::npos) << r.err;
}

TEST(Usage, AMistypedFlagGetsASuggestion) {
  const outcome r = run({"run", "-", "--shotz", "10"}, bell());
  EXPECT_EQ(r.status, 2);
  EXPECT_NE(r.err.find("did you mean \"--shots\""), std::string::npos) << r.err;
}

TEST(Usage, RunWithoutAFileIsWrongUsage) { EXPECT_EQ(run({"run"}).status, 2); }

TEST(Usage, AFlagWithoutItsValueIsWrongUsage) { EXPECT_EQ(run({"run", "-", "--shots"}).status, 2); }

TEST(Usage, StandardInputTwiceIsWrongUsage) { EXPECT_EQ(run({"run", "-", "-"}, bell()).status, 2); }

TEST(Usage, ValuesThatDoNotReadAreWrongUsage) {
  for (const words& flag : {words{"--shots", "many"}, words{"--seed", "x"}, words{"--timeout", "soon"},
                            words{"--timeout", "5"}, words{"--param", "theta"}, words{"--config", ""},
                            words{"--option", "=1"}, words{"--method", "magic"}, words{"--log-level", "loud"}}) {
    words line = {"run", "-"};
    line.insert(line.end(), flag.begin(), flag.end());
    const outcome r = run(line, bell());
    EXPECT_EQ(r.status, 2) << flag.front() << ' ' << flag.back();
    EXPECT_NE(r.err.find(flag.front()), std::string::npos) << r.err;
  }
}

TEST(Usage, WrongUsageWithJsonIsOneErrorDocument) {
  const outcome r = run({"run", "--json", "--nonsense"});
  EXPECT_EQ(r.status, 2);
  const nlohmann::json document = r.json();
  ASSERT_TRUE(document.is_object()) << r.out;
  EXPECT_EQ(document["error"]["code"], "invalid_argument");
}

TEST(Usage, VersionIsOneLine) {
  const outcome r = run({"--version"});
  EXPECT_EQ(r.status, 0);
  EXPECT_TRUE(r.out.starts_with("ketway ")) << r.out;
  EXPECT_EQ(std::count(r.out.begin(), r.out.end(), '\n'), 1);
}

TEST(Usage, GlobalFlagsStandBeforeOrBehindTheCommand) {
  const outcome before = run({"--json", "run", "-", "--seed", "1"}, bell());
  const outcome behind = run({"run", "-", "--seed", "1", "--json"}, bell());
  ASSERT_EQ(before.status, 0) << before.err;
  ASSERT_EQ(behind.status, 0) << behind.err;
  EXPECT_EQ(before.json()["counts"], behind.json()["counts"]);
}

TEST(Usage, AQuietCallSaysNothingOfVariablesThatDoNotRead) {
  child c({"run", "-", "--quiet"});
  c.variable("KETWAY_LOG_LEVEL", "bogus")
      .variable("KETWAY_IO_THREADS", "many")
      .variable("KETWAY_COMPUTE_THREADS", "-1");
  c.start();
  c.write(bell());
  const outcome r = c.finish();
  EXPECT_EQ(r.status, 0);
  EXPECT_EQ(r.err, "");
}

}  // namespace
}  // namespace ketway::process_test
