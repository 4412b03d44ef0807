#pragma once
// What each gate of ketway/ops.h is made of: one step towards one-qubit gates, `x` and `p` under control. Exact, global
// phase included, for numbers and symbols alike.

#include <array>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include "ketway/circuit.hpp"

namespace ketway::compiler {

/// One gate of a decomposition, on operands of the gate that it belongs to.
class part {
 public:
  part(std::uint16_t op, std::initializer_list<std::uint8_t> on, std::vector<angle> angles, bool frame)
      : op(op), num_operands(static_cast<std::uint8_t>(on.size())), angles(std::move(angles)), frame(frame) {
    std::copy(on.begin(), on.end(), operands.begin());
  }
  std::uint16_t op;
  std::uint8_t num_operands;
  std::array<std::uint8_t, 4> operands{};
  std::vector<angle> angles;
  /// When the whole is controlled this part needs no control: the frames of a gate cancel where its core does nothing.
  bool frame;
};

/// The parts of a gate in order of time. Empty for `id` and for what has no rule: `x`, `p`, `gphase`. `op` has no controls
/// of its own (gates::table[op].controls is 0), but for none: `cu`.
std::vector<part> parts_of(std::uint16_t op, const std::vector<angle>& angles);

/// The one-qubit gate as u(theta, phi, lambda) times exp(i phase), all of them linear in its angles.
struct as_u {
  angle theta = 0.0, phi = 0.0, lambda = 0.0, phase = 0.0;
};
as_u u_of(std::uint16_t op, const std::vector<angle>& angles);

}  // namespace ketway::compiler
