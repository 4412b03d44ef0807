// POST /jobs: the body, what is refused before it is sent, and what the answers mean.
#include "cloud.hpp"

namespace ketway::ibm::tests {
namespace {

const std::string sweep_text =
    "OPENQASM 3.0;\ninclude \"stdgates.inc\";\ninput float[64] theta;\ninput float[64] phi;\nbit[1] c;\n"
    "rz(theta) $0; sx $0; rz(phi) $0;\nc[0] = measure $0;\n";
const std::string no_measurement = "OPENQASM 3.0;\ninclude \"stdgates.inc\";\nsx $0; cz $0, $3;\n";

TEST(Submission, SendsAPubWithItsShotsAndTheTokenAsATag) {
  cloud ibm;
  ibm.expect("POST", "/jobs", 200, {{"id", "cq1"}, {"backend", "ibm_fez"}});
  const request r({bell});
  const auto job = ibm.submit(r.submission);
  ASSERT_TRUE(job.ok()) << job.status.what();
  EXPECT_EQ(job.value.id, "cq1");
  EXPECT_EQ(job.value.state, static_cast<std::uint32_t>(KW_JOB_QUEUED));
  EXPECT_EQ(ibm.sent(0),
            json::parse(R"({"program_id": "sampler", "backend": "ibm_fez",
      "tags": ["sdk-0b5ce2e4-91a5-4c6c-8f5e-7d3f0a9b1c2d", "ketway"],
      "params": {"version": 2, "support_qiskit": false, "pubs": []}})")
                .patch(json::array({{{"op", "add"}, {"path", "/params/pubs/-"}, {"value", {bell, nullptr, 1000}}}})));
}

TEST(Submission, CarriesTheServicesHeadersAndIsSignedByTheHost) {
  cloud ibm;
  ibm.expect("POST", "/jobs", 200, {{"id", "cq1"}});
  const request r({bell});
  ibm.submit(r.submission);
  const asked& a = ibm.requests.at(0);
  EXPECT_EQ(a.headers.at("Service-CRN"), test_crn);
  EXPECT_EQ(a.headers.at("IBM-API-Version"), "2026-04-15");
  EXPECT_EQ(a.headers.at("Content-Type"), "application/json");
  EXPECT_EQ(a.headers.at("Accept"), "application/json");
  EXPECT_EQ(a.headers.count("Authorization"), 0u);
  EXPECT_EQ(a.auth, "ibm");
  EXPECT_EQ(a.limiter, "ibm.submit");
  EXPECT_EQ(a.flags, static_cast<std::uint32_t>(KW_HTTP_SUBMITS));
}

TEST(Submission, SendsABatchAsSeveralPubs) {
  cloud ibm;
  ibm.expect("POST", "/jobs", 200, {{"id", "cq1"}});
  const request r({bell, bell, bell}, 10);
  ibm.submit(r.submission);
  EXPECT_EQ(ibm.sent(0)["params"]["pubs"].size(), 3u);
}

TEST(Submission, SendsASweepByNameInOnePubAndAsksForTheEncodedForm) {
  cloud ibm;
  ibm.expect("POST", "/jobs", 200, {{"id", "cq1"}});
  request r({sweep_text}, 100);
  r.sweep({"theta", "phi"}, {0.25, 1, 0.5, 2, 0.75, 3});
  ibm.submit(r.submission);
  const json params = ibm.sent(0)["params"];
  EXPECT_EQ(params["pubs"], json::array({{sweep_text, {{"theta", {0.25, 0.5, 0.75}}, {"phi", {1, 2, 3}}}, 100}}));
  EXPECT_EQ(params["support_qiskit"], true);
}

TEST(Submission, SendsASweepAsOnePubEachWhereThatIsConfigured) {
  cloud ibm({{"instance", test_crn}, {"sweep_pubs", "each"}});
  ibm.expect("POST", "/jobs", 200, {{"id", "cq1"}});
  request r({sweep_text}, 100);
  r.sweep({"theta", "phi"}, {0.25, 1, 0.5, 2});
  ibm.submit(r.submission);
  const json params = ibm.sent(0)["params"];
  EXPECT_EQ(params["pubs"][1], json::array({sweep_text, {{"theta", 0.5}, {"phi", 2}}, 100}));
  EXPECT_EQ(params["support_qiskit"], false);
}

TEST(Submission, SendsObservablesToTheEstimatorWithQubitZeroRightmost) {
  cloud ibm;
  ibm.expect("POST", "/jobs", 200, {{"id", "cq1"}});
  request r({no_measurement}, 100);
  r.observe(4, {{"ZIIX", 0.5}, {"IYII", -2}});
  r.observe(4, {{"ZIII", 1}});
  r.options({{"resilience_level", 0}, {"resilience", {{"zne_mitigation", true}}}});
  ibm.submit(r.submission);
  const json body = ibm.sent(0);
  EXPECT_EQ(body["program_id"], "estimator");
  EXPECT_EQ(body["params"]["resilience_level"], 0);
  EXPECT_EQ(body["params"]["options"], json::parse(R"({"resilience": {"zne_mitigation": true}})"));
  const json pub = body["params"]["pubs"][0];
  EXPECT_EQ(pub[1], json::parse(R"([{"XIIZ": 0.5, "IIYI": -2.0}, {"IIIZ": 1.0}])"));
  EXPECT_EQ(pub[2], json());
  EXPECT_DOUBLE_EQ(pub[3].get<double>(), 0.1);
}

TEST(Submission, DeclaresARegisterForTheEstimatorSoThatItsSizeIsCertain) {
  cloud ibm;
  ibm.expect("POST", "/jobs", 200, {{"id", "cq1"}});
  request r({no_measurement}, 100);
  r.observe(5, {{"ZIIXI", 1}});
  ibm.submit(r.submission);
  EXPECT_EQ(ibm.sent(0)["params"]["pubs"][0][0],
            "OPENQASM 3.0;\ninclude \"stdgates.inc\";\nqubit[5] q;\nsx q[0]; cz q[0], q[3];\n");
}

TEST(Submission, SendsObservablesOfASweepAsAColumnAgainstTheSets) {
  cloud ibm;
  ibm.expect("POST", "/jobs", 200, {{"id", "cq1"}});
  request r({"OPENQASM 3.0;\ninput float[64] t;\nrz(t) $0;\n"}, 100);
  r.sweep({"t"}, {0.25, 0.5, 0.75});
  r.observe(1, {{"Z", 1}});
  r.observe(1, {{"X", 1}});
  ibm.submit(r.submission);
  const json pub = ibm.sent(0)["params"]["pubs"][0];
  EXPECT_EQ(pub[1], json::parse(R"([[{"Z": 1.0}], [{"X": 1.0}]])"));
  EXPECT_EQ(pub[2], json::parse(R"({"t": [0.25, 0.5, 0.75]})"));
}

TEST(Submission, PutsOptionsWhereIbmWantsThem) {
  cloud ibm({{"instance", test_crn}, {"tags", {"team"}}});
  ibm.expect("POST", "/jobs", 200, {{"id", "cq1"}});
  request r({bell});
  r.options({{"max_execution_time", 300},
             {"tags", {"mine"}},
             {"private", true},
             {"log_level", "debug"},
             {"twirling", {{"enable_measure", true}}},
             {"dynamical_decoupling", {{"enable", true}, {"sequence_type", "XY4"}}}});
  r.submission.session = plugin::str("session-1");
  ibm.submit(r.submission);
  const json body = ibm.sent(0);
  EXPECT_EQ(body["cost"], 300);
  EXPECT_EQ(body["tags"], json::array({"sdk-" + std::string(request::token), "ketway", "team", "mine"}));
  EXPECT_EQ(body["private"], true);
  EXPECT_EQ(body["log_level"], "debug");
  EXPECT_EQ(body["session_id"], "session-1");
  EXPECT_EQ(body["params"]["options"], json::parse(R"({"twirling": {"enable_measure": true},
                            "dynamical_decoupling": {"enable": true, "sequence_type": "XY4"}})"));
}

TEST(Submission, KeepsTheRegistersInTheMemo) {
  cloud ibm;
  ibm.expect("POST", "/jobs", 200, {{"id", "cq1"}});
  const request r({"OPENQASM 3.0; bit[2] a; bit b; a[0] = measure $0; a[1] = measure $1; b = measure $2;"});
  const json memo = json::parse(ibm.submit(r.submission).value.memo);
  EXPECT_EQ(memo["layouts"], json::parse(R"([[["a", 2], ["b", 1]]])"));
}

TEST(Submission, NamesEveryReasonAgainstIt) {
  cloud ibm({{"instance", test_crn}, {"use_fractional_gates", true}});
  request r({"OPENQASM 3.0; bit[1] lambda; if (lambda[0]) { x $0; }", sweep_text}, 0);
  r.options({{"twirling", {{"enable_gates", true}}},
             {"dynamical_decoupling", {{"enable", true}}},
             {"resilience_level", 1},
             {"tags", {"1", "2", "3", "4", "5", "6", "7"}}});
  const auto checked = ibm.validate(r.submission);
  EXPECT_EQ(checked.status.code, static_cast<std::uint32_t>(KW_INVALID_ARGUMENT));
  EXPECT_EQ(checked.status.flags, static_cast<std::uint32_t>(KW_NOT_BILLED));
  const std::string why = checked.status.what();
  for (const char* reason : {"lambda", "nothing is measured", "theta has no value", "phi has no value", "shots = 0",
                             "1519", "1521", "resilience_level", "8 tags"})
    EXPECT_NE(why.find(reason), std::string::npos) << reason << " in " << why;
}

TEST(Submission, RefusesMoreShotsThanAJobMayHave) {
  cloud ibm;
  const request r({bell, bell}, 6'000'000);
  EXPECT_NE(std::string(ibm.validate(r.submission).status.what()).find("12000000 shots"), std::string::npos);
}

TEST(Submission, RefusesMeasurementsBesideObservables) {
  cloud ibm;
  request r({bell});
  r.observe(2, {{"ZZ", 1}});
  EXPECT_NE(std::string(ibm.validate(r.submission).status.what()).find("without measurements"), std::string::npos);
}

TEST(Submission, NamesTheLineOfATextThatCannotBeRead) {
  cloud ibm;
  const request r({"OPENQASM 3.0;\nbit[0] c;\nc[0] = measure $0;"});
  EXPECT_NE(std::string(ibm.validate(r.submission).status.what()).find("line 2"), std::string::npos);
}

TEST(Submission, AsksNobodyToValidate) {
  cloud ibm;
  const request r({bell});
  EXPECT_TRUE(ibm.validate(r.submission).ok());
  EXPECT_TRUE(ibm.requests.empty());
}

TEST(Submission, AnAnswerThatIsAWebPageMayHaveBeenATakenJob) {
  cloud ibm;
  ibm.expect("POST", "/jobs", 200, "<!doctype html><title>hello</title>");
  const request r({bell});
  const auto job = ibm.submit(r.submission);
  EXPECT_EQ(job.status.code, static_cast<std::uint32_t>(KW_UNAVAILABLE));
  EXPECT_EQ(job.status.flags, static_cast<std::uint32_t>(KW_RETRYABLE | KW_MAYBE_EXECUTED));
}

TEST(Submission, ATruncatedAnswerMayHaveBeenATakenJob) {
  cloud ibm;
  ibm.expect("POST", "/jobs", 200, "{\"id\": \"cq");
  const request r({bell});
  EXPECT_EQ(ibm.submit(r.submission).status.flags, static_cast<std::uint32_t>(KW_RETRYABLE | KW_MAYBE_EXECUTED));
}

TEST(Submission, LetsTheHostsDoubtThrough) {
  cloud ibm;
  conform::http_reply lost;
  lost.code = KW_UNAVAILABLE, lost.flags = KW_MAYBE_EXECUTED;
  ibm.expect("POST", "/jobs", lost);
  const request r({bell});
  EXPECT_EQ(ibm.submit(r.submission).status.flags, static_cast<std::uint32_t>(KW_MAYBE_EXECUTED));
}

TEST(Price, IsAtMostThatOfTheWholeSecondsThatAreBilled) {
  cloud ibm({{"instance", test_crn}, {"plan", "paygo"}});
  const request r({bell}, 40);
  const auto e = ibm.price(r.submission);
  ASSERT_TRUE(e.ok()) << e.status.what();
  EXPECT_NEAR(e.value.high, 1.6 * 3, 1e-9);
}

TEST(Price, CountsTheOverheadAndEveryShot) {
  cloud ibm({{"instance", test_crn}, {"plan", "paygo"}});
  const request r({bell}, 4000);
  const auto e = ibm.price(r.submission);
  ASSERT_TRUE(e.ok()) << e.status.what();
  EXPECT_NEAR(e.value.low, 1.6 * (2 + 4000 * 250e-6), 1e-9);
  EXPECT_GT(e.value.cost, e.value.low);
  EXPECT_LT(e.value.cost, e.value.low + 1.6 * 4000 * 10e-6);
  EXPECT_GE(e.value.high, e.value.cost);
  EXPECT_EQ(e.value.currency, "USD");
}

TEST(Price, IsNothingOnTheOpenPlan) {
  cloud ibm({{"instance", test_crn}, {"plan", "open"}});
  const request r({bell});
  EXPECT_EQ(ibm.price(r.submission).value.cost, 0);
}

TEST(Price, IsCappedByTheMaximalExecutionTime) {
  cloud ibm({{"instance", test_crn}, {"price_per_second", 2}});
  request r({bell}, 9'000'000);
  r.options({{"max_execution_time", 60}});
  EXPECT_EQ(ibm.price(r.submission).value.high, 120);
}

}  // namespace
}  // namespace ketway::ibm::tests
