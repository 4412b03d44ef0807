// Gate calls, measure, reset, barrier and if.

#include <algorithm>

#include "language/openqasm2_reader.hpp"
#include "language/register_value.hpp"

namespace ketway::language {

bool openqasm2_reader::evaluator::name(std::string_view word, std::size_t offset, double&) {
  return reader_.fail(offset,
                      quoted(word) + " has no value; OpenQASM 2 has no symbolic parameters (the JSON form has)");
}

bool openqasm2_reader::operation_statement(std::size_t offset, std::string_view word, std::uint32_t entry) {
  if (static_cast<word_kind>(entry >> index_bits) != word_kind::keyword) return call(offset, word, entry);
  if (word == "measure") return measure(offset);
  if (word == "reset") return reset(offset);
  return barrier(offset);
}

bool openqasm2_reader::call(std::size_t offset, std::string_view word, std::uint32_t entry) {
  const auto kind = static_cast<word_kind>(entry >> index_bits);
  if (kind == word_kind::reported) return false;
  if (kind == word_kind::reserved) return fail(offset, "expected a statement, found " + quoted(word));
  std::uint32_t wanted_params = 0, wanted_qubits = 0, size = 0;
  const bool known = callee(offset, word, entry, wanted_params, wanted_qubits);
  if (!numbers(word) || !argument_list() || !semicolon("the gate")) return false;
  if (!known || !check_counts(offset, word, params_.size(), wanted_params, arguments_.size(), wanted_qubits))
    return true;
  if (bad_ || !broadcast_size(word, size) || !distinct(word)) return true;

  const std::uint32_t index = entry & ((1U << index_bits) - 1);
  expansion_cost cost;
  cost.records = cost.steps = 1;
  cost.operands = arguments_.size();
  if (kind == word_kind::defined) cost = library_.defined[index].cost;
  // Neither product overflows: sizes stay below 2^20, and costs saturate at 2^40.
  steps_ += cost.steps * size;
  if (steps_ > 4 * options_.max_operations()) cost.records = UINT32_MAX;
  if (!begin_operation(offset, cost.records * size, cost.operands * size)) return true;
  if (kind == word_kind::library && named_gates()[index].drops_params()) params_.clear();
  qubits_.resize(arguments_.size());
  for (std::uint32_t i = 0; i < size; ++i) {
    for (std::size_t k = 0; k < arguments_.size(); ++k)
      qubits_[k] = arguments_[k].first + (arguments_[k].whole ? i : 0);
    if (kind == word_kind::library) {
      write(offset, columns_->gate(named_gates()[index].op, qubits_, params_));
    } else if (kind == word_kind::defined) {
      if (!library_.expand(index, params_, qubits_, *columns_, found_)) break;
    } else {
      const std::vector<angle> angles(params_.begin(), params_.end());
      write(offset, columns_->opaque(library_.opaque[index].name, qubits_, angles));
    }
    if (found_.full()) break;
  }
  end_operation(offset);
  return true;
}

bool openqasm2_reader::measure(std::size_t offset) {
  argument from, to;
  if (!read_argument(declared::kind::qubits, from)) return false;
  if (!in_.accept('-', '>')) return expected_here("'->'");
  if (!read_argument(declared::kind::bits, to)) return false;
  if (!semicolon("the measurement")) return false;
  if (bad_) return true;
  if (from.whole != to.whole) {
    const std::string message = "expected both sides of '->' to be whole registers, or both to be single elements";
    if (options_.strict() || from.size != 1 || to.size != 1) return fail(to.offset, message), true;
    in_.warning(to.offset, message);
  }
  if (from.size != to.size) {
    return fail(to.offset, "expected registers of one size in a measurement: " + quoted(from.from->name) + " has " +
                               std::to_string(from.size) + ", " + quoted(to.from->name) + " has " +
                               std::to_string(to.size)),
           true;
  }
  if (!begin_operation(offset, from.size, 2ULL * from.size)) return true;
  for (std::uint32_t i = 0; i < from.size; ++i) write(offset, columns_->measure(from.first + i, to.first + i));
  end_operation(offset);
  return true;
}

bool openqasm2_reader::reset(std::size_t offset) {
  argument what;
  if (!read_argument(declared::kind::qubits, what) || !semicolon("the reset")) return false;
  if (bad_ || !begin_operation(offset, what.size, what.size)) return true;
  for (std::uint32_t i = 0; i < what.size; ++i) write(offset, columns_->reset(what.first + i));
  end_operation(offset);
  return true;
}

bool openqasm2_reader::barrier(std::size_t offset) {
  if (!argument_list() || !semicolon("the barrier")) return false;
  if (bad_) return true;
  std::uint64_t total = 0;
  for (const argument& a : arguments_) total += a.size;
  if (total > UINT16_MAX)
    return fail(offset, "a barrier acts on at most 65535 qubits, found " + std::to_string(total)), true;
  if (!begin_operation(offset, total == 0 ? 0 : 1, total)) return true;
  qubits_.clear();
  for (const argument& a : arguments_) {
    for (std::uint32_t i = 0; i < a.size; ++i) qubits_.push_back(a.first + i);
  }
  // The standard does not forbid to name a qubit twice here; a record does.
  auto sorted = qubits_;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) {
    qubits_ = std::move(sorted);
    qubits_.erase(std::unique(qubits_.begin(), qubits_.end()), qubits_.end());
    in_.warning(offset, "a barrier names a qubit twice");
  }
  write(offset, columns_->barrier(qubits_));
  return true;
}

bool openqasm2_reader::conditional() {
  if (!in_.accept('(')) return expected_here("'(' and a condition");
  in_.skip_space();
  const std::size_t name_at = in_.offset();
  const auto name = in_.word();
  if (name.empty()) return expected_here("a classical register");
  const declared& bits = *find_register(name_at, name);
  if (bits.what == declared::kind::qubits) {
    in_.error(name_at, "expected a classical register, found qubit register " + quoted(name));
  }
  bad_ = bits.what != declared::kind::bits;
  in_.skip_space();
  if (in_.peek() == '[') return fail(in_.offset(), "a condition compares a whole register; expected '==', found '['");
  if (!in_.accept('=', '=')) return expected_here("'=='");
  in_.skip_space();
  const std::size_t value_at = in_.offset();
  const auto digits = in_.digits();
  if (digits.empty()) return expected_here("an integer that is not negative");
  if (!in_.accept(')')) return expected_here("')'");
  in_.skip_space();
  const std::size_t at = in_.offset();
  if (in_.peek() == '{')
    return fail(at, "expected one gate, 'measure' or 'reset' after the condition; blocks belong to OpenQASM 3");
  const auto word = in_.word();
  if (word.empty()) return expected_here("a gate, 'measure' or 'reset' after the condition");
  const std::uint32_t entry = words_.find(word);
  if (entry == name_table::none) return unknown_word(at, word), false;
  if (static_cast<word_kind>(entry >> index_bits) == word_kind::keyword && word != "measure" && word != "reset") {
    return fail(at, "expected a gate, 'measure' or 'reset' after the condition, found " + quoted(word));
  }
  if (!bad_ && bits.size > UINT16_MAX) {
    bad_ = true;
    in_.error(name_at, "a condition can look at 65535 bits at most; register " + quoted(name) + " has " +
                           std::to_string(bits.size));
  }
  if (!bad_) {
    never_ = !register_literals(digits, bits.first, bits.size, literals_);
    conditioned_ = !literals_.empty();
    if (never_) {
      in_.warning(value_at, "the condition never holds: register " + quoted(name) + " has " +
                                std::to_string(bits.size) + (bits.size == 1 ? " bit" : " bits"));
    }
  }
  return operation_statement(at, word, entry);
}

}  // namespace ketway::language
