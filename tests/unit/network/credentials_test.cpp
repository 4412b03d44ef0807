// What the host signs with, how it fetches tokens, and that none of it leaks.
#include <gtest/gtest.h>

#include "network_stage.hpp"

namespace ketway::tests {
namespace {

using std::chrono_literals::operator""s;
using std::chrono_literals::operator""h;
using std::chrono_literals::operator""min;

constexpr const char* key = "S3CRET-KEY-3141";

constexpr const char* header_scheme = R"({"scheme":"header","sources":[{"config":"api_key"},{"env":"ACME_KEY"}],
  "origins":["https://api.example.com"],"attach":{"Authorization":"apiKey {secret}"}})";

constexpr const char* exchange_scheme = R"({"scheme":"exchange","sources":[{"env":"ACME_KEY"}],
  "origins":["https://api.example.com"],
  "request":{"url":"https://iam.example.com/token","form":{"grant_type":"urn:x","apikey":"{secret}"}},
  "reply":{"token":"/access_token","expires_in":"/expires_in","error":"/errorMessage"},
  "attach":{"Authorization":"Bearer {token}"}})";

class Credentials : public ::testing::Test {
 protected:
  void open(const char* definition, const char* in_environment = key) {
    s.rights.origin("https://other.example.com").credential("acme", definition);
    if (in_environment)
      s.rights.environment([in_environment](const std::string& name) -> std::optional<std::string> {
        return name == "ACME_KEY" ? std::optional<std::string>(in_environment) : std::nullopt;
      });
    s.open();
    answer_as_server();
  }
  /// Tokens t1, t2, ... at the IAM; the API takes the one in `good` (empty: any).
  void answer_as_server() {
    s.net->answer = [this](const scripted_network::seen& what) {
      if (what.origin == "https://iam.example.com") {
        if (refuse) return scripted_network::reply(refuse, R"({"errorMessage":"no such key"})");
        ++tokens;
        return scripted_network::reply(200, R"({"access_token":"t)" + std::to_string(tokens) + R"(","expires_in":)" +
                                                std::to_string(lifetime) + "}");
      }
      const std::string* auth = find_field(what.fields, "authorization");
      if (!good.empty() && (!auth || *auth != "Bearer " + good)) return scripted_network::reply(401, "no");
      return scripted_network::reply(200, auth ? *auth : "");
    };
  }
  kw_http_request signed_get(const char* url = "https://api.example.com/v1/x") {
    auto r = s.get(url);
    r.auth = p::str("acme");
    return r;
  }
  std::unique_ptr<http_outcome> ask() {
    const auto r = signed_get();
    return s.settle(r, 1min);
  }
  std::string sent() const {
    const std::string* auth = find_field(s.net->requests.back().fields, "authorization");
    return auth ? *auth : "";
  }
  /// Lets virtual time go by.
  void pass(std::chrono::nanoseconds time) {
    const auto bell = s.world->make_alarm([] {});
    bell->arm(s.world->monotonic_ns() + static_cast<std::uint64_t>(time.count()));
    s.world->run_for(time);
  }
  network_stage s;
  int tokens = 0, lifetime = 3600;
  unsigned refuse = 0;
  std::string good;
};

TEST_F(Credentials, ThatAServerQuotesAreHiddenFromThePlugin) {
  open(header_scheme);
  s.net->answer = [](const scripted_network::seen& what) {
    const std::string all = *find_field(what.fields, "authorization");
    return scripted_network::reply(400, R"({"message":"what is )" + all + " and " + all + "?\"}", {{"X-Why", all}});
  };
  const auto got = ask();
  EXPECT_EQ(got->body, R"({"message":"what is apiKey *************** and apiKey ***************?"})");
  EXPECT_EQ(got->headers.at(0).value, "apiKey ***************");
}

TEST_F(Credentials, OfTheHeaderSchemeGoIntoTheHeader) {
  open(header_scheme);
  ask();
  EXPECT_EQ(sent(), "apiKey S3CRET-KEY-3141");
}

TEST_F(Credentials, AreTakenFromTheConfigurationBeforeTheEnvironment) {
  s.rights.secret_at("api_key", secret_place(secret("from-config")));
  open(header_scheme);
  ask();
  EXPECT_EQ(sent(), "apiKey from-config");
}

TEST_F(Credentials, ThatAreNotThereSayWhichVariableToSet) {
  open(header_scheme, nullptr);
  const auto got = ask();
  EXPECT_EQ(got->code, std::uint32_t{KW_UNAUTHENTICATED});
  EXPECT_TRUE(got->flags & KW_NEEDS_USER);
  EXPECT_TRUE(got->flags & KW_NOT_BILLED);
  EXPECT_TRUE(got->flags & KW_MISCONFIGURED);
  EXPECT_NE(got->message.find("ACME_KEY"), std::string::npos);
  EXPECT_TRUE(s.net->requests.empty());
}

TEST_F(Credentials, GoToTheirOwnOriginsOnly) {
  open(header_scheme);
  const auto r = signed_get("https://other.example.com/x");
  EXPECT_EQ(s.settle(r, 1min)->code, std::uint32_t{KW_PERMISSION_DENIED});
  EXPECT_TRUE(s.net->requests.empty());
}

TEST_F(Credentials, ThatTheManifestDoesNotDeclareAreRefused) {
  open(header_scheme);
  auto r = s.get();
  r.auth = p::str("another");
  EXPECT_EQ(s.settle(r, 1min)->code, std::uint32_t{KW_PERMISSION_DENIED});
}

TEST_F(Credentials, DoNotFollowARedirectToAnotherOrigin) {
  open(header_scheme);
  s.net->answer = [](const scripted_network::seen& what) {
    if (what.origin == "https://api.example.com")
      return scripted_network::reply(302, "", {{"Location", "https://other.example.com/y"}});
    return scripted_network::reply(200, find_field(what.fields, "authorization") ? "leaked" : "clean");
  };
  EXPECT_EQ(ask()->body, "clean");
}

TEST_F(Credentials, AreExchangedForATokenOnce) {
  open(exchange_scheme);
  EXPECT_EQ(ask()->body, "Bearer t1");
  EXPECT_EQ(ask()->body, "Bearer t1");
  ASSERT_EQ(tokens, 1);
  EXPECT_EQ(s.net->requests[0].body, "apikey=S3CRET-KEY-3141&grant_type=urn%3Ax");
  EXPECT_EQ(*find_field(s.net->requests[0].fields, "content-type"), "application/x-www-form-urlencoded");
}

TEST_F(Credentials, AreExchangedOnceForManyWhoWait) {
  open(exchange_scheme);
  s.net->takes = 2s;
  const auto r = signed_get();
  std::vector<std::unique_ptr<http_outcome>> all;
  for (int i = 0; i < 20; ++i) all.push_back(s.ask(r));
  s.world->run_for(1min);
  for (const auto& one : all) {
    EXPECT_EQ(one->body, "Bearer t1");
    one->op->vt->release(one->op);
  }
  EXPECT_EQ(tokens, 1);
}

TEST_F(Credentials, AreTakenOverByTheNextWhereTheFirstGivesUp) {
  open(exchange_scheme);
  s.net->takes = 2s;
  const auto r = signed_get();
  const auto first = s.ask(r), second = s.ask(r);
  s.world->run_for(1s);
  first->op->vt->cancel(first->op);
  s.world->run_for(1min);
  EXPECT_EQ(first->code, std::uint32_t{KW_CANCELLED});
  EXPECT_EQ(second->status, 200U);
  first->op->vt->release(first->op), second->op->vt->release(second->op);
}

TEST_F(Credentials, AreRenewedBeforeTheTokenEnds) {
  open(exchange_scheme);
  ask();
  pass(45min);
  EXPECT_EQ(ask()->body, "Bearer t1") << "four fifths of its life are not over";
  pass(10min);
  EXPECT_EQ(ask()->body, "Bearer t2") << "it would end in a moment";
}

TEST_F(Credentials, StayInUseWhereARenewalFailsAndTheTokenStillLives) {
  open(exchange_scheme);
  ask();
  pass(50min);
  refuse = 503;
  EXPECT_EQ(ask()->body, "Bearer t1");
}

TEST_F(Credentials, ARefusedTokenIsRenewedOnceAndTheRequestRepeated) {
  open(exchange_scheme);
  ask();
  good = "t2";  // the first is no longer taken
  const auto got = ask();
  EXPECT_EQ(got->status, 200U);
  EXPECT_EQ(tokens, 2);
  good = "none";
  EXPECT_EQ(ask()->status, 401U);
  EXPECT_EQ(tokens, 3);
}

TEST_F(Credentials, ThatTheExchangeRefusesAreTheUsersMatter) {
  open(exchange_scheme);
  refuse = 400;
  const auto got = ask();
  EXPECT_EQ(got->code, std::uint32_t{KW_UNAUTHENTICATED});
  EXPECT_TRUE(got->flags & KW_NEEDS_USER);
  EXPECT_NE(got->message.find("no such key"), std::string::npos) << got->message;
  EXPECT_EQ(s.net->requests.size(), 1U) << "a final answer is not asked for again";
}

TEST_F(Credentials, AreTriedAgainWhereTheExchangeIsDownForAMoment) {
  open(exchange_scheme);
  refuse = 503;
  const auto r = signed_get();
  const auto got = s.ask(r);
  s.world->run_ready();
  refuse = 0;
  s.world->run_for(1min);
  EXPECT_EQ(got->status, 200U);
  got->op->vt->release(got->op);
}

TEST_F(Credentials, NeverStandInAnErrorOrTheLog) {
  open(exchange_scheme);
  s.net->answer = [](const scripted_network::seen& what) {
    return scripted_network::reply(400, R"({"errorMessage":"bad key )" + what.body + "\"}");
  };
  const auto got = ask();
  EXPECT_EQ(got->message.find(key), std::string::npos) << got->message;
  EXPECT_FALSE(s.log.has(key));
}

TEST_F(Credentials, ArePlainForAPluginOnlyByPermission) {
  open(header_scheme);
  http_outcome heard;
  const kw_done done{&heard,
                     [](void* c, const kw_status* st, const void*) { static_cast<http_outcome*>(c)->code = st->code; }};
  kw_op* op = s.plugin.host->vt->secret(s.plugin.host, p::str("acme"), done);
  s.world->run_for(1s);
  EXPECT_EQ(heard.code, std::uint32_t{KW_PERMISSION_DENIED});
  op->vt->release(op);
}

}  // namespace
}  // namespace ketway::tests
