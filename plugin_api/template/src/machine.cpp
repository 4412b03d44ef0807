#include "machine.hpp"

#include <algorithm>

namespace toy {
namespace {

const char* name_of(std::uint16_t op) {
  switch (op) {
#define TOY_NAME(c, number, text, operands, params) \
  case number: return text;
    KW_STRUCTURE_TABLE(TOY_NAME)
    KW_GATE_TABLE(TOY_NAME)
#undef TOY_NAME
    default: return nullptr;
  }
}

/// How many operands the machine's operations need at least; extra ones before them are controls (O1). 0: not its own.
unsigned targets_of(std::uint16_t op) {
  switch (op) {
    case KW_OP_X:
    case KW_OP_RESET: return 1;
    case KW_OP_CX:
    case KW_OP_SWAP:
    case KW_OP_MEASURE: return 2;
    default: return 0;
  }
}

std::string objection(const kw_circuit& c, const kw_gate& g, std::uint32_t qubits) {
  const char* name = name_of(g.op);
  if (!name) return "operation number " + std::to_string(g.op) + " is unknown";
  if (g.operand > c.num_operands || c.num_operands - g.operand < g.num_operands)
    return std::string(name) + " has operands outside the circuit's";
  const std::uint32_t* on = c.operands + g.operand;
  if (g.op == KW_OP_BARRIER) return {};
  const unsigned targets = targets_of(g.op);
  if (targets == 0) return std::string("this machine has no ") + name;
  const bool fixed = g.op == KW_OP_MEASURE || g.op == KW_OP_RESET;
  if (g.num_operands < targets || (fixed && g.num_operands != targets))
    return std::string(name) + " with " + std::to_string(g.num_operands) + " operands";
  const unsigned num_qubits = g.op == KW_OP_MEASURE ? 1 : g.num_operands;
  for (unsigned i = 0; i < num_qubits; ++i)
    if (on[i] >= std::min(c.num_qubits, qubits)) return std::string(name) + " on qubit " + std::to_string(on[i]);
  if (g.op == KW_OP_MEASURE && on[1] >= c.num_bits) return "measure to bit " + std::to_string(on[1]);
  for (unsigned i = 0; i < num_qubits; ++i)
    if (std::find(on, on + i, on[i]) != on + i) return std::string(name) + " twice on qubit " + std::to_string(on[i]);
  return {};
}

}  // namespace

std::vector<std::string> objections(const kw_circuit& c, std::uint32_t qubits) {
  constexpr std::size_t most = 20;  // a person reads them
  std::vector<std::string> all;
  if (c.num_qubits > qubits)
    all.push_back("the circuit has " + std::to_string(c.num_qubits) + " qubits, the machine " + std::to_string(qubits));
  for (std::uint64_t i = 0; i < c.num_gates && all.size() < most; ++i)
    if (auto why = objection(c, c.gates[i], qubits); !why.empty())
      all.push_back("operation " + std::to_string(i) + ": " + why);
  return all;
}

std::vector<std::uint8_t> run(const kw_circuit& c) {
  std::vector<bool> qubits(c.num_qubits);
  std::vector<std::uint8_t> key((c.num_bits + 7) / 8);
  for (std::uint64_t i = 0; i < c.num_gates; ++i) {
    const kw_gate& g = c.gates[i];
    const std::uint32_t* on = c.operands + g.operand;
    const unsigned targets = g.op == KW_OP_CX ? 1 : targets_of(g.op);  // cx is x with a control
    const std::uint32_t* const first = on + g.num_operands - targets;
    const bool unitary = g.op == KW_OP_X || g.op == KW_OP_CX || g.op == KW_OP_SWAP;
    if (unitary && !std::all_of(on, first, [&](std::uint32_t q) { return qubits[q]; })) continue;
    switch (g.op) {
      case KW_OP_X:
      case KW_OP_CX: qubits[first[0]] = !qubits[first[0]]; break;
      case KW_OP_SWAP: {
        const bool other = qubits[first[0]];
        qubits[first[0]] = qubits[first[1]];
        qubits[first[1]] = other;
        break;
      }
      case KW_OP_RESET: qubits[on[0]] = false; break;
      case KW_OP_MEASURE: {
        const auto mask = static_cast<std::uint8_t>(1u << (on[1] % 8));
        auto& byte = key[on[1] / 8];
        byte = static_cast<std::uint8_t>(qubits[on[0]] ? byte | mask : byte & ~mask);
        break;
      }
      default: break;  // a barrier
    }
  }
  return key;
}

}  // namespace toy
