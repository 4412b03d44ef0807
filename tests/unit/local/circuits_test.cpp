#include <gtest/gtest.h>
#include <hwy/targets.h>

#include "engine/tile_kernels.hpp"
#include "random_circuits.hpp"
#include "runs.hpp"

namespace ketway::local::testing {
namespace {

double difference(const std::map<std::string, double>& a, const std::map<std::string, double>& b) {
  double most = 0;
  for (const auto& [key, p] : a) most = std::max(most, std::abs(p - (b.count(key) ? b.at(key) : 0.0)));
  for (const auto& [key, p] : b)
    if (!a.count(key)) most = std::max(most, p);
  return most;
}

class RandomCircuits : public ::testing::TestWithParam<unsigned> {};

TEST_P(RandomCircuits, EndInTheReferencesState) {
  for (unsigned round = 0; round < 6; ++round) {
    circuit_source source(100 * GetParam() + round);
    draft d(GetParam());
    source.add_gates(d, 60);
    ASSERT_LT(distance(runs().statevector(d), final_state(d)), 1e-12) << "round " << round;
  }
}

TEST_P(RandomCircuits, HaveTheReferencesDistribution) {
  for (unsigned round = 0; round < 4; ++round) {
    circuit_source source(100 * GetParam() + 50 + round);
    draft d(GetParam(), GetParam());
    source.add_gates(d, 50);
    d.measure_all();
    ASSERT_LT(difference(runs().probabilities(d), distribution(d)), 1e-11) << "round " << round;
  }
}

TEST_P(RandomCircuits, MayMeasureResetAndDecideOnTheWay) {
  for (unsigned round = 0; round < 6; ++round) {
    circuit_source source(100 * GetParam() + 80 + round);
    draft d(GetParam(), 4);
    for (unsigned part = 0; part < 4; ++part) {
      source.add_gates(d, 5);
      d.measure(source.below(GetParam()), source.below(4));
      if (part == 1) d.reset(source.below(GetParam()));
      d.when(source.below(4), source.below(2) != 0);
      source.add_gates(d, 2);
      if (part == 2) d.measure(source.below(GetParam()), source.below(4));
      d.otherwise();
      source.add_gates(d, 1);
      d.end();
    }
    for (std::uint32_t b = 0; b < 2; ++b) d.measure(source.below(GetParam()), b);
    ASSERT_LT(difference(runs().probabilities(d), distribution(d)), 1e-11) << "round " << round;
  }
}

INSTANTIATE_TEST_SUITE_P(OneToTenQubits, RandomCircuits, ::testing::Range(1U, 11U));

/// Gates of the kind that real circuits are made of, so that fusion, phase passes and pairs occur.
void add_layers(circuit_source& source, draft& d, unsigned layers) {
  for (unsigned layer = 0; layer < layers; ++layer) {
    for (std::uint32_t q = 0; q < d.num_qubits; ++q) switch (source.below(4)) {
        case 0: d.h(q); break;
        case 1: d.add(KW_OP_RX, {q}, {source.angle()}); break;
        case 2: d.add(KW_OP_U, {q}, {source.angle(), source.angle(), source.angle()}); break;
        default: d.add(KW_OP_RZ, {q}, {source.angle()});
      }
    for (std::uint32_t k = 0; k < d.num_qubits; ++k) {
      const auto q = source.distinct(3, d.num_qubits);
      switch (source.below(7)) {
        case 0: d.cx(q[0], q[1]); break;
        case 1: d.add(KW_OP_CP, {q[0], q[1]}, {source.angle()}); break;
        case 2: d.add(KW_OP_RZZ, {q[0], q[1]}, {source.angle()}); break;
        case 3: d.add(KW_OP_CCZ, {q[0], q[1], q[2]}); break;
        case 4: d.add(KW_OP_SWAP, {q[0], q[1]}); break;
        case 5: d.add(KW_OP_CRY, {q[0], q[1]}, {source.angle()}); break;
        default: d.add(KW_OP_CZ, {q[0], q[1]});
      }
    }
  }
}

class WideCircuits : public ::testing::TestWithParam<unsigned> {};

TEST_P(WideCircuits, EndInTheReferencesStateAcrossTilesAndSweeps) {
  circuit_source source(GetParam());
  draft d(GetParam());
  add_layers(source, d, 3);
  EXPECT_LT(distance(runs(2).statevector(d), final_state(d)), 1e-12);
}

TEST_P(WideCircuits, MeasureWhatTheReferenceMeasures) {
  circuit_source source(GetParam() + 50);
  draft d(GetParam(), 5);
  add_layers(source, d, 2);
  d.measure(1, 0).measure(GetParam() - 1, 1).when(0, true);
  add_layers(source, d, 1);
  d.end().measure(3, 2).measure(GetParam() - 1, 3).measure(0, 4);
  EXPECT_LT(difference(runs(2).probabilities(d), distribution(d)), 1e-11);
}

INSTANTIATE_TEST_SUITE_P(ManyQubits, WideCircuits, ::testing::Values(11U, 13U, 14U, 16U, 18U));

class InstructionSets : public ::testing::TestWithParam<std::int64_t> {
 protected:
  void SetUp() override { choose(GetParam()); }
  void TearDown() override { choose(~std::int64_t{0}); }
  static void choose(std::int64_t targets) {
    hwy::DisableTargets(0);
    hwy::SetSupportedTargetsForTest(0);
    if (targets != ~std::int64_t{0}) hwy::SetSupportedTargetsForTest(targets & hwy::SupportedTargets());
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  }
};

TEST_P(InstructionSets, GiveTheReferencesState) {
  if (GetParam() == 0) GTEST_SKIP() << "not compiled in";
  circuit_source source(5);
  for (const std::uint32_t n : {3U, 5U, 8U, 14U}) {
    draft d(n);
    add_layers(source, d, 3);
    if (n >= 5) source.add_unitary(d, 3), source.add_unitary(d, 4);
    source.add_gates(d, 20);
    ASSERT_LT(distance(runs().statevector(d), final_state(d)), 1e-12) << instruction_set() << " at " << n << " qubits";
  }
}

TEST_P(InstructionSets, GiveTheReferencesProbabilities) {
  circuit_source source(6);
  draft d(6, 6);
  add_layers(source, d, 1);
  d.measure(0, 0).h(0).measure(5, 5).h(5).reset(2).h(2).measure_all();
  EXPECT_LT(difference(runs().probabilities(d), distribution(d)), 1e-11) << instruction_set();
}

INSTANTIATE_TEST_SUITE_P(Each, InstructionSets,
                         ::testing::Values(HWY_AVX3, HWY_AVX2, HWY_SSE4, HWY_NEON, HWY_EMU128, HWY_SCALAR));

}  // namespace
}  // namespace ketway::local::testing
