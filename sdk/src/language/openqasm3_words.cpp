// Words that are no statements of the subset: what they belong to, includes, directives, and names nobody declared.

#include <array>
#include <utility>

#include "language/openqasm3_reader.hpp"

namespace ketway::language {
namespace {

/// What a word outside the subset stands for.
std::string_view construct(std::string_view word) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 29> constructs{{
      {"def", "subroutines"},
      {"extern", "external functions"},
      {"return", "subroutines"},
      {"for", "'for' loops"},
      {"in", "'for' loops"},
      {"break", "ways out of a loop"},
      {"continue", "ways out of a loop"},
      {"end", "early ends of the program"},
      {"switch", "'switch' statements"},
      {"case", "'switch' statements"},
      {"default", "'switch' statements"},
      {"box", "boxes"},
      {"cal", "calibrations"},
      {"defcal", "calibrations"},
      {"defcalgrammar", "calibrations"},
      {"let", "aliases"},
      {"bool", "classical variables"},
      {"int", "classical variables"},
      {"uint", "classical variables"},
      {"float", "classical variables"},
      {"angle", "classical variables"},
      {"complex", "classical variables"},
      {"array", "arrays"},
      {"duration", "variables of time"},
      {"stretch", "variables of time"},
      {"durationof", "variables of time"},
      {"opaque", "opaque gates"},
      {"readonly", "arrays"},
      {"mutable", "arrays"},
  }};
  for (const auto& [known, what] : constructs) {
    if (known == word) return what;
  }
  return {};
}

}  // namespace

bool openqasm3_reader::refuse(std::size_t offset, std::string_view word) {
  in_.word();
  const auto what = construct(word);
  if (what.empty()) return fail(offset, "expected a statement, found " + quoted(word));
  return fail(offset, quoted(word) + " is not read: " + std::string(what) + " are outside the subset of OpenQASM 3");
}

bool openqasm3_reader::top_level_only(std::size_t offset, std::string_view what) {
  return depth_ == 0 || fail(offset, std::string(what) + " outside of all blocks only");
}

/// Annotations and pragmas, to the end of the line.
bool openqasm3_reader::skip_directive(std::size_t offset, std::string_view what) {
  in_.go_to(offset);
  if (in_.accept('#') && in_.peek_word() != "pragma") return fail(offset, "expected 'pragma' behind '#'");
  in_.skip_line();
  const auto text = in_.source().text().substr(offset, in_.offset() - offset);
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = text[i] == '\0' ? 0 : utf8_length(text, i);
    if (length == 0) return fail(offset + i, "expected text in UTF-8, found " + describe_byte(text, i));
    i += length;
  }
  const auto shown = text.substr(0, text.find_last_not_of(" \t\r") + 1);
  in_.warning(offset, std::string(what) + " " + quoted(shown) + " is skipped");
  return true;
}

bool openqasm3_reader::include() {
  std::size_t offset = 0;
  std::string_view name;
  if (!include_name(offset, name)) return false;
  if (name == "stdgates.inc") {
    include_stdgates(offset);
  } else if (name == "qelib1.inc") {
    in_.error(offset, "qelib1.inc belongs to OpenQASM 2; expected \"stdgates.inc\"");
  } else {
    include_file(offset, name);
  }
  return true;
}

void openqasm3_reader::include_stdgates(std::size_t offset) {
  if (stdgates_) return in_.error(offset, "stdgates.inc is included already: every gate of it would be defined twice");
  stdgates_ = true;
  for (const auto& gate : standard_gates()) {
    if (kind_of(names_.find(gate.name)) != word_kind::standard) {
      in_.error(offset, quoted(gate.name) + " is declared before stdgates.inc, which defines it too");
    }
  }
}

void openqasm3_reader::unknown_word(std::size_t offset, std::string_view word) {
  std::vector<std::string_view> candidates;
  for (const auto known : names_.all()) {
    const auto kind = kind_of(names_.find(known));
    const bool callable = kind == word_kind::standard || kind == word_kind::defined || kind == word_kind::beyond;
    if (callable || kind == word_kind::keyword || kind == word_kind::bits) candidates.push_back(known);
  }
  in_.skip_space();
  const bool gate_like = in_.peek() == '(' || in_.peek() == '$' || !in_.peek_word().empty();
  in_.error(offset,
            (gate_like ? "gate " + quoted(word) + " is not defined" : "expected a statement, found " + quoted(word)) +
                did_you_mean(word, candidates));
  names_.set(word, pack(word_kind::reported, 0));
}

bool openqasm3_reader::evaluator::name(std::string_view word, std::size_t offset, quantity& out) {
  const std::uint32_t entry = reader_.names_.find(word);
  if (kind_of(entry) == word_kind::constant) return out = reader_.constants_[index_of(entry)], true;
  if (kind_of(entry) == word_kind::parameter) {
    auto& parameter = reader_.parameters_[index_of(entry)];
    parameter.used = true;
    return out = quantity(parameter.value), true;
  }
  if (entry == name_table::none) {
    return reader_.fail(offset, quoted(word) + " is not declared" + did_you_mean(word, reader_.names_.all()));
  }
  return reader_.fail(offset, "expected a number, found " + quoted(word));
}

const char* openqasm3_reader::evaluator::apply(operation what, std::size_t offset, quantity& a, const quantity& b) {
  if (drops_a_rest(what, a, b)) reader_.warn_of_rest(offset);
  return reader_.arithmetic_.apply(what, a, b);
}

void openqasm3_reader::warn_of_rest(std::size_t offset) {
  deviation(offset,
            "OpenQASM 3 drops the rest where whole numbers are divided; read as usual mathematics (write 1.0/2)");
}

void openqasm3_reader::warn_of_whole_angle(std::size_t offset) {
  deviation(offset, "OpenQASM 3 turns no whole number into an angle; read as radians (write 1.0)");
}

bool openqasm3_reader::recorder::name(std::string_view word, std::size_t offset, value& out) {
  const std::uint32_t formal = reader_.formals_.find(word);
  if (formal != name_table::none) {
    if ((formal & is_parameter) == 0) return reader_.fail(offset, quoted(word) + " is a qubit; expected a number");
    out = argument(formal & ~is_parameter, offset);
    return true;
  }
  const std::uint32_t entry = reader_.names_.find(word);
  if (kind_of(entry) != word_kind::constant) {
    return reader_.fail(offset, quoted(word) + " is neither a parameter of this gate nor a constant");
  }
  const quantity& known = reader_.constants_[index_of(entry)];
  out = number(known.value.value(), offset);
  out.whole = known.whole;
  return true;
}

const char* openqasm3_reader::recorder::apply(operation what, std::size_t offset, value& a, const value& b) {
  if (a.constant && b.constant && drops_a_rest(what, quantity(a.number, a.whole), quantity(b.number, b.whole))) {
    reader_.warn_of_rest(offset);
  }
  return expression_recorder::apply(what, offset, a, b);
}

}  // namespace ketway::language
