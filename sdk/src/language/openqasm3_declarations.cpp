// Registers, inputs, constants, and the names that declarations may take.

#include <algorithm>
#include <array>

#include "language/openqasm3_reader.hpp"

namespace ketway::language {
namespace {

/// A circuit's names are ASCII: Greek letters are spelled out, others become their number.
std::string spelled_out(std::string_view name) {
  static constexpr std::array<std::string_view, 25> greek{
      "alpha", "beta",   "gamma",   "delta", "epsilon", "zeta",    "eta",  "theta", "iota",
      "kappa", "lambda", "mu",      "nu",    "xi",      "omicron", "pi",   "rho",   "sigma",
      "sigma", "tau",    "upsilon", "phi",   "chi",     "psi",     "omega"};
  constexpr std::uint32_t first_small = 0x3B1, first_capital = 0x391;
  std::string out;
  for (std::size_t i = 0; i < name.size();) {
    const std::size_t length = std::max<std::size_t>(utf8_length(name, i), 1);
    std::uint32_t point = static_cast<unsigned char>(name[i]);
    if (length > 1) point &= 0xFFU >> (length + 1);
    for (std::size_t k = 1; k < length; ++k) point = point << 6 | (static_cast<unsigned char>(name[i + k]) & 0x3FU);
    i += length;
    if (point < 0x80) {
      out += static_cast<char>(point);
    } else if (point >= first_small && point < first_small + greek.size()) {
      out += greek[point - first_small];
    } else if (point >= first_capital && point < first_capital + greek.size()) {
      std::string letter(greek[point - first_capital]);
      letter[0] = static_cast<char>(letter[0] - 'a' + 'A');
      out += letter;
    } else {
      out += "u" + std::to_string(point);
    }
  }
  return out;
}

bool is_reserved_parameter(std::string_view name) { return name == "pi" || find_function(name).has_value(); }

}  // namespace

bool openqasm3_reader::new_name(std::string_view what, std::size_t& offset, std::string_view& name) {
  in_.skip_space();
  offset = in_.offset();
  if (in_.peek() == '$') return fail(offset, "physical qubits are there without a declaration");
  name = in_.word();
  if (name.empty()) return expected_here("a name for the " + std::string(what));
  const auto kind = kind_of(names_.find(name));
  const bool built_in = name == "U" || name == "gphase";
  if (names_.find(name) == name_table::none) return true;
  if (kind == word_kind::keyword || kind == word_kind::refused || built_in) {
    return fail(offset, "expected a name for the " + std::string(what) + ", found the reserved word " + quoted(name));
  }
  return true;
}

bool openqasm3_reader::name_is_free(std::size_t offset, std::string_view name) {
  const std::uint32_t entry = names_.find(name);
  if (entry == name_table::none) return true;
  switch (kind_of(entry)) {
    case word_kind::standard:
      return !stdgates_ || fail(offset, quoted(name) + " is declared already, as a gate of stdgates.inc");
    case word_kind::defined: return fail(offset, quoted(name) + " is declared already, as a gate");
    case word_kind::bits:
    case word_kind::qubits: return fail(offset, quoted(name) + " is declared already, as a register");
    case word_kind::parameter:
    case word_kind::constant: return fail(offset, quoted(name) + " is declared already, as a number");
    default: return true;
  }
}

/// The name in the circuit: the text's own where that is possible.
std::string openqasm3_reader::circuit_name(std::size_t offset, std::string_view name, bool is_parameter_name) {
  std::string out = spelled_out(name);
  const auto taken = [&] {
    return is_parameter_name ? parameter_names_.contains(out) || is_reserved_parameter(out)
                             : columns_->has_register(out);
  };
  while (taken()) out += '_';
  if (out != name)
    found_.note(in_.source(), offset, quoted(name) + " is named " + language::quoted(out) + " in the circuit");
  return out;
}

/// `[n]` behind a type; without it a single element.
bool openqasm3_reader::declared_size(std::uint32_t& size, bool& single, bool quantum, std::string_view what) {
  single = !in_.accept('[');
  size = 1;
  if (single) return true;
  in_.skip_space();
  const std::size_t at = in_.offset();
  // A digit string of any length is too large, not wrong.
  const auto digits = in_.digits();
  std::int64_t wanted = UINT32_MAX;
  in_.skip_space();
  if (digits.empty() || in_.peek() != ']' || digits.size() <= 9) {
    in_.go_to(at);
    if (!whole_number(wanted)) return false;
  }
  if (!in_.accept(']')) return expected_here("']'");
  const std::uint32_t limit = quantum ? circuit_limits::max_qubits : circuit_limits::max_bits;
  const std::uint32_t used = quantum ? columns_->num_qubits : columns_->num_bits;
  if (wanted < 0) {
    in_.error(at, "expected a size that is not negative");
    bad_ = true;
  } else if (wanted > limit - used) {
    in_.error(at, "the " + std::string(what) + " is too large; a circuit has at most " + std::to_string(limit) +
                      (quantum ? " qubits" : " bits"));
    bad_ = true;
  } else if (wanted == 0) {
    in_.warning(at, "the " + std::string(what) + " is empty");
  }
  size = bad_ ? 0 : static_cast<std::uint32_t>(wanted);
  return true;
}

const openqasm3_reader::declared* openqasm3_reader::add_register(std::size_t offset, std::string_view name,
                                                                 std::uint32_t size, bool single, bool quantum) {
  if (!name_is_free(offset, name)) return nullptr;
  declared made;
  made.name = name;
  made.first = quantum ? columns_->num_qubits : columns_->num_bits;
  made.size = size;
  made.single = single;
  if (bad_) {
    names_.set(name, pack(word_kind::reported, 0));
    return nullptr;
  }
  const std::string shown = circuit_name(offset, name, false);
  if (quantum) {
    circuit_.add_qubits(shown, size);
    declares_qubits_ = true;
  } else {
    circuit_.add_bits(shown, size);
  }
  names_.set(name, pack(quantum ? word_kind::qubits : word_kind::bits, static_cast<std::uint32_t>(declared_.size())));
  return &declared_.emplace_back(made);
}

bool openqasm3_reader::qubit_declaration(bool old_style) {
  std::uint32_t size = 1;
  bool single = true;
  std::size_t offset = 0;
  std::string_view name;
  if (!old_style && !declared_size(size, single, true, "register")) return false;
  if (!new_name("register", offset, name)) return false;
  if (old_style && !declared_size(size, single, true, "register")) return false;
  if (!semicolon("the declaration")) return false;
  if (has_physical_) return in_.error(offset, "declared qubits beside physical ones are not read"), true;
  add_register(offset, name, size, single, true);
  return true;
}

bool openqasm3_reader::bit_declaration(std::size_t start, bool old_style) {
  std::uint32_t size = 1;
  bool single = true;
  std::size_t offset = 0;
  std::string_view name;
  if (!old_style && !declared_size(size, single, false, "register")) return false;
  if (!new_name("register", offset, name)) return false;
  if (old_style && !declared_size(size, single, false, "register")) return false;
  const declared* made = add_register(offset, name, size, single, false);
  declared missing;
  if (made == nullptr) bad_ = true, made = &missing;
  if (old_style || !in_.accept('=')) return semicolon("the declaration");
  in_.skip_space();
  if (in_.peek_word() != "measure") return initial_value(*made);
  in_.word();
  operand to;
  to.offset = offset;
  to.name = name;
  to.first = made->first;
  to.count = made->size;
  to.whole = !made->single;
  return measure_into(start, to);
}

/// A circuit's bits begin as 0, so that is the one value they can be given.
bool openqasm3_reader::initial_value(const declared& bits) {
  in_.skip_space();
  const std::size_t offset = in_.offset();
  std::vector<bool> value;
  std::string_view digits;
  if (!bit_value(value, digits)) return false;
  if (!semicolon("the declaration")) return false;
  if (bad_) return true;
  const bool is_string = in_.source().text()[offset] == '"';
  if (is_string && value.size() != bits.size) {
    in_.error(offset, "expected " + std::to_string(bits.size) + " characters, one for each bit, found " +
                          std::to_string(value.size()));
  } else if (digits.find_first_not_of('0') != std::string_view::npos ||
             std::find(value.begin(), value.end(), true) != value.end()) {
    in_.error(offset, "a register that does not begin as 0 is not read: there is no operation that sets a bit");
  }
  return true;
}

bool openqasm3_reader::skip_type_size() {
  if (!in_.accept('[')) return true;
  std::int64_t bits = 0;
  return whole_number(bits) && (in_.accept(']') || expected_here("']'"));
}

bool openqasm3_reader::input_declaration() {
  in_.skip_space();
  const auto type = in_.peek_word();
  if (type != "float" && type != "angle")
    return expected_here("'float' or 'angle' after 'input'; no other inputs are read");
  in_.word();
  parameter_entry made;
  if (!skip_type_size() || !new_name("input", made.offset, made.name) || !semicolon("the declaration")) return false;
  if (!name_is_free(made.offset, made.name)) return true;
  made.source = &in_.source();
  const auto shown = circuit_name(made.offset, made.name, true);
  parameter_names_.insert(shown);
  made.value = parameter(shown);
  names_.set(made.name, pack(word_kind::parameter, static_cast<std::uint32_t>(parameters_.size())));
  parameters_.push_back(std::move(made));
  return true;
}

bool openqasm3_reader::constant_declaration() {
  in_.skip_space();
  const auto type = in_.peek_word();
  const bool integer = type == "int" || type == "uint";
  if (!integer && type != "float" && type != "angle") {
    return expected_here("'int', 'uint', 'float' or 'angle' after 'const'; no other constants are read");
  }
  in_.word();
  std::size_t offset = 0;
  std::string_view name;
  if (!skip_type_size() || !new_name("constant", offset, name)) return false;
  if (!in_.accept('=')) return expected_here("'=' and a value");
  in_.skip_space();
  const std::size_t at = in_.offset();
  evaluator target(*this);
  quantity value;
  if (!expression_reader<evaluator, openqasm3_dialect>(in_, target, options_.strict()).read(value)) return false;
  if (!semicolon("the constant") || !name_is_free(offset, name)) return true;
  if (value.value.symbolic()) return in_.error(at, "an input has no constant value"), true;
  if (integer && !value.whole) return in_.error(at, "expected a whole number"), true;
  value.whole = integer;
  names_.set(name, pack(word_kind::constant, static_cast<std::uint32_t>(constants_.size())));
  constants_.push_back(std::move(value));
  return true;
}

}  // namespace ketway::language
