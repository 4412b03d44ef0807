#pragma once
// Circuits between two passes: records that are read, made and passed on.

#include <span>
#include <vector>

#include "circuit/columns.hpp"

namespace ketway::compiler {

/// One gate or matrix on its way. Not for structure records.
class record {
 public:
  record() = default;
  record(std::uint16_t op, std::vector<std::uint32_t> qubits, std::vector<angle> angles = {})
      : op(op), qubits(std::move(qubits)), angles(std::move(angles)) {}
  std::uint16_t op = 0;
  std::vector<std::uint32_t> qubits;
  std::vector<angle> angles;
  std::vector<std::complex<double>> matrix;  // of KW_OP_UNITARY

  std::size_t controls() const noexcept;  // in front, of the base gate
  bool symbolic() const;
};

/// A gate or unitary record as such.
record read_record(const circuit::storage& s, const kw_gate& g);
/// exception(out_of_range) where a limit of circuits is passed.
void write_record(circuit::storage& to, const record& r);
/// Any other record, its qubits mapped; bits and symbols stay.
void copy_structure(circuit::storage& to, const circuit::storage& from, const kw_gate& g,
                    std::span<const std::uint32_t> qubits);
/// An empty circuit with the registers of another.
circuit same_shape(const circuit& c);
/// An empty circuit of `num_qubits` in one register `q` (`q1`, ...), with the bit registers of another.
circuit physical_shape(const circuit& c, std::uint32_t num_qubits);

}  // namespace ketway::compiler
