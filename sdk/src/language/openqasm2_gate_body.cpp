// Gate definitions: their bodies are recorded, and written out where the gate is called.

#include <algorithm>

#include "language/openqasm2_reader.hpp"

namespace ketway::language {
namespace {
constexpr std::size_t max_operands = UINT16_MAX;  // of a record
}  // namespace

bool openqasm2_reader::gate_definition() {
  std::string_view name;
  std::vector<std::string_view> params, qubits;
  if (!new_name("gate", name)) return false;
  defined_gate made;
  made.name = name;
  made.source = &in_.source();
  made.offset = in_.offset() - name.size();
  const bool free = name_is_free(made.offset, name);
  formals_.clear();
  bool formed = true;
  if (in_.accept('(') && !in_.accept(')')) {
    formed = formal_list("parameter", params) && (in_.accept(')') || expected_here("',' or ')'"));
  }
  formed = formed && formal_list("qubit", qubits);
  formed = formed && (in_.accept('{') || expected_here("',' or '{'"));
  made.num_params = static_cast<std::uint32_t>(params.size());
  made.num_qubits = static_cast<std::uint32_t>(qubits.size());
  made.calls.first = static_cast<std::uint32_t>(library_.calls.size());
  made.broken = !formed;
  if (formed) {
    const std::size_t before = found_.errors();
    // The gate's own name stands for nothing inside its body, so that a call of itself is told apart from a slip.
    gate_body(made);
    made.broken = found_.errors() != before;
  }
  made.calls.size = static_cast<std::uint32_t>(library_.calls.size()) - made.calls.first;
  if (free) {
    words_.set(name, pack(word_kind::defined, static_cast<std::uint32_t>(library_.defined.size())));
    library_.defined.push_back(made);
  }
  return formed;
}

void openqasm2_reader::gate_body(defined_gate& made) {
  while (!found_.full()) {
    if (in_.accept('}')) return;
    if (in_.at_end()) return void(expected_here("'}' at the end of gate " + quoted(made.name)));
    if (!body_statement(made)) in_.recover_in_body();
  }
}

bool openqasm2_reader::body_statement(defined_gate& made) {
  const std::size_t offset = in_.offset();
  const auto word = in_.word();
  if (word.empty()) {
    if (!in_.accept(';')) return expected_here("a gate, 'barrier' or '}'");
    deviation(offset, "expected a statement, found an empty one (';')");
    return true;
  }
  if (word == made.name) return fail(offset, "gate " + quoted(word) + " cannot call itself");
  const std::uint32_t entry = words_.find(word);
  if (entry == name_table::none) return unknown_word(offset, word), false;
  switch (static_cast<word_kind>(entry >> index_bits)) {
    case word_kind::keyword: {
      if (word != "barrier") {
        return fail(offset, "expected a gate or 'barrier' in the body of a gate, found " + quoted(word));
      }
      std::vector<std::uint32_t> qubits;
      if (!body_operands(qubits) || !semicolon("the barrier")) return false;
      std::sort(qubits.begin(), qubits.end());
      qubits.erase(std::unique(qubits.begin(), qubits.end()), qubits.end());
      body_call call;
      call.what = body_call::kind::barrier;
      add_call(made, call, qubits);
      return true;
    }
    case word_kind::reserved: return fail(offset, "expected a gate or 'barrier', found " + quoted(word));
    case word_kind::reported: return false;
    default: return body_call_statement(made, offset, word, entry);
  }
}

bool openqasm2_reader::body_operands(std::vector<std::uint32_t>& out) {
  do {
    in_.skip_space();
    const std::size_t offset = in_.offset();
    const auto name = in_.word();
    if (name.empty()) return expected_here("a qubit of the gate");
    const std::uint32_t formal = formals_.find(name);
    if (formal == name_table::none) return fail(offset, quoted(name) + " is no qubit of this gate");
    if ((formal & is_parameter) != 0)
      return fail(offset, quoted(name) + " is a parameter; expected a qubit of the gate");
    in_.skip_space();
    if (in_.peek() == '[') return fail(in_.offset(), "a qubit of a gate has no index; expected ',' or ';'");
    out.push_back(formal);
  } while (in_.accept(','));
  return true;
}

bool openqasm2_reader::body_call_statement(defined_gate& made, std::size_t offset, std::string_view word,
                                           std::uint32_t entry) {
  std::uint32_t params = 0, wanted = 0;
  const bool known = callee(offset, word, entry, params, wanted);
  body_call made_call;
  made_call.expressions.first = static_cast<std::uint32_t>(library_.expressions.size());
  std::vector<pool_range> expressions;
  if (in_.accept('(') && !in_.accept(')')) {
    recorder target(*this);
    do {
      const std::size_t first = library_.steps.size();
      expression_reader<recorder> reader(in_, target, options_.strict());
      recorder::value value;
      if (!reader.read(value)) return false;
      pool_range range;
      range.first = static_cast<std::uint32_t>(first);
      range.size = static_cast<std::uint32_t>(library_.steps.size() - first);
      expressions.push_back(range);
    } while (in_.accept(','));
    if (!in_.accept(')')) return expected_here("an operator, ',' or ')'");
  }
  std::vector<std::uint32_t> qubits;
  if (!body_operands(qubits) || !semicolon("the gate")) return false;
  if (!known || !check_counts(offset, word, expressions.size(), params, qubits.size(), wanted)) return true;
  auto sorted = qubits;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) {
    return fail(offset, "a qubit is used twice in " + quoted(word)), true;
  }
  const std::uint32_t index = entry & ((1U << index_bits) - 1);
  switch (static_cast<word_kind>(entry >> index_bits)) {
    case word_kind::library:
      made_call.callee = named_gates()[index].op;
      if (named_gates()[index].drops_params()) expressions.clear();
      break;
    case word_kind::defined:
      made_call.what = body_call::kind::defined;
      made_call.callee = index;
      break;
    default:
      made_call.what = body_call::kind::opaque;
      made_call.callee = index;
      break;
  }
  made_call.expressions.size = static_cast<std::uint32_t>(expressions.size());
  library_.expressions.insert(library_.expressions.end(), expressions.begin(), expressions.end());
  add_call(made, made_call, qubits);
  return true;
}

void openqasm2_reader::add_call(defined_gate& made, const body_call& call, std::span<const std::uint32_t> qubits) {
  expansion_cost cost;
  cost.records = cost.steps = 1;
  cost.operands = qubits.size();
  if (call.what == body_call::kind::defined) {
    const defined_gate& inner = library_.defined[call.callee];
    if (inner.cost.records == 0 && !inner.broken) return;  // an identity: nothing to write, and nothing to walk through
    cost = inner.cost;
    cost.steps += 1;
    made.depth = std::max(made.depth, inner.depth + 1);
    if (made.depth == gate_library::max_depth + 1) {
      in_.error(made.offset,
                "gate definitions are nested more than " + std::to_string(gate_library::max_depth) + " deep");
    }
  } else if (qubits.size() > max_operands) {
    return in_.error(made.offset, "a gate or barrier acts on at most " + std::to_string(max_operands) + " qubits");
  }
  made.cost.add(cost);
  body_call stored = call;
  stored.qubits.first = static_cast<std::uint32_t>(library_.formals.size());
  stored.qubits.size = static_cast<std::uint32_t>(qubits.size());
  library_.formals.insert(library_.formals.end(), qubits.begin(), qubits.end());
  library_.calls.push_back(stored);
}

bool openqasm2_reader::recorder::name(std::string_view word, std::size_t offset, value& out) {
  const std::uint32_t formal = reader_.formals_.find(word);
  if (formal == name_table::none) return reader_.fail(offset, quoted(word) + " is no parameter of this gate");
  if ((formal & is_parameter) == 0) return reader_.fail(offset, quoted(word) + " is a qubit; expected a number");
  out = argument(formal & ~is_parameter, offset);
  return true;
}

}  // namespace ketway::language
