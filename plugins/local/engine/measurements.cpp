#include "engine/measurements.hpp"

namespace ketway::local {

std::vector<fate> fates_of(const columns& circuit) {
  std::vector<fate> out(circuit.size(), fate::now);
  // Each about what comes later in the text.
  std::vector<bool> changed(circuit.num_qubits()), used(circuit.num_qubits());
  std::vector<bool> read(circuit.num_bits()), written(circuit.num_bits()), surely_written(circuit.num_bits());
  std::size_t depth = 0;
  for (std::size_t i = circuit.size(); i-- > 0;) {
    const record r = circuit.at(i);
    switch (r.op) {
      case KW_OP_END: ++depth; break;
      case KW_OP_IF:
      case KW_OP_WHILE:
        --depth;
        for (const auto literal : r.operands) read[literal >> 1] = true;
        break;
      case KW_OP_MEASURE: {
        const std::uint32_t q = r.operands[0], b = r.operands[1];
        if (depth == 0 && !changed[q] && !read[b]) {
          if (!written[b])
            out[i] = fate::final;
          else if (surely_written[b])
            out[i] = fate::never;
        }
        used[q] = true, written[b] = true;
        if (depth == 0) surely_written[b] = true;
        break;
      }
      case KW_OP_RESET:
        if (depth == 0 && !used[r.operands[0]]) out[i] = fate::never;
        used[r.operands[0]] = changed[r.operands[0]] = true;
        break;
      default:
        if (!is_gate(r.op)) break;
        for (std::size_t k = diagonal_operands(r); k < r.operands.size(); ++k) changed[r.operands[k]] = true;
        for (const auto q : r.operands) used[q] = true;
    }
  }
  return out;
}

}  // namespace ketway::local
