#pragma once
// Plain matrix algebra in Eigen, independent of the library's own matrices and simulator.

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <functional>
#include <random>
#include <unsupported/Eigen/MatrixFunctions>
#include <vector>

#include "ketway/circuit.hpp"

namespace ketway::reference {

using matrix = Eigen::MatrixXcd;
using complex = std::complex<double>;
inline constexpr complex i1{0, 1};
inline constexpr double pi = 3.14159265358979323846;

inline complex e(double a) { return std::exp(i1 * a); }
inline matrix one(complex a, complex b, complex c, complex d) {
  matrix m(2, 2);
  m << a, b, c, d;
  return m;
}
inline matrix pauli(char which) {
  switch (which) {
    case 'X': return one(0, 1, 1, 0);
    case 'Y': return one(0, -i1, i1, 0);
    case 'Z': return one(1, 0, 0, -1);
    default: return one(1, 0, 0, 1);
  }
}
/// Operand 0 is the lowest bit, so it stands on the right of the Kronecker product.
inline matrix on(const matrix& operand1, const matrix& operand0) {
  matrix m(operand1.rows() * operand0.rows(), operand1.cols() * operand0.cols());
  for (int r = 0; r < operand1.rows(); ++r)
    for (int c = 0; c < operand1.cols(); ++c)
      m.block(r * operand0.rows(), c * operand0.cols(), operand0.rows(), operand0.cols()) = operand1(r, c) * operand0;
  return m;
}
inline matrix rotation(const matrix& generator, double t) { return matrix((-i1 * t / 2.0) * generator).exp(); }

inline matrix from_rows(const std::vector<complex>& rows) {
  const auto n = static_cast<Eigen::Index>(std::lround(std::sqrt(static_cast<double>(rows.size()))));
  matrix m(n, n);
  for (Eigen::Index r = 0; r < n; ++r)
    for (Eigen::Index c = 0; c < n; ++c) m(r, c) = rows[static_cast<std::size_t>(r * n + c)];
  return m;
}
inline matrix named(std::uint16_t op, const std::vector<double>& params = {}) {
  return from_rows(gate_matrix(op, params).value());
}

/// `m` on some of n qubits, entry by entry; `controls` leading operands are controls.
inline matrix embed(const matrix& m, const std::vector<std::uint32_t>& qubits, std::uint32_t n,
                    std::size_t controls = 0) {
  const Eigen::Index size = Eigen::Index{1} << n;
  matrix out = matrix::Zero(size, size);
  for (Eigen::Index column = 0; column < size; ++column) {
    bool active = true;
    for (std::size_t c = 0; c < controls; ++c) active = active && ((column >> qubits[c]) & 1);
    if (!active) {
      out(column, column) = 1;
      continue;
    }
    Eigen::Index inner = 0, rest = column;
    for (std::size_t k = controls; k < qubits.size(); ++k) {
      inner |= ((column >> qubits[k]) & 1) << (k - controls);
      rest &= ~(Eigen::Index{1} << qubits[k]);
    }
    for (Eigen::Index row = 0; row < m.rows(); ++row) {
      Eigen::Index to = rest;
      for (std::size_t k = controls; k < qubits.size(); ++k) to |= ((row >> (k - controls)) & 1) << qubits[k];
      out(to, column) += m(row, inner);
    }
  }
  return out;
}

/// The whole matrix of a circuit of gates and unitaries, read from its columns.
inline matrix unitary_of(const circuit& c) {
  const kw_circuit& k = c.columns();
  matrix u = matrix::Identity(Eigen::Index{1} << k.num_qubits, Eigen::Index{1} << k.num_qubits);
  for (std::uint64_t i = 0; i < k.num_gates; ++i) {
    const kw_gate& g = k.gates[i];
    const std::vector<std::uint32_t> qubits(k.operands + g.operand, k.operands + g.operand + g.num_operands);
    if (g.op == KW_OP_BARRIER || g.op == KW_OP_DELAY) continue;
    if (g.op == KW_OP_UNITARY) {
      const auto size = std::size_t{1} << (2 * qubits.size());
      std::vector<complex> rows(size);
      for (std::size_t j = 0; j < size; ++j) rows[j] = {k.params[g.param + 2 * j], k.params[g.param + 2 * j + 1]};
      u = embed(from_rows(rows), qubits, k.num_qubits) * u;
      continue;
    }
    const gate_info* info = find_op(g.op);
    const std::vector<double> params(k.params + g.param, k.params + g.param + info->num_params);
    u = embed(named(g.op, params), qubits, k.num_qubits, qubits.size() - info->num_qubits) * u;
  }
  return u;
}

inline double distance(const matrix& a, const matrix& b) {
  return a.rows() == b.rows() && a.cols() == b.cols() ? (a - b).cwiseAbs().maxCoeff() : 1e9;
}

inline std::vector<std::uint16_t> all_gates() {
  std::vector<std::uint16_t> ops;
  for (std::uint16_t op = KW_OP_FIRST_GATE; op < KW_OP_LIMIT; ++op)
    if (find_op(op) != nullptr) ops.push_back(op);
  return ops;
}
inline std::vector<double> random_params(std::uint16_t op, std::mt19937_64& random) {
  std::vector<double> params(find_op(op)->num_params);
  for (double& p : params) p = std::uniform_real_distribution<double>(-7, 7)(random);
  return params;
}
inline std::vector<angle> angles(const std::vector<double>& params) { return {params.begin(), params.end()}; }
inline std::vector<std::uint32_t> first_qubits(std::uint32_t n, std::uint32_t from = 0) {
  std::vector<std::uint32_t> q(n);
  for (std::uint32_t i = 0; i < n; ++i) q[i] = from + i;
  return q;
}

/// What an action throws, as an error; code ok where it does not throw.
inline error thrown_by(const std::function<void()>& action) {
  try {
    action();
  } catch (const exception& e) {
    return e.error();
  }
  return {errc::ok, ""};
}

}  // namespace ketway::reference
