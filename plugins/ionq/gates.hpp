#pragma once

#include <cstdint>
#include <string_view>

namespace ketway::ionq {

/// How a gate of ketway/ops.h is written in the gate set `qis`.
class qis_gate {
 public:
  constexpr qis_gate(std::uint16_t op, std::string_view name, unsigned controls, unsigned targets, unsigned params)
      : op(op), name(name), controls(controls), targets(targets), params(params) {}
  std::uint16_t op;
  std::string_view name;  ///< empty: nothing is written
  unsigned controls, targets, params;
};

/// nullptr: it has no such gate.
const qis_gate* find_qis(std::uint16_t op);
/// The name of an operation in ketway/ops.h; empty: no operation.
std::string_view op_name(std::uint16_t op);

}  // namespace ketway::ionq
