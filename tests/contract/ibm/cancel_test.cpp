// POST /jobs/{id}/cancel
#include "cloud.hpp"

namespace ketway::ibm::tests {
namespace {

TEST(Cancel, AnswersTheStateAfterIt) {
  cloud ibm;
  ibm.expect("POST", "/jobs/cq1/cancel", 204, "");
  ibm.expect("GET", "/jobs/cq1?exclude_params=true", 200, {{"id", "cq1"}, {"state", {{"status", "Cancelled"}}}});
  ibm.expect("GET", "/jobs/cq1/metrics", 404, "");
  const auto job = ibm.cancel("cq1");
  ASSERT_TRUE(job.ok()) << job.status.what();
  EXPECT_EQ(job.value.state, static_cast<std::uint32_t>(KW_JOB_CANCELLED));
}

TEST(Cancel, OfAJobThatHasEndedTellsItsState) {
  cloud ibm;
  ibm.expect("POST", "/jobs/cq1/cancel", 409, "");
  ibm.expect("GET", "/jobs/cq1?exclude_params=true", 200, {{"id", "cq1"}, {"state", {{"status", "Completed"}}}});
  ibm.expect("GET", "/jobs/cq1/metrics", 404, "");
  EXPECT_EQ(ibm.cancel("cq1").value.state, static_cast<std::uint32_t>(KW_JOB_DONE));
}

TEST(Cancel, OfAnUnknownJobIsNotFound) {
  cloud ibm;
  ibm.expect("POST", "/jobs/cq1/cancel", 404,
             json{{"errors", {{{"code", 1291}, {"message", "Job not found"}}}}, {"trace", "t"}});
  const auto job = ibm.cancel("cq1");
  EXPECT_EQ(job.status.code, static_cast<std::uint32_t>(KW_NOT_FOUND));
  EXPECT_EQ(job.status.provider_code, "1291");
}

}  // namespace
}  // namespace ketway::ibm::tests
