#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace ketway::emulator::ibm {

/// Undirected edges, the lower qubit first, ascending.
using edge_list = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

class lattice {
 public:
  std::uint32_t qubits = 0;
  edge_list edges;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> places;  ///< of each qubit: column, row
};

/// Rows of `length` qubits, and between them one qubit in every fourth column, shifted by two from gap to gap; numbered row
/// by row. With `fringe`, a last row of single qubits hangs below. 8 x 16 is Heron r2, 7 x 15 with a fringe Heron r1.
lattice heavy_hex(std::uint32_t rows, std::uint32_t length, bool fringe);
/// 12 x 10 is Nighthawk.
lattice square(std::uint32_t rows, std::uint32_t columns);
lattice line(std::uint32_t qubits);

}  // namespace ketway::emulator::ibm
