// Jobs in a cloud that nobody waits for any more: by Ctrl-C, by the deadline, by a key that is withdrawn.
#include <gtest/gtest.h>

#include <chrono>

#include "emulated_clouds.hpp"

namespace ketway::process_test {
namespace {

using words = std::vector<std::string>;
using clock = std::chrono::steady_clock;

class AbandonedJobs : public ::testing::Test {
 protected:
  words line(const std::string& backend) const { return {"run", circuit, "--backend", backend}; }
  const temporary_folder folder;
  const std::string circuit = folder.file("bell.qasm", bell());
};

// What it said after Ctrl-C, which comes once the clouds have accepted `jobs`.
outcome interrupted_on(const emulated_clouds& clouds, words line, std::size_t jobs = 1) {
  child c(std::move(line));
  clouds.prepare(c);
  c.start();
  EXPECT_TRUE(clouds.wait_for_jobs(jobs));
  c.interrupt();
  return c.finish();
}

TEST_F(AbandonedJobs, CtrlCSaysThatAJobWasCancelledOnceThatIsConfirmed) {
  const emulated_clouds clouds({"--queue", "1h"});
  const outcome r = interrupted_on(clouds, line("ionq:qpu.forte-1"));
  EXPECT_EQ(r.status, 130);
  EXPECT_NE(r.err.find("ketway: cancelled: ketway:ionq:qpu.forte-1/"), std::string::npos) << r.err;
  EXPECT_NE(r.err.find("nothing is left running"), std::string::npos) << r.err;
  EXPECT_EQ(r.err.find("may still run"), std::string::npos) << r.err;
}

TEST_F(AbandonedJobs, CtrlCSaysWhatMayStillRunWhereTheCancelIsRefused) {
  const emulated_clouds clouds({"--queue", "1h", "--fault", "unauthorized@cancel"});
  const outcome r = interrupted_on(clouds, line("ionq:qpu.forte-1"));
  EXPECT_EQ(r.status, 130);
  EXPECT_NE(r.err.find("this may still run, and may cost: ketway:ionq:qpu.forte-1/"), std::string::npos) << r.err;
  EXPECT_NE(r.err.find("`ketway jobs wait ketway:ionq:qpu.forte-1/"), std::string::npos) << r.err;
  EXPECT_EQ(r.err.find("nothing is left running"), std::string::npos) << r.err;
}

TEST_F(AbandonedJobs, CtrlCDuringASubmissionSaysThatNobodyKnowsAndHowToFindOut) {
  const emulated_clouds clouds({"--queue", "1h", "--fault", "slow_answer@submit~1h"});
  const outcome r = interrupted_on(clouds, line("ionq:qpu.forte-1"));
  EXPECT_EQ(r.status, 130);
  EXPECT_NE(
      r.err.find("it is not known whether this was accepted; it may run, and cost: ketway:ionq:qpu.forte-1/token:"),
      std::string::npos)
      << r.err;
  EXPECT_NE(r.err.find("`ketway jobs wait ketway:ionq:qpu.forte-1/token:"), std::string::npos) << r.err;
}

TEST_F(AbandonedJobs, CtrlCSaysItOfEveryJobOfABatch) {
  const emulated_clouds clouds({"--queue", "1h", "--fault", "unauthorized@cancel"});
  words several = line("ibm:ibm_fez");
  several.push_back(circuit);
  const outcome r = interrupted_on(clouds, several, 2);
  EXPECT_EQ(r.status, 130);
  EXPECT_NE(r.err.find("this may still run, and may cost: ketway:ibm:ibm_fez/"), std::string::npos) << r.err;
  EXPECT_EQ(r.err.find("nothing is left running"), std::string::npos) << r.err;
}

TEST_F(AbandonedJobs, TheJournalHasWhatACancelCameToBeforeTheCommandEnds) {
  const emulated_clouds clouds({"--queue", "1h"});
  const emulated_clouds::variables own = {{"KETWAY_STATE_DIR", folder.path() / "state"}};
  words limited = line("ionq:qpu.forte-1");
  limited.insert(limited.end(), {"--timeout", "700ms"});
  for (int n = 0; n < 6; ++n) EXPECT_EQ(clouds.call(limited, own).status, 1);
  const nlohmann::json jobs = clouds.call({"jobs", "--json"}, own).json()["jobs"];
  EXPECT_EQ(jobs.size(), 6U);
  for (const auto& one : jobs) EXPECT_EQ(one["status"], "cancelled") << one;
}

TEST_F(AbandonedJobs, AKeyThatIsWithdrawnLeavesTheJobAndSaysSo) {
  const emulated_clouds clouds({"--queue", "1h", "--fault", "unauthorized@status"});
  words with_json = line("ionq:qpu.forte-1");
  with_json.emplace_back("--json");
  const outcome r = clouds.call(with_json);
  EXPECT_EQ(r.status, 1);
  const nlohmann::json failure = r.json()["error"];
  EXPECT_EQ(failure["code"], "unauthenticated") << r.out;
  EXPECT_EQ(failure["details"]["job"], "may_run") << r.out;
  EXPECT_EQ(failure["details"]["maybe_executed"], true) << r.out;
  EXPECT_FALSE(failure["details"].contains("billed")) << r.out;
  EXPECT_NE(r.err.find("the job may go on at the provider"), std::string::npos) << r.err;
  EXPECT_NE(r.err.find("job ketway:ionq:qpu.forte-1/"), std::string::npos) << r.err;
}

TEST_F(AbandonedJobs, TheDeadlineCoversTheOpeningOfTheBackend) {
  const emulated_clouds clouds({"--fault", "slow_answer@devices~1h"});
  for (const char* backend : {"ionq:simulator", "ibm:ibm_fez"}) {
    words limited = line(backend);
    limited.insert(limited.end(), {"--timeout", "300ms", "--json"});
    const auto began = clock::now();
    const outcome r = clouds.call(limited);
    EXPECT_LT(clock::now() - began, std::chrono::seconds(25)) << "the opening's own limit is 30 s";
    EXPECT_EQ(r.status, 1);
    EXPECT_EQ(r.json()["error"]["code"], "deadline_exceeded") << r.out;
    EXPECT_EQ(r.json()["error"]["backend"], backend) << r.out;
  }
}

}  // namespace
}  // namespace ketway::process_test
