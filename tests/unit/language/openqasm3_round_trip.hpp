#pragma once
// Whether a circuit survives being written in OpenQASM 3 and read again.

#include "language/round_trip.hpp"

namespace ketway::language_tests {

/// The H3 of the edge cases: q[3], a, c[3], d.
inline const std::string header3 =
    "OPENQASM 3.0;\ninclude \"stdgates.inc\";\nqubit[3] q;\nqubit a;\nbit[3] c;\nbit d;\n";

inline std::string written3(const circuit& c, const openqasm3_options& options = {}) {
  auto text = write_openqasm3(c, options);
  if (!text) {
    ADD_FAILURE() << text.error().to_string();
    return {};
  }
  return std::move(*text);
}

/// What stands behind the header and the declarations of `q` and `c`.
inline std::string body3(const circuit& c, const openqasm3_options& options = {}) {
  auto text = written3(c, options);
  for (const std::string_view line : {"OPENQASM 3.0;\n", "include \"stdgates.inc\";\n", "bit[", "qubit["}) {
    if (const auto at = text.find(line); at == 0) text.erase(0, text.find('\n') + 1);
  }
  return text;
}

inline std::string refusal_to_write3(const circuit& c, const openqasm3_options& options = {}) {
  const auto text = write_openqasm3(c, options);
  if (text) return "(it was written) " + *text;
  EXPECT_EQ(text.error().code(), errc::failed_precondition);
  return text.error().message();
}

inline void expect_survives_openqasm3(const circuit& c, const openqasm3_options& options = {}) {
  const auto text = written3(c, options);
  const auto back = must_read(text);
  if (back.digest() == c.digest()) return;
  constexpr std::uint32_t largest = 12;
  ASSERT_LE(c.num_qubits(), largest) << "not the same records, and too large to compare by simulation";
  EXPECT_TRUE(same_meaning(c, back)) << text;
}

/// The same also in the phase of the whole: one more qubit controls both.
inline bool same_with_phase(const circuit& a, const circuit& b) {
  return equivalent(a.controlled().value(), b.controlled().value(), 1e-9, 12).value();
}

}  // namespace ketway::language_tests
