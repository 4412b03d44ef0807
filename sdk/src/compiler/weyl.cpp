#include "compiler/weyl.hpp"

#include <Eigen/Dense>
#include <cmath>
#include <numbers>

namespace ketway::compiler {
namespace {

using real4 = Eigen::Matrix4d;
using complex4 = Eigen::Matrix4cd;
constexpr double pi = std::numbers::pi, root_half = std::numbers::sqrt2 / 2;
constexpr complex i1{0, 1};

constexpr matrix2 pauli_x{0, 1, 1, 0}, pauli_y{0, complex(0, -1), complex(0, 1), 0}, pauli_z{1, 0, 0, -1};

// Columns: the Bell states with the phases that make local gates real and XX, YY, ZZ diagonal.
complex4 magic_basis() {
  complex4 b;
  b << 1, i1, 0, 0,  //
      0, 0, i1, 1,   //
      0, 0, i1, -1,  //
      1, -i1, 0, 0;
  return b * root_half;
}

complex4 to_eigen(const matrix4& m) {
  return Eigen::Map<const Eigen::Matrix<complex, 4, 4, Eigen::RowMajor>>(m.data());
}

// Real orthogonal columns that make a symmetric unitary diagonal. Its real and imaginary part commute; a mix of both has
// their common eigenvectors unless it happens to have equal eigenvalues where they differ, so several are tried.
real4 diagonalising(const complex4& symmetric) {
  real4 best = real4::Identity();
  double least = 1e9;
  for (const double a : {0.3, 1.1, 0.0, 1.9, 2.6, 0.7, 1.5, 2.2}) {
    const real4 mix = std::cos(a) * symmetric.real() + std::sin(a) * symmetric.imag();
    const Eigen::SelfAdjointEigenSolver<real4> solved((mix + mix.transpose()) / 2);
    const complex4 turned = solved.eigenvectors().transpose() * symmetric * solved.eigenvectors();
    const double off = (turned - complex4(turned.diagonal().asDiagonal())).norm();
    if (off < least) least = off, best = solved.eigenvectors();
    if (least < 1e-13) break;
  }
  if (best.determinant() < 0) best.col(0) = -best.col(0);
  return best;
}

// m = high (x) low, both of determinant 1, up to a common sign.
void split(const complex4& m, matrix2& high, matrix2& low) {
  Eigen::Index row = 0, column = 0;
  m.cwiseAbs().maxCoeff(&row, &column);
  const Eigen::Index r = row / 2, c = column / 2;
  complex det = 0;
  for (Eigen::Index i = 0; i < 2; ++i)
    for (Eigen::Index j = 0; j < 2; ++j) low[static_cast<std::size_t>(i * 2 + j)] = m(r * 2 + i, c * 2 + j);
  det = low[0] * low[3] - low[1] * low[2];
  const complex scale = 1.0 / std::sqrt(det);
  for (complex& z : low) z *= scale;
  for (Eigen::Index i = 0; i < 2; ++i)
    for (Eigen::Index j = 0; j < 2; ++j) {
      complex sum = 0;
      for (Eigen::Index a = 0; a < 2; ++a)
        for (Eigen::Index b = 0; b < 2; ++b)
          sum += std::conj(low[static_cast<std::size_t>(a * 2 + b)]) * m(i * 2 + a, j * 2 + b);
      high[static_cast<std::size_t>(i * 2 + j)] = sum / 2.0;
    }
}

// The moves that lead into the chamber; each keeps the whole as it is.
class chamber {
 public:
  explicit chamber(weyl& w) : w_(w) {}
  void enter() {
    for (double* v : {&w_.x, &w_.y, &w_.z}) shift(*v);
    if (std::abs(w_.x) < std::abs(w_.y)) exchange_xy();
    if (std::abs(w_.y) < std::abs(w_.z)) exchange_yz();
    if (std::abs(w_.x) < std::abs(w_.y)) exchange_xy();
    if (w_.x < 0 && w_.y < 0) flip(pauli_z, w_.x, w_.y);
    if (w_.x < 0) flip(pauli_y, w_.x, w_.z);
    if (w_.y < 0) flip(pauli_x, w_.y, w_.z);
    if (w_.x > pi / 4 - resolution && w_.z < 0) {
      flip(pauli_y, w_.x, w_.z);
      move(w_.x, 1);
    }
  }

 private:
  void shift(double& v) {
    double turns = std::round(v / (pi / 2));
    if (v - turns * pi / 2 <= -pi / 4) turns -= 1;
    move(v, -turns);
  }
  // v + n pi/2: exp(i n pi/2 PP) = (i PP)^n goes to the local gates.
  void move(double& v, double n) {
    const matrix2& pauli = &v == &w_.x ? pauli_x : &v == &w_.y ? pauli_y : pauli_z;
    v += n * pi / 2;
    w_.phase -= n * pi / 2;
    if (std::fmod(std::abs(n), 2) == 1)
      for (matrix2& m : w_.before) m = pauli * m;
  }
  // With an operand's sign of two Paulis turned, two coordinates change theirs.
  void flip(const matrix2& pauli, double& a, double& b) {
    w_.before[0] = pauli * w_.before[0];
    w_.after[0] = w_.after[0] * pauli;
    a = -a, b = -b;
  }
  void frame(const matrix2& m) {
    for (std::size_t k = 0; k < 2; ++k) {
      w_.before[k] = m * w_.before[k];
      w_.after[k] = w_.after[k] * adjoint(m);
    }
  }
  void exchange_xy() { frame(rz(pi / 2)), std::swap(w_.x, w_.y); }
  void exchange_yz() { frame(rx(pi / 2)), std::swap(w_.y, w_.z); }

  weyl& w_;
};

}  // namespace

bool weyl::at(double a, double b, double c) const {
  return std::abs(x - a) < resolution && std::abs(y - b) < resolution && std::abs(z - c) < resolution;
}

matrix4 interaction(double x, double y, double z) {
  // On |00>, |11>: ZZ is 1, XX exchanges them, YY is -XX; on |01>, |10>: ZZ is -1, YY is XX.
  const complex even = turn(z), odd = turn(-z);
  const complex even_c = even * std::cos(x - y), even_s = even * i1 * std::sin(x - y);
  const complex odd_c = odd * std::cos(x + y), odd_s = odd * i1 * std::sin(x + y);
  return {even_c, 0, 0, even_s, 0, odd_c, odd_s, 0, 0, odd_s, odd_c, 0, even_s, 0, 0, even_c};
}

weyl weyl_of(const matrix4& unitary) {
  static const complex4 magic = magic_basis();
  const complex4 m = to_eigen(unitary);
  const complex4 special = m / std::pow(m.determinant(), 0.25);
  const complex4 inner = magic.adjoint() * special * magic;
  const complex4 squared = inner.transpose() * inner;
  const real4 p = diagonalising((squared + squared.transpose()) / 2);
  const Eigen::Vector4cd squares = (p.transpose() * squared * p).diagonal();
  Eigen::Vector4d half;
  for (Eigen::Index k = 0; k < 4; ++k) half[k] = std::arg(squares[k]) / 2;
  // Roots with a product of 1, so that what remains is a rotation.
  half[0] -= pi * std::round(half.sum() / pi);
  Eigen::Vector4cd roots;
  for (Eigen::Index k = 0; k < 4; ++k) roots[k] = turn(-half[k]);
  const complex4 left = inner * p * roots.asDiagonal();
  weyl w{};
  split(magic * left.real().cast<complex>() * magic.adjoint(), w.after[1], w.after[0]);
  split(magic * p.transpose().cast<complex>() * magic.adjoint(), w.before[1], w.before[0]);
  w.x = (half[0] + half[2]) / 2;
  w.y = (half[1] + half[2]) / 2;
  w.z = (half[0] + half[1]) / 2;
  chamber(w).enter();
  const matrix4 whole = tensor(w.after[1], w.after[0]) * interaction(w.x, w.y, w.z) * tensor(w.before[1], w.before[0]);
  w.phase = compare(whole, unitary).phase;
  return w;
}

}  // namespace ketway::compiler
