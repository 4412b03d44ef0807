// kw_host.http: what is sent, what is sent again, and what a plugin hears.
#include <gtest/gtest.h>

#include "network_stage.hpp"

namespace ketway::tests {
namespace {

using std::chrono_literals::operator""s;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""h;

class Http : public ::testing::Test {
 protected:
  Http() { s.open(); }
  /// The first answers in order, then 200.
  void answers(std::vector<http_end> first) {
    auto left = std::make_shared<std::deque<http_end>>(first.begin(), first.end());
    s.net->answer = [left](const scripted_network::seen&) {
      if (left->empty()) return scripted_network::reply(200, "done");
      http_end next = std::move(left->front());
      left->pop_front();
      return next;
    };
  }
  static http_end reply(unsigned status, std::vector<http_field> fields = {}) {
    return scripted_network::reply(status, "said " + std::to_string(status), std::move(fields));
  }
  network_stage s;
};

TEST_F(Http, GivesThePluginStatusHeadersAndBody) {
  s.net->answer = [](const auto&) { return scripted_network::reply(418, "short", {{"X-Pot", "tea"}}); };
  const auto r = s.get();
  const auto got = s.settle(r);
  EXPECT_EQ(got->times, 1);
  EXPECT_EQ(got->code, std::uint32_t{KW_OK});
  EXPECT_EQ(got->status, 418U);
  EXPECT_EQ(got->body, "short");
  ASSERT_EQ(got->headers.size(), 1U);
  EXPECT_EQ(got->headers[0].value, "tea");
}

TEST_F(Http, SendsMethodTargetHeadersAndBodyAsGiven) {
  auto r = s.submit("https://api.example.com/v1/jobs?a=b%20c");
  const kw_header h{p::str("X-One"), p::str("1")};
  r.headers = &h, r.num_headers = 1;
  s.settle(r);
  ASSERT_EQ(s.net->requests.size(), 1U);
  const auto& sent = s.net->requests[0];
  EXPECT_EQ(sent.method, "POST");
  EXPECT_EQ(sent.target, "/v1/jobs?a=b%20c");
  EXPECT_EQ(sent.body, "{\"job\":1}");
  EXPECT_EQ(*find_field(sent.fields, "x-one"), "1");
}

TEST_F(Http, RefusesAnOriginThatTheManifestDoesNotName) {
  const auto r = s.get("https://evil.example.org/");
  const auto got = s.settle(r);
  EXPECT_EQ(got->code, std::uint32_t{KW_PERMISSION_DENIED});
  EXPECT_TRUE(s.net->requests.empty());
}

TEST_F(Http, RefusesAHeaderWithALineBreak) {
  auto r = s.get();
  const kw_header h{p::str("X-One"), p::str("1\r\nX-Two: 2")};
  r.headers = &h, r.num_headers = 1;
  EXPECT_EQ(s.settle(r)->code, std::uint32_t{KW_INVALID_ARGUMENT});
  EXPECT_TRUE(s.net->requests.empty());
}

TEST_F(Http, RefusesAUrlThatDoesNotRead) {
  for (const char* url : {"", "x", "ftp://api.example.com/", "https://", "https://user:word@api.example.com/"}) {
    const auto r = s.get(url);
    EXPECT_EQ(s.settle(r)->code, std::uint32_t{KW_INVALID_ARGUMENT}) << url;
  }
}

TEST_F(Http, RepeatsAnIdempotentRequestThatFailsForAMoment) {
  answers({reply(503), scripted_network::broken(true), reply(500)});
  const auto r = s.get();
  const auto got = s.settle(r);
  EXPECT_EQ(got->status, 200U);
  EXPECT_EQ(s.net->requests.size(), 4U);
}

TEST_F(Http, GivesUpAfterFourRepetitionsWithTheLastAnswer) {
  s.net->answer = [](const auto&) { return scripted_network::reply(503, "down"); };
  const auto r = s.get();
  const auto got = s.settle(r);
  EXPECT_EQ(got->status, 503U);
  EXPECT_EQ(s.net->requests.size(), 5U);
}

TEST_F(Http, NeverRepeatsASubmissionWhoseBytesMayHaveArrived) {
  answers({scripted_network::broken(true)});
  const auto r = s.submit();
  const auto got = s.settle(r);
  EXPECT_EQ(got->code, std::uint32_t{KW_UNAVAILABLE});
  EXPECT_TRUE(got->flags & KW_MAYBE_EXECUTED);
  EXPECT_EQ(s.net->requests.size(), 1U);
}

TEST_F(Http, RepeatsASubmissionThatNeverLeft) {
  answers({scripted_network::broken(false), scripted_network::broken(false)});
  const auto r = s.submit();
  const auto got = s.settle(r);
  EXPECT_EQ(got->status, 200U);
  EXPECT_EQ(s.net->requests.size(), 3U);
}

TEST_F(Http, GivesASubmissionsServerErrorToThePluginAtOnce) {
  answers({reply(502)});
  const auto r = s.submit();
  EXPECT_EQ(s.settle(r)->status, 502U);
  EXPECT_EQ(s.net->requests.size(), 1U);
}

TEST_F(Http, RepeatsASubmissionThatWasTooMany) {
  answers({reply(429, {{"Retry-After", "7"}})});
  const auto r = s.submit();
  const auto got = s.settle(r);
  EXPECT_EQ(got->status, 200U);
  ASSERT_EQ(s.net->requests.size(), 2U);
  EXPECT_GE(s.net->requests[1].at_ns - s.net->requests[0].at_ns, 7'000'000'000U);
}

TEST_F(Http, NeverTakesAConnectionThatMayBeDeadForASubmission) {
  const auto r = s.submit();
  s.settle(r);
  const auto other = s.get();
  s.settle(other);
  EXPECT_TRUE(s.net->requests[0].fresh);
  EXPECT_FALSE(s.net->requests[1].fresh);
}

TEST_F(Http, WaitsAsLongAsRetryAfterSays) {
  answers({reply(503, {{"Retry-After", "20"}})});
  const auto r = s.get();
  s.settle(r);
  ASSERT_EQ(s.net->requests.size(), 2U);
  EXPECT_GE(s.net->requests[1].at_ns - s.net->requests[0].at_ns, 20'000'000'000U);
}

TEST_F(Http, EndsAnAttemptAtItsTimeout) {
  s.net->takes = 1h;
  auto r = s.submit();
  r.timeout_ns = 2'000'000'000;
  const auto got = s.settle(r, 10s);
  EXPECT_EQ(got->code, std::uint32_t{KW_DEADLINE_EXCEEDED});
  EXPECT_TRUE(got->flags & KW_MAYBE_EXECUTED);
  EXPECT_EQ(s.net->cancels, 1);
}

TEST_F(Http, ACancelledRequestEndsAtOnce) {
  s.net->takes = 1h;
  const auto r = s.get();
  const auto got = s.ask(r);
  s.world->run_for(1s);
  got->op->vt->cancel(got->op);
  s.world->run_ready();
  EXPECT_EQ(got->code, std::uint32_t{KW_CANCELLED});
  got->op->vt->release(got->op);
}

TEST_F(Http, ACancelledSubmissionStillHearsItsAnswer) {
  s.net->takes = 3s;
  const auto r = s.submit();
  const auto got = s.ask(r);
  s.world->run_for(1s);
  got->op->vt->cancel(got->op);
  s.world->run_for(1s);
  EXPECT_EQ(got->times, 0) << "it would not be known whether there is a job to pay for";
  s.world->run_for(2s);
  EXPECT_EQ(got->status, 200U);
  got->op->vt->release(got->op);
}

TEST_F(Http, ACancelledSubmissionIsGivenUpWhileThereIsTimeToSaySo) {
  s.net->takes = 1h;
  const auto r = s.submit();
  const auto got = s.ask(r);
  s.world->run_for(1s);
  got->op->vt->cancel(got->op);
  s.world->run_for(4s);
  EXPECT_EQ(got->code, std::uint32_t{KW_CANCELLED});
  EXPECT_TRUE(got->flags & KW_MAYBE_EXECUTED);
  got->op->vt->release(got->op);
}

TEST_F(Http, ARequestThatIsReleasedEarlyStillEnds) {
  const auto r = s.get();
  const auto got = s.ask(r);
  got->op->vt->release(got->op);
  s.world->run_for(1s);
  EXPECT_EQ(got->times, 1);
}

TEST_F(Http, WhatSaysWhereAMessageEndsIsTheHosts) {
  for (const char* name : {"Content-Length", "transfer-encoding", "Host", "Connection", "Expect"}) {
    auto r = s.get();
    const kw_header field{p::str(name), p::str("5")};
    r.headers = &field, r.num_headers = 1;
    EXPECT_EQ(s.settle(r)->code, std::uint32_t{KW_INVALID_ARGUMENT}) << name;
  }
  EXPECT_TRUE(s.net->requests.empty());
}

TEST_F(Http, EveryUrlIsReadAnewThoughTheLastOneIsRemembered) {
  for (const char* url :
       {"https://api.example.com?x=/a", "https://api.example.com/v1/b?q=1", "https://api.example.com/",
        "https://api.example.com/c#part", "https://api.example.com?x=/y/z"}) {
    const auto r = s.get(url);
    s.settle(r);
  }
  const auto other = s.get("https://api.example.com.evil.net/v1");
  EXPECT_EQ(s.settle(other)->code, std::uint32_t{KW_PERMISSION_DENIED});
  const auto odd = s.get("https://api.example.com/a b");
  EXPECT_EQ(s.settle(odd)->code, std::uint32_t{KW_INVALID_ARGUMENT});
  std::vector<std::string> targets;
  for (const auto& seen : s.net->requests) targets.push_back(seen.target);
  EXPECT_EQ(targets, (std::vector<std::string>{"/?x=/a", "/v1/b?q=1", "/", "/c", "/?x=/y/z"}));
}

TEST_F(Http, FollowsARedirectOfAGet) {
  s.net->answer = [](const scripted_network::seen& what) {
    return what.target == "/v1/x" ? scripted_network::reply(302, "", {{"Location", "/v2/y?z=1"}})
                                  : scripted_network::reply(200, what.target);
  };
  const auto r = s.get();
  EXPECT_EQ(s.settle(r)->body, "/v2/y?z=1");
}

TEST_F(Http, FollowsNoRedirectToAnotherOriginThatIsNotAllowed) {
  answers({reply(302, {{"Location", "https://elsewhere.example.net/"}})});
  const auto r = s.get();
  EXPECT_EQ(s.settle(r)->status, 302U);
}

TEST_F(Http, FollowsNoRedirectOfASubmission) {
  answers({reply(307, {{"Location", "/v2"}})});
  const auto r = s.submit();
  EXPECT_EQ(s.settle(r)->status, 307U);
}

TEST_F(Http, GivesUpInACircleOfRedirects) {
  s.net->answer = [](const auto&) { return scripted_network::reply(301, "", {{"Location", "/v1/x"}}); };
  const auto r = s.get();
  EXPECT_EQ(s.settle(r)->status, 301U);
  EXPECT_EQ(s.net->requests.size(), 6U);
}

TEST_F(Http, HandsABodyOverInPartsWhereASinkIsGiven) {
  struct taken {
    std::string text;
    int parts = 0;
  } got;
  const kw_sink sink{&got, [](void* c, kw_bytes part) {
                       auto& t = *static_cast<taken*>(c);
                       t.text += p::view(part), ++t.parts;
                       return 0;
                     }};
  s.net->look = [](const http_send& what) {
    ASSERT_TRUE(what.sink);
    EXPECT_TRUE(what.sink("one "));
    EXPECT_TRUE(what.sink("two"));
  };
  auto r = s.get();
  r.sink = &sink;
  s.settle(r);
  EXPECT_EQ(got.text, "one two");
  EXPECT_EQ(got.parts, 2);
}

/// Letters from a on; from `readable` on there are none.
struct letters {
  std::uint64_t readable = 26;
  kw_source source{this, 26, [](void* self, std::uint64_t offset, std::uint8_t* to, std::uint64_t n) {
                     for (std::uint64_t i = 0; i < n; ++i) to[i] = static_cast<std::uint8_t>('a' + offset + i);
                     return offset + n <= static_cast<letters*>(self)->readable ? 0 : 1;
                   }};
};

TEST_F(Http, ReadsABodyThatHasASourceOnThePluginsQueue) {
  letters from;
  std::vector<std::string> parts;
  s.net->look = [&parts](const http_send& what) {
    ASSERT_TRUE(what.source);
    EXPECT_EQ(what.source->size, 26U);
    for (const std::uint64_t at : {0, 10})
      what.source->read(at, 10, [&](std::string p) { parts.push_back(std::move(p)); });
    EXPECT_TRUE(parts.empty());
  };
  auto r = s.submit();
  r.body = {}, r.source = &from.source;
  EXPECT_EQ(s.settle(r)->code, std::uint32_t{KW_OK});
  EXPECT_EQ(parts, (std::vector<std::string>{"abcdefghij", "klmnopqrst"}));
}

TEST_F(Http, GivesNothingWhereASourceFails) {
  letters from;
  from.readable = 5;
  std::optional<std::string> part;
  s.net->look = [&part](const http_send& what) {
    what.source->read(0, 10, [&](std::string p) { part = std::move(p); });
  };
  auto r = s.submit();
  r.body = {}, r.source = &from.source;
  s.settle(r);
  EXPECT_EQ(part, "");
}

TEST_F(Http, RefusesABodyAndASourceOfOneAtOnce) {
  letters from;
  auto r = s.submit();
  r.source = &from.source;
  EXPECT_EQ(s.settle(r)->code, std::uint32_t{KW_INVALID_ARGUMENT});
  EXPECT_TRUE(s.net->requests.empty());
}

TEST_F(Http, RetriesEndWhenTheOriginsBudgetIsSpent) {
  s.net->answer = [](const auto&) { return scripted_network::reply(503, "down"); };
  const auto r = s.get();
  for (int i = 0; i < 40; ++i) s.settle(r, 24h);
  // 500 tokens at 5 each pay for 100 repetitions; then each request is sent once.
  EXPECT_EQ(s.net->requests.size(), 140U);
}

TEST_F(Http, EndsWithTheRuntime) {
  s.net->takes = 1h;
  const auto r = s.get();
  const auto got = s.ask(r);
  s.world->run_for(1s);
  s.rt.reset();
  s.world->run_ready();
  EXPECT_EQ(got->code, std::uint32_t{KW_CANCELLED});
  got->op->vt->release(got->op);
}

}  // namespace
}  // namespace ketway::tests
