#include "compiler/shannon.hpp"

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <Eigen/SVD>

namespace ketway::compiler {
namespace {

using complex = std::complex<double>;
using matrix = Eigen::MatrixXcd;
using list = std::vector<std::uint32_t>;

// positive * unitary, for singular matrices too.
struct polar {
  matrix positive, unitary;
};

polar polar_of(const matrix& m) {
  // Jacobi: a few rows, and a fraction of the other's time to compile.
  const Eigen::JacobiSVD<matrix, Eigen::NoQRPreconditioner> svd(m, Eigen::ComputeFullU | Eigen::ComputeFullV);
  return {svd.matrixU() * svd.singularValues().cast<complex>().asDiagonal() * svd.matrixU().adjoint(),
          svd.matrixU() * svd.matrixV().adjoint()};
}

// The nearest unitary matrix, so that rounding does not grow from level to level.
matrix cleaned(const matrix& m) { return polar_of(m).unitary; }

class writer {
 public:
  explicit writer(const sink& to) : to_(to) {}

  // Block ZXZ decomposition: De Vos and De Baerdemacker, Phys. Rev. A 94, 052317 (2016); Krol and Al-Ars,
  // arXiv:2403.13692. u = (A1 + A2) (H I) (I + B) (H I) (I + C), + the direct sum, the highest qubit choosing.
  void unitary(const matrix& u, const list& qubits) {
    if (qubits.size() <= 2) return small(u, qubits);
    const Eigen::Index half = u.rows() / 2;
    const polar x = polar_of(u.topLeftCorner(half, half)), y = polar_of(u.topRightCorner(half, half));
    const complex i(0, 1);
    const matrix c = -i * x.unitary.adjoint() * y.unitary;
    const matrix a1 = cleaned((x.positive + i * y.positive) * x.unitary);
    const matrix a2 = cleaned(u.bottomLeftCorner(half, half) + u.bottomRightCorner(half, half) * c.adjoint());
    const matrix b = cleaned(2.0 * a1.adjoint() * u.topLeftCorner(half, half) - matrix::Identity(half, half));
    const matrix one = matrix::Identity(half, half);
    const list low(qubits.begin(), qubits.end() - 1);
    const std::uint32_t top = qubits.back();
    // What two neighbours have on the lower qubits alone is one matrix: the gate on top between them lets it pass.
    const chosen third = chosen_by_top(one, c), second = chosen_by_top(one, b), first = chosen_by_top(a1, a2);
    unitary(third.right, low);
    rotate(third.angles, low, top);
    to_(record(KW_OP_H, {top}));
    unitary(second.right * third.left, low);
    rotate(second.angles, low, top);
    to_(record(KW_OP_H, {top}));
    unitary(first.right * second.left, low);
    rotate(first.angles, low, top);
    unitary(first.left, low);
  }

 private:
  // a + b = (I left) (D + D*) (I right), D = exp(-i angle / 2): rz on the top qubit, its angle chosen by the others.
  struct chosen {
    matrix left, right;
    std::vector<double> angles;
  };

  static chosen chosen_by_top(const matrix& a, const matrix& b) {
    // The Schur form of a normal matrix is diagonal, and its vectors are orthonormal however close the values.
    const Eigen::ComplexSchur<matrix> schur(a * b.adjoint());
    const auto n = static_cast<std::size_t>(a.rows());
    chosen out{schur.matrixU(), {}, std::vector<double>(n)};
    Eigen::VectorXcd d(a.rows());
    for (std::size_t k = 0; k < n; ++k) {
      const auto at = static_cast<Eigen::Index>(k);
      const double phase = std::arg(schur.matrixT()(at, at)) / 2;
      d[at] = std::polar(1.0, phase);
      out.angles[k] = -2 * phase;
    }
    out.right = cleaned(d.asDiagonal() * out.left.adjoint() * b);
    return out;
  }

  // For each state k of `low`, rz(angles[k]) on top: a walk through a Gray code.
  void rotate(const std::vector<double>& angles, const list& low, std::uint32_t top) {
    const std::size_t n = angles.size();
    std::vector<double> walsh = angles;
    for (std::size_t bit = 1; bit < n; bit <<= 1)
      for (std::size_t k = 0; k < n; ++k)
        if ((k & bit) == 0) {
          const double p = walsh[k], q = walsh[k | bit];
          walsh[k] = p + q, walsh[k | bit] = p - q;
        }
    for (std::size_t k = 0; k < n; ++k) {
      const std::size_t gray = k ^ (k >> 1);
      to_(record(KW_OP_RZ, {top}, {walsh[gray] / static_cast<double>(n)}));
      const std::size_t next = k + 1;
      const std::size_t bit = next == n ? low.size() - 1 : static_cast<std::size_t>(__builtin_ctzll(next));
      to_(record(KW_OP_CX, {low[bit], top}));
    }
  }

  void small(const matrix& u, const list& qubits) {
    record r(KW_OP_UNITARY, qubits);
    for (Eigen::Index row = 0; row < u.rows(); ++row)
      for (Eigen::Index column = 0; column < u.cols(); ++column) r.matrix.push_back(u(row, column));
    to_(r);
  }

  const sink& to_;
};

}  // namespace

void shannon(const std::vector<complex>& matrix_rows, std::span<const std::uint32_t> qubits, const sink& to) {
  const Eigen::Index size = Eigen::Index{1} << qubits.size();
  using rows = Eigen::Matrix<complex, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  writer(to).unitary(cleaned(Eigen::Map<const rows>(matrix_rows.data(), size, size)), {qubits.begin(), qubits.end()});
}

}  // namespace ketway::compiler
