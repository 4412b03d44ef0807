#include "compiler/records.hpp"

#include "circuit/transform.hpp"
#include "compiler/angles.hpp"

namespace ketway::compiler {
namespace {

void require(refusal why) {
  if (why == refusal::none) return;
  const bool size = why == refusal::too_many_records || why == refusal::operand_count;
  throw exception(error(size ? errc::out_of_range : errc::internal,
                        "the compiled circuit cannot be written: " + std::string(to_string(why))));
}

}  // namespace

std::size_t record::controls() const noexcept {
  if (op == KW_OP_UNITARY || op == KW_OP_GPHASE) return 0;
  const gates::row& r = gates::table[op];
  return qubits.size() - r.operands + static_cast<std::size_t>(std::max<int>(r.controls, 0));
}

bool record::symbolic() const { return any_symbolic(angles); }

record read_record(const circuit::storage& s, const kw_gate& g) {
  const std::span<const std::uint32_t> operands = s.operands_of(g);
  record r(g.op, {operands.begin(), operands.end()});
  if (g.op == KW_OP_UNITARY)
    r.matrix = transform::matrix_of(s, g);
  else
    transform::read_angles(s, g, r.angles);
  return r;
}

void write_record(circuit::storage& to, const record& r) {
  if (r.op == KW_OP_UNITARY) return require(to.unitary(r.matrix, r.qubits, {}));
  if (r.symbolic()) return require(to.gate(r.op, r.qubits, std::span<const angle>(r.angles)));
  return require(to.gate(r.op, r.qubits, numbers(r.angles)));
}

void copy_structure(circuit::storage& to, const circuit::storage& from, const kw_gate& g,
                    std::span<const std::uint32_t> qubits) {
  const std::span<const std::uint32_t> operands = from.operands_of(g);
  std::vector<std::uint32_t> mapped(operands.begin(), operands.end());
  switch (g.op) {
    case KW_OP_MEASURE: return require(to.measure(qubits[operands[0]], operands[1]));
    case KW_OP_IF:
    case KW_OP_WHILE: return require(to.begin(g.op, operands));
    case KW_OP_ELSE: return require(to.otherwise());
    case KW_OP_END: return require(to.end());
    default: break;
  }
  for (std::uint32_t& q : mapped) q = qubits[q];
  require(to.has_room(1, mapped.size(), 1) ? refusal::none : refusal::too_many_records);
  to.push(g.op, mapped, from.params_of(g), to.copy_symbols(from, g));
}

circuit same_shape(const circuit& c) {
  circuit out;
  circuit::storage::open(out).copy_shape(circuit::storage::of(c));
  return out;
}

circuit physical_shape(const circuit& c, std::uint32_t num_qubits) {
  circuit out;
  out.name(c.name());
  std::string free_name = "q";
  const auto taken = [&](const std::string& name) {
    for (const circuit_register& r : c.bit_registers())
      if (r.name == name) return true;
    return false;
  };
  for (std::uint32_t i = 1; taken(free_name); ++i) free_name = "q" + std::to_string(i);
  out.add_qubits(free_name, num_qubits);
  for (const circuit_register& r : c.bit_registers()) out.add_bits(r.name, r.size);
  return out;
}

}  // namespace ketway::compiler
