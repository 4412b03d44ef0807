#include <gtest/gtest.h>

#include "devices.hpp"

namespace ketway::tests {
namespace {

using reasons = std::vector<std::string>;

reasons against(const requirements& r, const candidate& c, const circuit_needs& n = small_circuit()) {
  return reasons_against(c, n, r, {});
}
candidate one() { return known_candidate("one", 1, 30, 0.9); }

TEST(Requirements, NothingWantedNothingRefused) { EXPECT_EQ(against({}, one()), reasons{}); }

TEST(Requirements, TheCircuitsOwnQubitsCount) {
  circuit_needs n;
  n.qubits = 9;
  EXPECT_EQ(against({}, one(), n), reasons{"needs 9 qubits, has 3"});
}

TEST(Requirements, AReasonThatOthersFoundIsNotSaidTwice) {
  candidate c = one();
  c.reasons.emplace_back("needs 9 qubits, has 3");
  EXPECT_EQ(against(requirements().qubits(9), c), reasons{"needs 9 qubits, has 3"});
}

TEST(Requirements, ADeviceThatIsDownIsRefused) {
  candidate c = one();
  c.device.state = device_state::maintenance, c.device.status_text = "cryostat";
  EXPECT_EQ(against({}, c), reasons{"is in maintenance (cryostat)"});
}

TEST(Requirements, SimulatorsAndHardwareAreToldApart) {
  candidate c = one();
  EXPECT_EQ(against(requirements().kind(device_kind::simulator), c), reasons{"is hardware, a simulator is wanted"});
  c.device.simulator = true;
  EXPECT_EQ(against(requirements().kind(device_kind::hardware), c), reasons{"is a simulator, hardware is wanted"});
}

TEST(Requirements, GatesAreKnownByTheirAliases) {
  candidate c = one();
  c.device.basis = {"cx", "u"};
  EXPECT_EQ(against(requirements().gate("cnot").gate("u3"), c), reasons{});
  EXPECT_EQ(against(requirements().gate("ecr"), c), reasons{"has no gate ecr of its own (has: cx, u)"});
}

TEST(Requirements, AllToAllIsNoCoupling) {
  candidate c = one();
  EXPECT_EQ(against(requirements().all_to_all(), c), reasons{"connects only some pairs of qubits"});
  c.device.coupling.clear();
  EXPECT_EQ(against(requirements().all_to_all(), c), reasons{});
}

TEST(Requirements, ProvidersAreThePluginOrWhoseMachineItIs) {
  EXPECT_EQ(against(requirements().provider("ACME"), one()), reasons{});
  EXPECT_EQ(against(requirements().provider("ibm"), one()), reasons{"is of provider Acme, wanted is ibm"});
  EXPECT_EQ(against(requirements().not_provider("Acme"), one()), reasons{"is of provider Acme, which is ruled out"});
}

TEST(Requirements, ARegionThatIsNotKnownIsNoneOfThem) {
  candidate c = one();
  EXPECT_EQ(against(requirements().region("us-1").region("eu-1"), c), reasons{});
  EXPECT_EQ(against(requirements().region("us-1"), c), reasons{"is in region eu-1, wanted is us-1"});
  c.device.detail.clear();
  EXPECT_EQ(against(requirements().region("us-1"), c), reasons{"its region is not known, wanted is us-1"});
}

TEST(Requirements, ANoiseModelIsTheSimulatorsOwn) {
  candidate c = one();
  c.device.detail = R"({"schema":"kw.device/1","simulator":{"noise_models":["ideal","aria-1"]}})";
  EXPECT_EQ(against(requirements().noise_model("aria-1"), c), reasons{});
  EXPECT_EQ(against(requirements().noise_model("forte-1"), c),
            reasons{"has no noise model forte-1 (has: ideal, aria-1)"});
}

TEST(Requirements, ALimitIsNotKeptByWhatIsNotKnown) {
  candidate c = one();
  c.cost = {}, c.success = {};
  const requirements r = requirements()
                             .max_cost(5, "USD")
                             .max_queue(std::chrono::minutes(1))
                             .max_time(std::chrono::minutes(2))
                             .min_fidelity(0.5);
  EXPECT_EQ(against(r, c),
            (reasons{"its queue is not known, it may wait at most 1m",
                     "its success probability is not known: it does not say how good it is",
                     "its queue is not known, it may take at most 2m", "its cost is not known, the cap is 5 USD"}));
}

TEST(Requirements, WhatShouldBeSetAsideIsComparedWithTheCap) {
  candidate c = one();
  c.cost.high = 4;
  EXPECT_EQ(against(requirements().max_cost(3, "USD"), c), reasons{"may cost 4 USD, the cap is 3 USD"});
  EXPECT_EQ(against(requirements().max_cost(4, "USD"), c), reasons{});
}

TEST(Requirements, ACapInAnotherUnitNeedsARate) {
  candidate c = one();
  c.cost.currency = "credits";
  EXPECT_EQ(against(requirements().max_cost(3, "USD"), c),
            reasons{"may cost 1 credits, the cap is 3 USD: no rate of credits to USD is configured"});
  EXPECT_EQ(reasons_against(c, small_circuit(), requirements().max_cost(3, "USD"),
                            exchange_rates().rate("credits", "USD", 2)),
            reasons{});
}

TEST(Requirements, SwapsAreCounted) {
  candidate c = one();
  c.swaps = 4;
  EXPECT_EQ(against(requirements().max_swaps(3), c),
            reasons{"needs 4 swaps to connect its qubits, at most 3 are allowed"});
}

TEST(CircuitNeeds, AreReadFromTheCircuit) {
  circuit end(2, 2);
  end.h(0).cx(0, 1).measure(0, 0).measure(1, 1);
  EXPECT_FALSE(circuit_needs::of(end).mid_circuit);
  circuit on = end;
  on.x(0);
  EXPECT_TRUE(circuit_needs::of(on).mid_circuit);
  circuit reset(1, 1);
  reset.reset(0);
  EXPECT_TRUE(circuit_needs::of(reset).mid_circuit);
  circuit when(2, 1);
  when.measure(0, 0).begin_if(condition(0, true)).x(1).end();
  EXPECT_TRUE(circuit_needs::of(when).conditions);
  EXPECT_EQ(circuit_needs::of(when).qubits, 2U);
}

TEST(CircuitNeeds, AreRefusedWhereTheDeviceCannot) {
  candidate c = one();
  c.device.mid_circuit = c.device.conditions = false;
  circuit_needs n = small_circuit();
  n.mid_circuit = n.conditions = true;
  EXPECT_EQ(against({}, c, n),
            (reasons{"can't run gates under a condition", "can't go on after a measurement or reset"}));
}

}  // namespace
}  // namespace ketway::tests
