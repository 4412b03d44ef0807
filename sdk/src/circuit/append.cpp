// One circuit inside another.

#include "circuit/columns.hpp"

namespace ketway {
namespace {

using storage = circuit::storage;

[[noreturn]] void refuse(const std::string& what) { throw exception(error(errc::invalid_argument, "append: " + what)); }

std::size_t nesting_of(const storage& s) {
  std::size_t depth = 0, deepest = 0;
  for (const kw_gate& g : s.gates) {
    if (g.op == KW_OP_IF || g.op == KW_OP_WHILE) deepest = std::max(deepest, ++depth);
    if (g.op == KW_OP_END) --depth;
  }
  return deepest;
}

void check_map(std::span<const std::uint32_t> map, std::uint32_t expected_size, std::uint32_t limit,
               std::string_view noun) {
  if (map.size() != expected_size)
    refuse("expected " + std::to_string(expected_size) + " " + std::string(noun) + "s, got " +
           std::to_string(map.size()));
  std::vector<std::uint32_t> sorted(map.begin(), map.end());
  std::sort(sorted.begin(), sorted.end());
  if (!sorted.empty() && sorted.back() >= limit)
    refuse(std::string(noun) + " " + std::to_string(sorted.back()) + " is out of range, the circuit has " +
           std::to_string(limit));
  if (const auto twice = std::adjacent_find(sorted.begin(), sorted.end()); twice != sorted.end())
    refuse(std::string(noun) + " " + std::to_string(*twice) + " occurs twice");
}

void map_operands(const storage& from, const kw_gate& g, std::span<const std::uint32_t> qubits,
                  std::span<const std::uint32_t> bits, std::vector<std::uint32_t>& to) {
  const std::span<const std::uint32_t> operands = from.operands_of(g);
  to.assign(operands.begin(), operands.end());
  if (g.op == KW_OP_IF || g.op == KW_OP_WHILE) {
    for (std::uint32_t& literal : to) literal = (bits[literal_bit(literal)] << 1) | (literal & 1U);
  } else if (g.op == KW_OP_MEASURE) {
    to[0] = qubits[to[0]];
    to[1] = bits[to[1]];
  } else {
    for (std::uint32_t& q : to) q = qubits[q];
  }
}

// All that the params column holds of a record.
std::span<const double> stored_params(const storage& s, const kw_gate& g) {
  const std::span<const double> values = s.params_of(g);
  return g.op == KW_OP_OPAQUE ? std::span(values.data() - 1, values.size() + 1) : values;
}

}  // namespace

circuit& circuit::append(const circuit& other, std::span<const std::uint32_t> qubits,
                         std::span<const std::uint32_t> bits) {
  const std::shared_ptr<const storage> kept = other.storage_;  // `other` may be this circuit, or share its storage
  const storage& from = storage::of(other);
  storage& to = edit();
  check_map(qubits, from.num_qubits, to.num_qubits, "qubit");
  check_map(bits, from.num_bits, to.num_bits, "bit");
  if (!from.open_blocks.empty()) refuse("the other circuit has an open block");
  if (to.open_blocks.size() + nesting_of(from) > circuit_limits::max_nesting)
    refuse(std::string(to_string(refusal::nested_too_deep)));
  if (!to.has_room(from.gates.size(), from.operands.size(), from.params.size()))
    refuse(std::string(to_string(refusal::too_many_records)));

  storage::transaction all_or_nothing(to);
  std::vector<std::uint32_t> operands;
  for (const kw_gate& g : from.gates) {
    map_operands(from, g, qubits, bits, operands);
    to.push(g.op, operands, stored_params(from, g), to.copy_symbols(from, g));
  }
  to.measures = to.measures || from.measures;
  all_or_nothing.keep();
  return *this;
}

}  // namespace ketway
