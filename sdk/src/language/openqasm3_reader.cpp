#include "language/openqasm3_reader.hpp"

#include <array>

namespace ketway::language {

openqasm3_reader::openqasm3_reader(std::string_view text, const read_options& options)
    : openqasm_text(text, options, language_version::three, "stdgates.inc"), application_(library_, arithmetic_) {
  static constexpr std::array<std::string_view, 22> keywords{
      "OPENQASM", "include", "qubit",   "qreg",  "bit",     "creg",  "input", "output",  "const", "gate", "if",
      "else",     "while",   "measure", "reset", "barrier", "delay", "ctrl",  "negctrl", "inv",   "pow",  "pragma"};
  for (const auto word : openqasm3_words()) names_.set(word, pack(word_kind::refused, 0));
  for (std::uint32_t i = 0; i < keywords.size(); ++i) names_.set(keywords[i], pack(word_kind::keyword, i));
  const auto gates = standard_gates();
  for (std::uint32_t i = 0; i < gates.size(); ++i) names_.set(gates[i].name, pack(word_kind::standard, i));
}

expected<reading> openqasm3_reader::run() {
  if (!within_size()) return found_.failure();
  header();
  while (!found_.full()) {
    in_.skip_space();
    if (in_.at_end()) {
      if (!leave_include()) break;
    } else if (!statement()) {
      in_.recover_statement(false);
    }
  }
  for (const auto& p : parameters_) {
    if (!p.used)
      found_.warning(*p.source, p.offset,
                     "input " + quoted(p.name) + " is never used; it is no parameter of the circuit");
  }
  if (found_.any_error()) return found_.failure();
  return reading(std::move(circuit_), found_.take_warnings());
}

void openqasm3_reader::header() {
  in_.skip_space();
  if (in_.peek_word() != "OPENQASM") return;  // the version line may be left out
  in_.word();
  in_.skip_space();
  check_version();
}

void openqasm3_reader::check_version() {
  const std::size_t at = in_.offset();
  std::string_view number;
  if (!in_.number(number)) {
    expected_here("a version number after 'OPENQASM'");
    return in_.recover_statement(false);
  }
  if (number != "3" && number != "3.0" && number != "3.1") {
    in_.error(at, "expected version 3.0 or 3.1, found version " + quoted(number));
  }
  if (!semicolon("the version")) in_.recover_statement(false);
}

bool openqasm3_reader::statement() {
  bad_ = false;
  listed_.clear();
  operands_.clear();
  while (in_.peek() == '@') {
    if (!skip_directive(in_.offset(), "annotation")) return false;
    in_.skip_space();
  }
  if (in_.at_end()) return true;
  const std::size_t offset = in_.offset();
  if (in_.peek() == '#') return skip_directive(offset, "directive");
  if (in_.peek() == '{') return block();
  const auto word = in_.peek_word();
  if (word.empty()) {
    if (in_.accept(';')) return deviation(offset, "expected a statement, found an empty one (';')"), true;
    return expected_here("a statement");
  }
  const std::uint32_t entry = names_.find(word);
  if (word != "else") after_bad_if_ = false;
  switch (kind_of(entry)) {
    case word_kind::keyword: return keyword_statement(offset, word, static_cast<keyword>(index_of(entry)));
    case word_kind::refused: return refuse(offset, word);
    case word_kind::bits: return assignment(offset);
    case word_kind::qubits:
    case word_kind::parameter:
    case word_kind::constant:
      in_.word();
      return fail(offset, "expected a statement, found " + quoted(word) + ", which is no gate");
    default: return call(offset);
  }
}

bool openqasm3_reader::keyword_statement(std::size_t offset, std::string_view word, keyword what) {
  const bool is_modifier = what >= keyword::control && what <= keyword::power;
  if (is_modifier) return call(offset);
  in_.word();
  switch (what) {
    case keyword::version: return fail(offset, "the version must be the first statement");
    case keyword::include: return top_level_only(offset, "a file is included") && include();
    case keyword::qubit: return top_level_only(offset, "qubits are declared") && qubit_declaration(false);
    case keyword::qreg: return top_level_only(offset, "qubits are declared") && qubit_declaration(true);
    case keyword::bit: return top_level_only(offset, "bits are declared") && bit_declaration(offset, false);
    case keyword::creg: return top_level_only(offset, "bits are declared") && bit_declaration(offset, true);
    case keyword::input: return top_level_only(offset, "inputs are declared") && input_declaration();
    case keyword::output: {
      if (!top_level_only(offset, "outputs are declared")) return false;
      in_.skip_space();
      const auto type = in_.peek_word();
      if (type != "bit" && type != "creg") return expected_here("'bit' after 'output'");
      in_.word();
      if (!has_output_) in_.warning(offset, "'output' is read as a plain declaration: every register is a result");
      has_output_ = true;
      return bit_declaration(offset, type == "creg");
    }
    case keyword::constant: return top_level_only(offset, "constants are declared") && constant_declaration();
    case keyword::gate: return top_level_only(offset, "gates are defined") && gate_definition(offset);
    case keyword::conditional: return conditional(offset, false);
    case keyword::loop: return conditional(offset, true);
    case keyword::otherwise:
      if (after_bad_if_) return false;
      return fail(offset, "'else' without an 'if' before it");
    case keyword::measure: return measure(offset);
    case keyword::reset: return reset(offset);
    case keyword::barrier: return barrier(offset);
    case keyword::delay: return delay(offset);
    case keyword::pragma: return skip_directive(offset, "directive");
    default: break;
  }
  return fail(offset, "expected a statement, found " + quoted(word));
}

}  // namespace ketway::language
