#pragma once
// A dense simulator that is written to be evidently right, not fast: the measure by which `equivalent` and the tests of
// other rooms judge. Operations act on the amplitudes of n qubits times 2^m columns that run side by side.

#include <complex>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "ketway/circuit.hpp"

namespace ketway::dense {

using complex = std::complex<double>;

/// One record, ready to run.
struct step {
  std::uint16_t op = 0;
  std::uint64_t controls = 0;          // mask of qubits that must be 1
  std::vector<std::uint32_t> targets;  // of the matrix; the qubit and the bit of a measurement; literals of a condition
  struct entry {
    std::uint32_t row, column;
    complex value;
  };
  std::vector<entry> entries;  // of the matrix, where it is not 0
  std::size_t jump = 0;        // where a block goes on: behind `if` that does not hold, behind `else`, to `while`
};

using program = std::vector<step>;

/// Errors: failed_precondition where a parameter is unbound or a gate is opaque, invalid_argument where a block is open.
expected<program> prepare(const circuit& c);

/// One history of outcomes. The square of the norm of the state is its probability.
struct branch {
  std::size_t at = 0;
  std::string bits;            // one character a bit, '0' or '1', bit 0 first
  std::vector<complex> state;  // index = (basis state << m) | column
  std::uint32_t turns = 0;     // of all loops
};

/// Calls `ended` for each history of the program that starts with `first`. Errors: failed_precondition for a loop that
/// does not end within 65536 turns, out_of_range for more histories than can be followed.
expected<void> run(const program& p, branch first, std::uint32_t num_qubits, std::uint32_t columns_log2,
                   const std::function<void(const branch&)>& ended);

}  // namespace ketway::dense
