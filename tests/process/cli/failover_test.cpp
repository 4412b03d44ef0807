// Several backends behind one command: who is asked next, and what is said about it.
#include <gtest/gtest.h>

#include "emulated_clouds.hpp"

namespace ketway::process_test {
namespace {

using words = std::vector<std::string>;

std::string steps(const nlohmann::json& decisions) {
  std::string text;
  for (const auto& d : decisions)
    text += (text.empty() ? "" : " ") + d["what"].get<std::string>() + ":" + d["backend"].get<std::string>();
  return text;
}

TEST(Failover, GoesOnWhereTheFirstCannotBeOpened) {
  const outcome r = run({"run", "-", "--failover", "local:no_such_device,local", "--json", "--shots", "100"}, bell());
  ASSERT_EQ(r.status, 0) << r.err;
  const nlohmann::json answer = r.json();
  EXPECT_EQ(answer["backend"], "local");
  EXPECT_EQ(answer["shots"], 100);
  const auto& decisions = answer["metadata"]["failover"];
  EXPECT_EQ(steps(decisions), "tried:local:no_such_device failed:local:no_such_device tried:local won:local");
  EXPECT_NE(decisions[1]["why"].get<std::string>().find("no_such_device"), std::string::npos);
  EXPECT_GT(decisions[0]["at_unix_ns"].get<std::uint64_t>(), 1'700'000'000'000'000'000ULL);
  EXPECT_NE(r.err.find("note: ran on local: local:no_such_device: "), std::string::npos) << r.err;
}

TEST(Failover, GoesOnWhereTheCircuitDoesNotFitTheFirst) {
  const temporary_folder folder;
  const std::string file = folder.file(
      "c.json",
      R"({"backends": {"small": {"plugin": "local", "options": {"max_qubits": 1}}, "large": {"plugin": "local"}}})");
  const outcome r = run({"run", "-", "--config", file, "--failover", "small,large", "--json"}, bell());
  ASSERT_EQ(r.status, 0) << r.err;
  EXPECT_EQ(r.json()["backend"], "large");
}

TEST(Failover, ASetIsDescribedByTheFirstThatCanBeOpened) {
  const temporary_folder folder;
  const std::string file = folder.file("c.json", R"({"failover": {"inner": ["local:no_such_device"],
                                                                  "set": ["inner", "local"]}})");
  const outcome fitted = run({"transpile", "-", "--config", file, "--target", "set", "--json"}, bell());
  EXPECT_EQ(fitted.status, 0) << fitted.err;
  const outcome chosen = run({"select", "-", "--config", file, "--backends", "set", "--json"}, bell());
  ASSERT_EQ(chosen.status, 0) << chosen.out;
  EXPECT_GT(chosen.json()["candidates"][0]["why"]["qubits"], 2);
}

TEST(Failover, WithoutWaitingSaysWhoElseWasAsked) {
  const outcome r = run({"run", "-", "--failover", "local:no_such_device,local", "--no-wait", "--json"}, bell());
  ASSERT_EQ(r.status, 0) << r.err;
  EXPECT_EQ(steps(r.json()["failover"]),
            "tried:local:no_such_device failed:local:no_such_device tried:local won:local");
  EXPECT_NE(r.err.find("note: accepted by local: local:no_such_device: "), std::string::npos) << r.err;
}

TEST(Failover, BackendIsAskedFirstWhereBothAreGiven) {
  const outcome r = run({"run", "-", "--backend", "local", "--failover", "local:no_such_device", "--json"}, bell());
  ASSERT_EQ(r.status, 0) << r.err;
  EXPECT_EQ(steps(r.json()["metadata"]["failover"]), "tried:local won:local");
}

TEST(Failover, TellsEveryReasonWhereAllRefuse) {
  const outcome r = run({"run", "-", "--failover", "local:one,local:two", "--json"}, bell());
  EXPECT_EQ(r.status, 3);
  const nlohmann::json failure = r.json()["error"];
  EXPECT_NE(failure["message"].get<std::string>().find("local:one: "), std::string::npos) << r.out;
  EXPECT_NE(failure["message"].get<std::string>().find("local:two: "), std::string::npos) << r.out;
  EXPECT_EQ(failure["details"]["failover"].size(), 5u) << r.out;
}

TEST(Failover, ANameThatMeansNothingIsInvalidWithASuggestion) {
  const outcome r = run({"run", "-", "--failover", "locall,local"}, bell());
  EXPECT_EQ(r.status, 3);
  EXPECT_NE(r.err.find("did you mean \"local\""), std::string::npos) << r.err;
}

TEST(Failover, AnEmptyNameIsWrongUsage) {
  for (const char* list : {"", "local,", ",local", "a,,b"})
    EXPECT_EQ(run({"run", "-", "--failover", list}, bell()).status, 2) << list;
}

class FailoverSets : public ::testing::Test {
 protected:
  outcome call(const std::string& config, words line) const {
    line.insert(line.begin(), {"run", "-", "--json", "--config", folder.file("c.json", config)});
    return run(line, bell());
  }
  const temporary_folder folder;
};

TEST_F(FailoverSets, ASetOfTheConfigurationIsABackend) {
  const std::string config = R"({"failover": {"default": ["local:no_such_device", "inner"], "inner": ["local"]}})";
  const outcome r = call(config, {"--backend", "default"});
  ASSERT_EQ(r.status, 0) << r.err;
  EXPECT_EQ(r.json()["backend"], "local");
  EXPECT_EQ(steps(r.json()["metadata"]["failover"]),
            "tried:local:no_such_device failed:local:no_such_device tried:inner tried:local won:local won:inner");
}

TEST_F(FailoverSets, ASetMayBeTheDefaultBackendOrACandidate) {
  const std::string config = R"({"default_backend": "safe", "failover": {"safe": ["local"]}})";
  EXPECT_EQ(call(config, {}).json()["metadata"]["failover"].size(), 2u);
  EXPECT_EQ(call(config, {"--failover", "local:none,safe"}).status, 0);
}

TEST_F(FailoverSets, ABadSetIsInvalidWithItsPlace) {
  const std::pair<const char*, const char*> bad[] = {
      {R"({"failover": {"a": ["b"], "b": ["a"]}})", "contains itself"},
      {R"({"failover": {"a": []}})", "/failover/a"},
      {R"({"failover": {"a": ["local", "local"]}})", "stands here already"},
      {R"({"failover": {"a": ["local"]}, "backends": {"a": {"plugin": "local"}}})",
       "is the name of a backend already"}};
  for (const auto& [config, text] : bad) {
    const outcome r = call(config, {});
    EXPECT_EQ(r.status, 3) << config;
    EXPECT_NE(r.err.find(text), std::string::npos) << r.err;
    EXPECT_NE(r.err.find("c.json:1:"), std::string::npos) << r.err;
  }
  const outcome unknown = call(R"({"failover": {"a": ["locl"]}})", {"--backend", "a"});
  EXPECT_EQ(unknown.status, 3);
  EXPECT_NE(unknown.err.find("did you mean \"local\""), std::string::npos) << unknown.err;
}

TEST(Failover, GoesOnFromACloudThatRefusesTheKey) {
  const emulated_clouds clouds({"--fault", "unauthorized@submit"});
  const temporary_folder folder;
  const outcome r =
      clouds.call({"run", folder.file("bell.qasm", bell()), "--failover", "ionq:qpu.forte-1,local", "--json"});
  ASSERT_EQ(r.status, 0) << r.err;
  EXPECT_EQ(r.json()["backend"], "local");
}

TEST(Failover, StaysWithACloudWhereAJobMayRun) {
  const emulated_clouds clouds({"--queue", "1h", "--fault", "unauthorized@status"});
  const temporary_folder folder;
  const outcome r =
      clouds.call({"run", folder.file("bell.qasm", bell()), "--failover", "ionq:qpu.forte-1,local", "--json"});
  EXPECT_EQ(r.status, 1);
  const nlohmann::json failure = r.json()["error"];
  EXPECT_EQ(failure["details"]["job"], "may_run") << r.out;
  EXPECT_NE(failure["details"]["advice"].get<std::string>().find("no other backend was asked"), std::string::npos);
  EXPECT_EQ(steps(failure["details"]["failover"]),
            "tried:ionq:qpu.forte-1 failed:ionq:qpu.forte-1 gave_up:ionq:qpu.forte-1");
}

}  // namespace
}  // namespace ketway::process_test
