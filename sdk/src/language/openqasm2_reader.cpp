#include "language/openqasm2_reader.hpp"

#include <algorithm>
#include <array>

namespace ketway::language {
namespace {
bool belongs_to_openqasm3(std::string_view word) {
  static constexpr std::array<std::string_view, 34> words{
      "qubit",   "bit",      "int",    "uint",  "float",  "angle",         "bool",   "complex", "const",
      "let",     "def",      "defcal", "cal",   "for",    "while",         "else",   "switch",  "return",
      "ctrl",    "negctrl",  "inv",    "pow",   "gphase", "input",         "output", "delay",   "box",
      "stretch", "duration", "extern", "array", "pragma", "defcalgrammar", "end"};
  return std::find(words.begin(), words.end(), word) != words.end();
}
}  // namespace

openqasm2_reader::openqasm2_reader(std::string_view text, const read_options& options)
    : openqasm_text(text, options, language_version::two, "qelib1.inc") {
  static constexpr std::array<std::string_view, 10> keywords{"OPENQASM", "include", "qreg",    "creg",  "gate",
                                                             "opaque",   "if",      "measure", "reset", "barrier"};
  for (const auto word : reserved_words()) words_.set(word, pack(word_kind::reserved, 0));
  for (std::uint32_t i = 0; i < keywords.size(); ++i) words_.set(keywords[i], pack(word_kind::keyword, i));
  const auto gates = named_gates();
  for (std::uint32_t i = 0; i < gates.size(); ++i) words_.set(gates[i].name, pack(word_kind::library, i));
}

expected<reading> openqasm2_reader::run() {
  if (!within_size()) return found_.failure();
  header();
  while (!found_.full()) {
    in_.skip_space();
    if (in_.at_end()) {
      if (!leave_include()) break;
    } else if (!statement()) {
      in_.recover();
    }
  }
  if (found_.any_error()) return found_.failure();
  reading read(std::move(circuit_), found_.take_warnings());
  read.opaque_gates = std::move(opaque_);
  return read;
}

void openqasm2_reader::header() {
  in_.skip_space();
  const std::size_t offset = in_.offset();
  if (in_.peek_word() != "OPENQASM") {
    return deviation(offset, "expected 'OPENQASM 2.0;' as the first statement, found " + in_.describe());
  }
  in_.word();
  read_version();
}

void openqasm2_reader::read_version() {
  in_.skip_space();
  const std::size_t at = in_.offset();
  std::string_view version;
  double value = 0;
  if (!in_.number(version) || to_double(version, value) != nullptr) {
    expected_here("a version number after 'OPENQASM'");
    return in_.recover();
  }
  if (value != 2) in_.error(at, "expected version 2.0, found version " + std::string(version));
  if (value == 2 && version != "2.0") deviation(at, "expected the version as '2.0', found " + quoted(version));
  if (!semicolon("the version")) in_.recover();
}

bool openqasm2_reader::statement() {
  const std::size_t offset = in_.offset();
  const auto word = in_.word();
  bad_ = conditioned_ = never_ = false;
  if (word.empty()) {
    if (in_.peek() == ';') {
      in_.advance();
      deviation(offset, "expected a statement, found an empty one (';')");
      while (in_.accept(';')) {
      }
      return true;
    }
    return expected_here("a statement");
  }
  const std::uint32_t entry = words_.find(word);
  if (entry == name_table::none) return unknown_word(offset, word), false;
  if (static_cast<word_kind>(entry >> index_bits) != word_kind::keyword)
    return operation_statement(offset, word, entry);

  switch (static_cast<keyword>(entry & ((1U << index_bits) - 1))) {
    case keyword::version: return fail(offset, "the version must be the first statement");
    case keyword::include: return include();
    case keyword::qreg: return register_declaration(true);
    case keyword::creg: return register_declaration(false);
    case keyword::gate: return gate_definition();
    case keyword::opaque: return opaque_declaration();
    case keyword::conditional: return conditional();
    case keyword::measure:
    case keyword::reset:
    case keyword::barrier: return operation_statement(offset, word, entry);
  }
  return false;
}

void openqasm2_reader::unknown_word(std::size_t offset, std::string_view word) {
  in_.skip_space();
  if (registers_.find(word) != name_table::none) {
    in_.error(offset, "expected a statement, found register " + quoted(word));
  } else if (belongs_to_openqasm3(word)) {
    in_.error(offset, "expected a statement of OpenQASM 2, found " + quoted(word) + ", which belongs to OpenQASM 3");
  } else {
    std::vector<std::string_view> candidates;
    for (const auto known : words_.all()) {
      const auto kind = static_cast<word_kind>(words_.find(known) >> index_bits);
      const bool hidden = kind == word_kind::library && !qelib1_ && known != "U" && known != "CX";
      if (kind != word_kind::reserved && kind != word_kind::reported && !hidden) candidates.push_back(known);
    }
    const bool gate_like = in_.peek() == '(' || detail::is(in_.peek(), detail::letter);
    in_.error(offset,
              (gate_like ? "gate " + quoted(word) + " is not defined" : "expected a statement, found " + quoted(word)) +
                  did_you_mean(word, candidates));
  }
  words_.set(word, pack(word_kind::reported, 0));
}

bool openqasm2_reader::include() {
  std::size_t offset = 0;
  std::string_view name;
  if (!include_name(offset, name)) return false;
  if (name == "qelib1.inc") {
    include_qelib1(offset);
  } else {
    include_file(offset, name);
  }
  return true;
}

void openqasm2_reader::include_qelib1(std::size_t offset) {
  if (qelib1_) return in_.error(offset, "qelib1.inc is included already: every gate of it would be defined twice");
  qelib1_ = true;
  for (const auto& gate : named_gates()) {
    if (gate.origin != gate_origin::paper) continue;
    const std::uint32_t entry = words_.find(gate.name);
    const bool taken = static_cast<word_kind>(entry >> index_bits) != word_kind::library;
    if (taken || registers_.find(gate.name) != name_table::none) {
      in_.error(offset, quoted(gate.name) + " is defined before qelib1.inc, which defines it too");
    }
  }
}

}  // namespace ketway::language
