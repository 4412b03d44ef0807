#include "language/one_qubit_angles.hpp"

#include <cmath>

namespace ketway::language {

// The last angle comes from the larger pair of elements, for the phase of a small one is noise.
one_qubit_angles::one_qubit_angles(std::complex<double> a, std::complex<double> b, std::complex<double> c,
                                   std::complex<double> d)
    : theta(2 * std::atan2(std::abs(c), std::abs(a))),
      phi(std::arg(c) - std::arg(a)),
      lambda(std::abs(a) < std::abs(c) ? std::arg(-b) - std::arg(a) : std::arg(d) - std::arg(a) - phi),
      phase(std::arg(a)) {}

}  // namespace ketway::language
