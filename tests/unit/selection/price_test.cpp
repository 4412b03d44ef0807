#include <gtest/gtest.h>

#include <limits>

#include "devices.hpp"
#include "ketway/estimate.hpp"

namespace ketway::tests {
namespace {

device priced(const std::string& prices) {
  device d = calibrated_device();
  std::string text = calibrated;
  text.insert(text.rfind('}'), R"(, "prices": )" + prices);
  d.detail = text;
  return d;
}

circuit pair_circuit() {
  circuit c(2, 2);
  c.gate(KW_OP_SX, {0}).rz(0.5, 0).cz(0, 1).measure(0, 0).measure(1, 1);
  return c;
}

TEST(ListedPrice, AFreeDeviceCostsNothing) {
  device d = calibrated_device();
  d.free = true;
  const cost_estimate e = listed_price(pair_circuit(), d, 1000);
  EXPECT_EQ(e.amount, 0.0);
  EXPECT_EQ(e.high, 0.0);
  EXPECT_EQ(e.source, "free");
}

TEST(ListedPrice, WithoutPricesNothingIsKnown) {
  const cost_estimate e = listed_price(pair_circuit(), calibrated_device(), 1000);
  EXPECT_FALSE(e.amount || e.low || e.high);
  EXPECT_EQ(e.currency, "");
}

TEST(ListedPrice, TasksAndShotsAreAddedUp) {
  const device d = priced(R"({"items": [{"per": "task", "amount": 0.3, "currency": "USD"},
    {"per": "shot", "amount": 0.01, "currency": "USD"}], "source": "price list", "as_of": "2026-04-01T00:00:00Z"})");
  const cost_estimate e = listed_price(pair_circuit(), d, 1000);
  EXPECT_NEAR(*e.amount, 10.3, 1e-9);
  EXPECT_EQ(e.low, e.amount);
  EXPECT_EQ(e.high, e.amount);
  EXPECT_EQ(e.currency, "USD");
  EXPECT_EQ(e.source, "price list");
  EXPECT_EQ(e.as_of, "2026-04-01T00:00:00Z");
}

TEST(ListedPrice, GatesAreCountedByTheirQubits) {
  const device d = priced(R"({"items": [{"per": "gate_1q_shot", "amount": 1, "currency": "USD"},
    {"per": "gate_2q_shot", "amount": 100, "currency": "USD"}, {"per": "measure_shot", "amount": 10000, "currency": "USD"}]})");
  EXPECT_NEAR(*listed_price(pair_circuit(), d, 2).amount, 2 * (2 + 100 + 20000), 1e-9);
}

TEST(ListedPrice, WhatStandsUnderAConditionIsInTheRange) {
  const device d = priced(R"({"items": [{"per": "gate_shot", "amount": 1, "currency": "USD"}]})");
  circuit c(2, 1);
  c.gate(KW_OP_SX, {0}).measure(0, 0).begin_if(condition(0, true)).gate(KW_OP_SX, {1}).end();
  const cost_estimate e = listed_price(c, d, 10);
  EXPECT_EQ(e.low, 10.0);
  EXPECT_EQ(e.amount, 20.0);
  EXPECT_EQ(e.high, 20.0);
}

TEST(ListedPrice, ALoopHasNoEnd) {
  const device d = priced(R"({"items": [{"per": "gate_shot", "amount": 1, "currency": "USD"}]})");
  circuit c(1, 1);
  c.gate(KW_OP_SX, {0}).measure(0, 0).begin_while(condition(0, true)).gate(KW_OP_SX, {0}).measure(0, 0).end();
  const cost_estimate e = listed_price(c, d, 10);
  EXPECT_EQ(e.low, 10.0);
  EXPECT_FALSE(e.amount);
  EXPECT_FALSE(e.high);
}

TEST(ListedPrice, SecondsAreTheCircuitTheDelayAndTheOverhead) {
  const device d = priced(R"({"items": [{"per": "second", "amount": 1.6, "currency": "USD"}]})");
  const cost_estimate e = listed_price(pair_circuit(), d, 1000);
  const double seconds = 1000 * (3e-8 + 7e-8 + 1e-6 + 2.5e-4) + 2;
  EXPECT_NEAR(*e.amount, 1.6 * seconds, 1e-9);
  EXPECT_NEAR(static_cast<double>(e.run->count()) * 1e-9, seconds, 1e-6);
}

TEST(ListedPrice, SecondsThatAreNotKnownLeaveTheLeast) {
  device d = calibrated_device();
  d.detail = R"({"schema": "kw.device/1", "prices": {"items": [
    {"per": "second", "amount": 2, "currency": "USD", "at_least": 3}, {"per": "task", "amount": 1, "currency": "USD"}]}})";
  const cost_estimate e = listed_price(pair_circuit(), d, 1000);
  EXPECT_EQ(e.low, 7.0);
  EXPECT_FALSE(e.amount);
  EXPECT_FALSE(e.run);
}

TEST(ListedPrice, StartedStepsCount) {
  const device d = priced(R"({"items": [{"per": "shot", "amount": 1, "currency": "USD", "step": 100}]})");
  EXPECT_EQ(listed_price(pair_circuit(), d, 101).amount, 200.0);
  EXPECT_EQ(listed_price(pair_circuit(), d, 200).amount, 200.0);
}

TEST(ListedPrice, AMinimumIsKept) {
  const device d = priced(R"({"items": [{"per": "shot", "amount": 0.01, "currency": "USD"}],
    "minimums": [{"amount": 12, "currency": "USD"}, {"amount": 97, "currency": "USD", "when": "error mitigation"}]})");
  const cost_estimate e = listed_price(pair_circuit(), d, 10);
  EXPECT_EQ(e.low, 12.0);
  EXPECT_EQ(e.amount, 12.0);
  EXPECT_EQ(e.high, 97.0);
}

TEST(ListedPrice, OfPricesWithConditionsOneHolds) {
  const device d = priced(R"({"items": [{"per": "task", "amount": 5, "currency": "USD", "when": "plan A"},
    {"per": "task", "amount": 3, "currency": "USD", "when": "plan B"}]})");
  const cost_estimate e = listed_price(pair_circuit(), d, 10);
  EXPECT_EQ(e.low, 3.0);
  EXPECT_FALSE(e.amount);
  EXPECT_EQ(e.high, 5.0);
}

TEST(ListedPrice, UnitsAreNotMixed) {
  const device d = priced(R"({"items": [{"per": "task", "amount": 5, "currency": "USD"},
    {"per": "shot", "amount": 3, "currency": "credits"}]})");
  const cost_estimate e = listed_price(pair_circuit(), d, 10);
  EXPECT_FALSE(e.amount || e.low || e.high);
}

TEST(ListedPrice, AMonthIsPaidAnyhow) {
  const device d = priced(R"({"items": [{"per": "month", "amount": 500, "currency": "USD"},
    {"per": "task", "amount": 1, "currency": "USD"}]})");
  EXPECT_EQ(listed_price(pair_circuit(), d, 10).amount, 1.0);
}

TEST(CostEstimate, KeepsItsOrderWhateverIsPutIn) {
  cost_estimate e;
  e.amount = 5.0, e.low = 7.0, e.high = 3.0;
  e.settle();
  EXPECT_EQ(e.low, 5.0);
  EXPECT_EQ(e.high, 5.0);
  e.amount = std::numeric_limits<double>::quiet_NaN(), e.low = -1.0, e.high = std::numeric_limits<double>::infinity();
  e.settle();
  EXPECT_FALSE(e.amount || e.low || e.high);
}

TEST(CostEstimate, IsConvertedByAConfiguredRateInBothDirections) {
  cost_estimate e;
  e.amount = 10.0, e.high = 20.0, e.currency = "credits";
  const exchange_rates rates = exchange_rates().rate("credits", "USD", 0.5);
  const auto dollars = convert(e, "USD", rates);
  ASSERT_TRUE(dollars);
  EXPECT_EQ(dollars->amount, 5.0);
  EXPECT_EQ(dollars->high, 10.0);
  EXPECT_FALSE(dollars->low);
  EXPECT_EQ(convert(*dollars, "credits", rates)->amount, 10.0);
}

TEST(CostEstimate, IsNotConvertedByGuessing) {
  cost_estimate e;
  e.amount = 10.0, e.currency = "credits";
  const auto none = convert(e, "USD", exchange_rates().rate("credits", "EUR", 1).rate("EUR", "USD", 1));
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code(), errc::failed_precondition);
  EXPECT_EQ(none.error().message(), "no rate of credits to USD is configured");
  EXPECT_THROW(exchange_rates().rate("a", "b", 0), exception);
}

}  // namespace
}  // namespace ketway::tests
