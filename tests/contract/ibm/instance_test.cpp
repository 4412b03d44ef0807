// Which instance, and so which address: from the CRN, or from the list of the account's instances.
#include "cloud.hpp"

namespace ketway::ibm::tests {
namespace {

const std::string list =
    "https://resource-controller.cloud.ibm.com/v2/resource_instances?resource_id=b6049020-80f4-11eb-a0f7-e35ec9b4054f";
const std::string german =
    "crn:v1:bluemix:public:quantum-computing:eu-de:a/"
    "0123456789abcdef0123456789abcdef:22222222-2222-3333-4444-555555555555::";

json resource(const std::string& name, const std::string& crn, const char* state = "active") {
  return {{"name", name}, {"crn", crn}, {"region_id", "us-east"}, {"state", state}};
}
const json queued = {{"id", "cq1"}, {"state", {{"status", "Queued"}}}};

TEST(Instance, DecidesTheRegionsAddress) {
  cloud ibm(json{{"instance", german}});
  ibm.expect("GET", "https://eu-de.quantum.cloud.ibm.com/api/v1/jobs/cq1?exclude_params=true", 200, queued);
  EXPECT_TRUE(ibm.poll("cq1").ok());
}

TEST(Instance, IsReachedByThePrivateEndpointWhereThatIsWanted) {
  cloud ibm({{"instance", test_crn}, {"private_endpoint", true}});
  ibm.expect("GET", "https://private.us-east.quantum.cloud.ibm.com/api/v1/jobs/cq1?exclude_params=true", 200, queued);
  EXPECT_TRUE(ibm.poll("cq1").ok());
}

TEST(Instance, YieldsToAConfiguredAddress) {
  cloud ibm({{"instance", test_crn}, {"base_url", "http://127.0.0.1:8080/api/v1/"}});
  ibm.expect("GET", "http://127.0.0.1:8080/api/v1/jobs/cq1?exclude_params=true", 200, queued);
  EXPECT_TRUE(ibm.poll("cq1").ok());
}

TEST(Instance, IsLookedUpOnceWhereThereIsOnlyOne) {
  cloud ibm(json::object());
  ibm.expect("GET", list, 200, {{"resources", {resource("old", german, "removed"), resource("mine", test_crn)}}});
  ibm.expect("GET", "/jobs/cq1?exclude_params=true", 200, queued);
  ibm.expect("GET", "/jobs/cq1?exclude_params=true", 200, queued);
  EXPECT_TRUE(ibm.poll("cq1").ok());
  EXPECT_TRUE(ibm.poll("cq1").ok());
  EXPECT_EQ(ibm.requests[0].headers.count("Service-CRN"), 0u);
  EXPECT_EQ(ibm.requests[1].headers.at("Service-CRN"), test_crn);
}

TEST(Instance, IsFoundByItsNameOverSeveralPages) {
  cloud ibm(json{{"instance", "mine"}});
  ibm.expect("GET", list, 200,
             {{"resources", {resource("other", test_crn)}}, {"next_url", "/v2/resource_instances?start=2"}});
  ibm.expect("GET", "https://resource-controller.cloud.ibm.com/v2/resource_instances?start=2", 200,
             {{"resources", {resource("mine", german)}}, {"next_url", nullptr}});
  ibm.expect("GET", "https://eu-de.quantum.cloud.ibm.com/api/v1/jobs/cq1?exclude_params=true", 200, queued);
  EXPECT_TRUE(ibm.poll("cq1").ok());
}

TEST(Instance, IsNeverChosenAmongSeveral) {
  cloud ibm(json::object());
  ibm.expect("GET", list, 200, {{"resources", {resource("one", test_crn), resource("two", german)}}});
  const auto job = ibm.poll("cq1");
  EXPECT_EQ(job.status.code, static_cast<std::uint32_t>(KW_FAILED_PRECONDITION));
  EXPECT_NE(std::string(job.status.what()).find("one, two"), std::string::npos);
}

TEST(Instance, ThatIsNotThereIsNamedBesideThoseThatAre) {
  cloud ibm(json{{"instance", "mein"}});
  ibm.expect("GET", list, 200, {{"resources", {resource("other", german), resource("mine", test_crn)}}});
  const auto job = ibm.poll("cq1");
  EXPECT_EQ(job.status.code, static_cast<std::uint32_t>(KW_FAILED_PRECONDITION));  // not the job is missing
  EXPECT_NE(std::string(job.status.what()).find("mine, other"), std::string::npos);
}

TEST(Instance, WhoseListIsNotThereSaysNothingOfTheJob) {
  cloud ibm(json::object());
  ibm.expect("GET", list, 404, "");
  EXPECT_EQ(ibm.poll("cq1").status.code, static_cast<std::uint32_t>(KW_UNAVAILABLE));
}

TEST(Instance, IsNotLookedUpAtIbmForAnotherServersAddress) {
  cloud ibm(json{{"base_url", "http://127.0.0.1:8080/api/v1"}});
  EXPECT_EQ(ibm.poll("cq1").status.code, static_cast<std::uint32_t>(KW_FAILED_PRECONDITION));
  EXPECT_TRUE(ibm.requests.empty());
}

TEST(Instance, IsLookedUpOnceForTwoCallsAtATime) {
  cloud ibm(json::object());
  ibm.expect("GET", list, 200, {{"resources", {resource("mine", test_crn)}}});
  ibm.expect("GET", "/jobs/cq1?exclude_params=true", 200, queued);
  ibm.expect("GET", "/jobs/cq1?exclude_params=true", 200, queued);
  const std::string id = "cq1";
  auto ref = plugin::sized<kw_job_ref>();
  ref.id = plugin::str(id);
  plugin::tests::recorder first, second;
  first.holds(ibm.backend->vt->poll(ibm.backend, &ref, first.done()));
  second.holds(ibm.backend->vt->poll(ibm.backend, &ref, second.done()));
  ASSERT_TRUE(ibm.host.run_until([&] { return first.completions + second.completions == 2; }));
  EXPECT_EQ(first.code(), static_cast<std::uint32_t>(KW_OK));
  EXPECT_EQ(second.code(), static_cast<std::uint32_t>(KW_OK));
}

TEST(Instance, IsLookedUpByTheNextWhereTheFirstWasCancelled) {
  cloud ibm(json::object());
  auto slow = answer(200, json{{"resources", {resource("mine", test_crn)}}}.dump());
  slow.delay_ns = 1'000'000'000;
  ibm.expect("GET", list, slow);
  ibm.expect("GET", list, slow);
  ibm.expect("GET", "/jobs/cq1?exclude_params=true", 200, queued);
  const std::string id = "cq1";
  auto ref = plugin::sized<kw_job_ref>();
  ref.id = plugin::str(id);
  plugin::tests::recorder first, second;
  first.holds(ibm.backend->vt->poll(ibm.backend, &ref, first.done()));
  second.holds(ibm.backend->vt->poll(ibm.backend, &ref, second.done()));
  first.cancel();
  ASSERT_TRUE(ibm.host.run_until([&] { return first.completions + second.completions == 2; }));
  EXPECT_EQ(first.code(), static_cast<std::uint32_t>(KW_CANCELLED));
  EXPECT_EQ(second.code(), static_cast<std::uint32_t>(KW_OK));
}

}  // namespace
}  // namespace ketway::ibm::tests
