#include "reference.hpp"

namespace ketway {
namespace {

bool same(const circuit& a, const circuit& b, double tolerance = 1e-9) { return equivalent(a, b, tolerance).value(); }

circuit random_circuit(std::uint32_t n, int gates, std::mt19937_64& random) {
  circuit c(n);
  const std::vector<std::uint16_t> ops = reference::all_gates();
  while (gates > 0) {
    const std::uint16_t op = ops[random() % ops.size()];
    const std::uint32_t operands = find_op(op)->num_qubits + (random() % 4 == 0 ? 1 : 0);
    if (operands > n) continue;
    std::vector<std::uint32_t> qubits = reference::first_qubits(n);
    std::shuffle(qubits.begin(), qubits.end(), random);
    qubits.resize(operands);
    c.gate(op, qubits, reference::angles(reference::random_params(op, random)));
    --gates;
  }
  return c;
}

TEST(Equivalence, HoldsForKnownIdentities) {
  circuit a(2), b(2);
  EXPECT_TRUE(same(circuit(1).h(0).x(0).h(0), circuit(1).z(0)));
  EXPECT_TRUE(same(circuit(1).s(0).s(0), circuit(1).z(0)));
  EXPECT_TRUE(same(circuit(2).swap(0, 1), circuit(2).cx(0, 1).cx(1, 0).cx(0, 1)));
  EXPECT_TRUE(same(circuit(2).h(1).cx(0, 1).h(1), circuit(2).cz(1, 0)));
  EXPECT_TRUE(same(a.barrier(), b));
}

TEST(Equivalence, IgnoresTheGlobalPhaseAlone) {
  EXPECT_TRUE(same(circuit(1).rz(0.7, 0), circuit(1).p(0.7, 0)));
  EXPECT_TRUE(same(circuit(1).gate("gphase", {}, {1.3}), circuit(1)));
  EXPECT_FALSE(same(circuit(2).gate("crz", {0, 1}, {0.7}), circuit(2).cp(0.7, 0, 1)));
}

TEST(Equivalence, SeesWhatDiffersOnOneInputOnly) {
  EXPECT_FALSE(same(circuit(3), circuit(3).gate("ccz", {0, 1, 2})));
  EXPECT_FALSE(same(circuit(6), circuit(6).gate(KW_OP_Z, {0, 1, 2, 3, 4, 5})));
  EXPECT_FALSE(same(circuit(1).z(0), circuit(1)));  // the same on |0>
  EXPECT_FALSE(same(circuit(2).cx(0, 1), circuit(2).cx(1, 0)));
  EXPECT_FALSE(same(circuit(1), circuit(2)));
  EXPECT_FALSE(same(circuit(1).x(0), circuit(1)));
}

TEST(Equivalence, SeesDifferencesAboveTheTolerance) {
  EXPECT_TRUE(same(circuit(1).rx(0.5, 0), circuit(1).rx(0.5 + 1e-10, 0)));
  EXPECT_FALSE(same(circuit(1).rx(0.5, 0), circuit(1).rx(0.5 + 1e-8, 0)));
  EXPECT_TRUE(same(circuit(1).rx(0.5, 0), circuit(1).rx(0.5 + 1e-8, 0), 1e-6));
}

TEST(Equivalence, AgreesWithMatrixAlgebraOnRandomCircuits) {
  std::mt19937_64 random(12);
  for (int turn = 0; turn < 40; ++turn) {
    const auto n = static_cast<std::uint32_t>(1 + turn % 5);
    const circuit c = random_circuit(n, 12, random);
    const reference::matrix m = reference::unitary_of(c);
    std::vector<std::complex<double>> rows;
    for (Eigen::Index r = 0; r < m.rows(); ++r)
      for (Eigen::Index k = 0; k < m.cols(); ++k) rows.push_back(m(r, k));
    circuit as_matrix(n);
    as_matrix.unitary(rows, reference::first_qubits(n));
    EXPECT_TRUE(same(c, as_matrix)) << turn;
    EXPECT_TRUE(same(as_matrix, c)) << turn;
    as_matrix.rx(1e-5, 0);
    EXPECT_FALSE(same(c, as_matrix)) << turn;
  }
}

TEST(Equivalence, OfACircuitAndItsInverseIsTheIdentity) {
  std::mt19937_64 random(13);
  for (const std::uint32_t n : {3U, 6U, 8U}) {
    const circuit c = random_circuit(n, 30, random);
    circuit both = c;
    both.append(c.inverse().value(), reference::first_qubits(n));
    EXPECT_TRUE(same(both, circuit(n)));
  }
}

// ---- measurements

TEST(Equivalence, ComparesDistributionsWhereItMeasures) {
  circuit bell(2, 2), other(2, 2), wrong(2, 2);
  bell.h(0).cx(0, 1).measure(0, 0).measure(1, 1);
  other.h(1).cx(1, 0).z(0).measure(1, 1).measure(0, 0);
  wrong.h(0).h(1).measure(0, 0).measure(1, 1);
  EXPECT_TRUE(same(bell, other));
  EXPECT_FALSE(same(bell, wrong));
}

TEST(Equivalence, KnowsWhichBitIsWhich) {
  circuit a(2, 2), b(2, 2), c(2, 2);
  a.x(0).measure(0, 0).measure(1, 1);
  b.x(0).measure(0, 1).measure(1, 0);
  c.x(1).measure(1, 0).measure(0, 1);
  EXPECT_FALSE(same(a, b));
  EXPECT_TRUE(same(a, c));
}

TEST(Equivalence, OfMeasuredCircuitsMayUseMoreQubits) {
  circuit one(1, 1), three(3, 1), more_bits(1, 2);
  one.h(0).measure(0, 0);
  three.h(1).cx(1, 2).measure(2, 0);
  more_bits.h(0).measure(0, 0);
  EXPECT_TRUE(same(one, three));
  EXPECT_FALSE(same(one, more_bits));
}

TEST(Equivalence, FollowsFeedForward) {
  // Teleportation of ry(0.8): the last bit is 1 with probability sin^2(0.4).
  circuit teleport(3, 3), direct(1, 3), broken(3, 3);
  const auto make = [](circuit& c, bool correct) {
    c.ry(0.8, 0).h(1).cx(1, 2).cx(0, 1).h(0).measure(0, 0).measure(1, 1);
    if (correct) c.begin_if({1, true}).x(2).end();
    c.begin_if({0, true}).z(2).end().measure(2, 2);
    c.reset(0).reset(1).measure(0, 0).measure(1, 1);
  };
  make(teleport, true);
  make(broken, false);
  direct.ry(0.8, 0).measure(0, 2);
  EXPECT_TRUE(same(teleport, direct));
  EXPECT_FALSE(same(broken, direct));
}

TEST(Equivalence, ReadsAConditionOnceBeforeItsBlock) {
  circuit once(2, 2), expected_result(2, 2);
  once.x(0).measure(0, 0).begin_if({0, true}).x(0).measure(0, 0).x(1).otherwise().reset(1).end().measure(1, 1);
  expected_result.x(1).measure(1, 1);
  EXPECT_TRUE(same(once, expected_result));
}

TEST(Equivalence, TakesTheElseBranch) {
  circuit a(2, 2), b(2, 2);
  a.h(0).measure(0, 0).begin_if({0, true}).x(1).otherwise().x(0).end().measure(1, 1);
  b.h(0).cx(0, 1).measure(0, 0).measure(1, 1);
  EXPECT_TRUE(same(a, b));
}

TEST(Equivalence, FollowsALoopThatEndsByChance) {
  circuit until_one(1, 1), one(1, 1);
  until_one.begin_while({0, false}).h(0).measure(0, 0).end();
  one.x(0).measure(0, 0);
  EXPECT_TRUE(same(until_one, one));
}

TEST(Equivalence, RefusesALoopThatNeverEnds) {
  circuit endless(1, 1);
  endless.begin_while({0, false}).measure(0, 0).end();
  EXPECT_EQ(equivalent(endless, endless).error().code(), errc::failed_precondition);
}

TEST(Equivalence, ResetForgetsAnEntangledPartnerOnlyHere) {
  circuit a(2, 2), b(2, 2);
  a.h(0).cx(0, 1).reset(0).measure(0, 0).measure(1, 1);
  b.h(1).measure(1, 1);
  EXPECT_TRUE(same(a, b));
}

TEST(Equivalence, GivesExactProbabilitiesNotOutcomes) {
  circuit a(1, 1), b(1, 1);
  a.ry(2 * std::asin(std::sqrt(0.3)), 0).measure(0, 0);
  b.ry(2 * std::asin(std::sqrt(0.3 + 1e-7)), 0).measure(0, 0);
  EXPECT_FALSE(same(a, b));
  EXPECT_TRUE(same(a, b, 1e-6));
}

TEST(Equivalence, TreatsResetsWithoutMeasurementsAsChannels) {
  EXPECT_TRUE(same(circuit(2).h(0).reset(0), circuit(2).x(0).reset(0)));
  EXPECT_FALSE(same(circuit(1).reset(0), circuit(1)));
  EXPECT_FALSE(same(circuit(1).reset(0), circuit(1).reset(0).x(0)));
  EXPECT_FALSE(same(circuit(2).cx(0, 1).reset(0), circuit(2).reset(0)));  // dephases qubit 1 or not
  EXPECT_EQ(equivalent(circuit(6).reset(0), circuit(6)).error().code(), errc::out_of_range);
}

// ---- refusals

TEST(Equivalence, RefusesWhatIsTooLarge) {
  EXPECT_EQ(equivalent(circuit(11), circuit(11)).error().code(), errc::out_of_range);
  EXPECT_TRUE(equivalent(circuit(11), circuit(11), 1e-9, 12).value());
  EXPECT_EQ(equivalent(circuit(13), circuit(13), 1e-9, 100).error().code(), errc::out_of_range);
  EXPECT_EQ(equivalent(circuit(1), circuit(circuit_limits::max_qubits)).error().code(), errc::out_of_range);
}

TEST(Equivalence, RefusesUnboundParametersOpaqueGatesAndOpenBlocks) {
  const std::uint32_t q[] = {0};
  circuit symbolic(1), opaque(1), open(1, 1);
  symbolic.rx(parameter("a"), 0);
  opaque.opaque("box", q);
  open.begin_if({0, true});
  EXPECT_EQ(equivalent(symbolic, circuit(1)).error().code(), errc::failed_precondition);
  EXPECT_EQ(equivalent(circuit(1), opaque).error().code(), errc::failed_precondition);
  EXPECT_EQ(equivalent(open, open).error().code(), errc::invalid_argument);
}

TEST(Equivalence, RefusesMoreHistoriesThanItCanFollow) {
  circuit noisy(1, 40);
  for (std::uint32_t bit = 0; bit < 40; ++bit) noisy.h(0).measure(0, bit);
  EXPECT_EQ(equivalent(noisy, noisy).error().code(), errc::out_of_range);
}

TEST(Equivalence, OfNothingIsTrue) { EXPECT_TRUE(same(circuit(), circuit())); }

}  // namespace
}  // namespace ketway
