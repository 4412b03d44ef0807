#include "language/gate_application.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "language/unitary_power.hpp"

namespace ketway::language {
namespace {
using kind = gate_modifier::kind;
bool is_control(const gate_modifier& m) noexcept { return m.what == kind::control || m.what == kind::negative_control; }
bool is_broken_power(const gate_modifier& m) noexcept {
  return m.what == kind::power && std::trunc(m.exponent) != m.exponent;
}
}  // namespace

expansion_cost gate_application::cost_of(const body_call& call, std::size_t qubits, bool exact) const {
  constexpr std::uint64_t ceiling = 1ULL << 40;
  expansion_cost cost;
  cost.records = call.phase != extra_phase::none && exact ? 2 : 1;
  cost.operands = qubits;
  cost.steps = 1;
  if (call.what == body_call::kind::defined) {
    cost = library_.defined[call.callee].cost;
    cost.steps += 1;
  }
  const auto scale = [&](std::uint64_t& n, double by) {
    n = static_cast<std::uint64_t>(std::min(static_cast<double>(n) * by, static_cast<double>(ceiling)));
  };
  for (std::uint32_t i = call.modifiers.size; i-- > 0;) {
    const gate_modifier& m = library_.modifiers[call.modifiers.first + i];
    if (m.what == kind::power && !is_broken_power(m)) {
      cost.steps += qubits;
      for (auto* n : {&cost.records, &cost.operands, &cost.steps}) scale(*n, std::fabs(m.exponent));
      cost.steps = std::max<std::uint64_t>(cost.steps, 1);
    } else if (is_control(m)) {
      cost.operands = std::min(ceiling, cost.operands + std::min(cost.records, ceiling >> 16) * m.count);
      if (m.what == kind::negative_control) cost.records += 2ULL * m.count, cost.operands += 2ULL * m.count;
    } else {
      cost.records += 2;
      cost.operands += 2 * qubits;
    }
    cost.steps = std::min(ceiling, cost.steps + cost.records + qubits);
  }
  expansion_cost out;
  out.add(cost);
  return out;
}

bool gate_application::write(const body_call& call, std::span<const angle> params,
                             std::span<const std::uint32_t> qubits, circuit& to, bool exact) {
  const auto modifiers = std::span(library_.modifiers).subspan(call.modifiers.first, call.modifiers.size);
  if (modifiers.empty()) return write_plain(call, params, qubits, to, exact);
  const bool only_controls =
      std::all_of(modifiers.begin(), modifiers.end(), [](const gate_modifier& m) { return m.what == kind::control; });
  if (only_controls && call.what == body_call::kind::gate && call.phase == extra_phase::none) {
    return write_record(static_cast<std::uint16_t>(call.callee), params, qubits, to);
  }
  std::size_t controls = 0;
  for (const auto& m : modifiers) controls += is_control(m) ? m.count : 0;
  const bool phase_matters = exact || controls != 0 || std::any_of(modifiers.begin(), modifiers.end(), is_broken_power);
  circuit body(static_cast<std::uint32_t>(qubits.size() - controls));
  std::vector<std::uint32_t> own(qubits.size() - controls);
  std::iota(own.begin(), own.end(), 0U);
  if (!write_plain(call, params, own, body, phase_matters)) return false;
  for (std::size_t i = modifiers.size(); i-- > 0;) {
    if (!modify(modifiers[i], body)) return false;
  }
  try {
    to.append(body, qubits);
  } catch (const exception& e) {
    return fail(e.error().message());
  }
  return true;
}

bool gate_application::write_plain(const body_call& call, std::span<const angle> params,
                                   std::span<const std::uint32_t> qubits, circuit& to, bool exact) {
  if (call.what == body_call::kind::barrier) return to.barrier(qubits), true;
  if (call.what == body_call::kind::gate) {
    if (!write_record(static_cast<std::uint16_t>(call.callee), params, qubits, to)) return false;
    return !exact || write_phase(call.phase, params, to);
  }
  const defined_gate& gate = library_.defined[call.callee];
  if (gate.same_as != 0 && (!exact || gate.same_phase)) return write_record(gate.same_as, params, qubits, to);
  return write_body(gate, params, qubits, to, exact);
}

bool gate_application::write_record(std::uint16_t op, std::span<const angle> params,
                                    std::span<const std::uint32_t> qubits, circuit& to) {
  for (const angle& a : params) {
    if (!arithmetic_.spend(a)) return fail(quantity_arithmetic::spent_message);
  }
  const refusal why = circuit::storage::open(to).gate(op, qubits, params);
  return why == refusal::none || fail(std::string(to_string(why)));
}

bool gate_application::write_phase(extra_phase which, std::span<const angle> params, circuit& to) {
  if (which == extra_phase::none) return true;
  quantity phase(params[params.size() == 2 ? 0 : which == extra_phase::half_theta ? 0 : 1]);
  const char* problem = nullptr;
  if (which == extra_phase::minus_half_the_sum) {
    problem = arithmetic_.apply(operation::add, phase, quantity(params.back()));
  }
  const double factor = which == extra_phase::half_theta ? 0.5 : -0.5;
  if (problem == nullptr) problem = arithmetic_.apply(operation::multiply, phase, quantity(factor));
  if (problem != nullptr) return fail(problem);
  return write_record(KW_OP_GPHASE, std::span(&phase.value, 1), {}, to);
}

bool gate_application::write_body(const defined_gate& gate, std::span<const angle> params,
                                  std::span<const std::uint32_t> qubits, circuit& to, bool exact) {
  std::vector<angle> numbers;
  std::vector<std::uint32_t> operands;
  for (std::uint32_t i = 0; i < gate.calls.size; ++i) {
    const body_call& call = library_.calls[gate.calls.first + i];
    numbers.clear();
    operands.clear();
    for (std::uint32_t k = 0; k < call.expressions.size; ++k) {
      angle value = 0.0;
      if (!evaluate(gate, library_.expressions[call.expressions.first + k], params, value)) return false;
      numbers.push_back(std::move(value));
    }
    for (std::uint32_t k = 0; k < call.qubits.size; ++k) {
      operands.push_back(qubits[library_.formals[call.qubits.first + k]]);
    }
    if (!write(call, numbers, operands, to, exact)) return false;
  }
  return true;
}

bool gate_application::modify(const gate_modifier& how, circuit& body) {
  const auto take = [&](expected<circuit> made) {
    if (!made) return fail(made.error().message());
    body = std::move(*made);
    return true;
  };
  if (how.what == kind::inverse) return take(body.inverse());
  if (how.what == kind::power) {
    if (is_broken_power(how)) return take(unitary_power(body, how.exponent));
    if (how.exponent < 0 && !take(body.inverse())) return false;
    std::vector<std::uint32_t> all(body.num_qubits());
    std::iota(all.begin(), all.end(), 0U);
    circuit repeated(body.num_qubits());
    for (auto n = static_cast<std::uint64_t>(std::fabs(how.exponent)); n > 0 && body.size() != 0; --n) {
      repeated.append(body, all);
    }
    body = std::move(repeated);
    return true;
  }
  if (!take(body.controlled(how.count))) return false;
  if (how.what == kind::control) return true;
  std::vector<std::uint32_t> all(body.num_qubits());
  std::iota(all.begin(), all.end(), 0U);
  circuit turned(body.num_qubits());
  for (std::uint32_t q = 0; q < how.count; ++q) turned.x(q);
  turned.append(body, all);
  for (std::uint32_t q = 0; q < how.count; ++q) turned.x(q);
  body = std::move(turned);
  return true;
}

bool gate_application::evaluate(const defined_gate& gate, pool_range range, std::span<const angle> params, angle& out) {
  std::vector<quantity> stack;
  for (const expression_step& step : std::span(library_.steps).subspan(range.first, range.size)) {
    if (step.what == operation::number) {
      stack.emplace_back(step.value);
    } else if (step.what == operation::argument) {
      stack.emplace_back(params[step.argument]);
    } else {
      quantity right;
      if (is_binary(step.what)) {
        right = std::move(stack.back());
        stack.pop_back();
      }
      const char* const problem = arithmetic_.apply(step.what, stack.back(), right);
      if (problem != nullptr) return fail(problem + (" in a call of gate " + quoted(gate.name)));
    }
  }
  out = std::move(stack.back().value);
  return true;
}

void gate_application::recognise(defined_gate& gate) {
  constexpr std::uint32_t few_qubits = 5;
  constexpr std::uint64_t few_records = 1000;
  const gate_info* const info = find_op(gate.name);
  if (info == nullptr || info->op < KW_OP_FIRST_GATE || info->name != gate.name) return;
  if (info->num_qubits != gate.num_qubits || info->num_params != gate.num_params || gate.num_qubits == 0) return;
  if (gate.num_qubits > few_qubits || gate.cost.records > few_records || gate.cost.steps > 10 * few_records) return;
  std::vector<std::uint32_t> qubits(gate.num_qubits);
  std::iota(qubits.begin(), qubits.end(), 0U);
  const auto alike = [](const expected<circuit>& a, const expected<circuit>& b) {
    if (!a || !b) return false;
    const auto same = equivalent(*a, *b);
    return same && *same;
  };
  bool same_phase = true;
  // Two functions made of a few turns that agree here and there agree everywhere.
  for (const double seed : {0.7390851332151607, -1.3247179572447460}) {
    std::vector<angle> params;
    for (std::uint32_t i = 0; i < gate.num_params; ++i) params.emplace_back(seed * (1 + 0.4142135623730951 * i));
    circuit defined(gate.num_qubits), named(gate.num_qubits);
    if (!write_body(gate, params, qubits, defined, true) || !write_record(info->op, params, qubits, named)) return;
    if (!alike(defined, named)) return;
    same_phase = same_phase && alike(defined.controlled(), named.controlled());
  }
  gate.same_as = info->op;
  gate.same_phase = same_phase;
}

}  // namespace ketway::language
