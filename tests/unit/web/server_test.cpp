#include "web/server.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "plain_client.hpp"

namespace ketway::web {
namespace {

using web_test::plain_client;
using namespace std::chrono_literals;

std::unique_ptr<server> echo(const server_options& options = {}) {
  return server::start(options,
                       [](incoming in, const respond& answer) {
                         reply r;
                         r.headers.emplace_back("X-Target", in.target);
                         r.body = in.method + " " + in.body;
                         answer(std::move(r));
                       })
      .value();
}

std::unique_ptr<server> always(const reply& what) {
  return server::start({}, [what](const incoming&, const respond& answer) { answer(what); }).value();
}

const std::string get = "GET /x?y=1 HTTP/1.1\r\nHost: localhost:1\r\n\r\n";

TEST(Server, AnswersARequest) {
  const auto s = echo();
  plain_client c(s->port());
  c.send(get);
  EXPECT_TRUE(c.read_until("GET "));
  EXPECT_TRUE(c.read.starts_with("HTTP/1.1 200 OK\r\n")) << c.read;
  EXPECT_NE(c.read.find("X-Target: /x?y=1\r\n"), std::string::npos);
  EXPECT_NE(c.read.find("Content-Length: 4\r\n"), std::string::npos);
}

TEST(Server, KeepsAConnectionAndAnswersInOrder) {
  const auto s = echo();
  plain_client c(s->port());
  c.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\noneGET /b HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_TRUE(c.read_until("POST one"));
  EXPECT_TRUE(c.read_until("/b\r\n"));
}

TEST(Server, ClosesWhereTheClientAsksForIt) {
  const auto s = echo();
  plain_client c(s->port());
  c.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  c.read_all();
  EXPECT_TRUE(c.ended);
  EXPECT_NE(c.read.find("Connection: close"), std::string::npos);
}

TEST(Server, ReadsChunksAndWaitsForContinue) {
  const auto s = echo();
  plain_client c(s->port());
  c.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_TRUE(c.read_until("100 Continue"));
  c.send("2\r\nab\r\n1\r\nc\r\n0\r\n\r\n");
  EXPECT_TRUE(c.read_until("POST abc"));
}

TEST(Server, AHeadHasNoBody) {
  const auto s = echo();
  plain_client c(s->port());
  c.send("HEAD / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  c.read_all();
  EXPECT_NE(c.read.find("Content-Length: 5"), std::string::npos);
  EXPECT_TRUE(c.read.ends_with("\r\n\r\n"));
}

TEST(Server, TellsTheHandlerTheHostWithoutItsPort) {
  std::string host;
  const auto s = server::start({}, [&](const incoming& in, const respond& answer) {
                   host = in.host;
                   answer({});
                 }).value();
  plain_client c(s->port());
  c.send(get);
  EXPECT_TRUE(c.read_until("\r\n\r\n"));
  EXPECT_EQ(host, "localhost");
}

TEST(Server, RefusesWhatIsTooLargeOrNoHttp) {
  server_options o;
  o.body_limit = 10, o.header_limit = 1000;
  const auto s = echo(o);
  const auto status = [&](const std::string& text) {
    plain_client c(s->port());
    c.send(text);
    c.read_all();
    return c.read.substr(0, 12);
  };
  EXPECT_EQ(status("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\n01234567890"), "HTTP/1.1 413");
  EXPECT_EQ(status("GET / HTTP/1.1\r\nA: " + std::string(2000, 'x') + "\r\n\r\n"), "HTTP/1.1 431");
  EXPECT_EQ(status("what\r\n\r\n"), "HTTP/1.1 400");
}

TEST(Server, AResetSendsNothing) {
  reply r;
  r.end = ending::reset;
  const auto s = always(r);
  plain_client c(s->port());
  c.send(get);
  c.read_all();
  EXPECT_EQ(c.read, "");
  EXPECT_TRUE(c.reset);
}

TEST(Server, ACutBodyEndsEarly) {
  reply r;
  r.end = ending::cut, r.body = "0123456789", r.body_limit = 4;
  const auto s = always(r);
  plain_client c(s->port());
  c.send(get);
  c.read_all();
  EXPECT_NE(c.read.find("Content-Length: 10"), std::string::npos);
  EXPECT_TRUE(c.read.ends_with("\r\n\r\n0123"));
  EXPECT_TRUE(c.ended);
}

TEST(Server, SilenceLastsUntilTheIdleLimit) {
  server_options o;
  o.idle = 200ms;
  const auto s = server::start(o, [](const incoming&, const respond& answer) {
                   reply r;
                   r.end = ending::silence;
                   answer(std::move(r));
                 }).value();
  plain_client c(s->port());
  c.send(get);
  c.read_all();
  EXPECT_EQ(c.read, "");
  EXPECT_TRUE(c.ended);
}

TEST(Server, ASlowBodyComesWholeAndInItsTime) {
  reply r;
  r.body = std::string(400, 'x'), r.bytes_per_second = 2000;
  const auto s = always(r);
  plain_client c(s->port());
  const auto began = std::chrono::steady_clock::now();
  c.send(get);
  EXPECT_TRUE(c.read_until(r.body));
  EXPECT_GT(std::chrono::steady_clock::now() - began, 120ms);  // 200 ms, less what timers round
}

TEST(Server, ADelayComesBeforeTheAnswer) {
  reply r;
  r.delay = 100ms;
  const auto s = always(r);
  plain_client c(s->port());
  const auto began = std::chrono::steady_clock::now();
  c.send(get);
  EXPECT_TRUE(c.read_until("200 OK"));
  EXPECT_GE(std::chrono::steady_clock::now() - began, 100ms);
}

TEST(Server, ARefusalEndsListeningForAWhile) {
  reply r;
  r.end = ending::refuse, r.delay = 300ms;
  const auto s = always(r);
  plain_client first(s->port());
  first.send(get);
  first.read_all();
  EXPECT_TRUE(first.reset);
  EXPECT_FALSE(plain_client(s->port()).connected());
  const auto limit = std::chrono::steady_clock::now() + 10s;
  bool again = false;
  while (!again && std::chrono::steady_clock::now() < limit) again = plain_client(s->port()).connected();
  EXPECT_TRUE(again);
}

TEST(Server, AHandlerMayAnswerLaterFromAnotherThread) {
  std::thread other;
  const auto s = server::start({}, [&](const incoming&, const respond& answer) {
                   other = std::thread([answer] {
                     reply r;
                     r.body = "late";
                     answer(std::move(r));
                   });
                 }).value();
  plain_client c(s->port());
  c.send(get);
  EXPECT_TRUE(c.read_until("late"));
  other.join();
}

TEST(Server, TheEndClosesWhatIsIdleAndAnswersWhatIsUnderWay) {
  std::mutex mutex;
  std::condition_variable came;
  respond open;
  const auto s = server::start({}, [&](const incoming&, respond answer) {
                   const std::lock_guard lock(mutex);
                   open = std::move(answer);
                   came.notify_all();
                 }).value();
  plain_client busy(s->port()), idle(s->port());
  busy.send(get);
  {
    std::unique_lock lock(mutex);
    came.wait(lock, [&] { return static_cast<bool>(open); });
  }
  std::thread ending([&] { s->stop(10s); });
  idle.read_all();
  EXPECT_TRUE(idle.ended);
  reply r;
  r.body = "served";
  open(std::move(r));
  open = nullptr;
  busy.read_all();
  EXPECT_TRUE(busy.read.ends_with("served"));
  ending.join();
  EXPECT_FALSE(plain_client(s->port()).connected());
}

TEST(Server, AnAnswerAfterTheEndIsDropped) {
  std::mutex mutex;
  std::condition_variable came;
  respond open;
  const auto s = server::start({}, [&](const incoming&, respond answer) {
                   const std::lock_guard lock(mutex);
                   open = std::move(answer);
                   came.notify_all();
                 }).value();
  plain_client c(s->port());
  c.send(get);
  {
    std::unique_lock lock(mutex);
    came.wait(lock, [&] { return static_cast<bool>(open); });
  }
  s->stop(0s);
  open({});
  c.read_all();
  EXPECT_EQ(c.read, "");
}

TEST(Server, APortThatIsTakenIsAnError) {
  const auto s = echo();
  server_options o;
  o.port = s->port();
  const auto second = server::start(o, [](const incoming&, const respond&) {});
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code(), errc::unavailable);
}

TEST(Server, AnAddressOrACertificateThatDoesNotReadIsAnError) {
  server_options name, broken;
  name.address = "localhost";
  broken.certificates.emplace_back("no", "pem");
  for (const server_options& o : {name, broken}) {
    const auto s = server::start(o, [](const incoming&, const respond&) {});
    ASSERT_FALSE(s.has_value());
    EXPECT_EQ(s.error().code(), errc::invalid_argument);
  }
}

}  // namespace
}  // namespace ketway::web
