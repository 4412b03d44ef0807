// A circuit under control of new qubits.

#include "circuit/matrix.hpp"
#include "circuit/transform.hpp"

namespace ketway {
namespace {

using storage = circuit::storage;

void add_control_register(storage& to, const storage& from, std::uint32_t k) {
  to.copy_shape(from);
  std::string free_name = "ctrl";
  for (std::uint32_t i = 1; to.has_register(free_name); ++i) free_name = "ctrl" + std::to_string(i);
  for (circuit_register& r : to.qubit_registers) r.first += k;
  to.register_names.insert(free_name);
  to.qubit_registers.insert(to.qubit_registers.begin(), circuit_register{free_name, 0, k});
  to.num_qubits += k;
}

void append_controlled(storage& to, const storage& from, const kw_gate& g, std::uint32_t k) {
  std::vector<std::uint32_t> qubits;
  for (const std::uint32_t q : from.operands_of(g)) qubits.push_back(q + k);
  const bool idle = !gates::is_gate(g.op) || g.op == KW_OP_ID;
  if (!idle || g.op == KW_OP_UNITARY)
    for (std::uint32_t c = 0; c < k; ++c) qubits.insert(qubits.begin() + c, c);
  if (g.op == KW_OP_UNITARY) {
    if (qubits.size() > circuit_limits::max_unitary_qubits) transform::require(refusal::operand_count);
    return transform::require(to.unitary(gates::controlled(transform::matrix_of(from, g), k), qubits, {}));
  }
  if (idle) {
    transform::require(to.has_room(1, qubits.size(), 1) ? refusal::none : refusal::too_many_records);
    return to.push(g.op, qubits, from.params_of(g), to.copy_symbols(from, g));
  }
  const std::span<const double> angles = from.params_of(g);
  transform::require(to.check_gate(g.op, qubits, angles));
  to.push(gates::canonical(g.op, qubits.size() - gates::table[g.op].operands), qubits, angles,
          to.copy_symbols(from, g));
}

}  // namespace

expected<circuit> circuit::controlled(std::uint32_t k) const {
  const storage& from = storage::of(*this);
  if (auto why = transform::why_not_unitary(from, "control")) return std::move(*why);
  if (k == 0) return *this;
  if (k > circuit_limits::max_qubits - from.num_qubits)
    return ketway::error(errc::invalid_argument, std::to_string(k) + " controls exceed the limit of " +
                                                     std::to_string(circuit_limits::max_qubits) + " qubits");
  if (k > UINT16_MAX) return ketway::error(errc::invalid_argument, "a gate has at most 65535 operands");
  circuit out;
  storage& to = storage::open(out);
  add_control_register(to, from, k);
  try {
    for (const kw_gate& g : from.gates) append_controlled(to, from, g, k);
  } catch (const exception& e) {  // a limit on size that the controls exceed
    return e.error();
  }
  return out;
}

}  // namespace ketway
