#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "child.hpp"

namespace ketway::process_test {
namespace {

constexpr std::string_view far_apart =
    "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[3];\ncreg c[3];\nh q[0];\ncx q[0], q[1];\ncx q[0], q[2];\n"
    "cx q[1], q[2];\nmeasure q -> c;\n";

TEST(Transpile, ToGatesAndConnectionsByHand) {
  const outcome r = run({"transpile", "-", "--basis", "cz,rz,sx,x", "--coupling", "0-1,1-2", "--verify"}, far_apart);
  ASSERT_EQ(r.status, 0) << r.err;
  EXPECT_NE(r.out.find("cz q["), std::string::npos) << r.out;
  EXPECT_EQ(r.out.find("cx q["), std::string::npos) << r.out;
  EXPECT_EQ(r.out.find("\nh q["), std::string::npos) << r.out;
  EXPECT_NE(r.err.find("verified: the whole matrix on 3 qubits"), std::string::npos) << r.err;
}

TEST(Transpile, AnswersOneDocument) {
  const outcome r =
      run({"transpile", "-", "--basis", "cx,u3", "--coupling", "0-1,1-2,2-3", "--verify", "--to", "json", "--json"},
          far_apart);
  ASSERT_EQ(r.status, 0) << r.err;
  const nlohmann::json d = r.json();
  EXPECT_EQ(d["layout"]["initial"].size(), 3U);
  EXPECT_EQ(d["layout"]["final"].size(), 3U);
  EXPECT_EQ(d["stats"]["before"]["gates"], 4);
  EXPECT_EQ(d["stats"]["before"]["two_qubit_gates"], 3);
  EXPECT_EQ(d["stats"]["before"]["depth"], 5);
  EXPECT_GE(d["stats"]["after"]["two_qubit_gates"], 3);
  EXPECT_GE(d["stats"]["seconds"], 0);
  EXPECT_EQ(d["verification"]["method"], "unitary");
  EXPECT_TRUE(nlohmann::json::parse(d["circuit"].get<std::string>()).is_object());
}

TEST(Transpile, ToABackend) {
  const outcome r = run({"transpile", "-", "--target", "local", "--quiet"}, bell());
  EXPECT_EQ(r.status, 0) << r.err;
  EXPECT_NE(r.out.find("cx"), std::string::npos) << r.out;
}

TEST(Transpile, ToADescriptionOfADeviceInAFile) {
  const temporary_folder folder;
  const std::string device =
      folder.file("device.json", R"({"schema": "kw.device/1", "gates": [{"name": "rz"}, {"name": "sx"}, {"name": "ecr",
      "sites": [{"qubits": [1, 0]}, {"qubits": [1, 2]}]}]})");
  const std::string output = (folder.path() / "out.qasm").string();
  const outcome r = run({"transpile", "-", "--target", device, "--verify", "--stats", "-o", output}, far_apart);
  ASSERT_EQ(r.status, 0) << r.err;
  EXPECT_EQ(r.out, "");
  EXPECT_NE(r.err.find("before: 4 gates"), std::string::npos) << r.err;
  std::ifstream in(output);
  std::stringstream text;
  text << in.rdbuf();
  EXPECT_NE(text.str().find("ecr q[1]"), std::string::npos) << text.str();
}

TEST(Transpile, ToAnotherLanguageOnly) {
  const outcome to_json = run({"transpile", "-", "--to", "json"}, bell());
  ASSERT_EQ(to_json.status, 0) << to_json.err;
  const outcome back = run({"transpile", "-", "--to", "qasm2"}, to_json.out);
  ASSERT_EQ(back.status, 0) << back.err;
  EXPECT_NE(back.out.find("cx "), std::string::npos);
  const outcome same = run({"transpile", "-"}, to_json.out);
  EXPECT_EQ(same.out, to_json.out) << "the default is the language of the input";
}

TEST(Transpile, WhatDoesNotFitIsInvalidInputWithEveryReason) {
  const outcome r = run({"transpile", "-", "--basis", "rz", "--coupling", "0-1,1-2", "--json"}, far_apart);
  EXPECT_EQ(r.status, 3);
  const nlohmann::json d = r.json();
  EXPECT_EQ(d["error"]["code"], "invalid_argument");
  EXPECT_GE(d["error"]["details"]["diagnostics"].size(), 1U);
  EXPECT_EQ(run({"transpile", "-", "--basis", "cx,u3", "--coupling", "0-1"}, far_apart).status, 3);
  EXPECT_EQ(run({"transpile", "-", "--basis", "nonsense"}, far_apart).status, 3);
  EXPECT_EQ(run({"transpile", "-", "--target", "absent.json"}, far_apart).status, 3);
}

TEST(Transpile, ValuesThatDoNotReadAreWrongUsage) {
  using words = std::vector<std::string>;
  for (const words& flags :
       {words{"--coupling", "0"}, words{"--coupling", "0-x"}, words{"--to", "cobol"}, words{"--optimization", "7"},
        words{"--target", "local", "--basis", "cx"}, words{"--seed", "1"}}) {
    words line{"transpile", "-"};
    line.insert(line.end(), flags.begin(), flags.end());
    EXPECT_EQ(run(line, far_apart).status, 2) << flags[0] << ' ' << flags[1];
  }
}

}  // namespace
}  // namespace ketway::process_test
