// How fast an account asks.
#include <gtest/gtest.h>

#include "network_stage.hpp"

namespace ketway::tests {
namespace {

using std::chrono_literals::operator""s;
using std::chrono_literals::operator""h;

class Limits : public ::testing::Test {
 protected:
  void open() {
    s.rights.limit("acme.submit", 5, 60s);
    s.open();
  }
  std::vector<std::unique_ptr<http_outcome>> many(int n, const char* bucket) {
    auto r = s.get();
    r.limiter = p::str(bucket);
    std::vector<std::unique_ptr<http_outcome>> all;
    for (int i = 0; i < n; ++i) all.push_back(s.ask(r));
    s.world->run_for(1h);
    for (const auto& one : all) one->op->vt->release(one->op);
    return all;
  }
  network_stage s;
};

TEST_F(Limits, OfTheManifestHoldInAnyWindow) {
  open();
  for (const auto& one : many(13, "acme.submit")) EXPECT_EQ(one->status, 200U);
  ASSERT_EQ(s.net->requests.size(), 13U);
  for (std::size_t i = 5; i < 13; ++i)
    EXPECT_GE(s.net->requests[i].at_ns - s.net->requests[i - 5].at_ns, 60'000'000'000U) << i;
  EXPECT_LE(s.net->requests[12].at_ns - s.net->requests[0].at_ns, 121'000'000'000U);
}

TEST_F(Limits, OfOneBucketDoNotHoldInAnother) {
  open();
  many(13, "");
  EXPECT_EQ(s.net->requests.back().at_ns, s.net->requests.front().at_ns);
}

TEST_F(Limits, ARequestThatWaitsForItsTurnCanBeCancelled) {
  open();
  auto r = s.get();
  r.limiter = p::str("acme.submit");
  std::vector<std::unique_ptr<http_outcome>> all;
  for (int i = 0; i < 6; ++i) all.push_back(s.ask(r));
  s.world->run_for(1s);
  all[5]->op->vt->cancel(all[5]->op);
  s.world->run_ready();
  EXPECT_EQ(all[5]->code, std::uint32_t{KW_CANCELLED});
  for (const auto& one : all) one->op->vt->release(one->op);
}

TEST_F(Limits, NobodyAsksAgainBeforeATooManySaysSo) {
  open();
  bool first = true;
  s.net->answer = [&](const auto&) {
    if (std::exchange(first, false)) return scripted_network::reply(429, "", {{"Retry-After", "30"}});
    return scripted_network::reply(200, "");
  };
  const auto r = s.get();
  const auto one = s.ask(r);
  s.world->run_for(1s);
  const auto other = s.ask(r);
  s.world->run_for(1h);
  ASSERT_EQ(s.net->requests.size(), 3U);
  EXPECT_GE(s.net->requests[1].at_ns - s.net->requests[0].at_ns, 30'000'000'000U);
  one->op->vt->release(one->op), other->op->vt->release(other->op);
}

TEST_F(Limits, SoManyAreOnTheWayAtOnceAndFewerAfterATooMany) {
  open();
  s.net->takes = 1s;
  int most = 0, now = 0, limited = 0;
  s.net->look = [&](const http_send&) { most = std::max(most, ++now); };
  s.net->answer = [&](const auto&) {
    --now;
    return ++limited <= 10 ? scripted_network::reply(429, "") : scripted_network::reply(200, "");
  };
  for (const auto& one : many(40, "")) EXPECT_EQ(one->status, 200U);
  EXPECT_EQ(most, 32);
}

}  // namespace
}  // namespace ketway::tests
