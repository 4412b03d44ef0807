#include "circuit/matrix.hpp"

#include <cmath>

namespace ketway::gates {

bool is_unitary(std::span<const std::complex<double>> matrix, double tolerance) {
  const auto n = static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(matrix.size()))));
  if (n * n != matrix.size()) return false;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      const std::complex<double>*a = matrix.data() + i * n, *b = matrix.data() + j * n;
      double re = i == j ? -1.0 : 0.0, im = 0;
      for (std::size_t k = 0; k < n; ++k) {
        re += a[k].real() * b[k].real() + a[k].imag() * b[k].imag();
        im += a[k].imag() * b[k].real() - a[k].real() * b[k].imag();
      }
      if (!(std::abs(re) <= tolerance && std::abs(im) <= tolerance)) return false;
    }
  return true;
}

}  // namespace ketway::gates
