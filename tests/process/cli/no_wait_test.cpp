// run --no-wait and --max-cost: what is left to the journal, and what a budget refuses.
#include <gtest/gtest.h>

#include <memory>

#include "emulated_clouds.hpp"

namespace ketway::process_test {
namespace {

using words = std::vector<std::string>;

class NoWait : public ::testing::Test {
 protected:
  outcome local(words line) const {
    line.insert(line.end(), {"--state-dir", state});
    return run(line);
  }
  const temporary_folder folder;
  const std::string state = (folder.path() / "state").string();
  const std::string circuit = folder.file("bell.qasm", bell());
};

TEST_F(NoWait, OnTheLocalSimulatorRunsToTheEndAndKeepsTheResult) {
  const outcome r = local({"run", circuit, "--shots", "200", "--seed", "4", "--no-wait"});
  ASSERT_EQ(r.status, 0) << r.err;
  ASSERT_TRUE(r.out.ends_with("\n")) << r.out;
  const std::string id = r.out.substr(0, r.out.size() - 1);
  const outcome shown = local({"jobs", "show", id, "--json"});
  ASSERT_EQ(shown.status, 0) << shown.err;
  EXPECT_EQ(shown.json()["job_id"], id);
  EXPECT_EQ(shown.json()["status"], "done");
  const outcome direct = local({"run", circuit, "--shots", "200", "--seed", "4", "--json"});
  EXPECT_EQ(shown.json()["counts"], direct.json()["counts"]);
}

TEST_F(NoWait, WithJsonSaysTheIdTheUriAndHowFarItIs) {
  const outcome r = local({"run", circuit, "--no-wait", "--json"});
  ASSERT_EQ(r.status, 0) << r.err;
  EXPECT_EQ(r.json()["backend"], "local");
  EXPECT_EQ(r.json()["status"], "done");
  EXPECT_EQ(r.json()["uri"], "ketway:local/" + r.json()["job_id"].get<std::string>());
}

TEST_F(NoWait, OfSeveralCircuitsIsAJobEach) {
  const outcome r = local({"run", circuit, circuit, "--no-wait", "--json"});
  ASSERT_EQ(r.status, 0) << r.err;
  ASSERT_EQ(r.json()["results"].size(), 2U);
  EXPECT_NE(r.json()["results"][0]["job_id"], r.json()["results"][1]["job_id"]);
}

TEST_F(NoWait, ALocalRunThatIsWaitedForMakesNoJournal) {
  EXPECT_EQ(local({"run", circuit}).status, 0);
  EXPECT_FALSE(std::filesystem::exists(state));
}

TEST_F(NoWait, WhereNothingCanBeKeptNothingIsRun) {
  const std::string file = folder.file("a-file", "");
  const outcome r = run({"run", circuit, "--no-wait", "--json", "--state-dir", file});
  EXPECT_EQ(r.status == 1 || r.status == 3, true) << r.status << r.err;
  EXPECT_EQ(r.json()["error"]["details"]["billed"], false) << r.out;
}

class Budget : public NoWait {
 protected:
  static void SetUpTestSuite() { clouds = std::make_unique<emulated_clouds>(words{"--queue", "10ms", "--seed", "6"}); }
  static void TearDownTestSuite() { clouds.reset(); }
  outcome call(words line, const emulated_clouds::variables& changed = {}) const {
    line.insert(line.end(), {"--state-dir", state});
    return clouds->call(line, changed);
  }
  /// The clouds' configuration with that budget.
  std::string configured(const std::string& budget) const {
    const std::string url = clouds->environment().at("IONQ_API_URL");
    return folder.file(
        "config.json",
        R"({"backends": {"mine": {"plugin": "ionq", "device": "qpu.forte-1", "options": {"base_url": ")" + url +
            R"("}}}, "budget": )" + budget + "}");
  }
  inline static std::unique_ptr<emulated_clouds> clouds;
};

TEST_F(Budget, AJobThatMayCostMoreIsRefusedWithTheSumAndNothingIsSent) {
  const outcome r =
      call({"run", circuit, "--backend", "ionq:qpu.forte-1", "--shots", "1000", "--max-cost", "0.01", "--json"});
  EXPECT_EQ(r.status, 1) << r.err;
  const nlohmann::json e = r.json()["error"];
  EXPECT_EQ(e["code"], "resource_exhausted") << r.out;
  EXPECT_EQ(e["details"]["billed"], false) << r.out;
  EXPECT_EQ(e["details"]["budget"]["limit"], 0.01) << r.out;
  EXPECT_EQ(e["details"]["budget"]["currency"], "USD") << r.out;
  EXPECT_GT(e["details"]["budget"]["sum"].get<double>(), 0.01) << r.out;
  EXPECT_NE(e["message"].get<std::string>().find("0.01 USD"), std::string::npos) << r.out;
  const outcome jobs = call({"jobs", "list", "--json"});
  EXPECT_TRUE(jobs.json()["jobs"].empty()) << jobs.out;
}

TEST_F(Budget, AJobWithinItRuns) {
  const outcome r =
      call({"run", circuit, "--backend", "ionq:qpu.forte-1", "--shots", "10", "--max-cost", "1000", "--json"});
  EXPECT_EQ(r.status, 0) << r.err;
  const outcome jobs = call({"jobs", "list", "--json"});
  ASSERT_EQ(jobs.json()["jobs"].size(), 1U);
  EXPECT_EQ(jobs.json()["jobs"][0]["status"], "done");
}

TEST_F(Budget, OfTheConfigurationHoldsFromProcessToProcess) {
  const std::string file = configured(R"({"total": 3})");
  const words line = {"run", circuit, "--backend", "mine", "--shots", "1000", "--json", "--config", file};
  int done = 0, refused = 0;
  double spent = 0;
  for (int n = 0; n < 10 && refused == 0; ++n) {
    const outcome r = call(line);
    done += r.status == 0 ? 1 : 0;
    if (r.status == 0) spent += r.json()["cost"]["amount"].get<double>();
    if (r.status == 1) {
      ++refused;
      EXPECT_EQ(r.json()["error"]["code"], "resource_exhausted") << r.out;
      EXPECT_NEAR(r.json()["error"]["details"]["budget"]["spent"].get<double>(), spent, 1e-6) << r.out;
    }
  }
  EXPECT_GT(done, 0);
  EXPECT_EQ(refused, 1);
  EXPECT_LE(spent, 3);
}

TEST_F(Budget, AnAmountThatIsNegativeIsInvalidAndAWordIsWrongUsage) {
  EXPECT_EQ(run({"run", circuit, "--max-cost", "-1"}).status, 3);
  EXPECT_EQ(run({"run", circuit, "--max-cost", "nan"}).status, 3);
  EXPECT_EQ(run({"run", circuit, "--max-cost", "much"}).status, 2);
}

TEST_F(Budget, CostsNothingWhereTheBackendIsFree) {
  const outcome r = local({"run", circuit, "--max-cost", "0"});
  EXPECT_EQ(r.status, 0) << r.err;
}

}  // namespace
}  // namespace ketway::process_test
