// Selection over a real plugin, on a virtual clock.
#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include "../stop_signals.hpp"
#include "ketway/discovery/select.hpp"

namespace ketway::tests {
namespace {

namespace asio = boost::asio;

discovery_options here() {
  discovery_options o;
  o.plugin_path(KETWAY_PLUGINS).environment([](const std::string&) { return std::optional<std::string>(); });
  return o;
}

class Selector : public ::testing::Test {
 protected:
  Selector()
      : world(make_simulated_world(1)), rt(std::in_place, *world), chooser(std::in_place, *rt, discover(*rt, here())) {}
  ~Selector() override {
    chooser.reset();
    world->run_for(std::chrono::seconds(30));
    rt.reset();
    world->run_ready();
  }
  static circuit bell() {
    circuit c(2, 2);
    c.h(0).cx(0, 1).measure(0, 0).measure(1, 1);
    return c;
  }
  asio::awaitable<void> ask(circuit c, selection_request r) {
    expected<selection> found = co_await chooser->select(std::move(c), std::move(r));
    answer.emplace(std::move(found));
  }
  const expected<selection>& select(circuit c, selection_request r) {
    answer.reset();
    asio::co_spawn(rt->get_executor(), ask(std::move(c), std::move(r)),
                   asio::bind_cancellation_slot(stop.slot(), asio::detached));
    world->run_for(std::chrono::seconds(5));
    return answer.value();
  }

  std::unique_ptr<simulated_world> world;
  std::optional<runtime> rt;
  std::optional<selector> chooser;
  std::optional<expected<selection>> answer;
  stop_signals stop;
};

selection_request only(const char* name) { return selection_request().backend(name); }

TEST_F(Selector, FindsTheLocalSimulator) {
  const auto& s = select(bell(), only("local"));
  ASSERT_TRUE(s) << s.error().to_string();
  ASSERT_EQ(s->candidates.size(), 1U) << s->refused.front().reasons.front();
  const ranked_candidate& c = s->candidates.front();
  EXPECT_EQ(c.backend, "local");
  EXPECT_EQ(c.price, 0.0);
  EXPECT_EQ(c.facts.success.probability, 1.0);
  EXPECT_EQ(c.unknowns, 0U);
  EXPECT_GT(c.score, 0.99);
}

TEST_F(Selector, AsksADeviceOnceForManyCircuits) {
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(select(bell(), only("local")));
  EXPECT_EQ(chooser->cache().questions(), 1U);
}

TEST_F(Selector, RefusesWhatDoesNotFitWithEveryReason) {
  circuit c(60, 1);
  c.opaque("mystery", std::vector<std::uint32_t>{0, 1}).measure(0, 0);
  selection_request r = only("local");
  r.needs(requirements().kind(device_kind::hardware));
  const auto& s = select(std::move(c), r);
  ASSERT_TRUE(s);
  ASSERT_EQ(s->refused.size(), 1U);
  std::string all;
  for (const std::string& reason : s->refused.front().reasons) all += reason + "\n";
  for (const char* part : {"needs 60 qubits", "is a simulator, hardware is wanted", "mystery"})
    EXPECT_NE(all.find(part), std::string::npos) << all;
}

TEST_F(Selector, WhatNobodyAskedIsNoReason) {
  selection_request r = only("local");
  r.needs(requirements().kind(device_kind::hardware).max_cost(2, "USD").max_time(std::chrono::hours(1)));
  const auto& s = select(bell(), r);
  ASSERT_TRUE(s);
  ASSERT_EQ(s->refused.size(), 1U);
  EXPECT_EQ(s->refused.front().reasons, std::vector<std::string>{"is a simulator, hardware is wanted"})
      << "it costs nothing, and was not asked";
}

TEST_F(Selector, OneThatCannotBeAskedIsRefusedWithItsError) {
  const auto& s = select(bell(), only("nowhere").backend("local"));
  ASSERT_TRUE(s);
  EXPECT_EQ(s->candidates.size(), 1U);
  ASSERT_EQ(s->refused.size(), 1U);
  EXPECT_EQ(s->refused.front().backend, "nowhere");
  ASSERT_EQ(s->refused.front().reasons.size(), 1U) << s->refused.front().reasons.back();
  EXPECT_NE(s->refused.front().reasons.front().find("there is no backend"), std::string::npos);
}

TEST_F(Selector, ACircuitWithoutValuesRunsNowhere) {
  circuit c(1, 1);
  c.rx(parameter("theta"), 0).measure(0, 0);
  EXPECT_EQ(select(c, only("local")).error().code(), errc::failed_precondition);
  selection_request r = only("local");
  r.options(execute_options().parameter("theta", 0.5));
  EXPECT_TRUE(select(c, r).has_value());
}

TEST_F(Selector, CanBeStopped) {
  asio::co_spawn(rt->get_executor(), ask(bell(), only("local")),
                 asio::bind_cancellation_slot(stop.slot(), asio::detached));
  asio::post(rt->get_executor(), [this] { stop.emit(asio::cancellation_type::terminal); });
  world->run_for(std::chrono::seconds(60));
  ASSERT_TRUE(answer);
  ASSERT_FALSE(*answer);
  EXPECT_EQ(answer->error().code(), errc::cancelled);
}

}  // namespace
}  // namespace ketway::tests
