#pragma once

#include <numeric>
#include <random>

#include "reference.hpp"

namespace ketway::local::testing {

class circuit_source {
 public:
  explicit circuit_source(unsigned seed) : random(seed) {}

  std::uint32_t below(std::uint32_t n) { return std::uniform_int_distribution<std::uint32_t>(0, n - 1)(random); }
  double angle() { return std::uniform_real_distribution<double>(-7, 7)(random); }
  std::vector<std::uint32_t> distinct(std::uint32_t count, std::uint32_t of) {
    std::vector<std::uint32_t> all(of);
    std::iota(all.begin(), all.end(), 0U);
    std::shuffle(all.begin(), all.end(), random);
    all.resize(count);
    return all;
  }
  /// A gate of the table at random angles on random qubits, under up to `max_extra` extra controls.
  void add_gate(draft& d, const table_row& row, std::uint32_t max_extra) {
    const std::uint32_t extra = max_extra ? below(max_extra + 1) : 0;
    std::vector<double> angles(row.params);
    for (auto& a : angles) a = angle();
    d.add(row.op, distinct(row.operands + extra, d.num_qubits), angles);
  }
  void add_unitary(draft& d, std::uint32_t k) {
    const matrix m = random_unitary(k, random());
    std::vector<std::complex<double>> rows;
    for (Eigen::Index r = 0; r < m.rows(); ++r)
      for (Eigen::Index c = 0; c < m.cols(); ++c) rows.push_back(m(r, c));
    d.unitary(rows, distinct(k, d.num_qubits));
  }
  /// Something other than |0...0> to begin with: no amplitude is zero.
  void add_preparation(draft& d) {
    for (std::uint32_t q = 0; q < d.num_qubits; ++q) d.add(KW_OP_U, {q}, {angle(), angle(), angle()});
  }
  void add_gates(draft& d, unsigned count) {
    while (count > 0) {
      const auto& row = gate_table()[below(static_cast<std::uint32_t>(gate_table().size()))];
      if (row.operands > d.num_qubits) continue;
      const std::uint32_t room = d.num_qubits - row.operands;
      add_gate(d, row, room < 2 ? room : 2);
      --count;
    }
  }

  std::mt19937 random;
};

inline double distance(const std::vector<std::complex<double>>& a, const vector& b) {
  double most = 0;
  for (std::size_t k = 0; k < a.size(); ++k) most = std::max(most, std::abs(a[k] - b[static_cast<Eigen::Index>(k)]));
  return most;
}

}  // namespace ketway::local::testing
