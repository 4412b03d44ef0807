#pragma once
// A matrix on one qubit as the angles of a gate.

#include <complex>

namespace ketway::language {

/// The matrix is e(phase) u(theta, phi, lambda), with u of ketway/ops.h.
class one_qubit_angles {
 public:
  /// [[a, b], [c, d]], unitary
  one_qubit_angles(std::complex<double> a, std::complex<double> b, std::complex<double> c, std::complex<double> d);
  double theta, phi, lambda, phase;
};

}  // namespace ketway::language
