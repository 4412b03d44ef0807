// The journal of jobs as another process sees it.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>

#include "emulated_clouds.hpp"

namespace ketway::process_test {
namespace {

using words = std::vector<std::string>;

words with(words line, const words& more) {
  line.insert(line.end(), more.begin(), more.end());
  return line;
}

class Jobs : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { clouds = std::make_unique<emulated_clouds>(words{"--queue", "10ms", "--seed", "5"}); }
  static void TearDownTestSuite() { clouds.reset(); }
  outcome call(words line) const { return clouds->call(with(std::move(line), {"--state-dir", state})); }
  /// Its document.
  nlohmann::json submit(const std::string& backend = "ionq:qpu.forte-1") const {
    const outcome r = call({"run", circuit, "--backend", backend, "--shots", "100", "--no-wait", "--json"});
    EXPECT_EQ(r.status, 0) << r.err;
    return r.json();
  }
  nlohmann::json listed(const words& more = {}) const {
    const outcome r = call(with({"jobs", "list", "--json"}, more));
    EXPECT_EQ(r.status, 0) << r.err;
    return r.json()["jobs"];
  }
  inline static std::unique_ptr<emulated_clouds> clouds;
  const temporary_folder folder;
  const std::string state = (folder.path() / "state").string();
  const std::string circuit = folder.file("bell.qasm", bell());
};

TEST_F(Jobs, AnotherProcessWaitsForWhatOneHasSubmittedAndGetsWhatRunGives) {
  const nlohmann::json left = submit();
  const outcome r = call({"jobs", "wait", left["uri"], "--json"});
  ASSERT_EQ(r.status, 0) << r.err;
  const nlohmann::json d = r.json();
  EXPECT_EQ(d["job_id"], left["job_id"]);
  EXPECT_EQ(d["status"], "done");
  EXPECT_EQ(d["shots"], 100);
  std::uint64_t sum = 0;
  for (const auto& [key, n] : d["counts"].items()) sum += n.get<std::uint64_t>();
  EXPECT_EQ(sum, 100U);
}

TEST_F(Jobs, AnEmptyJournalIsAnEmptyList) {
  EXPECT_TRUE(listed().empty());
  const outcome r = call({"jobs"});
  EXPECT_EQ(r.status, 0) << r.err;
  EXPECT_EQ(r.out, "");
}

TEST_F(Jobs, AreListedTheNewestFirstAndByFilter) {
  const nlohmann::json first = submit(), second = submit("ibm:ibm_fez");
  ASSERT_EQ(listed().size(), 2U);
  EXPECT_EQ(listed()[0]["uri"], second["uri"]);
  EXPECT_EQ(listed()[1]["uri"], first["uri"]);
  EXPECT_EQ(listed()[0]["name"], "bell.qasm");
  EXPECT_EQ(listed({"--limit", "1"}).size(), 1U);
  EXPECT_EQ(listed({"--backend", "ibm:ibm_fez"})[0]["uri"], second["uri"]);
  EXPECT_EQ(listed({"--backend", "ibm:ibm_torino"}).size(), 0U);
  EXPECT_EQ(listed({"--since", "1h"}).size(), 2U);
  EXPECT_EQ(listed({"--since", "2200-01-01"}).size(), 0U);
  EXPECT_EQ(call({"jobs", "wait", first["uri"]}).status, 0);
  ASSERT_EQ(listed({"--open"}).size(), 1U);
  EXPECT_EQ(listed({"--open"})[0]["uri"], second["uri"]);
}

TEST_F(Jobs, AreNamedByUriTokenItsBeginningOrTheProvidersId) {
  const nlohmann::json left = submit();
  const std::string token = listed()[0]["token"];
  for (const std::string& name : {left["uri"].get<std::string>(), token, token.substr(0, 8), token.substr(0, 4),
                                  left["job_id"].get<std::string>()}) {
    const outcome r = call({"jobs", "show", name, "--json"});
    EXPECT_EQ(r.status, 0) << name << r.err;
    EXPECT_EQ(r.json()["job"]["token"], token) << name;
  }
}

TEST_F(Jobs, ThatAreNotThereAreInvalid) {
  for (const char* name : {"ketway:local/none", "12345678", "no-such-job", "ketway:"}) {
    const outcome r = call({"jobs", "show", name, "--json"});
    EXPECT_EQ(r.status, 3) << name << r.err;
    EXPECT_TRUE(r.json()["error"].is_object()) << r.out;
  }
}

TEST_F(Jobs, OneThatIsDoneIsShownWithItsResultsWithoutItsCloud) {
  const nlohmann::json left = submit();
  ASSERT_EQ(call({"jobs", "wait", left["uri"]}).status, 0);
  const outcome r = run({"jobs", "show", left["uri"], "--json", "--state-dir", state});
  ASSERT_EQ(r.status, 0) << r.err;
  const nlohmann::json d = r.json();
  EXPECT_EQ(d["job_id"], left["job_id"]);
  EXPECT_EQ(d["status"], "done");
  EXPECT_TRUE(d["counts"].is_object()) << r.out;
  EXPECT_EQ(d["job"]["stored"], true);
  EXPECT_EQ(d["job"]["status"], "done");
  EXPECT_GT(d["job"]["cost"]["amount"].get<double>(), 0);
  const outcome again = run({"jobs", "wait", left["uri"], "--json", "--state-dir", state});
  EXPECT_EQ(again.status, 0) << again.err;
  EXPECT_EQ(again.json()["counts"], d["counts"]);
}

TEST_F(Jobs, OneThatIsUnderWayIsShownWithoutResults) {
  const emulated_clouds slow({"--queue", "1h"});
  const outcome sent =
      slow.call({"run", circuit, "--backend", "ionq:qpu.forte-1", "--no-wait", "--json", "--state-dir", state});
  ASSERT_EQ(sent.status, 0) << sent.err;
  const outcome r = slow.call({"jobs", "show", sent.json()["uri"], "--json", "--state-dir", state});
  EXPECT_EQ(r.json()["status"], "accepted") << r.out;
  EXPECT_FALSE(r.json().contains("counts"));
}

TEST_F(Jobs, AWaitEndsAtItsTimeAndSaysHowToGoOn) {
  const emulated_clouds slow({"--queue", "1h"});
  const outcome sent =
      slow.call({"run", circuit, "--backend", "ionq:qpu.forte-1", "--no-wait", "--json", "--state-dir", state});
  const std::string uri = sent.json()["uri"];
  const outcome r = slow.call({"jobs", "wait", uri, "--timeout", "300ms", "--json", "--state-dir", state});
  EXPECT_EQ(r.status, 1);
  EXPECT_EQ(r.json()["error"]["code"], "deadline_exceeded") << r.out;
  EXPECT_EQ(r.json()["error"]["details"]["job_uri"], uri) << r.out;
  EXPECT_NE(r.err.find("ketway jobs wait " + uri), std::string::npos) << r.err;
}

TEST_F(Jobs, CtrlCEndsAWaitAndLeavesTheJob) {
  const emulated_clouds slow({"--queue", "1h"});
  const outcome sent =
      slow.call({"run", circuit, "--backend", "ionq:qpu.forte-1", "--no-wait", "--json", "--state-dir", state});
  const std::string uri = sent.json()["uri"];
  child c({"jobs", "wait", uri, "--state-dir", state});
  slow.prepare(c);
  c.terminal_for_errors().start();
  ASSERT_TRUE(c.wait_for_error("waiting for"));
  c.interrupt();
  const outcome r = c.finish();
  EXPECT_EQ(r.status, 130);
  EXPECT_NE(r.err.find("this may still run, and may cost: " + uri), std::string::npos) << r.err;
  EXPECT_NE(r.err.find("ketway jobs wait " + uri), std::string::npos) << r.err;
  EXPECT_EQ(listed({"--open"}).size(), 1U);
}

TEST_F(Jobs, AreCancelledBeforeTheyRunAndItIsSaidThatNothingWasBilled) {
  const emulated_clouds slow({"--queue", "1h"});
  const outcome sent =
      slow.call({"run", circuit, "--backend", "ionq:qpu.forte-1", "--no-wait", "--json", "--state-dir", state});
  const std::string uri = sent.json()["uri"];
  const outcome r = slow.call({"jobs", "cancel", uri, "--json", "--state-dir", state});
  EXPECT_EQ(r.status, 0) << r.err;
  EXPECT_EQ(r.json()["status"], "cancelled") << r.out;
  EXPECT_EQ(r.json()["cancellation"], "before_run") << r.out;
  EXPECT_EQ(r.json()["uri"], uri) << r.out;
  EXPECT_EQ(listed()[0]["status"], "cancelled");
  EXPECT_EQ(listed({"--open"}).size(), 0U);
}

TEST_F(Jobs, ThatHaveEndedAreTooLateToCancel) {
  const nlohmann::json left = submit();
  ASSERT_EQ(call({"jobs", "wait", left["uri"]}).status, 0);
  const outcome r = call({"jobs", "cancel", left["uri"], "--json"});
  EXPECT_EQ(r.status, 1) << r.err;
  EXPECT_EQ(r.json()["cancellation"], "too_late") << r.out;
  EXPECT_EQ(r.json()["status"], "done") << r.out;
  EXPECT_NE(call({"jobs", "cancel", left["uri"]}).out.find("too late"), std::string::npos);
}

TEST_F(Jobs, AreForgottenOnceTheyHaveEndedAndNotBefore) {
  const nlohmann::json left = submit();
  const outcome early = call({"jobs", "forget", left["uri"]});
  EXPECT_EQ(early.status, 1) << early.err;
  EXPECT_NE(early.err.find("ketway jobs wait"), std::string::npos) << early.err;
  ASSERT_EQ(call({"jobs", "wait", left["uri"]}).status, 0);
  const outcome r = call({"jobs", "forget", left["uri"], "--json"});
  EXPECT_EQ(r.status, 0) << r.err;
  EXPECT_EQ(r.json()["forgotten"]["uri"], left["uri"]);
  EXPECT_TRUE(listed().empty());
}

TEST_F(Jobs, AreGivenUpWhereThatIsSaidAndTheirReservationWithACost) {
  const nlohmann::json left = submit();
  EXPECT_EQ(call({"jobs", "forget", left["uri"], "--lost", "--cost", "much"}).status, 2);
  const outcome r = call({"jobs", "forget", left["uri"], "--lost", "--cost", "0.5"});
  EXPECT_EQ(r.status, 0) << r.err;
  EXPECT_TRUE(listed().empty());
  const nlohmann::json sum = call({"jobs", "stats", "--json"}).json()["spending"].at(0);
  EXPECT_EQ(sum["open"], 0) << sum;
  EXPECT_EQ(sum["reserved"], 0) << sum;
}

TEST_F(Jobs, StatsAddUpByBackendAndUnit) {
  const nlohmann::json first = submit(), second = submit();
  ASSERT_EQ(call({"jobs", "wait", first["uri"]}).status, 0);
  const outcome r = call({"jobs", "stats", "--json"});
  ASSERT_EQ(r.status, 0) << r.err;
  std::uint64_t jobs = 0, open = 0, done = 0;
  double spent = 0;
  const nlohmann::json document = r.json();
  for (const auto& one : document["spending"]) {
    EXPECT_EQ(one["backend"], "ionq:qpu.forte-1");
    jobs += one["jobs"].get<std::uint64_t>(), open += one["open"].get<std::uint64_t>();
    done += one["done"].get<std::uint64_t>(), spent += one["spent"].get<double>();
  }
  EXPECT_EQ(jobs, 2U);
  EXPECT_EQ(open, 1U);
  EXPECT_EQ(done, 1U);
  EXPECT_GT(spent, 0);
  EXPECT_NE(call({"jobs", "stats"}).out.find("ionq:qpu.forte-1"), std::string::npos);
}

TEST_F(Jobs, ResumeSeesAllThatIsOwedToItsEnd) {
  submit(), submit("ibm:ibm_fez");
  const outcome r = call({"jobs", "resume", "--json"});
  ASSERT_EQ(r.status, 0) << r.err << r.out;
  ASSERT_EQ(r.json()["jobs"].size(), 2U) << r.out;
  const nlohmann::json document = r.json();
  for (const auto& one : document["jobs"]) {
    EXPECT_EQ(one["status"], "done");
    EXPECT_EQ(one["stored"], true);
  }
  const outcome again = call({"jobs", "resume", "--json"});
  EXPECT_EQ(again.status, 0);
  EXPECT_TRUE(again.json()["jobs"].empty()) << again.out;
}

TEST_F(Jobs, TheJournalHoldsNoSecret) {
  ASSERT_EQ(call({"run", circuit, "--backend", "ionq:qpu.forte-1", "--json"}).status, 0);
  ASSERT_EQ(call({"run", circuit, "--backend", "ibm:ibm_fez", "--json"}).status, 0);
  submit(), submit("ibm:ibm_fez");
  const words secrets = {clouds->environment().at("QISKIT_IBM_TOKEN"), clouds->environment().at("IONQ_API_KEY"),
                         "Bearer", "apiKey ", "eyJ"};
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(state)) {
    if (!entry.is_regular_file()) continue;
    ++files;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    for (const std::string& one : secrets)
      EXPECT_EQ(bytes.find(one), std::string::npos) << entry.path() << ": " << one.size() << " bytes";
  }
  EXPECT_GT(files, 0U);
}

TEST_F(Jobs, ADamagedJournalIsSaidBeforeAnythingIsSent) {
  const std::string file = folder.file("state/journal.sqlite", std::string(8192, 'x'));
  std::filesystem::permissions(state, std::filesystem::perms::owner_all);
  const outcome r = call({"run", circuit, "--backend", "ionq:qpu.forte-1", "--json"});
  EXPECT_EQ(r.status, 1) << r.err;
  EXPECT_EQ(r.json()["error"]["code"], "data_loss") << r.out;
  EXPECT_EQ(r.json()["error"]["details"]["billed"], false) << r.out;
  const outcome doctor = call({"doctor"});
  EXPECT_EQ(doctor.status, 1);
  EXPECT_NE(doctor.out.find(file), std::string::npos) << doctor.out;
}

TEST_F(Jobs, TheDoctorSaysWhatIsOwedAndWhatToDo) {
  const outcome none = call({"doctor"});
  EXPECT_NE(none.out.find("journal"), std::string::npos) << none.out;
  EXPECT_FALSE(std::filesystem::exists(state)) << "looking makes nothing";
  submit();
  const outcome r = call({"doctor"});
  EXPECT_NE(r.out.find("1 job without a result yet"), std::string::npos) << r.out;
  EXPECT_NE(r.out.find("ketway jobs resume"), std::string::npos) << r.out;
}

TEST_F(Jobs, WhatDoesNotReadIsWrongUsage) {
  for (const words& line :
       {words{"jobs", "show"}, words{"jobs", "list", "--since", "yesterday"}, words{"jobs", "list", "--limit", "many"},
        words{"jobs", "wait", "x", "--timeout", "soon"}, words{"jobs", "cancel", ""}, words{"jobs", "repeat"}})
    EXPECT_EQ(run(line).status, 2) << line.back();
}

}  // namespace
}  // namespace ketway::process_test
