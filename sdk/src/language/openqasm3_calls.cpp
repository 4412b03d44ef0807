// Gate calls: modifiers, what may be called, numbers, and broadcast.

#include <algorithm>
#include <cmath>

#include "language/openqasm3_reader.hpp"

namespace ketway::language {

/// `ctrl @`, `ctrl(2) @`, `negctrl @`, `inv @`, `pow(2) @`, any number of them.
bool openqasm3_reader::modifiers(pool_range& out) {
  out.first = static_cast<std::uint32_t>(library_.modifiers.size());
  for (;;) {
    in_.skip_space();
    const std::uint32_t entry = names_.find(in_.peek_word());
    if (entry == name_table::none || kind_of(entry) != word_kind::keyword) break;
    const auto what = static_cast<keyword>(index_of(entry));
    if (what < keyword::control || what > keyword::power) break;
    in_.word();
    gate_modifier made;
    in_.skip_space();
    const std::size_t offset = in_.offset();
    if (what == keyword::inverse) {
      made.what = gate_modifier::kind::inverse;
    } else if (what == keyword::power) {
      made.what = gate_modifier::kind::power;
      if (!in_.accept('(')) return expected_here("'(' and an exponent");
      if (!modifier_number(made.exponent)) return false;
      if (std::fabs(made.exponent) > 1e12) return fail(offset, "the exponent is too large");
    } else {
      made.what = what == keyword::control ? gate_modifier::kind::control : gate_modifier::kind::negative_control;
      double count = 1;
      if (in_.accept('(') && !modifier_number(count)) return false;
      if (count < 1 || count > UINT16_MAX || std::trunc(count) != count) {
        return fail(offset, "expected a whole number of controls, from 1 to 65535");
      }
      made.count = static_cast<std::uint32_t>(count);
    }
    if (!in_.accept('@')) return expected_here("'@' after the modifier");
    library_.modifiers.push_back(made);
  }
  out.size = static_cast<std::uint32_t>(library_.modifiers.size()) - out.first;
  return true;
}

bool openqasm3_reader::modifier_number(double& out) {
  in_.skip_space();
  const std::size_t offset = in_.offset();
  evaluator target(*this);
  quantity value;
  if (!expression_reader<evaluator, openqasm3_dialect>(in_, target, options_.strict()).read(value)) return false;
  if (value.value.symbolic()) return fail(offset, "expected a constant, found an input");
  out = value.value.value();
  return in_.accept(')') || expected_here("an operator or ')'");
}

std::uint64_t openqasm3_reader::controls_of(const body_call& call) const {
  std::uint64_t out = 0;
  for (const auto& m : std::span(library_.modifiers).subspan(call.modifiers.first, call.modifiers.size)) {
    const bool control = m.what == gate_modifier::kind::control || m.what == gate_modifier::kind::negative_control;
    out += control ? m.count : 0;
  }
  return out;
}

/// What a call of this word is and needs; false (reported) where it cannot be called.
bool openqasm3_reader::callee(std::size_t offset, std::string_view word, body_call& out, std::uint32_t& params,
                              std::uint32_t& qubits) {
  std::uint32_t entry = names_.find(word);
  if (entry == name_table::none) {
    const gate_info* const info = find_op(word);
    const bool gate = info != nullptr && info->op >= KW_OP_FIRST_GATE && info->num_qubits != UINT32_MAX;
    if (!gate || options_.strict() || word == "u0" || word.starts_with("mc")) return unknown_word(offset, word), false;
    in_.warning(offset,
                quoted(word) + " is not in stdgates.inc and not defined; read as the gate commonly meant by that name");
    entry = pack(word_kind::beyond, static_cast<std::uint32_t>(beyond_.size()));
    beyond_.push_back(info->op);
    names_.set(word, entry);
  }
  switch (kind_of(entry)) {
    case word_kind::standard: {
      const standard_gate& gate = standard_gates()[index_of(entry)];
      if (!gate.built_in() && !stdgates_) {
        if (options_.strict()) {
          return fail(offset, "gate " + quoted(word) + " is not defined; expected include \"stdgates.inc\" before it");
        }
        in_.warning(offset, "gates of stdgates.inc are used and it is not included");
      }
      out.callee = gate.op;
      out.phase = gate.phase;
      params = gate.params;
      qubits = gate.qubits;
      return true;
    }
    case word_kind::beyond: {
      const gate_info* const info = find_op(beyond_[index_of(entry)]);
      out.callee = info->op;
      params = info->num_params;
      qubits = info->num_qubits;
      return true;
    }
    case word_kind::defined: {
      const defined_gate& gate = library_.defined[index_of(entry)];
      out.what = body_call::kind::defined;
      out.callee = index_of(entry);
      params = gate.num_params;
      qubits = gate.num_qubits;
      return !gate.broken;
    }
    case word_kind::reported: return false;
    default: return fail(offset, "expected a gate, found " + quoted(word));
  }
}

bool openqasm3_reader::numbers() {
  params_.clear();
  if (!in_.accept('(') || in_.accept(')')) return true;
  evaluator target(*this);
  do {
    in_.skip_space();
    const std::size_t offset = in_.offset();
    quantity value;
    if (!expression_reader<evaluator, openqasm3_dialect>(in_, target, options_.strict()).read(value)) return false;
    if (value.whole && value.value.value() != 0) warn_of_whole_angle(offset);
    params_.push_back(std::move(value.value));
  } while (in_.accept(','));
  return in_.accept(')') || expected_here("an operator, ',' or ')'");
}

bool openqasm3_reader::broadcast_size(std::string_view word, std::uint32_t& size) {
  const operand* first = nullptr;
  for (const operand& o : operands_) {
    if (!o.whole) continue;
    if (first != nullptr && o.count != first->count) {
      return fail(o.offset, quoted(word) + " is applied to registers of different sizes: " + quoted(first->name) +
                                " has " + std::to_string(first->count) + ", " + quoted(o.name) + " has " +
                                std::to_string(o.count));
    }
    if (first == nullptr) first = &o;
  }
  size = first == nullptr ? 1 : first->count;
  return true;
}

bool openqasm3_reader::call(std::size_t offset) {
  body_call what;
  const std::size_t kept = library_.modifiers.size();
  if (!modifiers(what.modifiers)) return false;
  in_.skip_space();
  const std::size_t name_at = in_.offset();
  const auto word = in_.word();
  if (word.empty()) return expected_here("a gate");
  std::uint32_t wanted_params = 0, wanted_qubits = 0, size = 0;
  const bool known = callee(name_at, word, what, wanted_params, wanted_qubits);
  if (!known && kind_of(names_.find(word)) != word_kind::defined) return false;
  if (!numbers()) return false;
  operands_.clear();
  in_.skip_space();
  if (in_.peek() == '[') return fail(in_.offset(), "only 'delay' takes a duration in brackets");
  if (in_.peek() != ';' && !operand_list()) return false;
  if (!semicolon("the gate")) return false;
  const auto wanted = std::min<std::uint64_t>(wanted_qubits + controls_of(what), UINT32_MAX - 1);
  if (known &&
      check_counts(name_at, word, params_.size(), wanted_params, operands_.size(),
                   static_cast<std::uint32_t>(wanted)) &&
      !bad_ && broadcast_size(word, size) && !muted()) {
    write_calls(offset, word, what, size);
  }
  library_.modifiers.resize(kept);
  return true;
}

void openqasm3_reader::write_calls(std::size_t offset, std::string_view word, const body_call& what,
                                   std::uint32_t size) {
  const expansion_cost cost = application_.cost_of(what, operands_.size(), what.modifiers.size != 0);
  // Neither product overflows: sizes stay below 2^20, and costs saturate at 2^40.
  steps_ += cost.steps * size;
  const bool too_long = steps_ > 4 * options_.max_operations();
  if (!has_budget(offset, too_long ? UINT32_MAX : cost.records * size, cost.operands * size)) return;
  qubits_.resize(operands_.size());
  for (std::uint32_t i = 0; i < size; ++i) {
    for (std::size_t k = 0; k < operands_.size(); ++k) qubits_[k] = at(operands_[k], operands_[k].whole ? i : 0);
    if (columns_->check_qubits(qubits_) == refusal::repeated_qubit) {
      return in_.error(offset, "expected distinct qubits in " + quoted(word) + ", found one of them twice");
    }
    if (!application_.write(what, params_, qubits_, circuit_)) {
      return in_.error(offset, "gate " + quoted(word) + " cannot be written out: " + application_.problem());
    }
  }
}

}  // namespace ketway::language
