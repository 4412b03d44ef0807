#pragma once
// A circuit made ready to run: runs of fused operations between the places where a classical bit matters.

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/columns.hpp"
#include "engine/schedule.hpp"
#include "engine/tally.hpp"

namespace ketway::local {

struct step {
  enum class kind : std::uint8_t {
    run,          ///< segments[index]
    measure,      ///< position -> bit `index`
    reset,        ///< position; segments[index] flips it
    jump_unless,  ///< to `target` unless all of literals[index, index + count) hold
    jump          ///< to `target`; backwards: one more turn of a loop
  };
  kind what = kind::run;
  std::int32_t position = -1;  ///< of the basis index; -1: a qubit that is still |0>
  std::uint32_t index = 0, count = 0, target = 0;
};

struct program {
  std::uint32_t num_qubits = 0, num_bits = 0;
  unsigned state_bits = 0;              ///< qubits that are ever not |0>: the state holds only these
  std::vector<std::int32_t> positions;  ///< of each qubit in the basis index; -1: it has none
  std::vector<step> steps;
  std::vector<segment> segments;
  std::vector<std::uint32_t> literals;
  std::vector<bit_source> finals;  ///< bits that are read off the final state, all at once
  bool branches = false;           ///< something but the final state matters: several runs of the steps may be needed
  std::size_t gates = 0, operations = 0, sweeps = 0;
  /// A rough time for one run of the steps on one thread, in ns; loops count once.
  double estimated_ns() const noexcept;
};

/// `keep_state`: the final amplitudes are wanted, so every qubit gets a position and no phase is dropped.
/// Throws failure(KW_RESOURCE_EXHAUSTED) for more than 62 qubits that need amplitudes.
program make_program(const columns& circuit, bool keep_state);

}  // namespace ketway::local
