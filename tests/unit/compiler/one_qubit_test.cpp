// Gates on one qubit: how many each basis needs.
#include "compiler/one_qubit.hpp"

#include "compiler/angles.hpp"
#include "compiler/small_matrix.hpp"
#include "targets.hpp"

namespace ketway::tests {
namespace {

using compiler::one_qubit_basis;

one_qubit_basis basis_of(const names& gates) {
  std::vector<one_qubit_basis::offer> offers;
  for (const std::string& g : gates) offers.push_back({find_op(std::string_view(g))->op, {}});
  return one_qubit_basis(offers);
}

std::size_t length(const names& gates, double t, double f, double l) {
  const auto made = basis_of(gates).make({t, f, l, 0.0});
  return made ? made->size() : SIZE_MAX;
}

TEST(OneQubit, BasesAreKnownToBeUniversalOrNot) {
  for (const names& n : {names{"rz", "sx"}, names{"rz", "rx"}, names{"rx", "ry"}, names{"u"}, names{"gpi", "gpi2"},
                         names{"r"}, names{"rz", "h"}, names{"phasedxz"}, names{"p", "ry"}})
    EXPECT_TRUE(basis_of(n).universal()) << n.front();
  for (const names& n : {names{"h", "t"}, names{"rz"}, names{"rz", "x"}, names{"sx", "x"}, names{"gpi"}, names{}})
    EXPECT_FALSE(basis_of(n).universal());
}

TEST(OneQubit, TakesNoMoreGatesThanItMust) {
  const double pi = std::numbers::pi;
  const names ibm{"rz", "sx", "x"};
  EXPECT_EQ(length(ibm, 0, 0, 0), 0U);
  EXPECT_EQ(length(ibm, 0, 0.3, 0.1), 1U);
  EXPECT_EQ(length(ibm, pi, 0, pi), 1U);
  EXPECT_EQ(length(ibm, pi / 2, -pi / 2, pi / 2), 1U);
  EXPECT_EQ(length(ibm, pi / 2, 0, pi), 3U);
  EXPECT_EQ(length(ibm, pi, 0.1, 0.2), 2U);
  EXPECT_EQ(length(ibm, 0.4, 0.1, 0.2), 5U);
  EXPECT_EQ(length({"gpi", "gpi2"}, 0.4, 0.1, 0.2), 3U);
  EXPECT_EQ(length({"r"}, 0.4, 0.1, 0.2), 2U);
  EXPECT_EQ(length({"u"}, 0.4, 0.1, 0.2), 1U);
}

TEST(OneQubit, EulerAnglesHoldBesideTheirSingularities) {
  for (const double tiny : {0.0, 1e-16, 1e-13, 1e-11, 1e-9, 1e-6})
    for (const double base : {0.0, std::numbers::pi, std::numbers::pi / 2, -std::numbers::pi}) {
      const double values[] = {base + tiny, 0.7, -1.9};
      const compiler::matrix2 m = compiler::matrix2_of(KW_OP_U, values);
      const compiler::euler e = compiler::euler_of(m);
      const double back[] = {e.theta, e.phi, e.lambda};
      compiler::matrix2 again = compiler::matrix2_of(KW_OP_U, back);
      for (auto& z : again) z *= compiler::turn(e.phase);
      for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(std::abs(again[i] - m[i]), 0, 1e-11) << base << ' ' << tiny;
    }
}

TEST(Angles, ReductionKeepsWhatATurnKeeps) {
  for (const double a : {0.0, 3.0, -3.0, 7.0, 100.0, -1e6, std::numbers::pi, -std::numbers::pi}) {
    EXPECT_NEAR(std::abs(std::polar(1.0, a) - std::polar(1.0, compiler::reduced(a))), 0, 1e-9);
    EXPECT_LE(std::abs(compiler::reduced(a)), std::numbers::pi);
  }
}

}  // namespace
}  // namespace ketway::tests
