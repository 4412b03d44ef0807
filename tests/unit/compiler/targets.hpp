#pragma once
// Devices and circuits that the tests of the compiler share.

#include <gtest/gtest.h>

#include <numbers>
#include <ostream>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "ketway/compile.hpp"

namespace ketway::tests {

using pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;
using names = std::vector<std::string>;

inline pairs both_ways(const pairs& one_way) {
  pairs out = one_way;
  for (const auto& [a, b] : one_way) out.emplace_back(b, a);
  return out;
}
inline pairs line(std::uint32_t n) {
  pairs out;
  for (std::uint32_t q = 0; q + 1 < n; ++q) out.emplace_back(q, q + 1);
  return out;
}
inline pairs ring(std::uint32_t n) {
  pairs out = line(n);
  out.emplace_back(n - 1, 0);
  return out;
}
inline pairs grid(std::uint32_t rows, std::uint32_t columns) {
  pairs out;
  for (std::uint32_t r = 0; r < rows; ++r)
    for (std::uint32_t c = 0; c < columns; ++c) {
      const std::uint32_t q = r * columns + c;
      if (c + 1 < columns) out.emplace_back(q, q + 1);
      if (r + 1 < rows) out.emplace_back(q, q + columns);
    }
  return out;
}
/// One hexagon with three legs.
inline pairs heavy_hex_piece() {
  return {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 5}, {5, 6}, {6, 7}, {7, 0}, {1, 8}, {3, 9}, {6, 10}};
}

inline target machine_of(std::uint32_t n, const names& basis, const pairs& coupling = {}) {
  target t(n);
  t.basis(basis).coupling(coupling);
  return t;
}

/// Whether every record of a compiled circuit is what the target offers. Written anew here, from the target's own words.
inline ::testing::AssertionResult fits(const circuit& c, const target& t) {
  std::set<std::pair<std::uint32_t, std::uint32_t>> edges(t.coupling().begin(), t.coupling().end());
  static const std::set<std::string> symmetric{"cz",   "cp", "rzz",     "rxx",      "ryy",  "iswap",       "siswap",
                                               "swap", "xy", "iswapdg", "siswapdg", "fsim", "xx_minus_yy", "pswap"};
  const kw_circuit& k = c.columns();
  for (std::uint64_t i = 0; i < k.num_gates; ++i) {
    const kw_gate& g = k.gates[i];
    if (g.op < KW_OP_FIRST_GATE && g.op != KW_OP_UNITARY) continue;
    if (g.op == KW_OP_GPHASE && g.num_operands == 0) continue;
    const gate_info* info = find_op(g.op);
    bool found = t.gates().empty();
    for (const native_gate& n : t.gates()) {
      const gate_info* offered = find_op(n.name());
      if (offered == nullptr || offered->op != g.op || info->num_qubits != g.num_operands) continue;
      bool fine = true;
      for (std::uint32_t p = 0; p < info->num_params && p < n.limits().size(); ++p)
        if (!n.limits()[p].unlimited()) fine = fine && n.limits()[p].allows(k.params[g.param + p]);
      found = found || fine;
    }
    if (!found) return ::testing::AssertionFailure() << "record " << i << " is `" << info->name << "`";
    if (g.num_operands == 2 && !edges.empty()) {
      const std::uint32_t a = k.operands[g.operand], b = k.operands[g.operand + 1];
      const bool there =
          edges.contains({a, b}) || (symmetric.contains(std::string(info->name)) && edges.contains({b, a}));
      if (!there) return ::testing::AssertionFailure() << info->name << " on " << a << ", " << b;
    }
  }
  return ::testing::AssertionSuccess();
}

/// Compiles, checks that every gate is the target's, and that the whole does the same.
inline compiled lower(const circuit& c, const target& t, const compile_options& o = {}) {
  expected<compiled> out = compile(c, t, o);
  if (!out) {
    ADD_FAILURE() << out.error().to_string();
    return compiled(circuit());
  }
  EXPECT_TRUE(fits(out->circuit, t));
  const expected<verification> v = verify(c, *out);
  if (!v) {
    ADD_FAILURE() << v.error().to_string();
  } else {
    EXPECT_TRUE(v->same) << v->text;
    EXPECT_NE(v->how, verification::method::none) << v->text;
  }
  return std::move(*out);
}

inline std::vector<angle> sample_angles(std::size_t n) {
  const double values[] = {0.37, -1.21, 2.6, 0.83};
  return {values, values + n};
}

/// Every gate of ketway/ops.h but gphase, with numbers for its parameters.
inline std::vector<circuit> one_of_each(std::uint32_t extra_controls = 0) {
  std::vector<circuit> out;
  for (std::uint16_t op = KW_OP_FIRST_GATE + 1; op < KW_OP_LIMIT; ++op) {
    const gate_info* info = find_op(op);
    if (info == nullptr) continue;
    const std::uint32_t n = info->num_qubits + extra_controls;
    circuit c(n);
    std::vector<std::uint32_t> qubits;
    for (std::uint32_t q = 0; q < n; ++q) qubits.push_back(q);
    const std::vector<angle> angles = sample_angles(info->num_params);
    c.gate(op, qubits, angles);
    c.name(std::string(info->name));
    out.push_back(std::move(c));
  }
  return out;
}

inline std::vector<std::complex<double>> random_unitary(std::mt19937_64& random, std::size_t size) {
  std::normal_distribution<double> normal;
  std::vector<std::complex<double>> m(size * size);
  for (auto& z : m) z = {normal(random), normal(random)};
  for (int twice = 0; twice < 2; ++twice)  // Gram and Schmidt
    for (std::size_t i = 0; i < size; ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        std::complex<double> dot = 0;
        for (std::size_t k = 0; k < size; ++k) dot += std::conj(m[j * size + k]) * m[i * size + k];
        for (std::size_t k = 0; k < size; ++k) m[i * size + k] -= dot * m[j * size + k];
      }
      double norm = 0;
      for (std::size_t k = 0; k < size; ++k) norm += std::norm(m[i * size + k]);
      for (std::size_t k = 0; k < size; ++k) m[i * size + k] /= std::sqrt(norm);
    }
  return m;
}

class random_circuit {
 public:
  explicit random_circuit(std::uint64_t seed) : random_(seed) {}
  std::mt19937_64& source() { return random_; }
  std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(random_() % n); }

  std::vector<std::uint32_t> some(std::uint32_t n, std::uint32_t k) {
    std::vector<std::uint32_t> all(n);
    for (std::uint32_t q = 0; q < n; ++q) all[q] = q;
    for (std::uint32_t i = 0; i < k; ++i) std::swap(all[i], all[i + below(n - i)]);
    all.resize(k);
    return all;
  }

  void add_gate(circuit& c, std::uint32_t widest = 4) {
    while (true) {
      const auto op = static_cast<std::uint16_t>(KW_OP_FIRST_GATE + 1 + below(KW_OP_LIMIT - KW_OP_FIRST_GATE - 1));
      const gate_info* info = find_op(op);
      if (info == nullptr || info->num_qubits > std::min(widest, c.num_qubits())) continue;
      std::vector<angle> angles;
      for (std::uint32_t i = 0; i < info->num_params; ++i) angles.emplace_back(angle_value());
      const std::vector<std::uint32_t> qubits = some(c.num_qubits(), info->num_qubits);
      c.gate(op, qubits, angles);
      return;
    }
  }
  double angle_value() {
    // Every other one is a multiple of pi/4, where gates meet their special cases.
    if (below(2) == 0) return (static_cast<double>(below(17)) - 8) * std::numbers::pi / 4;
    return (static_cast<double>(below(20001)) - 10000) / 10000 * 7;
  }
  circuit gates(std::uint32_t n, std::uint32_t count, std::uint32_t widest = 4) {
    circuit c(n, n);
    for (std::uint32_t i = 0; i < count; ++i) add_gate(c, widest);
    return c;
  }

 private:
  std::mt19937_64 random_;
};

}  // namespace ketway::tests
