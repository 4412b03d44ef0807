#pragma once
// Whether a circuit survives being written and read again.

#include <random>

#include "language/reading.hpp"

namespace ketway::language_tests {

/// The same on states that are not special: random turns before and after, then a measurement of everything. Cheaper
/// than a comparison of whole matrices.
inline bool alike_on_a_random_state(const circuit& a, const circuit& b) {
  const auto dressed = [](const circuit& c) {
    std::mt19937_64 random(17);
    std::uniform_real_distribution<double> turn(-3, 3);
    circuit out(c.num_qubits());
    std::vector<std::uint32_t> qubits;
    const auto layer = [&] {
      for (std::uint32_t q = 0; q < c.num_qubits(); ++q) {
        const double theta = turn(random), phi = turn(random), lambda = turn(random);
        out.u(theta, phi, lambda, q);
      }
    };
    for (std::uint32_t q = 0; q < c.num_qubits(); ++q) qubits.push_back(q);
    layer();
    out.append(c, qubits);
    layer();
    return out.measure_all();
  };
  return equivalent(dressed(a), dressed(b), 1e-9, 12).value();
}

inline bool same_meaning(const circuit& a, const circuit& b) {
  constexpr std::uint32_t small = 6;
  if (a.num_qubits() != b.num_qubits() || a.num_bits() != b.num_bits()) return false;
  if (a.has_measurements() || a.num_bits() != 0 || a.num_qubits() <= small) return equivalent(a, b, 1e-9, 12).value();
  return alike_on_a_random_state(a, b);
}

inline void expect_survives_json(const circuit& c) {
  const auto text = write_json(c);
  ASSERT_TRUE(text) << text.error().to_string();
  EXPECT_EQ(must_read(*text).digest(), c.digest());
}

inline void expect_survives_openqasm2(const circuit& c) {
  const auto text = write_openqasm2(c);
  ASSERT_TRUE(text) << text.error().to_string();
  const auto back = must_read(*text);
  if (back.digest() == c.digest()) return;
  constexpr std::uint32_t largest = 12;
  ASSERT_LE(c.num_qubits(), largest) << "not the same records, and too large to compare by simulation";
  EXPECT_TRUE(same_meaning(c, back)) << *text;
}

}  // namespace ketway::language_tests
