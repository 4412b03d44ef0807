#include <gtest/gtest.h>

#include "random_circuits.hpp"
#include "runs.hpp"

namespace ketway::local::testing {
namespace {

class EveryGate : public ::testing::TestWithParam<table_row> {};

TEST_P(EveryGate, ActsAsItsMatrixOnAnyQubits) {
  circuit_source source(GetParam().op);
  runs engine;
  for (int round = 0; round < 12; ++round) {
    draft d(7);
    source.add_preparation(d);
    source.add_gate(d, GetParam(), 0);
    ASSERT_LT(distance(engine.statevector(d), final_state(d)), 1e-13) << "round " << round;
  }
}

TEST_P(EveryGate, TakesExtraControlsBeforeItsOwnOperands) {
  circuit_source source(GetParam().op + 1000U);
  runs engine;
  for (int round = 0; round < 12; ++round) {
    draft d(8);
    source.add_preparation(d);
    source.add_gate(d, GetParam(), 3);
    ASSERT_LT(distance(engine.statevector(d), final_state(d)), 1e-13) << "round " << round;
  }
}

TEST_P(EveryGate, ActsOnQubitsThatAreStillZero) {
  circuit_source source(GetParam().op + 2000U);
  runs engine;
  for (int round = 0; round < 8; ++round) {
    draft d(6);
    source.add_gate(d, GetParam(), 1);
    source.add_gates(d, 3);
    ASSERT_LT(distance(engine.statevector(d), final_state(d)), 1e-13) << "round " << round;
  }
}

TEST_P(EveryGate, WorksAcrossTiles) {
  circuit_source source(GetParam().op + 3000U);
  runs engine(2);
  draft d(15);
  source.add_preparation(d);
  for (int round = 0; round < 4; ++round) source.add_gate(d, GetParam(), 2);
  EXPECT_LT(distance(engine.statevector(d), final_state(d)), 1e-13);
}

INSTANTIATE_TEST_SUITE_P(Table, EveryGate, ::testing::ValuesIn(gate_table()),
                         [](const auto& row) { return std::string(row.param.name); });

class EveryUnitary : public ::testing::TestWithParam<unsigned> {};

TEST_P(EveryUnitary, ActsOnAnyQubits) {
  circuit_source source(GetParam());
  runs engine;
  for (int round = 0; round < 10; ++round) {
    draft d(GetParam() + 1 + source.below(3));
    source.add_preparation(d);
    source.add_unitary(d, GetParam());
    ASSERT_LT(distance(engine.statevector(d), final_state(d)), 1e-12) << "round " << round;
  }
}

TEST_P(EveryUnitary, ActsAcrossTiles) {
  circuit_source source(GetParam() + 100);
  runs engine(2);
  draft d(14);
  source.add_preparation(d);
  source.add_unitary(d, GetParam());
  source.add_unitary(d, GetParam());
  EXPECT_LT(distance(engine.statevector(d), final_state(d)), 1e-12);
}

INSTANTIATE_TEST_SUITE_P(OneToEightQubits, EveryUnitary, ::testing::Range(1U, 9U));

TEST(StateVector, HasQubitZeroAsTheLowestBitOfItsIndex) {
  draft d(4);
  d.x(2);
  const auto state = runs().statevector(d);
  EXPECT_EQ(state[4], std::complex<double>(1));
}

TEST(StateVector, KeepsTheGlobalPhase) {
  draft d(1);
  d.add(KW_OP_GPHASE, {}, {0.7}).add(KW_OP_RZ, {0}, {0.4});
  const auto state = runs().statevector(d);
  EXPECT_NEAR(std::arg(state[0]), 0.5, 1e-15);
}

TEST(StateVector, LeavesOutFinalMeasurements) {
  draft d(2, 2);
  d.h(0).cx(0, 1).measure_all();
  const auto state = runs().statevector(d);
  EXPECT_NEAR(std::abs(state[3]), std::sqrt(0.5), 1e-15);
  EXPECT_NEAR(std::abs(state[0]), std::sqrt(0.5), 1e-15);
}

TEST(StateVector, IsRefusedWhereAMeasurementMattersBeforeTheEnd) {
  draft d(1, 1);
  d.h(0).measure(0, 0).h(0);
  try {
    runs().statevector(d);
    FAIL() << "was not refused";
  } catch (const failure& f) {
    EXPECT_EQ(f.code, static_cast<std::uint32_t>(KW_FAILED_PRECONDITION));
  }
}

}  // namespace
}  // namespace ketway::local::testing
