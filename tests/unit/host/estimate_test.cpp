// backend::estimate: from the plugin's word, or from the device's price list.
#include <gtest/gtest.h>

#include "scripted_plugin.hpp"

namespace ketway::tests {
namespace {

class Estimate : public ::testing::Test {
 protected:
  const expected<cost_estimate>& ask(circuit c = stage::bell(), execute_options o = {}) {
    answer.reset();
    s.start(into(std::move(c), std::move(o)));
    s.world->run_for(std::chrono::seconds(60));
    return answer.value();
  }
  boost::asio::awaitable<void> into(circuit c, execute_options o) {
    expected<cost_estimate> e = co_await s.device->estimate(std::move(c), std::move(o));
    answer.emplace(std::move(e));
  }
  void says(kw_estimate e) {
    s.plugin.estimate = [this, e](kw_host*, const kw_submission* w, kw_done d) {
      shots = w->shots;
      auto* op = s.plugin.hold(d);
      const auto ok = p::sized<kw_status>();
      d.call(d.ctx, &ok, &e);
      return op;
    };
  }
  static kw_estimate dollars(double cost, double low, double high) {
    auto e = p::sized<kw_estimate>();
    e.cost = cost, e.low = low, e.high = high, e.wait_ns = 5'000'000'000, e.run_ns = UINT64_MAX;
    e.currency = p::str("USD"), e.source = p::str("the provider"), e.as_of = p::str("2026-05-01");
    return e;
  }

  stage s;
  std::optional<expected<cost_estimate>> answer;
  std::uint64_t shots = 0;
};

TEST_F(Estimate, IsThePluginsWord) {
  says(dollars(3.8, 3, 5));
  s.open();
  const auto& e = ask(stage::bell(), execute_options().shots(77));
  ASSERT_TRUE(e) << e.error().to_string();
  EXPECT_EQ(e->amount, 3.8);
  EXPECT_EQ(e->low, 3.0);
  EXPECT_EQ(e->high, 5.0);
  EXPECT_EQ(e->currency, "USD");
  EXPECT_EQ(e->source, "the provider");
  EXPECT_EQ(e->as_of, "2026-05-01");
  EXPECT_EQ(e->queue, std::chrono::seconds(5));
  EXPECT_FALSE(e->run);
  EXPECT_EQ(shots, 77U);
  EXPECT_EQ(s.plugin.submits, 0);
}

TEST_F(Estimate, OfAPluginThatDoesNotKnowIsNotKnown) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  says(dollars(nan, nan, nan));
  s.open();
  const auto& e = ask();
  ASSERT_TRUE(e);
  EXPECT_FALSE(e->amount || e->low || e->high);
}

TEST_F(Estimate, FieldsThatAnOlderPluginHasNotAreNotKnown) {
  kw_estimate e = dollars(2, 1, 3);
  e.struct_size = offsetof(kw_estimate, low);
  says(e);
  s.open();
  const auto& answer = ask();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->amount, 2.0);
  EXPECT_FALSE(answer->low || answer->high || answer->queue);
}

TEST_F(Estimate, WithoutAWordOfThePluginAFreeDeviceCostsNothing) {
  s.plugin.device = [](kw_device& d) { d.flags |= KW_DEVICE_FREE; };
  s.open();
  const auto& e = ask();
  ASSERT_TRUE(e) << e.error().to_string();
  EXPECT_EQ(e->amount, 0.0);
  EXPECT_EQ(e->source, "free");
}

TEST_F(Estimate, WithoutAWordOfThePluginThePriceListCounts) {
  s.plugin.device = [](kw_device& d) {
    d.detail = p::str(
        R"({"schema":"kw.device/1","prices":{"items":[{"per":"shot","amount":0.5,"currency":"EUR"}],"source":"list"}})");
  };
  s.open();
  const auto& e = ask(stage::bell(), execute_options().shots(10));
  ASSERT_TRUE(e);
  EXPECT_EQ(e->amount, 5.0);
  EXPECT_EQ(e->currency, "EUR");
}

TEST_F(Estimate, WithoutAnyPriceItIsNotKnown) {
  s.open();
  const auto& e = ask();
  ASSERT_TRUE(e);
  EXPECT_FALSE(e->amount);
  EXPECT_EQ(e->currency, "");
}

TEST_F(Estimate, OfACircuitThatDoesNotFitIsEveryReason) {
  s.open();
  const auto& e = ask(circuit(9, 1).h(0).measure(0, 0));
  ASSERT_FALSE(e);
  EXPECT_EQ(e.error().code(), errc::invalid_argument);
  EXPECT_NE(e.error().message().find("needs 9 qubits, has 8"), std::string::npos);
  EXPECT_EQ(e.error().backend(), "scripted");
}

TEST_F(Estimate, AFailureOfThePluginIsAnError) {
  s.plugin.estimate = [this](kw_host*, const kw_submission*, kw_done d) {
    return s.plugin.fail(d, KW_UNAVAILABLE, "prices are down", KW_RETRYABLE);
  };
  s.open();
  const auto& e = ask();
  ASSERT_FALSE(e);
  EXPECT_EQ(e.error().code(), errc::unavailable);
}

TEST_F(Estimate, APluginThatDoesNotAnswerIsWaitedForHalfAMinute) {
  s.plugin.estimate = [this](kw_host*, const kw_submission*, kw_done d) { return s.plugin.hold(d); };
  s.open();
  const auto& e = ask();
  ASSERT_FALSE(e);
  EXPECT_EQ(e.error().code(), errc::deadline_exceeded);
}

}  // namespace
}  // namespace ketway::tests
