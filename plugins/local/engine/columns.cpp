#include "engine/columns.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace ketway::local {
namespace {

constexpr std::size_t max_nesting = 64;
constexpr std::size_t few_operands = 8;

template <class T>
void present(const T* data, std::uint64_t count, const char* what) {
  if (!data && count) throw failure(KW_INVALID_ARGUMENT, std::string("the circuit has no column of ") + what);
}

}  // namespace

columns::columns(const kw_circuit& c) {
  std::memcpy(&c_, &c, std::min<std::size_t>(c.struct_size, sizeof c_));  // R1: missing fields are zero
  present(c_.gates, c_.num_gates, "gates"), present(c_.operands, c_.num_operands, "operands");
  present(c_.params, c_.num_params, "parameters"), present(c_.symbols, c_.num_symbols, "symbols");
  if (c_.num_qubits > max_qubits || c_.num_bits > max_bits)
    throw failure(KW_INVALID_ARGUMENT,
                  "a circuit has at most " + std::to_string(max_qubits) + " qubits and as many bits");
  for (std::size_t i = 0; i < c_.num_gates; ++i) check(i);
  if (!open_.empty()) refuse(open_.back(), "its block is not closed");
  std::sort(partners_.begin(), partners_.end());
}

void columns::refuse(std::size_t index, const std::string& why) const {
  throw failure(KW_INVALID_ARGUMENT,
                "record " + std::to_string(index) + " (op " + std::to_string(c_.gates[index].op) + "): " + why);
}

record columns::at(std::size_t index) const noexcept {
  const kw_gate& g = c_.gates[index];
  // Offsets that have not been checked yet may lie anywhere: no pointer is made of them.
  const bool inside = g.operand <= c_.num_operands && g.num_operands <= c_.num_operands - g.operand;
  const std::span<const std::uint32_t> all(c_.operands, static_cast<std::size_t>(c_.num_operands));
  return {g.op, inside ? all.subspan(g.operand, g.num_operands) : all.first(0),
          g.param <= c_.num_params && c_.params ? c_.params + g.param : nullptr};
}

std::size_t columns::partner(std::size_t index) const {
  const auto at = std::lower_bound(partners_.begin(), partners_.end(), std::make_pair(index, std::size_t{0}));
  return at->second;
}

void columns::check_distinct(std::size_t index, std::span<const std::uint32_t> qubits) {
  for (const auto q : qubits)
    if (q >= c_.num_qubits) refuse(index, "qubit " + std::to_string(q) + " of " + std::to_string(c_.num_qubits));
  const auto twice = [&](std::uint32_t q) { refuse(index, "qubit " + std::to_string(q) + " occurs twice"); };
  if (qubits.size() <= few_operands) {
    for (std::size_t i = 0; i < qubits.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        if (qubits[i] == qubits[j]) twice(qubits[i]);
    return;
  }
  std::vector<std::uint32_t> sorted(qubits.begin(), qubits.end());
  std::sort(sorted.begin(), sorted.end());
  const auto same = std::adjacent_find(sorted.begin(), sorted.end());
  if (same != sorted.end()) twice(*same);
}

void columns::check_params(std::size_t index, std::uint64_t count) const {
  const kw_gate& g = c_.gates[index];
  if (g.param > c_.num_params || count > c_.num_params - g.param)
    refuse(index, "its parameters lie outside of the column");
  for (std::uint64_t k = 0; k < count; ++k)
    if (!std::isfinite(c_.params[g.param + k])) refuse(index, "parameter " + std::to_string(k) + " is not finite");
}

void columns::check_bound(std::size_t index, std::uint64_t params) const {
  const kw_gate& g = c_.gates[index];
  if (g.symbol == 0 || params == 0) return;
  if (g.symbol > c_.num_symbols || params > c_.num_symbols - g.symbol)
    refuse(index, "its symbols lie outside of the column");
  for (std::uint64_t k = 0; k < params; ++k)
    if (c_.symbols[g.symbol + k].size) refuse(index, "parameter " + std::to_string(k) + " has no value: bind it first");
}

void columns::check(std::size_t index) {
  const kw_gate& g = c_.gates[index];
  if (g.operand > c_.num_operands || g.num_operands > c_.num_operands - g.operand)
    refuse(index, "its operands lie outside of the column");
  const op_shape shape = shape_of(g.op);
  if (!shape.known)
    throw failure(KW_UNIMPLEMENTED,
                  "record " + std::to_string(index) + ": unknown operation number " + std::to_string(g.op));
  const auto operands = at(index).operands;
  if (shape.operands != KW_ANY && g.num_operands < shape.operands) refuse(index, "too few operands");
  switch (g.op) {
    case KW_OP_MEASURE:
      if (operands.size() != 2) refuse(index, "needs a qubit and a bit");
      if (operands[0] >= c_.num_qubits) refuse(index, "qubit " + std::to_string(operands[0]) + " is out of range");
      if (operands[1] >= c_.num_bits) refuse(index, "bit " + std::to_string(operands[1]) + " is out of range");
      return;
    case KW_OP_RESET:
      if (operands.size() != 1) refuse(index, "needs one qubit");
      return check_distinct(index, operands);
    case KW_OP_BARRIER: return check_distinct(index, operands);
    case KW_OP_DELAY: return check_distinct(index, operands);
    case KW_OP_OPAQUE:
      throw failure(KW_UNIMPLEMENTED, "record " + std::to_string(index) + ": gate " + opaque_name(index) +
                                          " is opaque: it has no definition that could be simulated");
    case KW_OP_IF:
    case KW_OP_WHILE:
    case KW_OP_ELSE:
    case KW_OP_END: return check_block(index);
    default: return check_gate(index, shape);
  }
}

std::string columns::opaque_name(std::size_t index) const {
  const std::uint32_t symbol = c_.gates[index].symbol;
  if (symbol >= c_.num_symbols || c_.symbols[symbol].size == 0) return "without a name";
  return "'" + std::string(c_.symbols[symbol].data, c_.symbols[symbol].size) + "'";
}

void columns::check_gate(std::size_t index, const op_shape& shape) {
  const auto operands = at(index).operands;
  check_distinct(index, operands);
  ++num_gates_;
  if (c_.gates[index].op != KW_OP_UNITARY) {
    check_params(index, shape.params);
    return check_bound(index, shape.params);
  }
  if (operands.empty() || operands.size() > max_unitary_qubits)
    refuse(index, "a unitary has 1 to " + std::to_string(max_unitary_qubits) + " qubits");
  check_params(index, std::uint64_t{2} << (2 * operands.size()));
}

void columns::check_block(std::size_t index) {
  const auto operands = at(index).operands;
  const std::uint16_t op = c_.gates[index].op;
  if (op == KW_OP_IF || op == KW_OP_WHILE) {
    for (const auto literal : operands)
      if (literal >> 1 >= c_.num_bits) refuse(index, "bit " + std::to_string(literal >> 1) + " is out of range");
    if (open_.size() == max_nesting) refuse(index, "blocks are nested too deep");
    open_.push_back(index);
    return;
  }
  if (open_.empty()) refuse(index, "no block is open here");
  if (!operands.empty()) refuse(index, "takes no operands");
  if (op == KW_OP_ELSE && c_.gates[open_.back()].op != KW_OP_IF) refuse(index, "`else` belongs to an `if`");
  partners_.emplace_back(open_.back(), index);
  open_.pop_back();
  if (op == KW_OP_ELSE) open_.push_back(index);
}

bool is_gate(std::uint16_t op) noexcept { return op >= KW_OP_FIRST_GATE || op == KW_OP_UNITARY; }

std::size_t diagonal_operands(const record& r) noexcept {
  switch (r.op) {
    case KW_OP_UNITARY: return 0;
    case KW_OP_GPHASE:
    case KW_OP_ID:
    case KW_OP_Z:
    case KW_OP_S:
    case KW_OP_SDG:
    case KW_OP_T:
    case KW_OP_TDG:
    case KW_OP_P:
    case KW_OP_RZ:
    case KW_OP_CZ:
    case KW_OP_CS:
    case KW_OP_CSDG:
    case KW_OP_CP:
    case KW_OP_CRZ:
    case KW_OP_RZZ:
    case KW_OP_CPHASE00:
    case KW_OP_CPHASE01:
    case KW_OP_CPHASE10:
    case KW_OP_CCZ: return r.operands.size();
    case KW_OP_SWAP:
    case KW_OP_CSWAP: return r.operands.size() - 2;
    case KW_OP_RCCX: return r.operands.size() - 3;
    case KW_OP_RC3X: return r.operands.size() - 4;
    default: break;
  }
  // The named controls are part of the table's count, so what is left are the targets.
  std::size_t targets = shape_of(r.op).operands;
  switch (r.op) {
    case KW_OP_CX:
    case KW_OP_CY:
    case KW_OP_CH:
    case KW_OP_CSX:
    case KW_OP_CSXDG:
    case KW_OP_CRX:
    case KW_OP_CRY:
    case KW_OP_CU3:
    case KW_OP_CU:
    case KW_OP_CCX:
    case KW_OP_C3X:
    case KW_OP_C3SX:
    case KW_OP_C4X: targets = 1; break;
    default: break;
  }
  return r.operands.size() - targets;
}

}  // namespace ketway::local
