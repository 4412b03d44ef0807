#pragma once
// Circuits for the engine's tests, written straight into columns, also broken ones.

#include <complex>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

#include "ketway/plugin.h"

namespace ketway::local::testing {

class draft {
 public:
  explicit draft(std::uint32_t num_qubits, std::uint32_t num_bits = 0) : num_qubits(num_qubits), num_bits(num_bits) {}

  draft& add(std::uint16_t op, std::span<const std::uint32_t> on, std::span<const double> values = {}) {
    kw_gate g{};
    g.op = op, g.num_operands = static_cast<std::uint16_t>(on.size());
    g.operand = static_cast<std::uint32_t>(operands.size()), g.param = static_cast<std::uint32_t>(params.size());
    operands.insert(operands.end(), on.begin(), on.end());
    params.insert(params.end(), values.begin(), values.end());
    gates.push_back(g);
    return *this;
  }
  draft& add(std::uint16_t op, std::initializer_list<std::uint32_t> on, std::initializer_list<double> values = {}) {
    return add(op, std::span(on.begin(), on.size()), std::span(values.begin(), values.size()));
  }
  draft& unitary(std::span<const std::complex<double>> m, std::span<const std::uint32_t> on) {
    std::vector<double> values;
    for (const auto v : m) values.push_back(v.real()), values.push_back(v.imag());
    return add(KW_OP_UNITARY, on, values);
  }
  draft& h(std::uint32_t q) { return add(KW_OP_H, {q}); }
  draft& x(std::uint32_t q) { return add(KW_OP_X, {q}); }
  draft& cx(std::uint32_t c, std::uint32_t t) { return add(KW_OP_CX, {c, t}); }
  draft& measure(std::uint32_t q, std::uint32_t b) { return add(KW_OP_MEASURE, {q, b}); }
  draft& measure_all() {
    for (std::uint32_t q = 0; q < num_qubits; ++q) measure(q, q);
    return *this;
  }
  draft& reset(std::uint32_t q) { return add(KW_OP_RESET, {q}); }
  draft& when(std::uint32_t bit, bool value) { return add(KW_OP_IF, {bit << 1 | (value ? 1U : 0U)}); }
  draft& loop(std::uint32_t bit, bool value) { return add(KW_OP_WHILE, {bit << 1 | (value ? 1U : 0U)}); }
  draft& otherwise() { return add(KW_OP_ELSE, {}); }
  draft& end() { return add(KW_OP_END, {}); }

  /// Valid until this draft changes.
  kw_circuit columns() const {
    kw_circuit c{};
    c.struct_size = sizeof c, c.num_qubits = num_qubits, c.num_bits = num_bits;
    c.gates = gates.data(), c.num_gates = gates.size(), c.operands = operands.data(), c.num_operands = operands.size();
    c.params = params.data(), c.num_params = params.size(), c.symbols = symbols.data(), c.num_symbols = symbols.size();
    return c;
  }

  std::uint32_t num_qubits, num_bits;
  std::vector<kw_gate> gates;
  std::vector<std::uint32_t> operands;
  std::vector<double> params;
  std::vector<kw_str> symbols{kw_str{nullptr, 0}};
};

}  // namespace ketway::local::testing
