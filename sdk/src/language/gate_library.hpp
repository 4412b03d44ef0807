#pragma once
// Gates that a text defines: their bodies as flat lists in common pools, what one call of each costs, and the writing
// out of a call into records. The cost is known before anything is written, so that a small text with an exponential
// nest of definitions is refused at once.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "circuit/columns.hpp"
#include "language/arithmetic.hpp"
#include "language/findings.hpp"
#include "language/stdgates.hpp"

namespace ketway::language {

/// Part of a pool.
class pool_range {
 public:
  std::uint32_t first = 0, size = 0;
};

/// One step of an expression in postfix order.
class expression_step {
 public:
  operation what = operation::number;
  std::uint32_t argument = 0;  ///< which one, for operation::argument
  double value = 0;            ///< for operation::number
  std::size_t offset = 0;      ///< in the text, for diagnostics
};

/// `ctrl @` and its kin. A control is one of the first qubits of the call.
class gate_modifier {
 public:
  enum class kind : std::uint8_t { control, negative_control, inverse, power };
  kind what = kind::control;
  std::uint32_t count = 1;  ///< of controls
  double exponent = 1;      ///< of a power
};

class body_call {
 public:
  enum class kind : std::uint8_t { gate, defined, opaque, barrier };
  kind what = kind::gate;
  std::uint32_t callee = 0;  ///< op of ketway/ops.h, or number of the defined or opaque gate
  pool_range qubits;         ///< of `gate_library::formals`
  pool_range expressions;    ///< of `gate_library::expressions`
  // OpenQASM 3 only:
  pool_range modifiers;  ///< of `gate_library::modifiers`, the outermost first
  extra_phase phase = extra_phase::none;
};

/// What one call writes. Saturates far above every limit.
class expansion_cost {
 public:
  std::uint64_t records = 0, operands = 0, steps = 0;
  void add(const expansion_cost& other) noexcept;
};

class defined_gate {
 public:
  std::string_view name;
  std::uint32_t num_params = 0, num_qubits = 0;
  pool_range calls;
  expansion_cost cost;
  std::uint32_t depth = 1;
  const source_text* source = nullptr;
  std::size_t offset = 0;     ///< of the name, in `source`
  bool broken = false;        ///< its definition had errors: calls of it are not looked at
  std::uint16_t same_as = 0;  ///< the op that does the same up to the phase of the whole; 0: none is known
  bool same_phase = false;    ///< and in that phase too
};

class opaque_gate {
 public:
  std::string_view name;
  std::uint32_t num_params = 0, num_qubits = 0;
};

class gate_library {
 public:
  /// Definitions may nest this deep; bounds the stack that an expansion takes.
  static constexpr std::uint32_t max_depth = 500;

  std::vector<defined_gate> defined;
  std::vector<opaque_gate> opaque;
  std::vector<body_call> calls;
  std::vector<std::uint32_t> formals;
  std::vector<pool_range> expressions;
  std::vector<expression_step> steps;
  std::vector<gate_modifier> modifiers;

  /// Writes a call of `gate`. The caller has checked numbers, qubits and cost. False after an error in an expression,
  /// which has been reported.
  bool expand(std::uint32_t gate, std::span<const double> params, std::span<const std::uint32_t> qubits,
              circuit::storage& to, findings& found);

 private:
  bool expand_at(const defined_gate& gate, std::size_t param_base, std::size_t qubit_base);
  bool evaluate(const defined_gate& gate, pool_range range, std::size_t param_base, double& out);
  refusal write(const body_call& call, std::size_t params, std::size_t qubits);

  circuit::storage* to_ = nullptr;
  findings* found_ = nullptr;
  std::vector<double> values_, stack_;  // arguments of all calls in progress; operands of an expression
  std::vector<std::uint32_t> actuals_;  // qubits of all calls in progress
  std::vector<angle> angles_;
};

}  // namespace ketway::language
