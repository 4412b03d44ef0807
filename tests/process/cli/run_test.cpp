#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "child.hpp"

namespace ketway::process_test {
namespace {

std::vector<std::string> keys(const nlohmann::json& object) {
  std::vector<std::string> names;
  for (const auto& [key, value] : object.items()) names.push_back(key);
  std::sort(names.begin(), names.end());
  return names;
}

TEST(Run, ABellPairGivesCountsThatAddUpToTheShots) {
  const outcome r = run({"run", "-", "--shots", "1000", "--seed", "7", "--json"}, bell());
  ASSERT_EQ(r.status, 0) << r.err;
  const nlohmann::json counts = r.json()["counts"];
  EXPECT_EQ(keys(counts), (std::vector<std::string>{"00", "11"}));
  EXPECT_EQ(counts["00"].get<int>() + counts["11"].get<int>(), 1000);
  EXPECT_GT(counts["00"].get<int>(), 400);
  EXPECT_GT(counts["11"].get<int>(), 400);
}

TEST(Run, TheDocumentHasExactlyTheKeysOfTheContract) {
  const outcome r = run({"run", "-", "--json"}, bell());
  ASSERT_EQ(r.status, 0) << r.err;
  const nlohmann::json document = r.json();
  EXPECT_EQ(keys(document), (std::vector<std::string>{"backend", "cost", "counts", "job_id", "metadata",
                                                      "probabilities", "registers", "shots", "status", "timing"}));
  EXPECT_EQ(keys(document["timing"]), (std::vector<std::string>{"queue_s", "run_s", "total_s"}));
  EXPECT_EQ(keys(document["cost"]), (std::vector<std::string>{"amount", "currency", "estimated"}));
  EXPECT_EQ(document["backend"], "local");
  EXPECT_EQ(document["status"], "done");
  EXPECT_EQ(document["shots"], 1024);
  EXPECT_TRUE(document["probabilities"].is_null());
  EXPECT_EQ(document["registers"]["c"], document["counts"]);
  EXPECT_EQ(document["cost"]["amount"], 0.0);
  EXPECT_TRUE(document["metadata"].is_object());
}

TEST(Run, TheSameSeedGivesTheSameCounts) {
  const outcome a = run({"run", "-", "--seed", "42", "--json"}, bell());
  const outcome b = run({"run", "-", "--seed", "42", "--json"}, bell());
  ASSERT_EQ(a.status, 0) << a.err;
  EXPECT_EQ(a.json()["counts"], b.json()["counts"]);
}

TEST(Run, ZeroShotsGiveExactProbabilities) {
  const outcome r = run({"run", "-", "--shots", "0", "--json"}, bell());
  ASSERT_EQ(r.status, 0) << r.err;
  const nlohmann::json document = r.json();
  EXPECT_TRUE(document["counts"].is_null());
  EXPECT_EQ(keys(document["probabilities"]), (std::vector<std::string>{"00", "11"}));
  EXPECT_NEAR(document["probabilities"]["00"].get<double>(), 0.5, 1e-12);
}

TEST(Run, TheHighestBitIsLeftmost) {
  const outcome r = run({"run", "-", "--shots", "10", "--json"},
                        "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[3];\ncreg c[3];\nx q[0];\nmeasure q -> c;\n");
  ASSERT_EQ(r.status, 0) << r.err;
  EXPECT_EQ(r.json()["counts"]["001"], 10);
}

TEST(Run, SeveralRegistersAreJoinedAndAlsoGivenApart) {
  const outcome r = run({"run", "-", "--shots", "10", "--json"},
                        "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[3];\ncreg a[1];\ncreg b[2];\nx q[0];\nx q[2];\n"
                        "measure q[0] -> a[0];\nmeasure q[1] -> b[0];\nmeasure q[2] -> b[1];\n");
  ASSERT_EQ(r.status, 0) << r.err;
  EXPECT_EQ(r.json()["counts"]["101"], 10);
  EXPECT_EQ(r.json()["registers"]["a"]["1"], 10);
  EXPECT_EQ(r.json()["registers"]["b"]["10"], 10);
}

TEST(Run, ACircuitWithoutMeasurementIsMeasuredWithANotice) {
  const outcome r = run({"run", "-", "--json"}, "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[2];\nx q[1];\n");
  ASSERT_EQ(r.status, 0) << r.err;
  EXPECT_EQ(r.json()["registers"]["meas"]["10"], 1024);
  EXPECT_NE(r.err.find("no measurement"), std::string::npos) << r.err;
}

TEST(Run, QuietLeavesNoticesOut) {
  const outcome r = run({"run", "-", "--quiet"}, "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[2];\nx q[1];\n");
  EXPECT_EQ(r.status, 0);
  EXPECT_EQ(r.err, "");
}

TEST(Run, TheTableShowsEveryOutcomeWithItsCount) {
  const outcome r = run({"run", "-", "--shots", "10"},
                        "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[1];\ncreg c[1];\nx q[0];\nmeasure q -> c;\n");
  ASSERT_EQ(r.status, 0) << r.err;
  EXPECT_NE(r.out.find("outcome"), std::string::npos);
  EXPECT_NE(r.out.find("10  100.0 %"), std::string::npos) << r.out;
}

TEST(Run, OutputThatIsNoTerminalHasNoColour) {
  const outcome r = run({"run", "-"}, bell());
  EXPECT_EQ(r.out.find('\x1b'), std::string::npos);
  EXPECT_EQ(r.err.find('\x1b'), std::string::npos);
}

TEST(Run, MemoryIsTheOutcomeOfEveryShotInOrder) {
  const outcome r = run({"run", "-", "--shots", "20", "--memory", "--json"}, bell());
  ASSERT_EQ(r.status, 0) << r.err;
  const nlohmann::json document = r.json();
  ASSERT_EQ(document["memory"].size(), 20U);
  std::map<std::string, int> counted;
  for (const nlohmann::json& shot : document["memory"]) ++counted[shot.get<std::string>()];
  for (const auto& [key, n] : counted) EXPECT_EQ(document["counts"][key], n);
}

TEST(Run, ParametersOfAJsonCircuitAreBound) {
  const std::string_view text =
      R"({"n_qubits": 1, "gates": [{"type": "ry", "qubit": 0, "angle": "theta"}], "parameters": ["theta"]})";
  const outcome r = run({"run", "-", "--param", "theta=pi/3", "--shots", "0", "--json"}, text);
  ASSERT_EQ(r.status, 0) << r.err;
  EXPECT_NEAR(r.json()["probabilities"]["1"].get<double>(), 0.25, 1e-12);
}

TEST(Run, AnUnknownParameterNameIsInvalidInput) {
  const outcome r = run({"run", "-", "--param", "theta=1"}, bell());
  EXPECT_EQ(r.status, 3);
  EXPECT_NE(r.err.find("theta"), std::string::npos) << r.err;
}

TEST(Run, AnUnknownBackendIsInvalidAndGetsASuggestion) {
  const outcome r = run({"run", "-", "--backend", "locla", "--json"}, bell());
  EXPECT_EQ(r.status, 3);
  EXPECT_EQ(r.json()["error"]["code"], "not_found");
  EXPECT_NE(r.err.find("did you mean \"local\""), std::string::npos) << r.err;
}

TEST(Run, AnUnknownDeviceIsInvalid) { EXPECT_EQ(run({"run", "-", "--backend", "local:nonsense"}, bell()).status, 3); }

TEST(Run, ADeviceCanBeNamed) {
  const outcome r = run({"run", "-", "--backend", "local:statevector", "--json"}, bell());
  ASSERT_EQ(r.status, 0) << r.err;
  EXPECT_EQ(r.json()["backend"], "local:statevector");
}

TEST(Run, AnOptionThatThePluginDoesNotKnowIsInvalid) {
  const outcome r = run({"run", "-", "--option", "flux_capacitor=1"}, bell());
  EXPECT_EQ(r.status, 3);
  EXPECT_NE(r.err.find("flux_capacitor"), std::string::npos) << r.err;
}

TEST(Run, TheMethodOfTheLocalSimulatorCanBeNamed) {
  EXPECT_EQ(run({"run", "-", "--method", "statevector"}, bell()).status, 0);
  EXPECT_EQ(run({"run", "-", "--method", "auto"}, bell()).status, 0);
}

TEST(Run, NoTimeAtAllIsInvalid) { EXPECT_EQ(run({"run", "-", "--timeout", "0s"}, bell()).status, 3); }

TEST(Run, TheErrorDocumentHasExactlyTheKeysOfTheContract) {
  const outcome r = run({"run", "-", "--json"}, "OPENQASM 2.0;\nqreg q[1];\nnonsense q[0];\n");
  EXPECT_EQ(r.status, 3);
  const nlohmann::json document = r.json();
  EXPECT_EQ(keys(document), (std::vector<std::string>{"error"}));
  EXPECT_EQ(keys(document["error"]), (std::vector<std::string>{"backend", "code", "details", "message", "retryable"}));
  const nlohmann::json first = document["error"]["details"]["diagnostics"][0];
  EXPECT_EQ(first["file"], "<stdin>");
  EXPECT_EQ(first["line"], 3);
  EXPECT_EQ(first["column"], 1);
}

TEST(Run, OutcomesStandInOrderOfTheirKeys) {
  const outcome r = run({"run", "-", "--shots", "0", "--json"},
                        "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[3];\ncreg a[1];\ncreg b[2];\nh q;\n"
                        "measure q[2] -> a[0];\nmeasure q[0] -> b[1];\nmeasure q[1] -> b[0];\n");
  ASSERT_EQ(r.status, 0) << r.err;
  const auto document = nlohmann::ordered_json::parse(r.out);
  const auto in_order = [](const nlohmann::ordered_json& table) {
    std::vector<std::string> names;
    for (const auto& [key, value] : table.items()) names.push_back(key);
    return std::is_sorted(names.begin(), names.end()) ? names.size() : 0;
  };
  EXPECT_EQ(in_order(document["probabilities"]), 8U) << r.out;
  EXPECT_EQ(in_order(document["registers"]["a"]), 2U) << r.out;
  EXPECT_EQ(in_order(document["registers"]["b"]), 4U) << r.out;
  EXPECT_NEAR(document["registers"]["b"]["10"].get<double>(), 0.25, 1e-12);
}

TEST(Run, ACertainOutcomeHasAProbabilityThatReadsAsAFraction) {
  const outcome r = run({"run", "-", "--shots", "0", "--json"},
                        "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[1];\ncreg c[1];\nmeasure q -> c;\n");
  EXPECT_TRUE(r.json()["probabilities"]["0"].is_number_float()) << r.out;
}

TEST(Run, ATableOfManyOutcomesShowsTheLikeliestFirst) {
  const outcome r = run({"run", "-", "--shots", "0"},
                        "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[6];\ncreg c[6];\nh q;\nry(1) q[3];\n"
                        "measure q -> c;\n");
  ASSERT_EQ(r.status, 0) << r.err;
  EXPECT_NE(r.out.find("... and 32 more outcomes"), std::string::npos) << r.out;
  EXPECT_EQ(r.out.find("\n000000 "), std::string::npos) << "the likelier half has bit 3 set\n" << r.out;
  EXPECT_LT(r.out.find("\n001000 "), r.out.find("\n111111 ")) << r.out;
}

TEST(Run, AnOpaqueGateIsReportedWithItsPlaceAndName) {
  const temporary_folder folder;
  const std::string file = folder.file("opaque.qasm",
                                       "OPENQASM 2.0;\nqreg q[1];\ncreg c[1];\nopaque magic(a) x;\n"
                                       "magic(1) q[0];\nmeasure q -> c;\n");
  const outcome r = run({"run", file, "--json"});
  EXPECT_EQ(r.status, 1);
  EXPECT_NE(r.err.find("opaque.qasm:4:8: error: "), std::string::npos) << r.err;
  EXPECT_NE(r.err.find("'magic'"), std::string::npos) << r.err;
  EXPECT_EQ(r.json()["error"]["details"]["diagnostics"][0]["line"], 4) << r.out;
  EXPECT_EQ(r.json()["error"]["backend"], "local");
}

TEST(Run, AnOpaqueGateOfTheJsonFormIsReportedWithItsPlaceAndName) {
  const temporary_folder folder;
  const std::string file = folder.file(
      "opaque.json", "{\"n_qubits\": 1, \"gates\": [\n{\"type\": \"opaque\", \"name\": \"magic\", \"qubits\": [0]}]}");
  const outcome r = run({"run", file});
  EXPECT_EQ(r.status, 1);
  EXPECT_NE(r.err.find("opaque.json:2:28: error: "), std::string::npos) << r.err;
}

TEST(Run, ADevicesRefusalNamesTheFile) {
  const temporary_folder folder;
  const std::string large = folder.file("large.qasm", "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[60];\nh q;\n");
  EXPECT_NE(run({"run", large}).err.find("large.qasm: error: needs 60 qubits"), std::string::npos);
  const outcome r = run({"run", folder.file("good.qasm", bell()), large, "--json"});
  EXPECT_NE(r.status, 0);
  EXPECT_NE(r.err.find("large.qasm: "), std::string::npos) << r.err;
  EXPECT_NE(r.json()["results"][1]["error"]["message"].get<std::string>().find("large.qasm: "), std::string::npos)
      << r.out;
}

TEST(Run, AMoreThanLargeCircuitIsRefusedBeforeMemoryRunsOut) {
  const outcome r = run({"run", "-", "--json"}, "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[60];\nh q;\n");
  EXPECT_NE(r.status, 0);
  EXPECT_EQ(r.signal, 0);
  EXPECT_TRUE(r.json().contains("error")) << r.out;
}

}  // namespace
}  // namespace ketway::process_test
