// ketway compare and ketway benchmark, on local under several names and on an emulated cloud.
#include <gtest/gtest.h>

#include <memory>

#include "emulated_clouds.hpp"

namespace ketway::process_test {
namespace {

using words = std::vector<std::string>;
using json = nlohmann::json;

constexpr const char* two_names = R"({"backends": {"one": {"plugin": "local"}, "two": {"plugin": "local"}}})";
// One that tells its bits apart, and one that is not a Bell pair.
constexpr const char* excited =
    "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[2];\ncreg c[2];\nx q[0];\nmeasure q -> c;\n";

class Compare : public ::testing::Test {
 protected:
  std::string bell_file() const { return folder.file("bell.qasm", bell()); }
  outcome call(words flags) const {
    words line = {"compare", bell_file(), "--config", folder.file("config.json", two_names)};
    line.insert(line.end(), flags.begin(), flags.end());
    return run(line);
  }
  const temporary_folder folder;
};

TEST_F(Compare, HasTheDocumentOfTheContract) {
  const outcome r = call({"--backends", "one,two", "--shots", "1000", "--json"});
  ASSERT_EQ(r.status, 0) << r.err;
  const json d = r.json();
  EXPECT_NE(d["circuit"].get<std::string>().find("bell.qasm"), std::string::npos);
  EXPECT_EQ(d["shots"], 1000);
  ASSERT_EQ(d["backends"].size(), 2U);
  const json& first = d["backends"][0];
  EXPECT_EQ(first["backend"], "one");
  EXPECT_EQ(first["status"], "done");
  EXPECT_TRUE(first["error"].is_null());
  EXPECT_EQ(first["counts"]["00"].get<int>() + first["counts"]["11"].get<int>(), 1000);
  EXPECT_GT(first["timing"]["total_s"].get<double>(), 0);
  EXPECT_EQ(first["cost"]["amount"], 0.0);
  for (const char* key : {"total_variation", "hellinger_fidelity", "jensen_shannon", "p_value"}) {
    EXPECT_TRUE(first["versus_reference"][key].is_number()) << key;
    EXPECT_TRUE(d["pairs"][0][key].is_number()) << key;
  }
  ASSERT_EQ(d["pairs"].size(), 1U);
  EXPECT_EQ(d["pairs"][0]["a"], "one");
  EXPECT_EQ(d["pairs"][0]["b"], "two");
  EXPECT_EQ(d["pairs"][0]["intervals"]["total_variation"].size(), 2U);
  EXPECT_EQ(d["reference"]["kind"], "ideal");
  for (const char* what : {"fastest", "most_faithful", "cheapest"}) EXPECT_TRUE(d["best"][what].is_string()) << what;
}

TEST_F(Compare, TheSameSeedGivesTheSameNumbers) {
  const auto numbers = [&] {
    json d = call({"--backends", "one,two", "--seed", "7", "--json"}).json();
    for (json& one : d["backends"]) one.erase("timing"), one.erase("job_id");
    d["best"].erase("fastest");
    return d;
  };
  const json first = numbers();
  ASSERT_TRUE(first.contains("pairs"));
  EXPECT_EQ(first, numbers());
}

TEST_F(Compare, MeasuresAgainstABackendByName) {
  const outcome r = call({"--backends", "one,two", "--reference", "two", "--json"});
  ASSERT_EQ(r.status, 0) << r.err;
  const json d = r.json();
  EXPECT_EQ(d["reference"]["kind"], "backend");
  EXPECT_EQ(d["reference"]["backend"], "two");
  EXPECT_EQ(d["backends"][1]["versus_reference"]["total_variation"], 0.0);
  EXPECT_EQ(d["backends"][1]["versus_reference"]["p_value"], 1.0);
  EXPECT_EQ(d["best"]["most_faithful"], "one");
}

TEST_F(Compare, WithoutAReferenceThereAreOnlyPairs) {
  const json d = call({"--backends", "one,two", "--reference", "none", "--json"}).json();
  EXPECT_TRUE(d["reference"].is_null());
  EXPECT_TRUE(d["backends"][0]["versus_reference"].is_null());
  EXPECT_TRUE(d["best"]["most_faithful"].is_null());
  EXPECT_EQ(d["pairs"].size(), 1U);
}

TEST_F(Compare, ExactProbabilitiesOfOneSimulatorDoNotDiffer) {
  const json d = call({"--backends", "one,two", "--shots", "0", "--json"}).json();
  EXPECT_TRUE(d["backends"][0]["counts"].is_null());
  EXPECT_NEAR(d["backends"][0]["probabilities"]["11"].get<double>(), 0.5, 1e-12);
  EXPECT_NEAR(d["pairs"][0]["total_variation"].get<double>(), 0, 1e-12);
  EXPECT_EQ(d["pairs"][0]["p_value"], 1.0);
  EXPECT_EQ(d["pairs"][0]["significant"], false);
}

TEST_F(Compare, OneFailureIsAnEntry) {
  const outcome r = call({"--backends", "one,nonsense", "--json"});
  EXPECT_EQ(r.status, 0);
  const json d = r.json();
  EXPECT_EQ(d["backends"][0]["status"], "done");
  EXPECT_EQ(d["backends"][1]["status"], "failed");
  EXPECT_EQ(d["backends"][1]["error"]["code"], "not_found");
  EXPECT_TRUE(d["backends"][1]["counts"].is_null());
  EXPECT_TRUE(d["pairs"].empty());
  EXPECT_NE(r.err.find("nonsense"), std::string::npos);
  EXPECT_EQ(r.err.find("bell.qasm"), std::string::npos) << "the circuit is not to blame: " << r.err;
}

TEST_F(Compare, FailsWhereAllFail) {
  const outcome r = call({"--backends", "nonsense,rubbish", "--json"});
  EXPECT_EQ(r.status, 1);
  EXPECT_EQ(r.json()["backends"].size(), 2U);
  EXPECT_TRUE(r.json()["best"]["fastest"].is_null());
}

TEST_F(Compare, TheTableSaysWhetherADifferenceIsSignificant) {
  const outcome r = call({"--backends", "one,two", "--seed", "3"});
  ASSERT_EQ(r.status, 0) << r.err;
  for (const char* word : {"backend", "one", "two", "one - two", "no significant difference",
                           "fastest: ", "cheapest: one", "against the exact probabilities of one"})
    EXPECT_NE(r.out.find(word), std::string::npos) << word << " in\n" << r.out;
  EXPECT_TRUE(r.err.empty()) << "not a terminal: " << r.err;
}

TEST_F(Compare, NamesEachAnswerOnATerminal) {
  child c({"compare", bell_file(), "--config", folder.file("config.json", two_names), "--backends", "one,two"});
  c.terminal_for_errors();
  c.start();
  const outcome r = c.finish();
  EXPECT_EQ(r.status, 0);
  EXPECT_NE(r.err.find("one: done in "), std::string::npos) << r.err;
  EXPECT_NE(r.err.find("two: done in "), std::string::npos) << r.err;
}

TEST_F(Compare, RefusesWhatMakesNoSense) {
  EXPECT_EQ(run({"compare", bell_file()}).status, 2);
  EXPECT_EQ(call({"--backends", ""}).status, 2);
  EXPECT_EQ(call({"--backends", "one", "--shots", "many"}).status, 2);
  EXPECT_EQ(call({"--backends", "one,one"}).status, 3);
  EXPECT_EQ(call({"--backends", "one,,two"}).status, 2);
  EXPECT_EQ(call({"--backends", "one", "--shots", "-5"}).status, 3);
  EXPECT_EQ(call({"--backends", "one", "--timeout", "0s"}).status, 3);
  const outcome r = call({"--backends", "one,two", "--reference", "twoo", "--json"});
  EXPECT_EQ(r.status, 3);
  EXPECT_NE(r.json()["error"]["message"].get<std::string>().find("two"), std::string::npos);
  EXPECT_EQ(run({"compare", "no_such_file.qasm", "--backends", "local"}).status, 3);
}

TEST_F(Compare, MeasuresAnEmulatedCloudAgainstTheLocalSimulator) {
  const emulated_clouds clouds({"ionq", "--queue", "10ms", "--seed", "3"});
  const outcome r =
      clouds.call({"compare", folder.file("excited.qasm", excited), "--backends", "local,ionq:simulator", "--json"});
  ASSERT_EQ(r.status, 0) << r.err;
  const json d = r.json();
  EXPECT_EQ(d["backends"][1]["status"], "done") << d["backends"][1].dump();
  EXPECT_EQ(d["reference"]["backend"], "local");
  EXPECT_NEAR(d["pairs"][0]["hellinger_fidelity"].get<double>(), 1, 1e-9);
  EXPECT_EQ(d["pairs"][0]["significant"], false);
}

TEST_F(Compare, CtrlCKeepsWhatHadCome) {
  const emulated_clouds clouds({"ionq", "--queue", "1h", "--seed", "3"});
  child c({"compare", bell_file(), "--backends", "local,ionq:simulator", "--json"});
  clouds.prepare(c);
  c.start();
  ASSERT_TRUE(clouds.wait_for_jobs(1));
  c.interrupt();
  const outcome r = c.finish();
  EXPECT_EQ(r.status, 130);
  const json d = r.json();
  ASSERT_EQ(d["backends"].size(), 2U) << r.out << r.err;
  EXPECT_EQ(d["backends"][0]["status"], "done");
  EXPECT_EQ(d["backends"][1]["status"], "cancelled");
  EXPECT_NE(r.err.find("nothing is left running that costs"), std::string::npos) << r.err;
}

class Benchmark : public Compare {
 protected:
  outcome measure(words flags) const {
    static_cast<void>(folder.file("a_bell.qasm", bell()));
    static_cast<void>(folder.file("b_excited.qasm", excited));
    const temporary_folder elsewhere;
    words line = {"benchmark", folder.path().string(), "--config", elsewhere.file("config.json", two_names)};
    line.insert(line.end(), flags.begin(), flags.end());
    return run(line);
  }
};

TEST_F(Benchmark, HasACellForEachCircuitAndBackendAndASummary) {
  const outcome r = measure({"--backends", "one,two", "--json"});
  ASSERT_EQ(r.status, 0) << r.err;
  const json d = r.json();
  EXPECT_EQ(d["shots"], 100);
  ASSERT_EQ(d["cells"].size(), 4U);
  EXPECT_EQ(d["cells"][2]["circuit"], "b_excited.qasm");
  EXPECT_NEAR(d["cells"][2]["hellinger_fidelity"].get<double>(), 1, 1e-9);
  EXPECT_EQ(d["backends"][1]["backend"], "two");
  EXPECT_EQ(d["backends"][1]["succeeded"], 2);
  EXPECT_GT(d["backends"][1]["mean_fidelity"].get<double>(), 0.9);
  EXPECT_GT(d["backends"][1]["p90_s"].get<double>(), 0);
  EXPECT_EQ(d["backends"][1]["cost"]["USD"], 0.0);
}

TEST_F(Benchmark, OneFailureIsACellAndAllAreAFailure) {
  const outcome some = measure({"--backends", "one,nonsense", "--json"});
  EXPECT_EQ(some.status, 0);
  EXPECT_EQ(some.json()["cells"][1]["error"]["code"], "not_found");
  EXPECT_EQ(some.json()["backends"][1]["success_rate"], 0.0);
  EXPECT_EQ(measure({"--backends", "nonsense", "--json"}).status, 1);
}

TEST_F(Benchmark, TheTableHasBothParts) {
  const outcome r = measure({"--backends", "one"});
  ASSERT_EQ(r.status, 0) << r.err;
  for (const char* word : {"circuit", "a_bell.qasm", "fidelity", "median", "p90", "2 of 2", "free"})
    EXPECT_NE(r.out.find(word), std::string::npos) << word << " in\n" << r.out;
}

TEST_F(Benchmark, RefusesAFolderWithoutCircuitsAndOneThatIsNotThere) {
  const temporary_folder empty;
  EXPECT_EQ(run({"benchmark", empty.path().string(), "--backends", "local"}).status, 3);
  EXPECT_EQ(run({"benchmark", (empty.path() / "none").string(), "--backends", "local"}).status, 3);
}

TEST_F(Benchmark, SaysWhatIsWrongWithACircuitBeforeAnythingRuns) {
  const temporary_folder broken;
  static_cast<void>(broken.file("bad.qasm", "OPENQASM 2.0;\nnonsense q;\n"));
  const outcome r = run({"benchmark", broken.path().string(), "--backends", "local"});
  EXPECT_EQ(r.status, 3);
  EXPECT_NE(r.err.find("bad.qasm:2:1"), std::string::npos) << r.err;
}

}  // namespace
}  // namespace ketway::process_test
