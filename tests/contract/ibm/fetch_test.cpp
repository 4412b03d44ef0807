// GET /jobs/{id}/results: expectation values, and what fetching has to cope with.
#include <cmath>

#include "result_forms.hpp"

namespace ketway::ibm::tests {
namespace {

TEST(EstimatorResults, ReadPlainScalars) {
  const auto r = fetched(R"({"results": [{"data": {"evs": 1.114, "stds": 0.0121, "ensemble_standard_error": 0.5},
      "metadata": {"shots": 4096}}], "metadata": {"version": 2}})",
                         estimator_memo(1, 1));
  ASSERT_TRUE(r.ok()) << r.status.what();
  EXPECT_EQ(r.value[0].kind, static_cast<std::uint32_t>(KW_RESULT_EXPECTATION));
  EXPECT_DOUBLE_EQ(r.value[0].value, 1.114);
  EXPECT_DOUBLE_EQ(r.value[0].error, 0.0121);
  EXPECT_EQ(r.value[0].shots, 4096u);
}

TEST(EstimatorResults, ReadTheBareWordsThatJsonHasNot) {
  const auto r = fetched(R"({"results": [{"data": {"evs": [NaN, 0.5, -1], "stds": [Infinity, 0.1, -Infinity]}}]})",
                         estimator_memo(1, 3));
  ASSERT_TRUE(r.ok()) << r.status.what();
  EXPECT_TRUE(std::isnan(r.value[0].value));
  EXPECT_EQ(r.value[0].error, INFINITY);
  EXPECT_EQ(r.value[2].error, -INFINITY);
  EXPECT_DOUBLE_EQ(r.value[1].value, 0.5);
}

TEST(EstimatorResults, AssignATableToObservablesAndSets) {
  const auto r =
      fetched(R"({"results": [{"data": {"evs": [[1, 2, 3], [4, 5, 6]], "stds": [[0, 0, 0], [0, 0, 0.5]]}}]})",
              estimator_memo(3, 2));
  ASSERT_TRUE(r.ok()) << r.status.what();
  ASSERT_EQ(r.value.size(), 6u);
  EXPECT_EQ(r.value[5].observable, 1u);
  EXPECT_EQ(r.value[5].set, 2u);
  EXPECT_EQ(r.value[5].value, 6);
  EXPECT_EQ(r.value[5].error, 0.5);
  EXPECT_EQ(r.value[1].set, 1u);
  EXPECT_EQ(r.value[1].value, 2);
}

TEST(EstimatorResults, DecodeTheVerifiedDoubles) {
  const json bin = data_bin({{"evs", tagged("ndarray", two_doubles)}, {"stds", {0.1, 0.2}}}, {"evs", "stds"});
  const auto r = fetched(encoded(bin).dump(), estimator_memo(1, 2));
  ASSERT_TRUE(r.ok()) << r.status.what();
  EXPECT_EQ(r.value[0].value, 1.57);
  EXPECT_EQ(r.value[1].value, 3.14);
  EXPECT_EQ(r.value[1].error, 0.2);
}

TEST(EstimatorResults, OfAnotherSizeAreDataLoss) {
  const json bin = data_bin({{"evs", tagged("ndarray", no_doubles)}}, {"evs"});
  EXPECT_EQ(fetched(encoded(bin).dump(), estimator_memo(1, 2)).status.code, static_cast<std::uint32_t>(KW_DATA_LOSS));
}

TEST(Fetch, TakesNoContentAsNotYet) {
  cloud ibm;
  ibm.expect("GET", "/jobs/cq1/results", 204, "");
  const auto r = ibm.fetch("cq1", memo({{"c", 1}}, 1));
  EXPECT_EQ(r.status.code, static_cast<std::uint32_t>(KW_UNAVAILABLE));
  EXPECT_EQ(r.status.flags, static_cast<std::uint32_t>(KW_RETRYABLE));
  EXPECT_GT(r.status.retry_after_ns, 0u);
}

TEST(Fetch, TakesATruncatedAnswerAsOneToAskForAgain) {
  const std::string all = plain({{"c", {{"samples", {"0x1"}}, {"num_bits", 1}}}}).dump();
  for (std::size_t n = 1; n < all.size(); ++n)
    EXPECT_EQ(fetched(all.substr(0, n), memo({{"c", 1}}, 1)).status.flags, static_cast<std::uint32_t>(KW_RETRYABLE))
        << n;
}

TEST(Fetch, TakesAWebPageAsOneToAskForAgain) {
  EXPECT_EQ(fetched("<html></html>", memo({{"c", 1}}, 1)).status.code, static_cast<std::uint32_t>(KW_UNAVAILABLE));
}

TEST(Fetch, FindsTheRegistersInTheJobWhereItHasNoMemo) {
  cloud ibm;
  ibm.expect("GET", "/jobs/cq1?exclude_params=false", 200,
             {{"id", "cq1"},
              {"program", {{"id", "sampler"}}},
              {"params", {{"pubs", {{"OPENQASM 3; bit[1] z; bit[2] a; z[0] = measure $0;", nullptr, 1}}}}}});
  ibm.expect("GET", "/jobs/cq1/results", 200,
             plain({{"a", {{"samples", {"0x2"}}, {"num_bits", 2}}}, {"z", {{"samples", {"0x1"}}, {"num_bits", 1}}}}));
  EXPECT_EQ(ibm.fetch("cq1", "").value.at(0).counts, (table{{"101", 1}}));
}

TEST(Fetch, TakesTheOrderFromTheAnswerWhereTheJobHasNoProgram) {
  cloud ibm;
  ibm.expect("GET", "/jobs/cq1?exclude_params=false", 200, {{"id", "cq1"}});
  ibm.expect("GET", "/jobs/cq1/results", 200, encoded(data_bin({{"c", bit_array(two_bits, 2)}}, {"c"})));
  EXPECT_EQ(ibm.fetch("cq1", "").value.at(0).counts, (table{{"00", 1}, {"11", 2}, {"01", 1}}));
}

TEST(Fetch, GuessesNoOrderOfRegisters) {
  cloud ibm;
  ibm.expect("GET", "/jobs/cq1?exclude_params=false", 200, {{"id", "cq1"}});
  ibm.expect("GET", "/jobs/cq1/results", 200,
             plain({{"a", {{"samples", {"0x2"}}, {"num_bits", 2}}}, {"z", {{"samples", {"0x1"}}, {"num_bits", 1}}}}));
  EXPECT_EQ(ibm.fetch("cq1", "").status.code, static_cast<std::uint32_t>(KW_DATA_LOSS));
}

TEST(Fetch, GivesTheOutcomesInOrderOnlyWhereTheyAreWanted) {
  json m = json::parse(memo({{"c", 1}}, 1));
  m["memory"] = false;
  EXPECT_EQ(fetched(plain({{"c", {{"samples", {"0x1"}}, {"num_bits", 1}}}}).dump(), m.dump()).value.size(), 1u);
}

TEST(Fetch, DecodesALargeAnswerOnAWorkerThread) {
  json samples = json::array();
  for (int i = 0; i < 20000; ++i) samples.push_back(i % 4 == 0 ? "0x1" : "0x0");
  const auto r = fetched(plain({{"c", {{"samples", samples}, {"num_bits", 1}}}}).dump(), memo({{"c", 1}}, 20000));
  ASSERT_TRUE(r.ok()) << r.status.what();
  EXPECT_EQ(r.value[0].counts, (table{{"0", 15000}, {"1", 5000}}));
}

}  // namespace
}  // namespace ketway::ibm::tests
