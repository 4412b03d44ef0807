#include "ibm/isa.hpp"

#include <cmath>

#include "ketway/language.hpp"

namespace ketway::emulator::ibm {
namespace {

// Whether the text defines a gate of that name.
bool defines(const std::string& text, const std::string& name) {
  for (std::size_t at = text.find("gate "); at != std::string::npos; at = text.find("gate ", at + 1)) {
    std::size_t i = at + 5;
    while (i < text.size() && text[i] == ' ') ++i;
    const char behind = i + name.size() < text.size() ? text[i + name.size()] : ' ';
    if (text.compare(i, name.size(), name) == 0 && (behind == ' ' || behind == '(' || behind == '\n')) return true;
  }
  return false;
}

std::vector<angle> angles_of(const kw_circuit& c, const kw_gate& g, std::uint32_t params) {
  std::vector<angle> out;
  for (std::uint32_t i = 0; i < params; ++i) {
    std::string_view symbol;
    if (g.symbol) symbol = {c.symbols[g.symbol + i].data, c.symbols[g.symbol + i].size};
    if (symbol.empty())
      out.emplace_back(c.params[g.param + i]);
    else
      out.emplace_back(parameter::parse(symbol).value());
  }
  return out;
}

bool is(const kw_circuit& c, std::uint64_t i, std::uint16_t op, std::initializer_list<std::uint32_t> on) {
  if (i >= c.num_gates || c.gates[i].op != op || c.gates[i].num_operands != on.size()) return false;
  return std::equal(on.begin(), on.end(), c.operands + c.gates[i].operand);
}

condition condition_of(const kw_circuit& c, const kw_gate& g) {
  condition when;
  for (std::uint32_t i = 0; i < g.num_operands; ++i) {
    const std::uint32_t literal = c.operands[g.operand + i];
    when.also(literal >> 1, (literal & 1) != 0);
  }
  return when;
}

void copy_record(circuit& to, const kw_circuit& c, const kw_gate& g) {
  const std::span<const std::uint32_t> on(c.operands + g.operand, g.num_operands);
  switch (g.op) {
    case KW_OP_MEASURE: to.measure(on[0], on[1]); return;
    case KW_OP_RESET: to.reset(on[0]); return;
    case KW_OP_BARRIER: to.barrier(on); return;
    case KW_OP_DELAY:
      to.delay(0, on);  // idling is not emulated: its length does not matter
      return;
    case KW_OP_IF: to.begin_if(condition_of(c, g)); return;
    case KW_OP_WHILE: to.begin_while(condition_of(c, g)); return;
    case KW_OP_ELSE: to.otherwise(); return;
    case KW_OP_END: to.end(); return;
    default: to.gate(g.op, on, angles_of(c, g, find_op(g.op)->num_params));
  }
}

// cx a,b; rz(t) b; cx a,b is rzz(t) a,b.
circuit folded(const circuit& from) {
  const kw_circuit& c = from.columns();
  circuit out;
  for (const circuit_register& r : from.qubit_registers()) out.add_qubits(r.name, r.size);
  for (const circuit_register& r : from.bit_registers()) out.add_bits(r.name, r.size);
  for (std::uint64_t i = 0; i < c.num_gates; ++i) {
    const kw_gate& g = c.gates[i];
    if (g.op == KW_OP_CX && g.num_operands == 2) {
      const std::uint32_t a = c.operands[g.operand], b = c.operands[g.operand + 1];
      if (is(c, i + 1, KW_OP_RZ, {b}) && is(c, i + 2, KW_OP_CX, {a, b})) {
        out.gate(KW_OP_RZZ, {{a, b}}, angles_of(c, c.gates[i + 1], 1));
        i += 2;
        continue;
      }
    }
    copy_record(out, c, g);
  }
  return out;
}

bool has_matrices(const kw_circuit& c) {
  for (std::uint64_t i = 0; i < c.num_gates; ++i)
    if (c.gates[i].op == KW_OP_UNITARY || c.gates[i].op == KW_OP_OPAQUE) return true;
  return false;
}

}  // namespace

expected<circuit> read_program(const std::string& text, const device& on) {
  expected<reading> read = read_circuit(text);
  if (!read) return read.error();
  if (!defines(text, "rzz") || has_matrices(read->circuit.columns())) return std::move(read->circuit);
  static_cast<void>(on);
  try {
    return folded(read->circuit);
  } catch (const exception& e) {
    return e.error();
  }
}

std::optional<std::string> not_isa(const circuit& c, const device& on) {
  const kw_circuit& k = c.columns();
  int depth = 0;
  for (std::uint64_t i = 0; i < k.num_gates; ++i) {
    const kw_gate& g = k.gates[i];
    if (g.op == KW_OP_IF && ++depth > 1) return "nested if is not supported";
    if (g.op == KW_OP_END) --depth;
    if (g.op == KW_OP_WHILE) return "loops are not supported";
    if (g.op == KW_OP_GPHASE || g.op == KW_OP_DELAY || g.op == KW_OP_BARRIER) continue;
    const std::vector<std::uint32_t> qubits(k.operands + g.operand, k.operands + g.operand + g.num_operands);
    if (g.op == KW_OP_MEASURE || g.op == KW_OP_RESET) {
      if (qubits[0] >= on.qubits) return "qubit " + std::to_string(qubits[0]) + " is not on the device";
      continue;
    }
    if (g.op < KW_OP_FIRST_GATE) {
      if (g.op == KW_OP_UNITARY || g.op == KW_OP_OPAQUE) return "instruction unitary is not supported";
      continue;
    }
    const std::string name(find_op(g.op)->name);
    // `id` of stdgates.inc expands to u.
    if (g.op == KW_OP_ID) return "instruction u on qubits (" + std::to_string(qubits[0]) + ",) is not supported";
    if (!on.can(name, qubits)) {
      std::string where;
      for (const std::uint32_t q : qubits) where += (where.empty() ? "" : ", ") + std::to_string(q);
      return "instruction " + name + " on qubits (" + where + ") is not supported by the target system";
    }
    if (g.op != KW_OP_RZZ || (g.symbol && k.symbols[g.symbol].size != 0)) continue;
    const double t = k.params[g.param];
    if (t < -1e-10 || t > M_PI / 2 + 1e-10) return "the angle of rzz is outside [0, pi/2]";
  }
  return std::nullopt;
}

}  // namespace ketway::emulator::ibm
