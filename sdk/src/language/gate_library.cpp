#include "language/gate_library.hpp"

#include <algorithm>
#include <string>

namespace ketway::language {

void expansion_cost::add(const expansion_cost& other) noexcept {
  constexpr std::uint64_t ceiling = 1ULL << 40;
  records = std::min(ceiling, records + other.records);
  operands = std::min(ceiling, operands + other.operands);
  steps = std::min(ceiling, steps + other.steps);
}

bool gate_library::expand(std::uint32_t gate, std::span<const double> params, std::span<const std::uint32_t> qubits,
                          circuit::storage& to, findings& found) {
  to_ = &to;
  found_ = &found;
  values_.assign(params.begin(), params.end());
  actuals_.assign(qubits.begin(), qubits.end());
  return expand_at(defined[gate], 0, 0);
}

bool gate_library::expand_at(const defined_gate& gate, std::size_t param_base, std::size_t qubit_base) {
  const std::size_t params = values_.size(), qubits = actuals_.size();
  for (const body_call& call : std::span(calls).subspan(gate.calls.first, gate.calls.size)) {
    for (std::uint32_t i = 0; i < call.expressions.size; ++i) {
      double value = 0;
      if (!evaluate(gate, expressions[call.expressions.first + i], param_base, value)) return false;
      values_.push_back(value);
    }
    for (std::uint32_t i = 0; i < call.qubits.size; ++i) {
      const std::uint32_t actual = actuals_[qubit_base + formals[call.qubits.first + i]];
      actuals_.push_back(actual);
    }
    if (call.what == body_call::kind::defined) {
      if (!expand_at(defined[call.callee], params, qubits)) return false;
    } else if (const refusal why = write(call, params, qubits); why != refusal::none) {
      found_->error(*gate.source, gate.offset,
                    "gate " + quoted(gate.name) + " cannot be written out: " + std::string(to_string(why)));
      return false;
    }
    values_.resize(params);
    actuals_.resize(qubits);
  }
  return true;
}

refusal gate_library::write(const body_call& call, std::size_t params, std::size_t qubits) {
  const std::span<const std::uint32_t> operands(actuals_.data() + qubits, actuals_.size() - qubits);
  const std::span<const double> numbers(values_.data() + params, values_.size() - params);
  if (call.what == body_call::kind::barrier) return to_->barrier(operands);
  if (call.what == body_call::kind::gate) return to_->gate(static_cast<std::uint16_t>(call.callee), operands, numbers);
  angles_.assign(numbers.begin(), numbers.end());
  return to_->opaque(opaque[call.callee].name, operands, angles_);
}

bool gate_library::evaluate(const defined_gate& gate, pool_range range, std::size_t param_base, double& out) {
  stack_.clear();
  for (const expression_step& step : std::span(steps).subspan(range.first, range.size)) {
    switch (step.what) {
      case operation::number: stack_.push_back(step.value); continue;
      case operation::argument: stack_.push_back(values_[param_base + step.argument]); continue;
      case operation::add:
      case operation::subtract:
      case operation::multiply:
      case operation::divide:
      case operation::modulo:
      case operation::power: {
        const double right = stack_.back();
        stack_.pop_back();
        if (const char* const problem = compute(step.what, stack_.back(), right, stack_.back())) {
          found_->error(*gate.source, step.offset, problem + (" in a call of gate " + quoted(gate.name)));
          return false;
        }
        continue;
      }
      default:
        if (const char* const problem = compute(step.what, stack_.back(), 0, stack_.back())) {
          found_->error(*gate.source, step.offset, problem + (" in a call of gate " + quoted(gate.name)));
          return false;
        }
    }
  }
  out = stack_.back();
  return true;
}

}  // namespace ketway::language
