#include <gtest/gtest.h>

#include "child.hpp"

namespace ketway::process_test {
namespace {

std::string constant(int qubits, int ones) {
  std::string text = "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[" + std::to_string(qubits) + "];\ncreg c[" +
                     std::to_string(qubits) + "];\n";
  for (int i = 0; i < ones; ++i) text += "x q[" + std::to_string(i) + "];\n";
  return text + "measure q -> c;\n";
}

TEST(Batch, ResultsComeInTheOrderOfTheFiles) {
  const temporary_folder folder;
  std::vector<std::string> line = {"run", "--json", "--shots", "8"};
  for (int i = 0; i < 4; ++i) line.push_back(folder.file(std::to_string(i) + ".qasm", constant(4, i)));
  const outcome r = run(line);
  ASSERT_EQ(r.status, 0) << r.err;
  const nlohmann::json results = r.json()["results"];
  ASSERT_EQ(results.size(), 4U);
  EXPECT_EQ(results[0]["counts"]["0000"], 8);
  EXPECT_EQ(results[1]["counts"]["0001"], 8);
  EXPECT_EQ(results[2]["counts"]["0011"], 8);
  EXPECT_EQ(results[3]["counts"]["0111"], 8);
}

TEST(Batch, TheDocumentHasOnlyResults) {
  const temporary_folder folder;
  const std::string file = folder.file("a.qasm", bell());
  const outcome r = run({"run", file, file, "--json"});
  ASSERT_EQ(r.status, 0) << r.err;
  EXPECT_EQ(r.json().size(), 1U);
  EXPECT_EQ(r.json()["results"].size(), 2U);
}

TEST(Batch, StandardInputMayBeOneOfTheFiles) {
  const temporary_folder folder;
  const outcome r = run({"run", folder.file("x.qasm", constant(2, 1)), "-", "--json"}, constant(2, 2));
  ASSERT_EQ(r.status, 0) << r.err;
  EXPECT_EQ(r.json()["results"][0]["counts"]["01"], 1024);
  EXPECT_EQ(r.json()["results"][1]["counts"]["11"], 1024);
}

TEST(Batch, OneCallShowsWhatIsWrongWithEveryFile) {
  const temporary_folder folder;
  const std::string one = folder.file("one.qasm", "OPENQASM 2.0;\nqreg q[1]\n");
  const std::string two = folder.file("two.qasm", "OPENQASM 2.0;\nqreg q[1];\nnonsense q[0];\n");
  const outcome r = run({"run", one, folder.file("good.qasm", bell()), two});
  EXPECT_EQ(r.status, 3);
  EXPECT_NE(r.err.find("one.qasm:"), std::string::npos) << r.err;
  EXPECT_NE(r.err.find("two.qasm:3:1: error:"), std::string::npos) << r.err;
  EXPECT_EQ(r.out, "");
}

TEST(Batch, AParameterBelongsToTheCircuitsThatHaveIt) {
  const temporary_folder folder;
  const std::string open = folder.file(
      "open.json", R"({"n_qubits": 1, "gates": [{"type": "rx", "qubit": 0, "angle": "a"}], "parameters": ["a"]})");
  const outcome r = run({"run", open, folder.file("bell.qasm", bell()), "--param", "a=pi", "--json"});
  ASSERT_EQ(r.status, 0) << r.err;
  EXPECT_EQ(r.json()["results"][0]["counts"]["1"], 1024);
}

TEST(Batch, OneFailureIsAnEntryAndTheOthersHaveTheirResults) {
  const temporary_folder folder;
  const std::string large = folder.file("large.qasm", "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[60];\nh q;\n");
  const outcome r = run({"run", folder.file("good.qasm", bell()), large, "--json"});
  EXPECT_NE(r.status, 0);
  const nlohmann::json results = r.json()["results"];
  ASSERT_EQ(results.size(), 2U) << r.out;
  EXPECT_EQ(results[0]["status"], "done");
  EXPECT_TRUE(results[1].contains("error"));
}

}  // namespace
}  // namespace ketway::process_test
