#include <zlib.h>

#include "transport_stage.hpp"

namespace ketway::tests {
namespace {

std::string packed(const std::string& text) {
  z_stream z{};
  deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&z, text.size()), '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data())), z.avail_in = static_cast<uInt>(text.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data()), z.avail_out = static_cast<uInt>(out.size());
  deflate(&z, Z_FINISH);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

TEST_F(Transport, SendsARequestAndGivesTheReply) {
  server.answer = [](const auto&) { return act(answer_of(201, "made", "X-Id: 7\r\n")); };
  http_send s = post("body");
  s.fields.emplace_back("X-One", "1");
  const http_end end = exchange(std::move(s));
  ASSERT_TRUE(end.ok()) << end.failure.message();
  EXPECT_EQ(end.reply.status, 201U);
  EXPECT_EQ(end.reply.body, "made");
  EXPECT_EQ(*find_field(end.reply.fields, "x-id"), "7");
  const std::string& seen = server.requests.at(0);
  EXPECT_TRUE(seen.starts_with("POST /jobs HTTP/1.1\r\n")) << seen;
  EXPECT_NE(seen.find("Host: 127.0.0.1:" + std::to_string(server.port()) + "\r\n"), std::string::npos) << seen;
  EXPECT_NE(seen.find("X-One: 1\r\n"), std::string::npos);
  EXPECT_TRUE(seen.ends_with("\r\n\r\nbody"));
}

TEST_F(Transport, KeepsAConnectionForTheNextRequest) {
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(exchange(get()).ok());
  EXPECT_EQ(server.connections, 1);
}

TEST_F(Transport, OpensANewConnectionWhereTheOldOneHasBeenClosed) {
  EXPECT_TRUE(exchange(get()).ok());
  server.drop_all();
  io.restart();
  io.poll();
  EXPECT_TRUE(exchange(get()).ok());
  EXPECT_EQ(server.connections, 2);
}

TEST_F(Transport, KeepsNoConnectionThatTheServerWantsToClose) {
  server.answer = [](const auto&) { return act(answer_of(200, "", "Connection: close\r\n")).then_close(); };
  EXPECT_TRUE(exchange(get()).ok());
  EXPECT_TRUE(exchange(get()).ok());
  EXPECT_EQ(server.connections, 2);
}

TEST_F(Transport, HasOnlySoManyConnectionsToOneOrigin) {
  open(network_settings().connections(3));
  std::vector<std::shared_ptr<waiting>> all;
  for (int i = 0; i < 20; ++i) all.push_back(start(get("/" + std::to_string(i))));
  for (const auto& w : all) EXPECT_TRUE(until(w).ok());
  EXPECT_EQ(server.requests.size(), 20U);
  EXPECT_LE(server.connections, 3);
}

TEST_F(Transport, WaitersTakeOverWhenAConnectionBreaks) {
  open(network_settings().connections(1));
  server.answer = [](const std::string& r) {
    return r.starts_with("GET /bad") ? act("").then_reset() : act(answer_of(200, "ok"));
  };
  const auto bad = start(get("/bad")), good = start(get("/good"));
  EXPECT_EQ(until(bad).failure.code(), errc::unavailable);
  EXPECT_TRUE(until(good).ok());
}

TEST_F(Transport, ReadsChunksTrailersAndInterimReplies) {
  server.answer = [](const auto&) {
    return act(
        "HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        "4\r\nWiki\r\n5\r\npedia\r\n0\r\nX-Sum: 1\r\n\r\n");
  };
  EXPECT_EQ(exchange(get()).reply.body, "Wikipedia");
}

TEST_F(Transport, ReadsABodyThatEndsWithTheConnection) {
  server.answer = [](const auto&) { return act("HTTP/1.1 200 OK\r\n\r\nall of it").then_close(); };
  EXPECT_EQ(exchange(get()).reply.body, "all of it");
}

TEST_F(Transport, UnpacksGzip) {
  const std::string text(300'000, 'q');
  server.answer = [&](const auto&) { return act(answer_of(200, packed(text), "Content-Encoding: gzip\r\n")); };
  const http_end end = exchange(get());
  ASSERT_TRUE(end.ok()) << end.failure.message();
  EXPECT_EQ(end.reply.body, text);
  EXPECT_NE(server.requests.at(0).find("Accept-Encoding: gzip\r\n"), std::string::npos);
}

TEST_F(Transport, RefusesWhatUnpacksToTooMuch) {
  std::string text;
  text.resize(20'000'000, 'q');
  server.answer = [&](const auto&) { return act(answer_of(200, packed(text), "Content-Encoding: gzip\r\n")); };
  http_send s = get();
  s.max_response = 1'000'000;
  EXPECT_EQ(exchange(std::move(s)).failure.code(), errc::out_of_range);
}

TEST_F(Transport, RefusesAPackedBodyThatIsBrokenOrCutShort) {
  const std::string whole = packed(std::string(10'000, 'x') + "end");
  for (const std::string& body :
       {whole.substr(0, whole.size() - 9), std::string("no gzip at all"), whole.substr(0, 12) + "????????"}) {
    server.answer = [&](const auto&) { return act(answer_of(200, body, "Content-Encoding: gzip\r\n")); };
    EXPECT_EQ(exchange(get()).failure.code(), errc::data_loss);
  }
}

TEST_F(Transport, ATruncatedBodyIsDataLoss) {
  server.answer = [](const auto&) { return act("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort").then_close(); };
  const http_end end = exchange(get());
  EXPECT_EQ(end.failure.code(), errc::data_loss);
  EXPECT_TRUE(end.sent);
}

TEST_F(Transport, WhatIsNoHttpIsDataLoss) {
  server.answer = [](const auto&) { return act("220 mail.example.com ESMTP\r\n\r\n").then_close(); };
  EXPECT_EQ(exchange(get()).failure.code(), errc::data_loss);
}

TEST_F(Transport, AnAnswerThatNeverComesIsKnownToHaveBeenSent) {
  server.answer = [](const auto&) { return act("").then_close(); };
  const http_end end = exchange(post("{}"));
  EXPECT_EQ(end.failure.code(), errc::unavailable);
  EXPECT_TRUE(end.sent);
}

TEST_F(Transport, ARefusedConnectionIsKnownNotToHaveSentAnything) {
  http_send s = get();
  server.stop();
  const http_end end = exchange(std::move(s));
  EXPECT_EQ(end.failure.code(), errc::unavailable);
  EXPECT_FALSE(end.sent);
}

TEST_F(Transport, ANameThatIsNotThereIsUnavailable) {
  http_send s = get();
  s.origin.host = "nobody.invalid";
  const http_end end = exchange(std::move(s));
  // A machine whose name server does not answer takes longer than a connection may.
  EXPECT_TRUE(end.failure.code() == errc::unavailable || end.failure.code() == errc::deadline_exceeded);
  EXPECT_FALSE(end.sent);
}

TEST_F(Transport, CancellationClosesWhatCannotBeUsedAgain) {
  server.answer = [](const auto&) { return act("").never(); };
  const auto w = start(get());
  while (server.requests.empty()) io.run_one_for(std::chrono::seconds(1));
  w->exchange->cancel();
  EXPECT_EQ(until(w).failure.code(), errc::cancelled);
  server.answer = [](const auto&) { return act(answer_of(200, "ok")); };
  EXPECT_TRUE(exchange(get()).ok());
  EXPECT_EQ(server.connections, 2);
  EXPECT_EQ(w->times, 1);
}

TEST_F(Transport, CancellationReachesARequestThatWaitsForAConnection) {
  open(network_settings().connections(1));
  server.answer = [](const auto&) { return act("").never(); };
  const auto first = start(get()), second = start(get());
  second->exchange->cancel();
  EXPECT_EQ(until(second).failure.code(), errc::cancelled);
  EXPECT_FALSE(second->end->sent);
  first->exchange->cancel();
  EXPECT_EQ(until(first).failure.code(), errc::cancelled);
}

TEST_F(Transport, GivesABodyInPartsToASink) {
  server.answer = [](const auto&) { return act(answer_of(200, std::string(200'000, 'z'))); };
  std::size_t got = 0;
  http_send s = get();
  s.sink = [&](std::string_view part) { return got += part.size(), true; };
  const http_end end = exchange(std::move(s));
  EXPECT_TRUE(end.ok());
  EXPECT_EQ(got, 200'000U);
  EXPECT_TRUE(end.reply.body.empty());
}

TEST_F(Transport, ASinkThatWantsNoMoreEndsTheExchange) {
  server.answer = [](const auto&) { return act(answer_of(200, std::string(200'000, 'z'))); };
  http_send s = get();
  s.sink = [](std::string_view) { return false; };
  EXPECT_EQ(exchange(std::move(s)).failure.code(), errc::cancelled);
}

TEST_F(Transport, AHeadHasNoBody) {
  server.answer = [](const auto&) { return act("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"); };
  http_send s = get();
  s.method = "HEAD";
  EXPECT_TRUE(exchange(std::move(s)).ok());
}

TEST_F(Transport, SendsALargeBody) {
  const std::string body(3'000'000, 'b');
  ASSERT_TRUE(exchange(post(body)).ok());
  EXPECT_TRUE(server.requests.at(0).ends_with(body));
}

std::shared_ptr<const body_source> source_of(std::uint64_t size, std::uint64_t readable) {
  auto made = std::make_shared<body_source>();
  made->size = size;
  made->read = [readable](std::uint64_t offset, std::size_t n, const body_source::give& give) {
    std::string part;
    for (std::uint64_t i = offset; offset < readable && i < offset + n; ++i) part += static_cast<char>('a' + i % 23);
    give(std::move(part));
  };
  return made;
}

TEST_F(Transport, SendsABodyThatIsReadInParts) {
  http_send s = post({});
  s.source = source_of(3'000'000, 3'000'000);
  ASSERT_TRUE(exchange(std::move(s)).ok());
  const std::string& seen = server.requests.at(0);
  EXPECT_NE(seen.find("Content-Length: 3000000\r\n"), std::string::npos);
  const std::string body = seen.substr(seen.find("\r\n\r\n") + 4);
  ASSERT_EQ(body.size(), 3'000'000U);
  for (std::size_t i = 0; i < body.size(); ++i) ASSERT_EQ(body[i], static_cast<char>('a' + i % 23)) << i;
  EXPECT_TRUE(exchange(get()).ok());
  EXPECT_EQ(server.connections, 1);
}

TEST_F(Transport, ABodyWhoseSourceFailsEndsItsExchange) {
  http_send s = post({});
  s.source = source_of(3'000'000, 1'000'000);
  const http_end end = exchange(std::move(s));
  EXPECT_EQ(end.failure.code(), errc::aborted) << end.failure.message();
  EXPECT_TRUE(exchange(get()).ok());
  EXPECT_EQ(server.connections, 2);
}

TEST_F(Transport, ABodyInPartsIsNotReadToTheEndWhereTheAnswerIsThere) {
  server.reads_at_most = 1000;
  server.answer = [](const auto&) { return act(answer_of(413, "too large")); };
  http_send s = post({});
  s.source = source_of(std::uint64_t{1} << 40, std::uint64_t{1} << 40);
  const http_end end = exchange(std::move(s));
  ASSERT_TRUE(end.ok()) << end.failure.message();
  EXPECT_EQ(end.reply.status, 413U);
}

TEST_F(Transport, HearsAServerThatAnswersBeforeItHasReadALargeBody) {
  server.reads_at_most = 1000;
  server.answer = [](const auto&) { return act(answer_of(413, "too large")); };
  const std::string body(64 << 20, 'x');
  const http_end end = exchange(post(body));
  ASSERT_TRUE(end.ok()) << end.failure.message();
  EXPECT_EQ(end.reply.status, 413U);
  server.reads_at_most = SIZE_MAX;
  server.answer = [](const auto&) { return act(answer_of(200, "ok")); };
  EXPECT_TRUE(exchange(get()).ok());
  EXPECT_EQ(server.connections, 2) << "what was left of the body must not go before the next request";
}

TEST_F(Transport, CancellationReachesARequestWhoseBodyNobodyReads) {
  server.reads_at_most = 1000;
  server.answer = [](const auto&) { return act(""); };
  const std::string body(64 << 20, 'x');
  const auto w = start(post(body));
  while (server.requests.empty()) io.run_one();
  w->exchange->cancel();
  EXPECT_EQ(until(w).failure.code(), errc::cancelled);
}

TEST_F(Transport, ConnectsOverIpv6) {
  raw_server six(io, "::1");
  http_send s = get();
  s.origin = http_origin(false, "::1", six.port());
  EXPECT_TRUE(exchange(std::move(s)).ok());
  EXPECT_NE(six.requests.at(0).find("Host: [::1]:"), std::string::npos);
  six.stop(), six.drop_all();
  way.reset();
  io.poll();
}

TEST_F(Transport, TriesTheOtherAddressWhereOneRefuses) {
  http_send s = get();
  s.origin.host = "localhost";  // ::1 and 127.0.0.1 on most machines; the server listens on the second alone
  EXPECT_TRUE(exchange(std::move(s)).ok());
}

TEST_F(Transport, SendsPlainRequestsThroughAProxy) {
  open(network_settings().http_proxy("http://user:word@127.0.0.1:" + std::to_string(server.port())));
  http_send s;
  s.origin = http_origin(false, "far.example", 8080), s.target = "/x?y=1";
  EXPECT_TRUE(exchange(std::move(s)).ok());
  EXPECT_TRUE(server.requests.at(0).starts_with("GET http://far.example:8080/x?y=1 HTTP/1.1\r\n"));
  EXPECT_NE(server.requests.at(0).find("Proxy-Authorization: Basic dXNlcjp3b3Jk\r\n"), std::string::npos);
}

TEST_F(Transport, TakesNothingFromAProxyButThatThereIsATunnel) {
  server.answer = [](const auto&) {
    return act("HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nFORGED");
  };
  open(network_settings().https_proxy("http://127.0.0.1:" + std::to_string(server.port())));
  http_send s = get();
  s.origin = http_origin(true, "api.example.com", 443);
  const http_end end = exchange(std::move(s));
  EXPECT_EQ(end.failure.code(), errc::data_loss);
  EXPECT_FALSE(end.sent);
}

TEST_F(Transport, RefusesAHeadThatWouldEndItselfEarly) {
  for (const char* bad : {"a\r\nX: y", "a\nb"}) {
    http_send s = get();
    s.fields.emplace_back("X-Note", bad);
    EXPECT_EQ(exchange(std::move(s)).failure.code(), errc::invalid_argument);
  }
  http_send two = get("/x HTTP/1.1");
  EXPECT_EQ(exchange(std::move(two)).failure.code(), errc::invalid_argument);
  http_send name = get();
  name.fields.emplace_back("X Y", "z");
  EXPECT_EQ(exchange(std::move(name)).failure.code(), errc::invalid_argument);
  EXPECT_TRUE(server.requests.empty());
}

TEST_F(Transport, SaysThatItIsTheProxyThatIsNotThere) {
  const std::string place = "127.0.0.1:" + std::to_string(server.port());
  open(network_settings().https_proxy("http://" + place));
  server.stop();
  http_send s;
  s.origin = http_origin(true, "api.example.com", 443);
  const http_end end = exchange(std::move(s));
  EXPECT_EQ(end.failure.code(), errc::unavailable);
  EXPECT_NE(end.failure.message().find("the proxy " + place), std::string::npos) << end.failure.message();
  EXPECT_NE(end.failure.advice().find("HTTPS_PROXY"), std::string::npos);
}

TEST_F(Transport, SaysThatAProxyWantsAPassword) {
  server.answer = [](const auto&) { return act(answer_of(407, "")); };
  open(network_settings().https_proxy("http://127.0.0.1:" + std::to_string(server.port())));
  http_send s;
  s.origin = http_origin(true, "far.example", 443);
  const http_end end = exchange(std::move(s));
  EXPECT_EQ(end.failure.code(), errc::unauthenticated);
  EXPECT_FALSE(end.sent);
  EXPECT_TRUE(server.requests.at(0).starts_with("CONNECT far.example:443 HTTP/1.1\r\n"));
}

TEST_F(Transport, RefusesACaFileThatIsNotThere) {
  const auto t = make_http_transport(io.get_executor(), network_settings().ca_file("/nowhere/ca.pem"));
  ASSERT_FALSE(t);
  EXPECT_EQ(t.error().code(), errc::invalid_argument);
}

}  // namespace
}  // namespace ketway::tests
