#include "ibm/topology.hpp"

#include <algorithm>

namespace ketway::emulator::ibm {

lattice heavy_hex(std::uint32_t rows, std::uint32_t length, bool fringe) {
  lattice l;
  const std::uint32_t links = (length + 1) / 4, pitch = length + links;
  const std::uint32_t gaps = fringe ? rows : rows - 1;
  l.qubits = rows * length + gaps * links;
  for (std::uint32_t r = 0; r < rows; ++r) {
    const std::uint32_t first = r * pitch;
    for (std::uint32_t c = 0; c < length; ++c) {
      if (c + 1 < length) l.edges.emplace_back(first + c, first + c + 1);
      l.places.emplace_back(c, 2 * r);
    }
    if (r >= gaps) continue;
    for (std::uint32_t k = 0; k < links; ++k) {
      // Rows of 16 begin their links at column 3, rows of 15 at column 0, as the machines do.
      const std::uint32_t start = length % 4 == 0 ? (r % 2 == 0 ? 3 : 1) : (r % 2 == 0 ? 0 : 2);
      const std::uint32_t column = start + 4 * k, link = first + length + k;
      l.edges.emplace_back(first + column, link);
      if (r + 1 < rows) l.edges.emplace_back(link, first + pitch + column);
      l.places.emplace_back(column, 2 * r + 1);
    }
  }
  std::sort(l.edges.begin(), l.edges.end());
  return l;
}

lattice square(std::uint32_t rows, std::uint32_t columns) {
  lattice l;
  l.qubits = rows * columns;
  for (std::uint32_t r = 0; r < rows; ++r) {
    for (std::uint32_t c = 0; c < columns; ++c) {
      const std::uint32_t q = r * columns + c;
      if (c + 1 < columns) l.edges.emplace_back(q, q + 1);
      if (r + 1 < rows) l.edges.emplace_back(q, q + columns);
      l.places.emplace_back(c, r);
    }
  }
  return l;
}

lattice line(std::uint32_t qubits) { return square(1, qubits); }

}  // namespace ketway::emulator::ibm
