#pragma once
// A second simulator, as plain as it can be: matrices from their definitions by Eigen's algebra (Paulis, Kronecker products,
// exponentials), applied entry by entry. It shares nothing with the engine but the op numbers.

#include <Eigen/Dense>
#include <map>
#include <string>
#include <vector>

#include "draft.hpp"

namespace ketway::local::testing {

using matrix = Eigen::MatrixXcd;
using vector = Eigen::VectorXcd;

/// Of a gate as the table has it; operand 0 is the lowest bit.
matrix gate_matrix(std::uint16_t op, const std::vector<double>& p);
/// A random unitary on k qubits, seeded.
matrix random_unitary(unsigned k, unsigned seed);
/// `m` on these qubits where all of `controls` are 1.
vector apply(const matrix& m, const std::vector<std::uint32_t>& targets, const std::vector<std::uint32_t>& controls,
             const vector& state);
/// The final state of a circuit without measurements.
vector final_state(const draft& d);
/// The distribution over the classical bits, highest bit leftmost, loops cut off below 1e-16.
std::map<std::string, double> distribution(const draft& d);

/// Every gate of the table that is not a structure record.
struct table_row {
  std::uint16_t op;
  const char* name;
  unsigned operands, params;
};
const std::vector<table_row>& gate_table();

}  // namespace ketway::local::testing
