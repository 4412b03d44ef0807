#include "reference.hpp"

namespace ketway {
namespace {

using reference::complex;
using reference::distance;
using reference::e;
using reference::embed;
using reference::matrix;
using reference::named;
using reference::on;
using reference::one;
using reference::pauli;
using reference::pi;
using reference::rotation;

constexpr double tolerance = 1e-12;

matrix identity(Eigen::Index n) { return matrix::Identity(n, n); }
matrix hadamard() { return (pauli('X') + pauli('Z')) / std::sqrt(2.0); }
matrix phase(double a) { return one(1, 0, 0, e(a)); }
matrix g_of(double f) { return std::cos(f) * pauli('X') + std::sin(f) * pauli('Y'); }
matrix root_x() { return hadamard() * phase(pi / 2) * hadamard(); }
matrix z_power(double k) { return phase(pi * k); }
matrix x_power(double k) { return hadamard() * z_power(k) * hadamard(); }

// A product of named operations, first one first, on n qubits.
class sequence {
 public:
  explicit sequence(std::uint32_t n) : n_(n), total_(identity(Eigen::Index{1} << n)) {}
  sequence& then(const matrix& m, const std::vector<std::uint32_t>& qubits, std::size_t controls = 0) {
    total_ = embed(m, qubits, n_, controls) * total_;
    return *this;
  }
  sequence& h(std::uint32_t q) { return then(hadamard(), {q}); }
  sequence& p(double a, std::uint32_t q) { return then(phase(a), {q}); }
  sequence& cx(std::uint32_t c, std::uint32_t t) { return then(pauli('X'), {c, t}, 1); }
  sequence& u3(double t, double f, double l, std::uint32_t q) {
    return then(phase(f) * rotation(pauli('Y'), t) * phase(l), {q});
  }
  const matrix& total() const { return total_; }

 private:
  std::uint32_t n_;
  matrix total_;
};

TEST(GateMatrix, IsUnitaryForEveryGateAndRandomParameters) {
  std::mt19937_64 random(1);
  for (const std::uint16_t op : reference::all_gates())
    for (int turn = 0; turn < 10; ++turn) {
      const matrix m = named(op, reference::random_params(op, random));
      EXPECT_EQ(m.rows(), Eigen::Index{1} << find_op(op)->num_qubits) << find_op(op)->name;
      EXPECT_LT(distance(m * m.adjoint(), identity(m.rows())), tolerance) << find_op(op)->name;
    }
}

TEST(GateMatrix, HasThePaulisAndTheCliffordAndTGates) {
  EXPECT_LT(distance(named(KW_OP_ID), identity(2)), tolerance);
  EXPECT_LT(distance(named(KW_OP_X), pauli('X')), tolerance);
  EXPECT_LT(distance(named(KW_OP_Y), pauli('Y')), tolerance);
  EXPECT_LT(distance(named(KW_OP_Z), pauli('Z')), tolerance);
  EXPECT_LT(distance(named(KW_OP_H), hadamard()), tolerance);
  EXPECT_LT(distance(named(KW_OP_S), phase(pi / 2)), tolerance);
  EXPECT_LT(distance(named(KW_OP_SDG), phase(-pi / 2)), tolerance);
  EXPECT_LT(distance(named(KW_OP_T), phase(pi / 4)), tolerance);
  EXPECT_LT(distance(named(KW_OP_TDG), phase(-pi / 4)), tolerance);
  EXPECT_LT(distance(named(KW_OP_SX), root_x()), tolerance);
  EXPECT_LT(distance(named(KW_OP_SXDG), root_x().adjoint()), tolerance);
}

TEST(GateMatrix, RotationsAreExponentialsOfTheirGenerators) {
  std::mt19937_64 random(2);
  const matrix x = pauli('X'), y = pauli('Y'), z = pauli('Z'), id = pauli('I');
  for (int turn = 0; turn < 20; ++turn) {
    const double t = std::uniform_real_distribution<double>(-7, 7)(random);
    EXPECT_LT(distance(named(KW_OP_RX, {t}), rotation(x, t)), tolerance);
    EXPECT_LT(distance(named(KW_OP_RY, {t}), rotation(y, t)), tolerance);
    EXPECT_LT(distance(named(KW_OP_RZ, {t}), rotation(z, t)), tolerance);
    EXPECT_LT(distance(named(KW_OP_RXX, {t}), rotation(on(x, x), t)), tolerance);
    EXPECT_LT(distance(named(KW_OP_RYY, {t}), rotation(on(y, y), t)), tolerance);
    EXPECT_LT(distance(named(KW_OP_RZZ, {t}), rotation(on(z, z), t)), tolerance);
    EXPECT_LT(distance(named(KW_OP_RZX, {t}), rotation(on(x, z), t)), tolerance);
    EXPECT_LT(distance(named(KW_OP_XY, {t}), rotation(-(on(x, x) + on(y, y)) / 2.0, t)), tolerance);
    EXPECT_LT(distance(named(KW_OP_P, {t}), e(t / 2) * rotation(z, t)), tolerance);
    EXPECT_LT(distance(named(KW_OP_GPHASE, {t}), one(e(t), 0, 0, e(t)).topLeftCorner(1, 1)), tolerance);
    EXPECT_LT(distance(named(KW_OP_CPHASE00, {t}), e(t / 4) * rotation(-(on(z, z) + on(z, id) + on(id, z)) / 2.0, t)),
              tolerance);
  }
}

TEST(GateMatrix, TwoParameterGatesFollowTheirGenerators) {
  std::mt19937_64 random(3);
  const matrix x = pauli('X'), y = pauli('Y'), z = pauli('Z'), id = pauli('I');
  for (int turn = 0; turn < 20; ++turn) {
    std::uniform_real_distribution<double> any(-7, 7);
    const double t = any(random), b = any(random), c = any(random);
    EXPECT_LT(distance(named(KW_OP_R, {t, b}), rotation(g_of(b), t)), tolerance);
    EXPECT_LT(distance(named(KW_OP_MS, {b, c, t}), rotation(on(g_of(c), g_of(b)), t)), tolerance);
    EXPECT_LT(distance(named(KW_OP_XX_PLUS_YY, {t, b}),
                       on(id, rotation(z, -b)) * rotation((on(x, x) + on(y, y)) / 2.0, t) * on(id, rotation(z, b))),
              tolerance);
    EXPECT_LT(distance(named(KW_OP_XX_MINUS_YY, {t, b}),
                       on(rotation(z, b), id) * rotation((on(x, x) - on(y, y)) / 2.0, t) * on(rotation(z, -b), id)),
              tolerance);
    matrix conditional = identity(4);
    conditional(3, 3) = e(-b);
    EXPECT_LT(distance(named(KW_OP_FSIM, {t, b}), rotation(on(x, x) + on(y, y), t) * conditional), tolerance);
  }
}

TEST(GateMatrix, TheGenericGateIsARotationBetweenTwoPhases) {
  std::mt19937_64 random(4);
  std::uniform_real_distribution<double> any(-7, 7);
  for (int turn = 0; turn < 20; ++turn) {
    const double t = any(random), f = any(random), l = any(random);
    EXPECT_LT(distance(named(KW_OP_U, {t, f, l}), phase(f) * rotation(pauli('Y'), t) * phase(l)), tolerance);
    EXPECT_LT(distance(named(KW_OP_U2, {f, l}), phase(f) * rotation(pauli('Y'), pi / 2) * phase(l)), tolerance);
    EXPECT_LT(distance(named(KW_OP_PHASEDXZ, {t, f, l}),
                       z_power(f / pi) * z_power(l / pi) * x_power(t / pi) * z_power(-l / pi)),
              tolerance);
    EXPECT_LT(distance(named(KW_OP_GPI, {f}), g_of(f)), tolerance);
    EXPECT_LT(distance(named(KW_OP_GPI2, {f}), rotation(g_of(f), pi / 2)), tolerance);
  }
}

TEST(GateMatrix, SwapsAndTheirRoots) {
  const matrix x = pauli('X'), y = pauli('Y'), z = pauli('Z'), id = pauli('I');
  const matrix exchange = on(x, x) + on(y, y);
  EXPECT_LT(distance(named(KW_OP_SWAP), (exchange + on(z, z) + on(id, id)) / 2.0), tolerance);
  EXPECT_LT(distance(named(KW_OP_ISWAP), rotation(exchange, -pi / 2)), tolerance);
  EXPECT_LT(distance(named(KW_OP_ISWAPDG), rotation(exchange, pi / 2)), tolerance);
  EXPECT_LT(distance(named(KW_OP_SISWAP), rotation(exchange, -pi / 4)), tolerance);
  EXPECT_LT(distance(named(KW_OP_SISWAPDG), rotation(exchange, pi / 4)), tolerance);
  EXPECT_LT(distance(named(KW_OP_DCX), sequence(2).cx(0, 1).cx(1, 0).total()), tolerance);
  EXPECT_LT(distance(named(KW_OP_ECR), (on(id, x) - on(x, y)) / std::sqrt(2.0)), tolerance);
  const double a = 0.7;
  matrix swapped_phase = identity(4);
  swapped_phase(1, 1) = swapped_phase(2, 2) = e(a);
  EXPECT_LT(distance(named(KW_OP_PSWAP, {a}), named(KW_OP_SWAP) * swapped_phase), tolerance);
}

TEST(GateMatrix, PhasesOfBasisStatesWriteOperandZeroFirst) {
  const double a = 1.3;
  const auto only = [&](Eigen::Index state) {
    matrix m = identity(4);
    m(state, state) = e(a);
    return m;
  };
  EXPECT_LT(distance(named(KW_OP_CPHASE00, {a}), only(0)), tolerance);
  EXPECT_LT(distance(named(KW_OP_CPHASE01, {a}), only(2)), tolerance);  // operand 1 is 1: index 2
  EXPECT_LT(distance(named(KW_OP_CPHASE10, {a}), only(1)), tolerance);
  EXPECT_LT(distance(named(KW_OP_CP, {a}), only(3)), tolerance);
}

TEST(GateMatrix, EveryNamedControlledGateIsItsBaseUnderControl) {
  struct pair {
    std::uint16_t controlled, base;
  };
  const pair pairs[] = {
      {KW_OP_CX, KW_OP_X},   {KW_OP_CCX, KW_OP_X},      {KW_OP_C3X, KW_OP_X},      {KW_OP_C4X, KW_OP_X},
      {KW_OP_CY, KW_OP_Y},   {KW_OP_CZ, KW_OP_Z},       {KW_OP_CCZ, KW_OP_Z},      {KW_OP_CH, KW_OP_H},
      {KW_OP_CS, KW_OP_S},   {KW_OP_CSDG, KW_OP_SDG},   {KW_OP_CSX, KW_OP_SX},     {KW_OP_C3SX, KW_OP_SX},
      {KW_OP_CP, KW_OP_P},   {KW_OP_CSXDG, KW_OP_SXDG}, {KW_OP_CRX, KW_OP_RX},     {KW_OP_CRY, KW_OP_RY},
      {KW_OP_CRZ, KW_OP_RZ}, {KW_OP_CU3, KW_OP_U},      {KW_OP_CSWAP, KW_OP_SWAP}, {KW_OP_P, KW_OP_GPHASE},
  };
  std::mt19937_64 random(5);
  for (const pair& p : pairs) {
    const std::vector<double> params = reference::random_params(p.base, random);
    const std::uint32_t n = find_op(p.controlled)->num_qubits, inner = find_op(p.base)->num_qubits;
    EXPECT_LT(
        distance(named(p.controlled, params), embed(named(p.base, params), reference::first_qubits(n), n, n - inner)),
        tolerance)
        << find_op(p.controlled)->name;
  }
}

TEST(GateMatrix, CuIsTheControlledGenericGateWithItsPhase) {
  const double t = 0.3, f = -1.2, l = 2.4, g = 0.9;
  EXPECT_LT(distance(named(KW_OP_CU, {t, f, l, g}), embed(e(g) * named(KW_OP_U, {t, f, l}), {0, 1}, 2, 1)), tolerance);
}

// The bodies below are those of qelib1.inc.
TEST(GateMatrix, AgreesWithTheLibraryDefinitionOfTheControlledGenericGate) {
  const double theta = 0.3, phi = -1.2, lambda = 2.4;
  sequence s(2);
  s.p((lambda + phi) / 2, 0).p((lambda - phi) / 2, 1).cx(0, 1).u3(-theta / 2, 0, -(phi + lambda) / 2, 1);
  s.cx(0, 1).u3(theta / 2, phi, 0, 1);
  EXPECT_LT(distance(named(KW_OP_CU3, {theta, phi, lambda}), s.total()), tolerance);
}

TEST(GateMatrix, AgreesWithTheLibraryDefinitionOfTheControlledHadamard) {
  // h b; sdg b; cx a,b; h b; t b; cx a,b; t b; h b; s b; x b; s a;
  sequence s(2);
  s.h(1).p(-pi / 2, 1).cx(0, 1).h(1).p(pi / 4, 1).cx(0, 1).p(pi / 4, 1).h(1).p(pi / 2, 1);
  s.then(pauli('X'), {1}).p(pi / 2, 0);
  const matrix ch = named(KW_OP_CH);
  const complex global = (ch.adjoint() * s.total())(0, 0);
  EXPECT_NEAR(std::abs(global), 1, tolerance);
  EXPECT_LT(distance(ch * global, s.total()), tolerance);
}

TEST(GateMatrix, AgreesWithTheLibraryDefinitionOfTheRelativeToffoli) {
  sequence s(3);
  s.h(2).p(pi / 4, 2).cx(1, 2).p(-pi / 4, 2).cx(0, 2).p(pi / 4, 2).cx(1, 2).p(-pi / 4, 2).h(2);
  EXPECT_LT(distance(named(KW_OP_RCCX), s.total()), tolerance);
}

TEST(GateMatrix, AgreesWithTheLibraryDefinitionOfTheRelativeThreeControlToffoli) {
  const double t = pi / 4;
  sequence s(4);
  s.h(3).p(t, 3).cx(2, 3).p(-t, 3).h(3).cx(0, 3).p(t, 3).cx(1, 3).p(-t, 3).cx(0, 3).p(t, 3).cx(1, 3).p(-t, 3);
  s.h(3).p(t, 3).cx(2, 3).p(-t, 3).h(3);
  EXPECT_LT(distance(named(KW_OP_RC3X), s.total()), tolerance);
}

TEST(GateMatrix, AgreesWithTheLibraryDefinitionOfTheThreeControlRootOfX) {
  // h d; cu1(pi/8) a,d; h d; cx a,b; ... each cu1 between two h on d
  sequence s(4);
  const auto turn = [&](double a, std::uint32_t control) { s.h(3).then(phase(a), {control, 3}, 1).h(3); };
  turn(pi / 8, 0), s.cx(0, 1), turn(-pi / 8, 1), s.cx(0, 1), turn(pi / 8, 1), s.cx(1, 2), turn(-pi / 8, 2);
  s.cx(0, 2), turn(pi / 8, 2), s.cx(1, 2), turn(-pi / 8, 2), s.cx(0, 2), turn(pi / 8, 2);
  EXPECT_LT(distance(named(KW_OP_C3SX), s.total()), tolerance);
}

TEST(GateMatrix, AgreesWithTheLibraryDefinitionOfTheControlledRotations) {
  const double l = 1.1;
  sequence rz(2), ry(2);
  const auto turn = [](char axis, double a) { return rotation(pauli(axis), a); };
  rz.then(turn('Z', l / 2), {1}).cx(0, 1).then(turn('Z', -l / 2), {1}).cx(0, 1);
  ry.then(turn('Y', l / 2), {1}).cx(0, 1).then(turn('Y', -l / 2), {1}).cx(0, 1);
  EXPECT_LT(distance(named(KW_OP_CRZ, {l}), rz.total()), tolerance);
  EXPECT_LT(distance(named(KW_OP_CRY, {l}), ry.total()), tolerance);
}

TEST(GateMatrix, RefusesStructureUnknownNumbersAndWrongParameterCounts) {
  EXPECT_EQ(gate_matrix(KW_OP_MEASURE, {}).error().code(), errc::invalid_argument);
  EXPECT_EQ(gate_matrix(KW_OP_UNITARY, {}).error().code(), errc::invalid_argument);
  EXPECT_EQ(gate_matrix(0, {}).error().code(), errc::invalid_argument);
  EXPECT_EQ(gate_matrix(63, {}).error().code(), errc::invalid_argument);
  EXPECT_EQ(gate_matrix(UINT16_MAX, {}).error().code(), errc::invalid_argument);
  EXPECT_EQ(gate_matrix(KW_OP_RX, {}).error().message(), "rx has 1 parameters, not 0");
}

}  // namespace
}  // namespace ketway
