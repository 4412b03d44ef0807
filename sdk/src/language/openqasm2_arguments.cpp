// What the operations share: their operands and numbers, what may be called, limits, and conditions around them.

#include <algorithm>

#include "language/openqasm2_reader.hpp"

namespace ketway::language {

const openqasm2_reader::declared* openqasm2_reader::find_register(std::size_t offset, std::string_view name) {
  if (last_register_ != nullptr && last_register_->name == name) return last_register_;
  const std::uint32_t known = registers_.find(name);
  if (known != name_table::none) return last_register_ = &declared_[known];
  in_.error(offset, "register " + quoted(name) + " is not declared" + did_you_mean(name, registers_.all()));
  declared missing;
  missing.name = name;
  registers_.set(name, static_cast<std::uint32_t>(declared_.size()));
  declared_.push_back(missing);
  return last_register_ = &declared_.back();
}

/// `name` or `name[index]`. False for wrong syntax; wrong meaning is reported and sets `bad_`.
bool openqasm2_reader::read_argument(declared::kind wanted, argument& out) {
  in_.skip_space();
  out.offset = in_.offset();
  const auto name = in_.word();
  if (name.empty()) return expected_here(wanted == declared::kind::qubits ? "a qubit" : "a classical bit");
  out.from = find_register(out.offset, name);
  const declared& from = *out.from;
  if (from.what != wanted) {
    if (from.what != declared::kind::missing) {
      in_.error(out.offset, wanted == declared::kind::qubits
                                ? "expected a qubit, found classical register " + quoted(name)
                                : "expected a classical bit, found qubit register " + quoted(name));
    }
    bad_ = true;
  }
  out.first = from.first;
  out.size = from.size;
  out.whole = true;
  if (!in_.accept('[')) return true;
  out.whole = false;
  in_.skip_space();
  const std::size_t at = in_.offset();
  const auto digits = in_.digits();
  if (digits.empty()) return expected_here("an index that is a whole number");
  std::uint64_t index = 0;
  for (const char c : digits)
    index = std::min<std::uint64_t>(index * 10 + static_cast<std::uint64_t>(c - '0'), UINT32_MAX);
  if (!in_.accept(']')) return expected_here("']'");
  if (digits.size() > 1 && digits.front() == '0') deviation(at, "expected an index without leading zeros");
  if (index >= from.size) {
    if (from.what != declared::kind::missing) {
      in_.error(at, "index " + std::string(digits.substr(0, 24)) + " is out of range; " + quoted(name) + " has " +
                        std::to_string(from.size) + (from.size == 1 ? " element" : " elements"));
    }
    bad_ = true;
  }
  out.first += static_cast<std::uint32_t>(index);
  out.size = 1;
  return true;
}

bool openqasm2_reader::argument_list() {
  arguments_.clear();
  do {
    if (!read_argument(declared::kind::qubits, arguments_.emplace_back())) return false;
  } while (in_.accept(','));
  return true;
}

bool openqasm2_reader::numbers(std::string_view word) {
  params_.clear();
  in_.skip_space();
  if (in_.peek() != '(') return true;
  in_.advance();
  if (in_.accept(')')) return true;
  evaluator target(*this);
  for (;;) {
    expression_reader<evaluator> reader(in_, target, options_.strict());
    double value = 0;
    if (!reader.read(value)) return false;
    params_.push_back(value);
    if (in_.accept(')')) return true;
    if (!in_.accept(',')) return expected_here("an operator, ',' or ')'");
    in_.skip_space();
    if (in_.peek() == ')' && !options_.strict()) {
      in_.warning(in_.offset(), "expected a number after the last ',' of the arguments of " + quoted(word));
      in_.advance();
      return true;
    }
  }
}

/// The common size of the whole registers among the arguments, 1 where there is none.
bool openqasm2_reader::broadcast_size(std::string_view word, std::uint32_t& size) {
  const argument* first = nullptr;
  for (const argument& a : arguments_) {
    if (!a.whole) continue;
    if (first != nullptr && a.size != first->size) {
      return fail(a.offset, quoted(word) + " is applied to registers of different sizes: " + quoted(first->from->name) +
                                " has " + std::to_string(first->size) + ", " + quoted(a.from->name) + " has " +
                                std::to_string(a.size));
    }
    if (first == nullptr) first = &a;
  }
  size = first == nullptr ? 1 : first->size;
  return true;
}

/// That no two arguments share a qubit.
bool openqasm2_reader::distinct(std::string_view word) {
  const auto complain = [&](const argument& a) {
    const std::string index = a.whole ? "" : "[" + std::to_string(a.first - a.from->first) + "]";
    return fail(a.offset, "expected distinct qubits in " + quoted(word) + ", found " +
                              language::quoted(std::string(a.from->name) + index) + " twice");
  };
  const auto overlap = [](const argument& a, const argument& b) {
    return a.first < b.first + b.size && b.first < a.first + a.size;
  };
  constexpr std::size_t few = 8;
  if (arguments_.size() <= few) {
    for (std::size_t i = 1; i < arguments_.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (overlap(arguments_[i], arguments_[j])) return complain(arguments_[i]);
      }
    }
    return true;
  }
  std::vector<const argument*> sorted;
  for (const argument& a : arguments_) sorted.push_back(&a);
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) { return a->first < b->first; });
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    if (overlap(*sorted[i - 1], *sorted[i]))
      return complain(*std::max(sorted[i - 1], sorted[i], [](auto* a, auto* b) { return a->offset < b->offset; }));
  }
  return true;
}

// ---- limits and conditions

/// False where nothing is to be written: the limits are passed, there is nothing, or the condition never holds.
bool openqasm2_reader::begin_operation(std::size_t offset, std::uint64_t records, std::uint64_t operands) {
  if (records == 0 || never_) return false;
  if (!conditioned_) return has_budget(offset, records, operands);
  if (!has_budget(offset, records + 2, operands + literals_.size())) return false;
  const refusal why = columns_->begin(KW_OP_IF, literals_);
  write(offset, why);
  return why == refusal::none;
}

void openqasm2_reader::end_operation(std::size_t offset) {
  if (conditioned_) write(offset, columns_->end());
}

/// What a call of this word needs; false (reported) where it cannot be called.
bool openqasm2_reader::callee(std::size_t offset, std::string_view word, std::uint32_t entry, std::uint32_t& params,
                              std::uint32_t& qubits) {
  const std::uint32_t index = entry & ((1U << index_bits) - 1);
  switch (static_cast<word_kind>(entry >> index_bits)) {
    case word_kind::library: {
      const named_gate& gate = named_gates()[index];
      params = gate.params;
      qubits = gate.qubits;
      if (gate.origin == gate_origin::built_in) return true;
      if (!qelib1_)
        return fail(offset, "gate " + quoted(word) + " is not defined; expected include \"qelib1.inc\" before it");
      if (gate.origin == gate_origin::paper) return true;
      if (options_.strict())
        return fail(offset, "gate " + quoted(word) + " is not defined: the qelib1.inc of 2017 lacks it");
      if (gate.origin == gate_origin::extended && !noted_extended_) {
        noted_extended_ = true;
        found_.note(in_.source(), offset,
                    quoted(word) + " is of the extended qelib1.inc; readers that keep to the file of 2017 refuse it");
      }
      // A bit for each row of the table, which has fewer than 64.
      if (gate.origin == gate_origin::beyond && (warned_beyond_ >> index & 1U) == 0) {
        warned_beyond_ |= 1ULL << index;
        in_.warning(offset, quoted(word) + " is in no qelib1.inc; read as the gate commonly meant by that name");
      }
      return true;
    }
    case word_kind::defined:
      params = library_.defined[index].num_params;
      qubits = library_.defined[index].num_qubits;
      return !library_.defined[index].broken;
    case word_kind::opaque:
      params = library_.opaque[index].num_params;
      qubits = library_.opaque[index].num_qubits;
      return true;
    default: return false;
  }
}

}  // namespace ketway::language
