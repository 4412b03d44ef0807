#include "emulator/faults.hpp"

#include <gtest/gtest.h>

#include "emulator/ibm.hpp"
#include "emulator/ionq.hpp"
#include "virtual_world.hpp"

namespace ketway::emulator::testing {
namespace {

class Faults : public ::testing::Test {
 protected:
  Faults() : service(make_ionq(world, {}).value(), {}, 1), user(service) {
    user.headers = {{"Authorization", "apiKey emulated-ionq-key"}, {"Content-Type", "application/json"}};
  }
  void arm(std::string_view text) { service.rules({read_fault(text).value()}); }
  answer submit() {
    return user.send("POST", "/v0.4/jobs",
                     R"({"type":"ionq.circuit.v1","backend":"simulator","metadata":{"token":"t"},
                         "input":{"qubits":1,"gateset":"qis","circuit":[{"gate":"x","target":0}]}})");
  }
  std::size_t accepted() { return service.books().entries().size(); }

  virtual_world world;
  faulty service;
  client user;
};

TEST_F(Faults, WithoutRulesNothingHappens) {
  EXPECT_EQ(submit().status(), 201U);
  EXPECT_EQ(accepted(), 1U);
}

TEST_F(Faults, WhatNeverArrivedIsNotAccepted) {
  for (const char* name : {"refused", "tls_wrong_name", "tls_expired", "reset_before_accept", "unauthorized",
                           "rate_limited", "rate_limited_mute", "server_error", "html", "expired_link@submit"}) {
    arm(name);
    const answer a = submit();
    EXPECT_TRUE(a.raw.fault != transport_fault::none || a.status() >= 400 || a.raw.body[0] == '<') << name;
    EXPECT_EQ(accepted(), 0U) << name;
  }
}

TEST_F(Faults, WhatIsLostOnTheWayBackWasAcceptedAndIsMarked) {
  std::size_t jobs = 0;
  for (const char* name :
       {"reset_after_accept", "lost_answer", "partial_body", "server_error_after", "truncated_json", "wrong_json"}) {
    arm(name);
    submit();
    ASSERT_EQ(accepted(), ++jobs) << name;
    EXPECT_FALSE(service.books().entries().back().answered) << name;
  }
  EXPECT_EQ(service.books().submissions("t"), jobs);
}

TEST_F(Faults, SlowAnswersAreWhole) {
  arm("slow_body");
  const answer slow = submit();
  EXPECT_EQ(slow.raw.fault, transport_fault::slow_body);
  EXPECT_GT(slow.raw.bytes_per_second, 0U);
  arm("slow_answer~3s");
  EXPECT_EQ(submit().raw.delay_ns, 3'000'000'000U);
  EXPECT_TRUE(service.books().entries().back().answered);
}

TEST_F(Faults, ARateLimitSaysHowLongOrNothing) {
  arm("rate_limited~7s");
  const answer said = submit();
  EXPECT_EQ(said.status(), 429U);
  ASSERT_NE(said.find("Retry-After"), nullptr);
  EXPECT_EQ(*said.find("Retry-After"), "7");
  arm("rate_limited_mute");
  EXPECT_EQ(submit().find("Retry-After"), nullptr);
}

TEST_F(Faults, ServerErrorsAreOfSeveralKinds) {
  arm("server_error");
  std::set<unsigned> seen;
  for (int i = 0; i < 64; ++i) seen.insert(submit().status());
  EXPECT_EQ(seen, (std::set<unsigned>{500, 502, 503, 504}));
}

TEST_F(Faults, ARuleStrikesOnlyItsPurposeSoOftenAndAfterSoMany) {
  arm("server_error@status+1*2");
  const std::string id = submit().body["id"];
  std::vector<bool> struck;
  for (int i = 0; i < 5; ++i) struck.push_back(user.get("/v0.4/jobs/" + id).status() >= 500);
  EXPECT_EQ(struck, (std::vector<bool>{false, true, true, false, false}));
  EXPECT_EQ(service.struck(fault::server_error), 2U);
}

TEST_F(Faults, AChanceIsKeptAndTheSeedRepeatsIt) {
  const auto run = [&] {
    faulty one(make_ionq(world, {}).value(), {read_fault("html%25").value()}, 9);
    client c(one);
    std::string all;
    for (int i = 0; i < 400; ++i) all += c.get("/v0.4/backends").raw.body[0];
    return all;
  };
  const std::string first = run();
  EXPECT_EQ(first, run());
  EXPECT_NEAR(static_cast<double>(std::count(first.begin(), first.end(), '<')), 100, 40);
}

TEST_F(Faults, AStateThatNobodyKnowsAndOneThatGoesBack) {
  const std::string id = submit().body["id"];
  world.pass_ms(1'300);
  arm("unknown_state*1");
  EXPECT_EQ(user.get("/v0.4/jobs/" + id).body["status"], "meditating");
  EXPECT_EQ(user.get("/v0.4/jobs/" + id).body["status"], "started");
  arm("state_backwards*1");
  EXPECT_EQ(user.get("/v0.4/jobs").body["jobs"][0]["status"], "submitted");
  EXPECT_EQ(user.get("/v0.4/jobs/" + id).body["status"], "started");
}

TEST_F(Faults, AnExpiredLinkIsOfResults) {
  const std::string id = submit().body["id"];
  world.pass_ms(60'000);
  arm("expired_link*1");
  EXPECT_EQ(user.get("/v0.4/jobs/" + id).status(), 200U);
  EXPECT_EQ(user.get("/v0.4/jobs/" + id + "/results/probabilities").status(), 403U);
  EXPECT_EQ(user.get("/v0.4/jobs/" + id + "/results/probabilities").status(), 200U);
}

TEST_F(Faults, AnExpiredTokenDoesNotConcernSigningIn) {
  faulty ibm(make_ibm(world, {}).value(), {read_fault("unauthorized*1").value()}, 1);
  client c(ibm);
  EXPECT_EQ(
      c.send("POST", "/identity/token", "grant_type=urn:ibm:params:oauth:grant-type:apikey&apikey=emulated-ibm-key")
          .status(),
      200U);
  const answer a = c.get("/api/v1/backends");
  EXPECT_EQ(a.status(), 401U);
  EXPECT_TRUE(a.body.contains("errors"));
}

TEST_F(Faults, ASkewedClockRunsAhead) {
  skewed ahead(world);
  ahead.ahead_ns = skew_of({read_fault("clock_skew~5m").value()});
  EXPECT_EQ(ahead.unix_ns() - world.unix_ns(), 300'000'000'000U);
}

TEST_F(Faults, EveryNameReads) {
  for (const std::string& name : fault_names()) EXPECT_EQ(to_string(read_fault(name).value().what), name);
}

TEST_F(Faults, WhatDoesNotReadSaysWhatWasExpected) {
  for (const char* text : {"", "explode", "html@everywhere", "html*many", "html%200", "html~soon", "html+"}) {
    const auto r = read_fault(text);
    ASSERT_FALSE(r.has_value()) << text;
    EXPECT_EQ(r.error().code(), errc::invalid_argument);
    EXPECT_NE(r.error().message().find("\""), std::string::npos);
  }
}

}  // namespace
}  // namespace ketway::emulator::testing
