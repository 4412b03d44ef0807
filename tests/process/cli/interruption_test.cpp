#include <gtest/gtest.h>

#include "child.hpp"
#include "emulated_clouds.hpp"

namespace ketway::process_test {
namespace {

// Far more than any test may take: 22 qubits, four million operations.
std::string endless() {
  std::string layer;
  for (int q = 0; q < 22; ++q) {
    const std::string name = "q[" + std::to_string(q) + "]";
    layer += "rx(0.1) " + name + ";rz(0.3) " + name + ";";
    if (q > 0) layer += "cx q[" + std::to_string(q - 1) + "]," + name + ";";
  }
  std::string text = "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[22];\ncreg c[22];\n";
  for (int i = 0; i < 20000; ++i) text += layer + "\n";
  return text + "measure q -> c;\n";
}

TEST(Interruption, CtrlCDuringALongRunCancelsItAndEndsWith130) {
  const temporary_folder folder;
  child c({"run", folder.file("endless.qasm", endless())});
  c.terminal_for_errors();
  c.start();
  ASSERT_TRUE(c.wait_for_error("running on local"));
  c.interrupt();
  const outcome r = c.finish();
  EXPECT_EQ(r.status, 130);
  EXPECT_FALSE(r.out_of_time);
  EXPECT_EQ(r.out, "");
  EXPECT_NE(r.err.find("interrupted"), std::string::npos);
  EXPECT_NE(r.err.find("nothing is left running"), std::string::npos) << r.err;
}

// The last write is still to come when the command has all that it says.
TEST(Interruption, WhatItSaysWasCancelledIsCancelledInTheJournal) {
  const temporary_folder folder;
  const emulated_clouds clouds({"ionq", "--queue", "60s"});
  const std::string circuit = folder.file(
      "bell.qasm", "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[2];\ncreg c[2];\nh q[0];\nmeasure q -> c;\n");
  const emulated_clouds::variables state = {{"KETWAY_STATE_DIR", (folder.path() / "state").string()}};
  for (std::size_t n = 1; n <= 6; ++n) {
    child c({"run", circuit, "--backend", "ionq:qpu.forte-1", "--max-cost", "5"});
    clouds.prepare(c, state);
    c.start();
    ASSERT_TRUE(clouds.wait_for_jobs(n));
    c.interrupt();
    const outcome r = c.finish();
    EXPECT_EQ(r.status, 130);
    EXPECT_NE(r.err.find("cancelled: ketway:ionq:qpu.forte-1/"), std::string::npos) << r.err;
    EXPECT_NE(r.err.find("it was not billed"), std::string::npos) << r.err;
  }
  const nlohmann::json jobs = clouds.call({"jobs", "--json"}, state).json()["jobs"];
  ASSERT_EQ(jobs.size(), 6U);
  for (const auto& one : jobs) EXPECT_EQ(one["status"], "cancelled") << one;
  const nlohmann::json spent = clouds.call({"jobs", "stats", "--json"}, state).json()["spending"];
  EXPECT_EQ(spent.at(0)["reserved"], 0) << spent;
}

TEST(Interruption, WithJsonThereIsStillOneDocument) {
  const temporary_folder folder;
  child c({"run", folder.file("endless.qasm", endless()), "--json"});
  c.terminal_for_errors();
  c.start();
  ASSERT_TRUE(c.wait_for_error("running on local"));
  c.interrupt();
  const outcome r = c.finish();
  EXPECT_EQ(r.status, 130);
  ASSERT_TRUE(r.json().is_object()) << r.out;
  EXPECT_EQ(r.json()["error"]["code"], "cancelled");
}

TEST(Interruption, CtrlCWhileInputIsReadEndsWith130) {
  child c({"run", "-", "--json"});
  c.start();
  c.write(std::string(1U << 20U, ' '));
  c.interrupt();
  const outcome r = c.finish();
  EXPECT_EQ(r.status, 130);
  EXPECT_EQ(r.json()["error"]["code"], "cancelled") << r.out;
}

// A document of some 90 MB, of which a pipe that nobody reads takes 64 KiB.
std::string wide() {
  return "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[20];\ncreg c[20];\nh q;\nmeasure q -> c;\n";
}

TEST(Interruption, CtrlCWhileTheAnswerIsWrittenEndsAtOnce) {
  const temporary_folder folder;
  for (const bool json : {true, false}) {
    const std::string form = json ? "--json" : "--quiet";
    std::vector<std::string> line = {"run", folder.file("wide.qasm", wide()), "--shots", json ? "0" : "100000", form};
    if (!json) line.emplace_back("--memory");
    child c(line);
    c.start();
    ASSERT_TRUE(c.wait_for_output());
    c.interrupt();
    EXPECT_TRUE(c.wait_for_end());
    const outcome r = c.finish();
    EXPECT_EQ(r.status, 130) << form;
    EXPECT_LT(r.out.size(), 1U << 20U);
    EXPECT_EQ(r.out.find("cancelled"), std::string::npos) << "no second document behind a broken first one";
  }
}

TEST(Interruption, ASecondCtrlCEndsAtOnceWhateverTheFirstDoes) {
  const temporary_folder folder;
  child c({"run", folder.file("endless.qasm", endless())});
  c.terminal_for_errors();
  c.start();
  ASSERT_TRUE(c.wait_for_error("running on local"));
  c.interrupt();
  c.interrupt();
  EXPECT_TRUE(c.wait_for_end());
  EXPECT_EQ(c.finish().status, 130);
}

TEST(Interruption, ADeadlineEndsALongRunWithAFailure) {
  const temporary_folder folder;
  const outcome r = run({"run", folder.file("endless.qasm", endless()), "--timeout", "300ms", "--json"});
  EXPECT_EQ(r.status, 1);
  EXPECT_EQ(r.json()["error"]["code"], "deadline_exceeded");
}

TEST(Progress, ATerminalSeesItAndNoColorIsHonoured) {
  const temporary_folder folder;
  child c({"run", folder.file("endless.qasm", endless()), "--timeout", "1s"});
  c.terminal_for_errors().variable("NO_COLOR", "1");
  c.start();
  ASSERT_TRUE(c.wait_for_error("running on local"));
  const outcome r = c.finish();
  EXPECT_EQ(r.err.find("\x1b[31"), std::string::npos);
  EXPECT_EQ(r.err.find("\x1b[1m"), std::string::npos);
}

TEST(Progress, WithQuietATerminalSeesNone) {
  const temporary_folder folder;
  child c({"run", folder.file("endless.qasm", endless()), "--timeout", "1s", "--quiet"});
  c.terminal_for_errors();
  c.start();
  EXPECT_EQ(c.finish().err.find("running on"), std::string::npos);
}

}  // namespace
}  // namespace ketway::process_test
