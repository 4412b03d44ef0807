#pragma once
// The form that every gate on two qubits has: local gates, then exp(i (x XX + y YY + z ZZ)), then local gates
// (Cartan's KAK decomposition).

#include "compiler/small_matrix.hpp"

namespace ketway::compiler {

/// before[k], after[k] act on operand k. pi/4 >= x >= y >= |z|, and z >= 0 where x is pi/4; within rounding.
struct weyl {
  std::array<matrix2, 2> before, after;
  double x, y, z, phase;

  bool at(double a, double b, double c) const;  ///< whether these are its coordinates
};

/// exp(i (x XX + y YY + z ZZ))
matrix4 interaction(double x, double y, double z);
weyl weyl_of(const matrix4& unitary);

}  // namespace ketway::compiler
