// Gate definitions: their bodies are recorded, and written out where the gate is called.

#include <algorithm>

#include "language/openqasm3_reader.hpp"

namespace ketway::language {
namespace {
constexpr std::size_t max_operands = UINT16_MAX;  // of a record
}  // namespace

bool openqasm3_reader::formal_list(std::string_view what, std::vector<std::string_view>& out) {
  do {
    std::size_t offset = 0;
    std::string_view name;
    if (!new_name(what, offset, name)) return false;
    if (formals_.find(name) != name_table::none) {
      return fail(offset, quoted(name) + " is named twice in this declaration");
    }
    formals_.set(name, static_cast<std::uint32_t>(out.size()) | (what == "parameter" ? is_parameter : 0));
    out.push_back(name);
  } while (in_.accept(','));
  return true;
}

bool openqasm3_reader::gate_definition(std::size_t) {
  std::vector<std::string_view> params, qubits;
  defined_gate made;
  if (!new_name("gate", made.offset, made.name)) return false;
  made.source = &in_.source();
  const bool free = name_is_free(made.offset, made.name);
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
  const std::size_t before = found_.errors();
  if (formed) gate_body(made);
  made.broken = !formed || found_.errors() != before;
  made.calls.size = static_cast<std::uint32_t>(library_.calls.size()) - made.calls.first;
  if (free) {
    if (!made.broken) application_.recognise(made);
    names_.set(made.name, pack(word_kind::defined, static_cast<std::uint32_t>(library_.defined.size())));
    library_.defined.push_back(made);
  }
  return formed;
}

void openqasm3_reader::gate_body(defined_gate& made) {
  while (!found_.full()) {
    if (in_.accept('}')) return;
    if (in_.at_end()) return void(expected_here("'}' at the end of gate " + quoted(made.name)));
    bad_ = false;
    if (!body_statement(made)) in_.recover_statement(true);
  }
}

bool openqasm3_reader::body_statement(defined_gate& made) {
  const std::size_t offset = in_.offset();
  if (in_.peek() == '@') return skip_directive(offset, "annotation");
  const auto word = in_.peek_word();
  if (word.empty()) {
    if (!in_.accept(';')) return expected_here("a gate or '}'");
    return deviation(offset, "expected a statement, found an empty one (';')"), true;
  }
  if (word == made.name) return fail(offset, "gate " + quoted(word) + " cannot call itself");
  const std::uint32_t entry = names_.find(word);
  const auto key = static_cast<keyword>(index_of(entry));
  if (kind_of(entry) == word_kind::refused && entry != name_table::none) return refuse(offset, word);
  if (kind_of(entry) == word_kind::keyword && key == keyword::barrier) {
    in_.word();
    std::vector<std::uint32_t> qubits;
    if (!body_operands(qubits) || !semicolon("the barrier")) return false;
    std::sort(qubits.begin(), qubits.end());
    qubits.erase(std::unique(qubits.begin(), qubits.end()), qubits.end());
    body_call call;
    call.what = body_call::kind::barrier;
    add_call(made, call, qubits);
    return true;
  }
  if (kind_of(entry) == word_kind::keyword && (key < keyword::control || key > keyword::power)) {
    return fail(offset, "expected a gate in the body of a gate, found " + quoted(word));
  }
  return body_call_statement(made, offset);
}

bool openqasm3_reader::body_operands(std::vector<std::uint32_t>& out) {
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

bool openqasm3_reader::body_call_statement(defined_gate& made, std::size_t offset) {
  body_call call;
  if (!modifiers(call.modifiers)) return false;
  in_.skip_space();
  const std::size_t name_at = in_.offset();
  const auto word = in_.word();
  if (word.empty()) return expected_here("a gate");
  if (word == made.name) return fail(name_at, "gate " + quoted(word) + " cannot call itself");
  std::uint32_t params = 0, wanted = 0;
  const bool known = callee(name_at, word, call, params, wanted);
  std::vector<pool_range> expressions;
  if (in_.accept('(') && !in_.accept(')')) {
    recorder target(*this);
    do {
      pool_range range;
      in_.skip_space();
      const std::size_t at = in_.offset();
      range.first = static_cast<std::uint32_t>(library_.steps.size());
      recorder::value value;
      if (!expression_reader<recorder, openqasm3_dialect>(in_, target, options_.strict()).read(value)) return false;
      if (value.constant && value.whole && value.number != 0) warn_of_whole_angle(at);
      range.size = static_cast<std::uint32_t>(library_.steps.size()) - range.first;
      expressions.push_back(range);
    } while (in_.accept(','));
    if (!in_.accept(')')) return expected_here("an operator, ',' or ')'");
  }
  std::vector<std::uint32_t> qubits;
  in_.skip_space();
  if (in_.peek() != ';' && !body_operands(qubits)) return false;
  if (!semicolon("the gate")) return false;
  if (!known) return true;
  const std::uint64_t controls = controls_of(call);
  if (!check_counts(name_at, word, expressions.size(), params, qubits.size(),
                    static_cast<std::uint32_t>(std::min<std::uint64_t>(wanted + controls, UINT32_MAX - 1)))) {
    return true;
  }
  auto sorted = qubits;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) {
    return fail(offset, "a qubit is used twice in " + quoted(word)), true;
  }
  call.expressions.first = static_cast<std::uint32_t>(library_.expressions.size());
  call.expressions.size = static_cast<std::uint32_t>(expressions.size());
  library_.expressions.insert(library_.expressions.end(), expressions.begin(), expressions.end());
  add_call(made, call, qubits);
  return true;
}

void openqasm3_reader::add_call(defined_gate& made, const body_call& call, std::span<const std::uint32_t> qubits) {
  const expansion_cost cost = application_.cost_of(call, qubits.size(), true);
  if (call.what == body_call::kind::defined) {
    const defined_gate& inner = library_.defined[call.callee];
    if (inner.cost.records == 0 && !inner.broken) return;  // an identity: nothing to write, and nothing to walk through
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

}  // namespace ketway::language
