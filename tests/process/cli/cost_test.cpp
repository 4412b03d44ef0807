// ketway cost: on the local simulator and against the emulated clouds.
#include <gtest/gtest.h>

#include <memory>

#include "emulated_clouds.hpp"

namespace ketway::process_test {
namespace {

using words = std::vector<std::string>;

class CostOfClouds : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { clouds = std::make_unique<emulated_clouds>(words{"--queue", "10ms", "--seed", "3"}); }
  static void TearDownTestSuite() { clouds.reset(); }
  outcome call(words arguments) { return clouds->call(std::move(arguments)); }
  const std::string file_of(std::string_view text) { return folder.file("c.qasm", text); }
  inline static std::unique_ptr<emulated_clouds> clouds;
  const temporary_folder folder;
};

TEST_F(CostOfClouds, IsOneEntryABackendInTheOrderAsked) {
  const outcome r =
      call({"cost", file_of(bell()), "--backend", "ionq:qpu.forte-1,local,ibm:ibm_fez", "--shots", "1000", "--json"});
  ASSERT_EQ(r.status, 0) << r.err;
  const nlohmann::json all = r.json()["estimates"];
  ASSERT_EQ(all.size(), 3U) << r.out;
  EXPECT_EQ(all[0]["backend"], "ionq:qpu.forte-1");
  EXPECT_EQ(all[1]["backend"], "local");
  EXPECT_EQ(all[2]["backend"], "ibm:ibm_fez");
  for (const nlohmann::json& one : all) {
    EXPECT_TRUE(one["error"].is_null()) << one;
    EXPECT_TRUE(one["amount"].is_number()) << one;
    EXPECT_EQ(one["currency"], "USD") << one;
    EXPECT_TRUE(one["source"].is_string()) << one;
    ASSERT_TRUE(one["seconds"].contains("queue") && one["seconds"].contains("run")) << one;
    if (one["low"].is_number()) {
      EXPECT_LE(one["low"], one["amount"]) << one;
    }
    if (one["high"].is_number()) {
      EXPECT_GE(one["high"], one["amount"]) << one;
    }
  }
  EXPECT_GT(all[0]["amount"], 0);
  EXPECT_EQ(all[1]["amount"], 0);
  EXPECT_GT(all[2]["amount"], 0);
  EXPECT_TRUE(all[2]["as_of"].is_string());
}

TEST_F(CostOfClouds, GrowsWithTheShots) {
  const std::string file = file_of(bell());
  const auto amount = [&](const char* shots) {
    return call({"cost", file, "--backend", "ibm:ibm_fez", "--shots", shots, "--json"})
        .json()["estimates"][0]["amount"]
        .get<double>();
  };
  EXPECT_LT(amount("100"), amount("10000"));
}

TEST_F(CostOfClouds, SendsNoJob) {
  ASSERT_EQ(call({"cost", file_of(bell()), "--backend", "ionq:qpu.forte-1,ibm:ibm_fez", "--json"}).status, 0);
  EXPECT_EQ(clouds->jobs(), 0U);
}

TEST_F(CostOfClouds, OneFailureIsAnEntry) {
  const outcome r = call({"cost", file_of(bell()), "--backend", "ibm:ibm_nowhere,local", "--json"});
  ASSERT_EQ(r.status, 0) << r.err;
  const nlohmann::json all = r.json()["estimates"];
  EXPECT_EQ(all[0]["error"]["code"], "not_found");
  EXPECT_TRUE(all[0]["amount"].is_null());
  EXPECT_TRUE(all[1]["error"].is_null());
}

TEST(Cost, OfTheLocalSimulatorIsNothing) {
  const outcome r = run({"cost", "-", "--json"}, bell());
  ASSERT_EQ(r.status, 0) << r.err;
  const nlohmann::json one = r.json()["estimates"][0];
  EXPECT_EQ(one["backend"], "local");
  EXPECT_EQ(one["amount"], 0);
  EXPECT_EQ(one["low"], 0);
  EXPECT_EQ(one["high"], 0);
  EXPECT_EQ(one["seconds"]["queue"], 0);
  EXPECT_GT(one["seconds"]["run"], 0);
}

TEST(Cost, TheTableHasAHeadAndARow) {
  const outcome r = run({"cost", "-", "--backend", "local"}, bell());
  ASSERT_EQ(r.status, 0) << r.err;
  for (const char* word : {"backend", "cost", "queue", "run", "source", "local", "0 USD"})
    EXPECT_NE(r.out.find(word), std::string::npos) << word << "\n" << r.out;
}

TEST(Cost, WhereAllFailTheStatusSaysSo) {
  const outcome r = run({"cost", "-", "--backend", "nonsense", "--json"}, bell());
  EXPECT_EQ(r.status, 3);
  EXPECT_EQ(r.json()["estimates"][0]["error"]["code"], "not_found");
}

TEST(Cost, ACircuitThatIsTooLargeIsSaidWithItsReason) {
  const outcome r = run({"cost", "-", "--json"}, "OPENQASM 2.0;\nqreg q[90];\ncreg c[1];\nmeasure q[0] -> c[0];\n");
  EXPECT_EQ(r.status, 3);
  EXPECT_NE(r.err.find("needs 90 qubits"), std::string::npos) << r.err;
}

TEST(Cost, AnEmptyNameInTheListIsWrongUsage) {
  for (const char* list : {"", ",", "local,", "local,,local"})
    EXPECT_EQ(run({"cost", "-", "--backend", list}, bell()).status, 2) << list;
}

}  // namespace
}  // namespace ketway::process_test
