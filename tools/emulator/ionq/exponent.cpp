#include "ionq/exponent.hpp"

#include <cmath>
#include <complex>

namespace ketway::emulator::ionq {
namespace {

using complex = std::complex<double>;

constexpr std::size_t widest_matrix = 6;

char letter_on(const std::string& term, std::size_t target) { return term[term.size() - 1 - target]; }

bool commute(const std::string& a, const std::string& b) {
  std::size_t clashes = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a[i] != 'I' && b[i] != 'I' && a[i] != b[i]) ++clashes;
  return clashes % 2 == 0;
}

void turn(circuit& to, char letter, std::uint32_t qubit, bool back) {
  if (letter == 'X') to.h(qubit);
  if (letter == 'Y') to.rx(back ? -M_PI / 2 : M_PI / 2, qubit);
}

// exp(-i angle P): into the Z basis, parity onto one qubit, a rotation, and back.
void append_one(circuit& to, std::span<const std::uint32_t> targets, const std::string& term, double angle) {
  std::vector<std::uint32_t> acted;
  for (std::size_t k = 0; k < targets.size(); ++k) {
    if (letter_on(term, k) == 'I') continue;
    turn(to, letter_on(term, k), targets[k], false);
    acted.push_back(targets[k]);
  }
  if (acted.empty()) return;  // a global phase
  for (std::size_t i = 0; i + 1 < acted.size(); ++i) to.cx(acted[i], acted[i + 1]);
  to.rz(2 * angle, acted.back());
  for (std::size_t i = acted.size() - 1; i > 0; --i) to.cx(acted[i - 1], acted[i]);
  for (std::size_t k = 0; k < targets.size(); ++k) turn(to, letter_on(term, k), targets[k], true);
}

// sum of coefficient * term, row by row, bit k of an index is targets[k]
std::vector<complex> matrix_of(const std::vector<std::string>& terms, std::span<const double> coefficients,
                               std::size_t qubits) {
  const std::size_t n = std::size_t{1} << qubits;
  std::vector<complex> m(n * n);
  for (std::size_t t = 0; t < terms.size(); ++t) {
    for (std::size_t column = 0; column < n; ++column) {
      std::size_t row = column;
      complex value = coefficients[t];
      for (std::size_t k = 0; k < qubits; ++k) {
        const bool one = (column >> k & 1) != 0;
        const char p = letter_on(terms[t], k);
        if (p == 'X' || p == 'Y') row ^= std::size_t{1} << k;
        if (p == 'Y') value *= one ? complex(0, -1) : complex(0, 1);
        if (p == 'Z' && one) value = -value;
      }
      m[row * n + column] += value;
    }
  }
  return m;
}

std::vector<complex> product(const std::vector<complex>& a, const std::vector<complex>& b, std::size_t n) {
  std::vector<complex> c(n * n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t k = 0; k < n; ++k) {
      const complex x = a[i * n + k];
      if (x == complex()) continue;
      for (std::size_t j = 0; j < n; ++j) c[i * n + j] += x * b[k * n + j];
    }
  return c;
}

// Scaling and squaring with a Taylor series: the scaled norm is below 1/2, so 20 terms are exact to a double.
std::vector<complex> exponential(std::vector<complex> m, double norm, std::size_t n) {
  int halvings = 0;
  while (std::ldexp(norm, -halvings) > 0.5) ++halvings;
  for (complex& x : m) x *= std::ldexp(1.0, -halvings);
  std::vector<complex> sum(n * n), power(n * n);
  for (std::size_t i = 0; i < n; ++i) sum[i * n + i] = power[i * n + i] = 1;
  for (int k = 1; k <= 20; ++k) {
    power = product(power, m, n);
    for (std::size_t i = 0; i < n * n; ++i) sum[i] += power[i] /= k;
  }
  for (int i = 0; i < halvings; ++i) sum = product(sum, sum, n);
  return sum;
}

expected<void> check(std::span<const std::uint32_t> targets, const std::vector<std::string>& terms,
                     std::span<const double> coefficients, double time) {
  if (terms.size() != coefficients.size() || terms.empty())
    return error(errc::invalid_argument, "\"terms\" and \"coefficients\" must be as many, and at least one");
  if (!(time >= 0)) return error(errc::invalid_argument, "\"time\" must not be negative");
  for (const std::string& term : terms) {
    if (term.size() != targets.size() || term.find_first_not_of("IXYZ") != std::string::npos)
      return error(errc::invalid_argument, "the term \"" + term + "\" must be a letter of IXYZ for every target");
  }
  return {};
}

}  // namespace

expected<void> append_exponent(circuit& to, std::span<const std::uint32_t> targets,
                               const std::vector<std::string>& terms, std::span<const double> coefficients,
                               double time) {
  if (expected<void> fit = check(targets, terms, coefficients, time); !fit) return fit;
  bool all_commute = true;
  for (std::size_t i = 0; i < terms.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) all_commute = all_commute && commute(terms[i], terms[j]);
  if (all_commute) {
    for (std::size_t i = 0; i < terms.size(); ++i) append_one(to, targets, terms[i], time * coefficients[i]);
    return {};
  }
  if (targets.size() > widest_matrix)
    return error(errc::unimplemented, "terms that do not commute are emulated on at most 6 targets");
  std::vector<complex> m = matrix_of(terms, coefficients, targets.size());
  double norm = 0;
  for (const double c : coefficients) norm += std::abs(c) * time;
  for (complex& x : m) x *= complex(0, -time);
  to.unitary(exponential(std::move(m), norm, std::size_t{1} << targets.size()), targets);
  return {};
}

}  // namespace ketway::emulator::ionq
