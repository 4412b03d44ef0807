// Canonical forms and the synthesis of matrices.
#include <cmath>

#include "compiler/shannon.hpp"
#include "compiler/two_qubits.hpp"
#include "targets.hpp"

namespace ketway::tests {
namespace {

using compiler::matrix4;
using compiler::operator*;
using compiler::weyl;
constexpr double pi = std::numbers::pi;

matrix4 random_matrix(std::mt19937_64& random) {
  matrix4 m;
  const auto entries = random_unitary(random, 4);
  std::copy(entries.begin(), entries.end(), m.begin());
  return m;
}

matrix4 rebuilt(const weyl& w) {
  matrix4 m = compiler::tensor(w.after[1], w.after[0]) * compiler::interaction(w.x, w.y, w.z) *
              compiler::tensor(w.before[1], w.before[0]);
  for (auto& z : m) z *= compiler::turn(w.phase);
  return m;
}

double distance(const matrix4& a, const matrix4& b) {
  double most = 0;
  for (std::size_t i = 0; i < 16; ++i) most = std::max(most, std::abs(a[i] - b[i]));
  return most;
}

TEST(Weyl, FormOfARandomMatrixIsThatMatrixAndLiesInTheChamber) {
  std::mt19937_64 random(7);
  for (int k = 0; k < 2000; ++k) {
    const matrix4 m = random_matrix(random);
    const weyl w = compiler::weyl_of(m);
    ASSERT_LT(distance(rebuilt(w), m), 1e-13) << k;
    ASSERT_LE(w.x, pi / 4 + 1e-12);
    ASSERT_GE(w.x, w.y - 1e-12);
    ASSERT_GE(w.y, std::abs(w.z) - 1e-12);
  }
}

TEST(Weyl, FormHoldsAtAndBesideEveryCornerOfTheChamber) {
  std::mt19937_64 random(8);
  const double corners[] = {0, pi / 8, pi / 4, -pi / 4, pi / 2, 1e-9, pi / 4 - 1e-9, 1e-12, pi / 4 + 1e-13, 3e-8};
  for (const double x : corners)
    for (const double y : corners)
      for (const double z : corners) {
        const matrix4 m = random_matrix(random);
        const weyl local = compiler::weyl_of(m);
        const matrix4 k = compiler::tensor(local.after[1], local.after[0]) * compiler::interaction(x, y, z) *
                          compiler::tensor(local.before[1], local.before[0]);
        ASSERT_LT(distance(rebuilt(compiler::weyl_of(k)), k), 1e-12) << x << ' ' << y << ' ' << z;
      }
}

TEST(Weyl, GatesHaveTheirKnownCoordinates) {
  EXPECT_TRUE(compiler::weyl_of(compiler::identity4).at(0, 0, 0));
  for (const std::uint16_t op : {KW_OP_CX, KW_OP_CY, KW_OP_CZ, KW_OP_CH, KW_OP_ECR})
    EXPECT_TRUE(compiler::weyl_of(compiler::matrix4_of(op, {})).at(pi / 4, 0, 0)) << op;
  for (const std::uint16_t op : {KW_OP_ISWAP, KW_OP_ISWAPDG, KW_OP_DCX})
    EXPECT_TRUE(compiler::weyl_of(compiler::matrix4_of(op, {})).at(pi / 4, pi / 4, 0)) << op;
  EXPECT_TRUE(compiler::weyl_of(compiler::swap4).at(pi / 4, pi / 4, pi / 4));
  EXPECT_TRUE(compiler::weyl_of(compiler::matrix4_of(KW_OP_SISWAP, {})).at(pi / 8, pi / 8, 0));
}

std::size_t uses(const matrix4& m, std::uint16_t op, const std::vector<parameter_limit>& limits = {}) {
  const auto s = compiler::synthesise(m, compiler::entangler::of(op, limits, false));
  return s ? s->uses : SIZE_MAX;
}

TEST(TwoQubits, TakeNoMoreOfEachGateThanIsKnownToBeEnough) {
  std::mt19937_64 random(9);
  const matrix4 m = random_matrix(random);
  for (const std::uint16_t op : {KW_OP_CX, KW_OP_CZ, KW_OP_ECR, KW_OP_RZZ, KW_OP_MS, KW_OP_ISWAP, KW_OP_DCX}) {
    EXPECT_EQ(uses(m, op), 3U) << op;
    EXPECT_EQ(uses(compiler::swap4, op), 3U) << op;
    EXPECT_LE(uses(compiler::matrix4_of(KW_OP_CX, {}), op), 2U) << op;
  }
  EXPECT_EQ(uses(m, KW_OP_SISWAP), 6U);
  EXPECT_EQ(uses(compiler::matrix4_of(KW_OP_ISWAPDG, {}), KW_OP_ISWAP), 1U);
  EXPECT_EQ(uses(compiler::matrix4_of(KW_OP_CX, {}), KW_OP_CZ), 1U);
  const double t = 0.4;
  EXPECT_EQ(uses(compiler::matrix4_of(KW_OP_CP, std::span(&t, 1)), KW_OP_CX), 2U);
  EXPECT_EQ(uses(compiler::matrix4_of(KW_OP_CP, std::span(&t, 1)), KW_OP_RZZ), 1U);
  EXPECT_EQ(uses(compiler::identity4, KW_OP_CX), 0U);
}

TEST(TwoQubits, AnglesStayInTheLimitsOfTheGate) {
  const std::vector<parameter_limit> limits{parameter_limit(0, pi / 2)};
  std::mt19937_64 random(10);
  for (int k = 0; k < 50; ++k) {
    const auto s = compiler::synthesise(random_matrix(random), compiler::entangler::of(KW_OP_RZZ, limits, false));
    ASSERT_TRUE(s);
    for (const compiler::piece& p : s->steps)
      if (!p.local) {
        EXPECT_GE(p.angles[0], -1e-12);
        EXPECT_LE(p.angles[0], pi / 2 + 1e-12);
      }
  }
}

TEST(TwoQubits, AGateAtOneAngleIsEnough) {
  std::mt19937_64 random(11);
  const matrix4 m = random_matrix(random);
  EXPECT_EQ(uses(m, KW_OP_RZZ, {parameter_limit(std::vector<double>{pi / 2})}), 3U);
  EXPECT_EQ(uses(m, KW_OP_RXX, {parameter_limit(std::vector<double>{-pi / 2})}), 3U);
  EXPECT_EQ(uses(m, KW_OP_RZZ, {parameter_limit(std::vector<double>{0.1})}), SIZE_MAX);
  EXPECT_EQ(uses(m, KW_OP_SWAP), SIZE_MAX) << "swaps alone entangle nothing";
}

circuit of_matrix(const std::vector<std::complex<double>>& m, std::uint32_t n) {
  circuit c(n);
  std::vector<std::uint32_t> qubits;
  for (std::uint32_t q = 0; q < n; ++q) qubits.push_back(q);
  c.unitary(m, qubits);
  return c;
}

TEST(Shannon, RandomMatricesOnThreeToFiveQubitsAreMadeExactly) {
  std::mt19937_64 random(12);
  for (std::uint32_t n = 3; n <= 5; ++n)
    for (int k = 0; k < 3; ++k)
      lower(of_matrix(random_unitary(random, std::size_t{1} << n), n), machine_of(n, {"cx", "rz", "sx", "x"}));
}

TEST(Shannon, SingularBlocksAreNoTrouble) {
  // Permutations, controlled gates and the identity have blocks of rank 0, or equal singular values.
  for (std::uint32_t shift = 0; shift < 8; ++shift) {
    std::vector<std::complex<double>> m(64);
    for (std::size_t i = 0; i < 8; ++i) m[((i + shift) % 8) * 8 + i] = i % 3 == 0 ? -1 : 1;
    lower(of_matrix(m, 3), machine_of(3, {"cz", "rz", "sx", "x"}));
  }
  std::mt19937_64 random(13);
  const auto block = random_unitary(random, 4);
  std::vector<std::complex<double>> m(64);
  for (std::size_t i = 0; i < 8; ++i) m[i * 8 + i] = 1;
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j < 4; ++j) m[(i + 4) * 8 + j + 4] = block[i * 4 + j];
  lower(of_matrix(m, 3), machine_of(3, {"cx", "u3"}));
}

}  // namespace
}  // namespace ketway::tests
