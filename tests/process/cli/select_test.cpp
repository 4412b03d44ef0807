// ketway select: on the local simulator and against the emulated clouds.
#include <gtest/gtest.h>

#include <memory>
#include <set>

#include "emulated_clouds.hpp"

namespace ketway::process_test {
namespace {

using words = std::vector<std::string>;

constexpr const char* nine_qubits =
    "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[9];\ncreg c[9];\nh q;\nmeasure q -> c;\n";

std::set<std::string> names(const nlohmann::json& list) {
  std::set<std::string> all;
  for (const nlohmann::json& one : list) all.insert(one["backend"]);
  return all;
}

nlohmann::json entry(const nlohmann::json& list, const std::string& name) {
  for (const nlohmann::json& one : list)
    if (one["backend"] == name) return one;
  return {};
}

bool has_reason(const nlohmann::json& refused, const std::string& part) {
  if (!refused.is_object()) return false;
  for (const nlohmann::json& reason : refused["reasons"])
    if (reason.get<std::string>().find(part) != std::string::npos) return true;
  return false;
}

class SelectAmongClouds : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { clouds = std::make_unique<emulated_clouds>(words{"--queue", "10ms", "--seed", "3"}); }
  static void TearDownTestSuite() { clouds.reset(); }
  nlohmann::json select(words more, std::string_view text = bell()) {
    words line{"select", folder.file("c.qasm", text), "--json"};
    line.insert(line.end(), more.begin(), more.end());
    last = clouds->call(std::move(line));
    return last.json();
  }
  inline static std::unique_ptr<emulated_clouds> clouds;
  const temporary_folder folder;
  outcome last;
};

TEST_F(SelectAmongClouds, RanksEveryDeviceThatCanRunIt) {
  const nlohmann::json d = select({});
  ASSERT_EQ(last.status, 0) << last.err;
  const std::set<std::string> found = names(d["candidates"]);
  for (const char* name : {"local", "ibm", "ionq", "ionq:qpu.forte-1", "ibm:ibm_torino"})
    EXPECT_TRUE(found.contains(name)) << name << "\n" << last.out;
  double before = 1;
  for (const nlohmann::json& one : d["candidates"]) {
    EXPECT_GE(one["score"], 0);
    EXPECT_LE(one["score"], 1);
    ASSERT_TRUE(one["why"]["scores"].is_object());
    if (one["why"]["notes"].empty()) {
      EXPECT_LE(one["score"].get<double>(), before);
      before = one["score"];
    }
  }
}

TEST_F(SelectAmongClouds, TheMostFaithfulHardwareIsNamedWithItsProbability) {
  const nlohmann::json d = select({"--hardware", "--objective", "faithful"});
  ASSERT_EQ(last.status, 0) << last.err;
  const nlohmann::json best = d["candidates"][0];
  ASSERT_TRUE(best["why"]["success_probability"].is_number()) << best;
  EXPECT_GT(best["why"]["success_probability"], 0.5);
  EXPECT_LT(best["why"]["success_probability"], 1);
  EXPECT_EQ(best["score"], best["why"]["success_probability"]);
  EXPECT_TRUE(has_reason(entry(d["refused"], "local"), "is a simulator, hardware is wanted"));
}

TEST_F(SelectAmongClouds, ACapOnTheCostLeavesWhatIsFree) {
  const nlohmann::json d = select({"--max-cost", "0"});
  ASSERT_EQ(last.status, 0) << last.err;
  for (const nlohmann::json& one : d["candidates"]) EXPECT_EQ(one["why"]["cost"]["amount"], 0) << one;
  EXPECT_TRUE(has_reason(entry(d["refused"], "ibm:ibm_fez"), "the cap is 0 USD") ||
              has_reason(entry(d["refused"], "ibm"), "the cap is 0 USD"))
      << last.out;
}

TEST_F(SelectAmongClouds, AProviderIsAllowedOrRuledOut) {
  for (const std::string& name : names(select({"--provider", "ionq"})["candidates"]))
    EXPECT_TRUE(name.starts_with("ionq"));
  for (const std::string& name : names(select({"--not-provider", "IBM"})["candidates"]))
    EXPECT_FALSE(name.starts_with("ibm"));
}

TEST_F(SelectAmongClouds, TheSameCallGivesTheSameChoice) {
  const words flags{"--objective", "cheapest", "--token", "job 7"};
  const nlohmann::json first = select(flags), second = select(flags);
  ASSERT_EQ(first["candidates"].size(), second["candidates"].size());
  for (std::size_t i = 0; i < first["candidates"].size(); ++i)
    EXPECT_EQ(first["candidates"][i]["backend"], second["candidates"][i]["backend"]) << i;
}

TEST_F(SelectAmongClouds, AWrongKeyIsTheReasonOfARefusal) {
  words line{"select", folder.file("c.qasm", bell()), "--json"};
  const std::string wrong = "planted-wrong-key-4711";
  const outcome r = clouds->call(line, {{"IONQ_API_KEY", wrong}, {"QISKIT_IBM_TOKEN", wrong}});
  ASSERT_EQ(r.status, 0) << r.err;
  const nlohmann::json document = r.json();
  for (const char* name : {"ibm", "ionq:qpu.forte-1"})
    EXPECT_TRUE(has_reason(entry(document["refused"], name), "cannot be asked")) << r.out;
  EXPECT_TRUE(names(document["candidates"]).contains("local"));
  EXPECT_EQ(r.out.find("4711"), std::string::npos);
}

TEST_F(SelectAmongClouds, SendsNoJob) {
  select({});
  EXPECT_EQ(clouds->jobs(), 0U);
}

TEST(Select, NamesTheReasonOfARefusal) {
  const temporary_folder folder;
  const std::string config = folder.file(
      "config.json",
      R"({"backends": {"small": {"plugin": "local", "device": "statevector", "options": {"max_qubits": 5}}}})");
  const outcome r = run({"select", "-", "--config", config, "--backends", "small,local", "--json"}, nine_qubits);
  ASSERT_EQ(r.status, 0) << r.err;
  const nlohmann::json d = r.json();
  EXPECT_EQ(d["candidates"][0]["backend"], "local");
  EXPECT_EQ(d["refused"][0]["backend"], "small");
  EXPECT_EQ(d["refused"][0]["reasons"], nlohmann::json::array({"needs 9 qubits, has 5"}));
}

TEST(Select, WithoutAnyCandidateItFailsAndSaysWhy) {
  const outcome r = run({"select", "-", "--backends", "local", "--hardware", "--json"}, bell());
  EXPECT_EQ(r.status, 1);
  EXPECT_TRUE(r.json()["candidates"].empty());
  EXPECT_TRUE(has_reason(r.json()["refused"][0], "hardware is wanted"));
}

TEST(Select, TheTablesShowWhatIsRankedAndWhatIsRefused) {
  const outcome r = run({"select", "-", "--backends", "local,nowhere"}, bell());
  ASSERT_EQ(r.status, 0) << r.err;
  for (const char* word : {"score", "success", "local", "refused", "nowhere", "there is no backend"})
    EXPECT_NE(r.out.find(word), std::string::npos) << word << "\n" << r.out;
}

TEST(Select, ATaskTypeIsASetOfRequirements) {
  const temporary_folder folder;
  const std::string config = folder.file("config.json", R"({"task_types": {"big": {"qubits": 90}}})");
  const outcome r = run({"select", "-", "--config", config, "--backends", "local", "--task", "big", "--json"}, bell());
  EXPECT_EQ(r.status, 1);
  EXPECT_TRUE(has_reason(r.json()["refused"][0], "needs 90 qubits"));
  EXPECT_EQ(run({"select", "-", "--backends", "local", "--task", "simulation"}, bell()).status, 0);
  EXPECT_EQ(run({"select", "-", "--backends", "local", "--task", "hardware"}, bell()).status, 1);
}

TEST(Select, AnUnknownTaskTypeGetsASuggestion) {
  const outcome r = run({"select", "-", "--task", "simulatoin"}, bell());
  EXPECT_EQ(r.status, 3);
  EXPECT_NE(r.err.find("did you mean \"simulation\""), std::string::npos) << r.err;
}

TEST(Select, AFlagGoesBeforeTheTaskType) {
  const outcome r = run({"select", "-", "--backends", "local", "--task", "hardware", "--simulator"}, bell());
  EXPECT_EQ(r.status, 0) << r.err;
}

TEST(Select, WhatDoesNotReadIsWrongUsage) {
  for (const words& flags : {words{"--qubits", "many"}, words{"--max-queue", "soon"}, words{"--objective", "best"},
                             words{"--max-cost", "little"}, words{"--simulator", "--hardware"},
                             words{"--objective", "fastest", "--weights", "speed=1"}, words{"--backends", ","}}) {
    words line{"select", "-"};
    line.insert(line.end(), flags.begin(), flags.end());
    EXPECT_EQ(run(line, bell()).status, 2) << flags[0] << " " << flags[1];
  }
}

TEST(Select, WhatReadsAndIsNotAllowedIsInvalid) {
  for (const words& flags : {words{"--qubits", "-1"}, words{"--weights", "spead=1"}, words{"--weights", "speed=0"},
                             words{"--max-cost", "-2"}, words{"--gates", "nonsense"}}) {
    words line{"select", "-", "--backends", "local"};
    line.insert(line.end(), flags.begin(), flags.end());
    EXPECT_EQ(run(line, bell()).status, 3) << flags[0] << " " << flags[1];
  }
}

}  // namespace
}  // namespace ketway::process_test
