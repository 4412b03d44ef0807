#pragma once
// Any gate on two qubits out of what a pair of qubits offers.

#include <optional>

#include "compiler/entangler.hpp"

namespace ketway::compiler {

/// With the fewest uses of an entangler (at most three of the class of cx); the first of several that are as good.
/// `matrix` = exp(i phase) times the product of the pieces. Nothing where no entangler can make it.
struct synthesis {
  pieces steps;
  double phase = 0;
  std::size_t uses = 0;
};
std::optional<synthesis> synthesise(const matrix4& matrix, std::span<const entangler> offered);

}  // namespace ketway::compiler
